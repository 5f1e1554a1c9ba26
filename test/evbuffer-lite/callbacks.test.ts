import { EventBase } from "../../src/core/event-base.js";
import { textBytes } from "../../src/core/text.js";
import {
	addCallback,
	BufferCallbacks,
	EvBuffer,
	removeCallback,
} from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { bufferOf, memory, Owner } from "./scene.js";

class Notes {
	text = "";
	callback(name: string) {
		return (_buffer: EvBuffer, original: number, added: number, deleted: number): void => {
			this.text += `${name}${original}+${added}-${deleted} `;
		};
	}

	take(): string {
		const text = this.text;
		this.text = "";
		return text;
	}
}

test("BU-21 callbacks: after every change of length, with what was before, added and dropped", (t) => {
	const notes = new Notes();
	const buffer = bufferOf(8, "ab");
	addCallback(new BufferCallbacks(buffer), notes.callback("a"), false);
	buffer.add(textBytes("cde"));
	buffer.drain(2);
	buffer.drain(9);
	t.is(notes.take(), "a2+3-0 a5+0-2 a3+0-3 ");
	buffer.drain(1);
	buffer.add(new Uint8Array(0));
	buffer.add(new Uint8Array(9));
	t.is(notes.take(), "", "no change, no call");
});

test("BU-21 callbacks: the newest first; disabled, enabled, removed", (t) => {
	const notes = new Notes();
	const buffer = bufferOf(8, "");
	const callbacks = new BufferCallbacks(buffer);
	const a = addCallback(callbacks, notes.callback("a"), false);
	const b = addCallback(callbacks, notes.callback("b"), false);
	const c = addCallback(callbacks, notes.callback("c"), false);
	buffer.addText("1");
	t.is(notes.take(), "c0+1-0 b0+1-0 a0+1-0 ");
	b.enabled = false;
	buffer.addText("2");
	t.is(notes.take(), "c1+1-0 a1+1-0 ");
	b.enabled = true;
	removeCallback(callbacks, c);
	removeCallback(callbacks, c);
	buffer.addText("3");
	t.is(notes.take(), "b2+1-0 a2+1-0 ");
	removeCallback(callbacks, a);
	removeCallback(callbacks, b);
	buffer.addText("4");
	t.is(notes.take(), "");
});

test("BU-21 callbacks: a change in a callback runs them again", (t) => {
	const notes = new Notes();
	const buffer = bufferOf(8, "");
	const callbacks = new BufferCallbacks(buffer);
	addCallback(callbacks, notes.callback("a"), false);
	addCallback(
		callbacks,
		(b) => {
			if (b.length > 2) b.drain(1);
		},
		false,
	);
	buffer.addText("1234");
	t.is(notes.take(), "a3+0-1 a4+0-1 a0+4-0 ");
	t.is(buffer.length, 2);
});

test("BU-21 callbacks: one may remove itself and the next in its callback", (t) => {
	const notes = new Notes();
	const buffer = bufferOf(8, "");
	const callbacks = new BufferCallbacks(buffer);
	addCallback(callbacks, notes.callback("a"), false);
	const b = addCallback(callbacks, notes.callback("b"), false);
	const c = addCallback(
		callbacks,
		() => {
			removeCallback(callbacks, c);
			removeCallback(callbacks, b);
		},
		false,
	);
	buffer.addText("1");
	buffer.addText("2");
	t.is(notes.take(), "a0+1-0 a1+1-0 ");
});

test("BU-21 callbacks: the previous owner is notified too, last", (t) => {
	const buffer = bufferOf(8, "");
	const owner = new Owner();
	buffer.owner_ = owner;
	let calls = -1;
	addCallback(
		new BufferCallbacks(buffer),
		() => {
			calls = owner.calls;
		},
		false,
	);
	buffer.addText("ab");
	t.is(calls, 0);
	t.is(owner.calls, 1);
	t.is(owner.added, 2);
});

test("BU-22 deferred callbacks: once a turn with the sums; those marked run at once", (t) => {
	const notes = new Notes();
	const host = memory();
	const base = new EventBase(host, { events: 1 });
	const buffer = new EvBuffer(host, { size: 8 });
	const callbacks = new BufferCallbacks(buffer, base);
	addCallback(callbacks, notes.callback("d"), false);
	addCallback(callbacks, notes.callback("n"), true);
	buffer.addText("abc");
	buffer.drain(2);
	t.is(notes.take(), "n0+3-0 n3+0-2 ");
	base.loop(2);
	t.is(notes.take(), "d0+3-2 ");
	base.loop(2);
	t.is(notes.take(), "");
	buffer.addText("x");
	base.loop(2);
	t.is(notes.take(), "n1+1-0 d1+1-0 ");
});
