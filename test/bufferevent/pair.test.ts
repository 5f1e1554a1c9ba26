/** Pairs (BP-01 to BP-03): two ends in memory, with all that a connection has. */

import type { BufferEvent, BufferEventOptions } from "../../src/bufferevent/index.js";
import {
	BEV_FINISHED,
	BEV_FLUSH,
	BEV_NORMAL,
	BufferEventPair,
	bufferEventFlush,
	pairPartner,
	sendReference,
	setFd,
	setRateLimit,
	TokenBucketConfig,
} from "../../src/bufferevent/index.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { ECONNRESET, EISCONN, EPIPE } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE, SHUT_WR } from "../../src/core/flags.js";
import { textBytes } from "../../src/core/text.js";
import type { Assertions } from "../harness.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 3, window: 4 });
	readonly base = new EventBase(this.host, { events: 3 });
	readonly pair: BufferEventPair;
	readonly a: BufferEvent;
	readonly b: BufferEvent;
	log = "";

	constructor(options?: BufferEventOptions) {
		const all: BufferEventOptions = {
			input: 16,
			output: 16,
			onRead: (be) => this.note(`${this.name(be)}r`),
			onWrite: (be) => this.note(`${this.name(be)}w`),
			onEvent: (be, what, error) =>
				this.note(`${this.name(be)}e${what.toString(16)}${error || ""}`),
		};
		this.pair = new BufferEventPair(this.base, Object.assign(all, options));
		this.a = this.pair.first;
		this.b = this.pair.second;
		for (const be of [this.a, this.b]) be.disable(EV_READ); // each test says when it reads
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
	}

	name(be: BufferEvent): string {
		return be === this.a ? "a" : "b";
	}

	note(what: string): void {
		this.log += this.log === "" ? what : ` ${what}`;
	}

	take(): string {
		this.host.settle();
		const log = this.log;
		this.log = "";
		return log;
	}

	held(be: BufferEvent): string {
		return be.input.text(0, be.input.length);
	}

	over(t: Assertions): void {
		this.a.close();
		this.b.close();
		this.host.settle();
		t.is(this.host.descriptors.open, 0, "descriptors open");
		t.is(checkInvariants(this.base), "");
		t.is(this.base.exceptions, 0, "exceptions");
	}
}

test("BP-01 a pair: what one writes the other reads, in turns of their own", (t) => {
	const s = new Scene();
	s.b.enable(EV_READ);
	s.a.output.addText("hello");
	t.is(s.log, "", "no callback inside the caller");
	t.is(s.take(), "br aw");
	t.is(s.held(s.b), "hello");
	t.is(s.a.output.length, 0);
	s.a.enable(EV_READ);
	s.b.output.addText("back");
	t.is(s.take(), "ar bw");
	t.is(s.held(s.a), "back");
	s.over(t);
});

test("BP-01 a pair: moves only while the reader reads and the writer writes", (t) => {
	const s = new Scene();
	s.a.output.addText("1");
	t.is(s.take(), "", "not read");
	t.is(s.a.output.length, 1);
	s.b.enable(EV_READ);
	t.is(s.take(), "br aw");
	s.a.disable(EV_WRITE);
	s.a.output.addText("2");
	t.is(s.take(), "", "not written");
	s.a.enable(EV_WRITE);
	t.is(s.take(), "br aw");
	s.b.disable(EV_READ);
	s.a.output.addText("3");
	s.take();
	s.a.disable(EV_WRITE);
	s.b.enable(EV_READ);
	t.is(s.take(), "", "offered, but not to be written any more");
	s.a.enable(EV_WRITE);
	t.is(s.take(), "br aw");
	t.is(s.held(s.b), "123");
	s.over(t);
});

test("BP-01 a pair: the reader's high watermark and capacity hold the writer back", (t) => {
	const s = new Scene({ input: 8, output: 16, readHigh: 4 });
	s.b.enable(EV_READ);
	s.a.output.addText("0123456789");
	t.is(s.take(), "br");
	t.is(s.held(s.b), "0123");
	t.is(s.a.output.length, 6, "the rest waits with the writer");
	s.b.input.drain(1);
	t.is(s.take(), "br");
	t.is(s.held(s.b), "1234");
	s.b.input.drain(4);
	t.is(s.take(), "br");
	s.b.input.drain(4);
	t.is(s.take(), "br aw");
	t.is(s.held(s.b), "9");
	s.over(t);
});

