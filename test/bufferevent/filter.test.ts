/** Filters (BF-01 to BF-03, BE-06): the functions, back-pressure, events, flushing. */

import { BufferEvent } from "../../src/bufferevent/bufferevent.js";
import {
	BEV_ERROR,
	BEV_FINISHED,
	BEV_FLUSH,
	BEV_NEED_MORE,
	BEV_NORMAL,
	BEV_OK,
	bufferEventFlush,
	FilterBufferEvent,
	type FilterFunction,
	sendReference,
} from "../../src/bufferevent/index.js";
import { EBADF, EBADMSG, ECONNRESET, EISCONN, ENOBUFS } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { textBytes } from "../../src/core/text.js";
import { byteAt } from "../../src/evbuffer-lite/index.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";
import { FilterScene } from "./filter-scene.js";
import { Scene } from "./scene.js";

const one = new Uint8Array(1);

/** Adds 1 to each byte. */
const plus: FilterFunction = (source, into, limit) => {
	const count = source.length < limit ? source.length : limit;
	for (let i = 0; i < count; i++) {
		source.remove(one);
		one[0]++;
		into.add(one);
	}
	return count > 0 ? BEV_OK : BEV_NEED_MORE;
};

/** Takes 1 from each byte. */
const minus: FilterFunction = (source, into, limit) => {
	const count = source.length < limit ? source.length : limit;
	for (let i = 0; i < count; i++) {
		source.remove(one);
		one[0]--;
		into.add(one);
	}
	return count > 0 ? BEV_OK : BEV_NEED_MORE;
};

/** Doubles each byte, both or none. */
const twice: FilterFunction = (source, into, limit) => {
	if (source.length === 0 || limit < 2) return BEV_NEED_MORE;
	source.remove(one);
	into.add(one);
	into.add(one);
	return BEV_OK;
};

/** Keeps one of two bytes; a lone one at the end is an error. */
const half: FilterFunction = (source, into, limit, mode) => {
	if (source.length === 1 && mode === BEV_FINISHED) return BEV_ERROR;
	if (source.length < 2 || limit < 1) return BEV_NEED_MORE;
	source.drain(1);
	source.remove(one);
	into.add(one);
	return BEV_OK;
};

/** Passes blocks of 4 bytes; at the end the rest, and a "." after it. */
const blocks: FilterFunction = (source, into, limit, mode) => {
	const ends = mode === BEV_FINISHED && source.length < 4;
	const wanted = ends ? source.length + 1 : 4;
	if (limit < wanted || (source.length < 4 && mode === BEV_NORMAL)) return BEV_NEED_MORE;
	for (let i = 0; i < 4 && source.length > 0; i++) {
		source.remove(one);
		into.add(one);
	}
	if (ends) into.addText(".");
	return BEV_OK;
};

test("BF-01 a filter: both functions change what passes", (t) => {
	const s = new FilterScene({ onInput: minus, onOutput: plus }, 16);
	s.b.enable(EV_READ);
	s.a.output.addText("hello");
	t.is(s.log, "", "nothing runs inside the caller");
	s.host.settle(1);
	t.is(s.pair.first.output.text(0, 5), "ifmmp");
	t.is(s.take(), "aw br");
	t.is(s.held(s.b), "hello");
	s.over(t);
});

test("BF-01 a filter without functions passes bytes on", (t) => {
	const s = new FilterScene({}, 4);
	s.b.enable(EV_READ);
	s.a.output.addText("longer than what is below");
	t.is(s.take().indexOf("aw") >= 0, true);
	t.is(s.held(s.b), "longer than what is below");
	s.over(t);
});

test("BF-01 NEED_MORE waits for more bytes, and continues when they come", (t) => {
	const s = new FilterScene({ onOutput: blocks }, 16, {});
	s.b.enable(EV_READ);
	s.a.output.addText("123");
	t.is(s.take(), "");
	t.is(s.a.output.length, 3);
	const turns = s.host.turns;
	s.host.advance(1000);
	t.is(s.host.turns, turns, "without turning for it");
	s.a.output.addText("45");
	t.is(s.take(), "br");
	t.is(s.held(s.b), "1234");
	t.is(s.a.output.length, 1);
	s.over(t);
});

