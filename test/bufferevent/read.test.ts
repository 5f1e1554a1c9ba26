/** BufferEvent: reading, its watermarks and what is enabled. */
import { BufferEvent, triggerRead } from "../../src/bufferevent/index.js";
import { EBADF } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Scene } from "./scene.js";

test("BE-03 onRead: once for each arrival, not again for what it left", (t) => {
	const s = new Scene();
	s.send("one");
	t.is(s.take(), "r");
	t.is(s.input(), "one");
	t.is(s.take(), "");
	s.send("two");
	t.is(s.take(), "r");
	t.is(s.input(), "onetwo");
	s.over(t);
});

test("BE-03 readLow: onRead runs at the mark, not one byte below", (t) => {
	const s = new Scene({ readLow: 5 });
	s.send("1234");
	t.is(s.take(), "");
	s.send("5");
	t.is(s.take(), "r");
	s.be.input.drain(5);
	s.send("123456");
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-05 readHigh: reads up to the mark, and on when drained below", (t) => {
	const s = new Scene({ readHigh: 8 });
	s.send("0123456789abcdefghij");
	t.is(s.take(), "r");
	t.is(s.input(), "01234567");
	s.be.input.drain(1);
	t.is(s.take(), "r");
	t.is(s.input(), "12345678");
	s.be.input.drain(8);
	t.is(s.take(), "r");
	t.is(s.input(), "9abcdefg");
	s.over(t);
});

test("BE-07 readHigh: a callback that never drains does not spin", (t) => {
	const s = new Scene({ readHigh: 4 });
	s.send("0123456789");
	t.is(s.take(), "r");
	t.is(s.host.settle(), 0);
	s.over(t);
});

test("input full: reading waits without a turn, nothing is lost", (t) => {
	const s = new Scene();
	const text = "0123456789abcdef0123456789ABCDEF!?";
	s.send(text);
	t.is(s.take(), "r");
	t.is(s.be.input.length, 32);
	t.is(s.host.settle(), 0);
	s.be.input.drain(31);
	t.is(s.take(), "r");
	t.is(s.input(), text.slice(31));
	s.over(t);
});

test("BE-08 disable: what arrives waits until reading is enabled again", (t) => {
	const s = new Scene();
	t.is(s.be.disable(EV_READ), 0);
	s.send("x");
	t.is(s.take(), "");
	t.is(s.host.settle(), 0);
	t.is(s.be.enable(EV_READ), 0);
	t.is(s.log, "", "no callback inside enable");
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-08 disable: in onRead it stops there", (t) => {
	const s = new Scene({
		onRead: (be) => {
			s.note("r");
			be.disable(EV_READ);
			be.input.drain(32);
		},
	});
	s.send("x".repeat(40));
	t.is(s.take(), "r");
	s.be.enable(EV_READ);
	t.is(s.take(), "r");
	t.is(s.be.input.length, 0);
	s.over(t);
});

test("BE-20 callbacks of null are skipped, data still flows", (t) => {
	const s = new Scene({ onRead: null, onWrite: null, onEvent: null });
	s.send("in");
	t.is(s.take(), "");
	t.is(s.input(), "in");
	s.be.output.addText("out");
	t.is(s.take(), "");
	t.is(s.receive(), "out");
	s.over(t);
});

test("onRead may be exchanged at any time", (t) => {
	const s = new Scene();
	s.be.onRead = (be) => {
		s.note("first");
		be.onRead = () => s.note("second");
	};
	s.send("a");
	t.is(s.take(), "first");
	s.send("b");
	t.is(s.take(), "second");
	s.over(t);
});

test("recvMax 1: byte by byte is the same", (t) => {
	const s = new Scene();
	s.host.recvMax = 1;
	s.send("abc");
	t.is(s.take(), "r r r");
	t.is(s.input(), "abc");
	s.over(t);
});

test("BE-15 triggerRead: runs onRead in a turn, with what is there", (t) => {
	const s = new Scene({ readLow: 8 });
	s.send("left");
	t.is(s.take(), "");
	triggerRead(s.be);
	t.is(s.log, "");
	t.is(s.take(), "r");
	triggerRead(s.be);
	triggerRead(s.be);
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-15 triggerRead: none after close", (t) => {
	const s = new Scene();
	triggerRead(s.be);
	s.be.close();
	triggerRead(s.be);
	t.is(s.take(), "");
	s.over(t);
});

test("BE-01 BufferEvent: not connected, everything answers and nothing runs", (t) => {
	const s = new Scene({}, false);
	t.is(s.be.fd, -1);
	t.is(s.be.enable(EV_READ | EV_WRITE), 0);
	t.is(s.be.disable(EV_READ | EV_WRITE), 0);
	t.is(s.be.end(), -EBADF);
	t.is(s.be.close(), -EBADF);
	t.is(s.be.output.addText("x"), 1);
	t.is(s.take(), "");
	s.over(t);
});

test("BufferEvent: RangeError for impossible options and a full table", (t) => {
	const host = new MemoryHost({ descriptors: 1, datagrams: 1, datagramBytes: 1 });
	const base = new EventBase(host, { events: 1 });
	t.throws(() => new BufferEvent(base, { input: 0 }), "RangeError");
	t.throws(() => new BufferEvent(base, { output: 65532 }), "RangeError");
	t.throws(() => new BufferEvent(base, { input: 8, output: 8, readHigh: -1 }), "RangeError");
	t.throws(() => new BufferEvent(base, { input: 8, output: 8, readTimeoutMs: 0.5 }), "RangeError");
	t.is(base.used, 0);
	t.is(new BufferEvent(base, { input: 8, output: 8 }).fd, -1);
	t.throws(() => new BufferEvent(base, { input: 8, output: 8 }), "RangeError");
});