test("BP-01 a pair: constant data is read from where it lies", (t) => {
	const s = new Scene({ input: 4 });
	const data = textBytes("constant");
	s.b.enable(EV_READ);
	t.is(sendReference(s.a, data, 0), 8);
	t.is(s.take(), "br");
	t.is(s.held(s.b), "cons");
	s.b.input.drain(4);
	t.is(s.take(), "br aw");
	t.is(s.held(s.b), "tant");
	s.over(t);
});

test("BP-01 a pair: random traffic arrives complete and in order", (t) => {
	const random = new Random(7);
	const s = new Scene({ input: 13, output: 11, onRead: null, onWrite: null });
	let sent = 0;
	let got = 0;
	const data = new Uint8Array(1);
	s.b.enable(EV_READ);
	for (let i = 0; i < rounds(2000); i++) {
		for (let n = random.below(8); n > 0; n--) {
			data[0] = sent;
			if (s.a.output.add(data) > 0) sent++;
		}
		if (random.below(3) === 0) s.host.settle(1 + random.below(4));
		for (let n = random.below(8); n > 0 && s.b.input.remove(data) > 0; n--) {
			if (data[0] !== (got & 255)) t.fail(`byte ${got} is ${data[0]}`);
			got++;
		}
		if (random.below(9) === 0) s.b.disable(EV_READ);
		if (random.below(5) === 0) s.b.enable(EV_READ);
		if (random.below(9) === 0) s.a.disable(EV_WRITE);
		if (random.below(5) === 0) s.a.enable(EV_WRITE);
	}
	s.a.enable(EV_WRITE);
	s.b.enable(EV_READ);
	for (let i = 0; i < 5; i++) {
		s.host.settle();
		got += s.b.input.drain(s.b.input.length);
	}
	t.true(sent > rounds(1000));
	t.is(got, sent);
	s.over(t);
});

test("BP-02 flush: NORMAL does nothing, FLUSH moves past the watermarks", (t) => {
	const s = new Scene({ input: 16, output: 16, readHigh: 9, readLow: 9 });
	s.a.output.addText("0123456789");
	t.is(bufferEventFlush(s.a, EV_WRITE, BEV_NORMAL), 0);
	t.is(s.take(), "");
	t.is(bufferEventFlush(s.a, EV_WRITE, BEV_FLUSH), 1);
	t.is(s.log, "", "callbacks come in turns");
	t.is(s.held(s.b), "0123456789", "though the reader does not read");
	t.is(s.take(), "br aw");
	s.b.output.addText("x");
	t.is(bufferEventFlush(s.a, EV_READ, BEV_FLUSH), 1, "from the partner");
	t.is(s.take(), "ar bw");
	t.is(bufferEventFlush(s.a, EV_READ | EV_WRITE, BEV_FLUSH), 0, "nothing moved");
	s.over(t);
});

test("BP-02 flush FINISHED: the partner gets the bytes and the end of the stream", (t) => {
	const s = new Scene();
	s.b.enable(EV_READ);
	s.a.output.addText("last");
	t.is(bufferEventFlush(s.a, EV_WRITE, BEV_FINISHED), 1);
	t.is(s.take(), "br be11 aw");
	t.is(s.held(s.b), "last");
	s.b.output.addText("reply");
	s.a.enable(EV_READ);
	t.is(s.take(), "ar bw", "the other direction continues");
	s.a.output.addText("more");
	t.is(s.take(), `ae22${EPIPE}`);
	s.over(t);
});

test("BP-03 closing one end: the other gets the end of the stream, and has no partner", (t) => {
	const s = new Scene();
	s.b.enable(EV_READ);
	t.is(pairPartner(s.a), s.b);
	s.a.output.addText("bye");
	s.a.end();
	t.is(s.take(), "br aw ae100 be11");
	t.is(s.held(s.b), "bye");
	t.is(pairPartner(s.b), null);
	t.is(pairPartner(s.a), null);
	s.over(t);
});