test("BF-01 ERROR ends the connection with EBADMSG, of either function", (t) => {
	const refuse: FilterFunction = () => BEV_ERROR;
	let s = new FilterScene({ onOutput: refuse }, 16, {});
	s.a.output.addText("x");
	t.is(s.take(), `ae22${EBADMSG}`);
	t.is(s.a.fd, -1);
	t.is(s.pair.first.fd, -1, "and the underlying");
	s.over(t);
	s = new FilterScene({}, 16, { onInput: refuse });
	s.b.enable(EV_READ);
	s.a.output.addText("x");
	t.is(s.take(), `aw be21${EBADMSG}`);
	t.is(s.b.fd, -1);
	s.over(t);
});

test("BF-01 BE-06 output: the underlying's capacity holds the writer back, then its own refuses", (t) => {
	const s = new FilterScene({ onOutput: twice }, 4);
	let written = 0;
	while (s.a.output.add(one) > 0) {
		written++;
		s.host.settle();
	}
	t.is(s.a.output.add(one), -ENOBUFS);
	t.is(s.pair.first.output.length, 4);
	t.is(s.pair.second.input.length, 0, "nobody reads");
	t.is(written, 32 + 2);
	s.b.enable(EV_READ);
	s.host.settle();
	t.is(s.b.input.length, 32, "the reader's own buffer is full");
	s.b.input.drain(32);
	s.host.settle();
	s.b.input.drain(32);
	s.host.settle();
	t.is(s.b.input.length, 2 * written - 64);
	t.is(s.a.output.length, 0);
	s.over(t);
});

test("BF-02 input: what the reader leaves holds the peer back, and is not stuck when it drains", (t) => {
	const s = new FilterScene({}, 8, { onInput: twice, input: 5 });
	s.b.enable(EV_READ);
	s.a.output.addText("0123456789");
	t.is(s.take(), "br aw");
	t.is(s.held(s.b), "0011", "the fifth has no room for two");
	t.is(s.pair.second.input.length, 8);
	let all = "";
	for (let i = 0; i < 10 && s.b.input.length > 0; i++) {
		all += s.held(s.b);
		s.b.input.drain(s.b.input.length);
		s.host.settle();
	}
	t.is(all, "00112233445566778899");
	s.over(t);
});

test("BF-02 the underlying reads only while the filter does", (t) => {
	const s = new FilterScene({}, 8, { input: 4 });
	s.pair.first.output.addText("straight");
	t.is(s.take(), "");
	t.is(s.pair.second.input.length, 0);
	s.b.enable(EV_READ);
	t.is(s.take(), "br");
	s.b.disable(EV_READ);
	s.b.input.drain(4);
	s.pair.first.output.addText("x");
	t.is(s.take(), "");
	t.is(s.pair.second.input.length, 4, "what the underlying had is kept, and no more comes");
	s.b.enable(EV_READ);
	t.is(s.take(), "br");
	t.is(s.held(s.b), "ight");
	s.b.input.drain(4);
	t.is(s.take(), "br");
	t.is(s.held(s.b), "x");
	s.over(t);
});

test("BF-02 random traffic through small buffers arrives complete and in order", (t) => {
	const random = new Random(11);
	const quiet = { onRead: null, onWrite: null, onEvent: null };
	const s = new FilterScene({ onOutput: twice, input: 3, output: 7, ...quiet }, 5, {
		onInput: half,
		input: 3,
		output: 2,
		...quiet,
	});
	let sent = 0;
	let got = 0;
	s.b.enable(EV_READ);
	for (let i = 0; i < rounds(3000); i++) {
		one[0] = sent;
		if (random.below(2) === 0 && s.a.output.add(one) > 0) sent++;
		if (random.below(3) === 0) s.host.settle(1 + random.below(4));
		if (random.below(2) === 0 && s.b.input.remove(one) > 0) {
			if (one[0] !== (got & 255)) t.fail(`byte ${got} is ${one[0]}`);
			got++;
		}
		if (random.below(20) === 0) s.b.disable(EV_READ);
		if (random.below(5) === 0) s.b.enable(EV_READ);
	}
	s.b.enable(EV_READ);
	for (let i = 0; i < 20; i++) {
		s.host.settle();
		got += s.b.input.drain(s.b.input.length);
	}
	t.true(sent > rounds(500));
	t.is(got, sent);
	s.over(t);
});

