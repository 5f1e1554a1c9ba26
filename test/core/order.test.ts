/** The orders that libevent's semantics guarantee (section 13), in one place. */
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import { EV_READ, EV_TIMEOUT } from "../../src/core/flags.js";
import { EventWatch } from "../../src/core/watch.js";
import { addCallback, BufferCallbacks, EvBuffer } from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 4, window: 4 });
	readonly base = new EventBase(this.host, { events: 6, priorities: 2 });
	readonly fds = new Int32Array(2);
	text = "";

	constructor() {
		this.host.pair(this.fds);
		this.host.send(this.fds[1], new Uint8Array(1), 0, 1);
	}

	readable(name: string): void {
		this.base
			.event({ fd: this.fds[0], interest: EV_READ, onEvent: () => (this.text += name) })
			.add();
	}

	timer(name: string, timeoutMs: number): void {
		this.base.event({ timeoutMs, onEvent: () => (this.text += name) }).add();
	}

	turn(): string {
		this.text = "";
		this.base.dispatch();
		this.host.settle(1);
		return this.text;
	}
}

test("13.1 in a turn: what is active already, readiness newest first, then timers by tick", (t) => {
	const s = new Scene();
	s.timer("2", 2);
	s.timer("1", 1);
	s.readable("r");
	s.readable("R");
	eventActive(s.base.event({ onEvent: () => (s.text += "a") }), EV_TIMEOUT);
	s.host.now_ += 2;
	t.is(s.turn(), "aRr12");
});

test("13.1 activation order inside a queue, whatever the order of slots", (t) => {
	const s = new Scene();
	const events = ["0", "1", "2", "3"].map((name) =>
		s.base.event({ onEvent: () => (s.text += name) }),
	);
	for (const i of [2, 0, 3, 1]) eventActive(events[i], EV_READ);
	eventActive(events[2], EV_READ);
	t.is(s.turn(), "2031", "a second activation keeps the place of the first");
});

test("13.3 prepare, poll, check, timers, callbacks", (t) => {
	const s = new Scene();
	s.timer("T", 0);
	s.readable("R");
	new EventWatch(s.base, false, () => {
		s.text += `c${s.base.active_}`; // the descriptor's event, not the timer's yet
	});
	new EventWatch(s.base, true, () => {
		s.text += `p${s.base.active_}`;
	});
	t.is(s.turn(), "p0c1RT");
});

test("13.4 callbacks of a buffer run newest first", (t) => {
	const s = new Scene();
	const callbacks = new BufferCallbacks(new EvBuffer(s.host, { size: 4 }));
	for (const name of ["a", "b", "c"]) addCallback(callbacks, () => (s.text += name), false);
	callbacks.buffer.addText("x");
	t.is(s.text, "cba");
});