test("BP-03 closing one end with bytes unsent: the other learns that they are lost", (t) => {
	const s = new Scene({ input: 4 });
	s.b.enable(EV_READ);
	s.a.output.addText("0123456789");
	t.is(s.take(), "br");
	s.a.close();
	t.is(s.held(s.b), "0123");
	s.b.input.drain(4);
	t.is(s.take(), `be21${ECONNRESET}`);
	t.is(s.b.fd, -1);
	s.over(t);
});

test("BP-03 a half-close of a pair, and joining the ends again", (t) => {
	const s = new Scene();
	t.is(s.pair.open(), -EISCONN);
	s.a.shared_.io_.shutdown(s.a.fd, SHUT_WR);
	s.b.enable(EV_READ);
	t.is(s.take(), "be11");
	s.a.close();
	s.b.close();
	t.is(s.pair.open(), 0);
	s.b.enable(EV_READ);
	s.a.output.addText("again");
	t.is(s.take(), "br aw");
	t.is(s.held(s.b), "again");
	s.over(t);
});

test("BP-03 an end may close itself or its partner in any callback", (t) => {
	for (const closesPartner of [false, true]) {
		for (const when of ["r", "w", "e"]) {
			const s = new Scene();
			const close = (be: BufferEvent) => {
				const partner = pairPartner(be);
				if (!closesPartner) be.close();
				else if (partner !== null) partner.close();
			};
			if (when === "r") s.b.onRead = close;
			else if (when === "w") s.a.onWrite = close;
			else s.b.onEvent = close;
			s.b.enable(EV_READ);
			s.a.output.addText("x");
			if (when === "e") s.a.end();
			s.host.settle();
			s.over(t);
		}
	}
});

test("a pair: the table of descriptors is checked", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 3 });
	t.throws(() => new BufferEventPair(base, {}), "RangeError");
});

test("BE-01 a pair with an onRead reads from the start, also when it is opened again", (t) => {
	const s = new Scene();
	s.over(t);
	t.is(s.pair.open(), 0);
	s.a.output.addText("hello");
	t.is(s.take(), "br aw");
	t.is(bufferEventFlush(s.a, EV_WRITE, BEV_FINISHED), 0);
	t.is(s.take(), "be11", "so that the end is reported");
	s.over(t);
});

test("BP-01 RL-01 a pair with limits: opened again they hold, and an end may connect elsewhere with them", (t) => {
	const host = new MemoryHost({ descriptors: 4, window: 64 });
	const base = new EventBase(host, { events: 3 });
	base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
	const pair = new BufferEventPair(base, { input: 64, output: 64, onRead: () => {} });
	t.is(setRateLimit(pair.first, new TokenBucketConfig({ writeRate: 10 })), 0);
	t.is(pairPartner(pair.first), pair.second);
	for (let round = 0; round < 3; round++) {
		pair.first.output.addText("x".repeat(30));
		for (const held of [10, 20, 30]) {
			host.settle();
			t.is(pair.second.input.length, held, `round ${round}`);
			host.advance(1000);
		}
		pair.first.close();
		pair.second.close();
		t.is(pairPartner(pair.first), null);
		if (round === 0) t.is(pair.open(), 0);
		if (round !== 1) continue;
		const listener = host.tcpListen("", 7, 1);
		t.is(pair.first.connect("127.0.0.1", 7), 0);
		host.settle();
		const peer = host.accept(listener);
		pair.first.output.addText("x".repeat(30));
		host.settle();
		t.is(host.recv(peer, new Uint8Array(64), 0, 64), 10);
		host.advance(1000);
		t.is(host.recv(peer, new Uint8Array(64), 0, 64), 10);
		pair.first.close();
		const fd = host.tcpConnect("127.0.0.1", 7);
		t.is(setFd(pair.first, fd), -1, "a socket with a limit is a socket");
		pair.first.close();
		host.close(peer);
		host.close(listener);
		t.is(pair.open(), 0);
	}
	t.is(checkInvariants(base), "");
});