test("BF-03 events of the underlying come through: the end after the bytes", (t) => {
	const s = new FilterScene({}, 8, { onInput: half, input: 2 });
	s.b.enable(EV_READ);
	s.pair.first.output.addText("aabbccdd");
	s.pair.first.end();
	t.is(s.take(), "br ae100", "the end waits after what is not read yet");
	t.is(s.held(s.b), "ab");
	s.b.input.drain(2);
	t.is(s.take(), "br");
	t.is(s.held(s.b), "cd");
	s.b.input.drain(1);
	t.is(s.take(), "be11");
	s.over(t);
});

test("BF-03 an error of the underlying: what it holds is lost, and the filter learns why", (t) => {
	const s = new FilterScene({}, 4, {});
	s.b.enable(EV_READ);
	s.pair.first.output.addText("1234");
	s.a.close();
	t.is(s.take(), `be21${ECONNRESET}`);
	t.is(s.b.fd, -1);
	s.over(t);
});

test("BF-03 a half-finished block at the end of the stream is an error", (t) => {
	const s = new FilterScene({}, 8, { onInput: half });
	s.b.enable(EV_READ);
	s.pair.first.output.addText("aab");
	s.pair.first.end();
	t.is(s.take(), `br ae100 be21${EBADMSG}`);
	s.over(t);
});

test("BF-03 end: all goes through, the function finishes, then one closed event", (t) => {
	const s = new FilterScene({ onOutput: blocks }, 4, {});
	s.b.enable(EV_READ);
	s.a.output.addText("123456");
	t.is(s.a.end(), 0);
	t.is(s.take(), "br aw br be11 ae100");
	t.is(s.held(s.b), "123456.");
	t.is(s.a.fd, -1);
	t.is(s.pair.first.fd, -1);
	t.is(s.a.end(), -EBADF);
	s.over(t);
});

test("BF-03 a filter without onEvent ends itself when its peer has", (t) => {
	const s = new FilterScene({ onEvent: null }, 4, { onOutput: blocks, onEvent: null });
	s.a.enable(EV_READ);
	s.b.enable(EV_READ);
	s.b.output.addText("bye");
	s.a.end();
	s.host.settle();
	t.is(s.b.fd, -1);
	t.is(s.a.fd, -1);
	t.is(s.host.descriptors.open, 0);
	s.over(t);
});

test("BF-03 flush: both functions with that mode, and the answer says whether something moved", (t) => {
	const s = new FilterScene({ onOutput: blocks }, 16, {});
	s.b.enable(EV_READ);
	s.a.output.addText("12");
	t.is(bufferEventFlush(s.a, EV_WRITE, BEV_NORMAL), 0);
	t.is(bufferEventFlush(s.a, EV_WRITE, BEV_FLUSH), 1);
	t.is(s.a.output.length, 0);
	t.is(s.take(), "aw br");
	t.is(s.held(s.b), "12");
	t.is(bufferEventFlush(s.b, EV_READ | EV_WRITE, BEV_FLUSH), 0);
	s.over(t);
});

test("BF-03 keepsUnderlying: the connection continues without the filter, with its own callbacks", (t) => {
	const s = new FilterScene({ keepsUnderlying: true }, 16, { keepsUnderlying: true });
	s.pair.second.context = "mine";
	s.b.enable(EV_READ);
	t.is(s.b.open(), -EISCONN);
	s.a.close();
	s.b.close();
	t.is(s.take(), "");
	t.true(s.pair.first.fd >= 0);
	s.pair.second.onRead = () => s.note("plain");
	s.pair.second.enable(EV_READ);
	s.pair.first.output.addText("x");
	t.is(s.take(), "plain");
	t.is(s.b.open(), 0, "and a filter can be opened over it again");
	s.b.enable(EV_READ);
	t.is(s.take(), "br", "which finds what is there");
	s.over(t);
});

test("BF-03 constant data is filtered piece by piece", (t) => {
	const s = new FilterScene({ onOutput: plus, stage: 5 }, 8, { onInput: minus });
	s.b.enable(EV_READ);
	t.is(sendReference(s.a, textBytes("constant data"), 0), 13);
	t.is(s.a.output.addText("!"), 1);
	s.a.end();
	s.take();
	t.is(s.held(s.b), "constant data!");
	s.over(t);
});

test("BF-03 a filter closes itself in any callback and function", (t) => {
	for (const when of ["r", "w", "e"]) {
		const s = new FilterScene({}, 8);
		const close = () => s.b.close();
		s.b.onRead = when === "r" ? close : null;
		if (when === "w") s.b.onWrite = close;
		if (when === "e") s.b.onEvent = close;
		s.b.enable(EV_READ);
		s.b.output.addText("y");
		s.a.output.addText("x");
		s.host.settle();
		if (when === "e") s.a.end();
		s.host.settle();
		t.is(s.b.fd, -1, when);
		s.over(t);
	}
});

test("BF-03 a function that throws ends its own connection only", (t) => {
	const s = new FilterScene({}, 8, {
		onInput: () => {
			throw new Error("no");
		},
	});
	s.b.enable(EV_READ);
	s.a.output.addText("x");
	t.is(s.take(), "aw Error: no be2022");
	t.is(s.b.fd, -1);
	s.over(t, 1);
});

test("BF-03 over a socket: connect, CONNECTED, refusal, timeouts", (t) => {
	const s = new Scene({ readTimeoutMs: 50 }, false);
	const log: string[] = [];
	const filter = new FilterBufferEvent(s.be, {
		onOutput: plus,
		onEvent: (_be, what, error) => log.push(`${what.toString(16)} ${error}`),
	});
	t.is(filter.connect("127.0.0.1", 7), 0);
	filter.output.addText("abc");
	s.host.settle();
	s.peer = s.host.accept(s.listener);
	t.deepEqual(log, ["80 0"]);
	t.is(s.receive(), "bcd");
	filter.enable(EV_READ);
	s.host.advance(60);
	t.deepEqual(log, ["80 0", "41 0"], "the underlying's timeout");
	filter.close();
	t.is(s.be.fd, -1);
	s.host.settle();
	s.host.connectError = 111;
	t.is(filter.connect("127.0.0.1", 7), 0);
	s.host.settle();
	t.is(log.length, 3);
	t.is(log[2], "20 111");
	t.is(filter.fd, -1);
	t.is(byteAt(filter.input, 0) < 0, true);
	s.over(t);
});

test("BE-01 a filter with an onRead reads from when it opens or is connected, and has its underlying read", (t) => {
	const host = new MemoryHost({ descriptors: 5, window: 16 });
	const base = new EventBase(host, { events: 2 });
	let log = "";
	const onRead = (be: BufferEvent) => {
		log += be.input.text(0, be.input.length);
		be.input.drain(be.input.length);
	};
	const filter = new FilterBufferEvent(new BufferEvent(base, {}), {
		onRead: null,
		onEvent: (be, what) => {
			log += `e${what.toString(16)} `;
			be.onRead = onRead;
		},
	});
	base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
	const listener = host.tcpListen("", 7, 1);
	for (const text of ["early", "later"]) {
		t.is(filter.connect("127.0.0.1", 7), 0);
		t.is(filter.connect("127.0.0.1", 7), -EISCONN);
		host.settle();
		const peer = host.accept(listener);
		t.is(host.send(peer, textBytes(text), 0, 5), 5);
		host.settle();
		t.is(log, `e80 ${text}`);
		log = "";
		filter.close();
		host.close(peer);
	}
	filter.disable(EV_READ);
	filter.connect("127.0.0.1", 7);
	host.settle();
	const peer = host.accept(listener);
	host.send(peer, textBytes("x"), 0, 1);
	host.settle();
	t.is(log, "e80 ");
	t.is(filter.underlying.input.length, 0, "nor does the underlying");
	filter.close();
	host.close(peer);
	host.close(listener);
	t.is(host.descriptors.open, 0);
});
