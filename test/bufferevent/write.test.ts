/** BufferEvent: writing, its watermark, partial sends. */
import { EMSGSIZE, ENOBUFS } from "../../src/core/errno.js";
import { EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { Scene } from "./scene.js";

test("BE-18 output: what is added outside of turns goes out in the next", (t) => {
	const s = new Scene();
	s.be.output.addText("hello");
	t.is(s.host.bytesSent, 0);
	t.is(s.take(), "w");
	t.is(s.receive(), "hello");
	s.over(t);
});

test("output: what onRead adds goes out in the same turn", (t) => {
	const s = new Scene({
		onRead: (be) => {
			s.note("r");
			be.output.addText("pong");
		},
	});
	s.send("ping");
	t.is(s.host.settle(1), 1);
	t.is(s.receive(), "pong");
	t.is(s.take(), "r w");
	s.over(t);
});

test("BE-04 writeLow: onWrite runs when drained down to the mark", (t) => {
	const s = new Scene({ writeLow: 3 });
	s.host.sendMax = 1;
	s.be.output.addText("12345");
	s.host.settle(1);
	t.is(s.log, "");
	t.is(s.be.output.length, 4);
	s.host.settle(1);
	t.is(s.log, "w");
	t.is(s.be.output.length, 3);
	t.is(s.take(), "w w w w");
	s.over(t);
});

test("BE-04 onWrite: at empty, once, however many sends it took", (t) => {
	const s = new Scene();
	s.host.sendMax = 1;
	s.be.output.addText("0123456789");
	t.is(s.take(), "w");
	t.is(s.receive(), "0123456789");
	s.over(t);
});

test("onWrite: what it adds follows, in order", (t) => {
	let count = 0;
	const s = new Scene({
		onWrite: (be) => {
			if (count < 9) be.output.addDecimal(++count);
		},
	});
	s.be.output.addText("0");
	s.take();
	t.is(s.receive(), "0123456789");
	s.over(t);
});

test("onWrite that always adds shares the turns with others", (t) => {
	const s = new Scene({ onWrite: (be) => be.output.addText("x") });
	let ticks = 0;
	const timer = s.base.event({ timeoutMs: 0, onEvent: () => ticks++ });
	timer.add();
	s.be.output.addText("x");
	s.host.settle(5);
	t.is(ticks, 1);
	s.be.onWrite = null;
	s.over(t);
});

test("output full: -ENOBUFS, and what fits is sent whole", (t) => {
	const s = new Scene();
	t.is(s.be.output.addText("x".repeat(30)), 30);
	t.is(s.be.output.addText("yyy"), -ENOBUFS);
	t.is(s.be.output.addText("y".repeat(33)), -EMSGSIZE);
	t.is(s.be.output.addText("zz"), 2);
	t.is(s.take(), "w");
	t.is(s.receive(), `${"x".repeat(30)}zz`);
	s.over(t);
});

test("window full: the rest waits without a turn, and continues when the peer reads", (t) => {
	const s = new Scene();
	for (let i = 0; i < 3; i++) {
		s.be.output.addText(String(i).repeat(32));
		s.take();
	}
	t.is(s.be.output.length, 32);
	t.is(s.host.settle(), 0);
	t.is(s.receive(), "0".repeat(32) + "1".repeat(32));
	t.is(s.take(), "w");
	t.is(s.receive(), "2".repeat(32));
	s.over(t);
});

test("BE-08 disable(EV_WRITE): output waits until it is enabled", (t) => {
	const s = new Scene();
	s.be.disable(EV_WRITE);
	s.be.output.addText("late");
	t.is(s.take(), "");
	t.is(s.host.bytesSent, 0);
	s.be.enable(EV_WRITE);
	t.is(s.host.bytesSent, 0, "nothing is sent inside enable");
	t.is(s.take(), "w");
	t.is(s.receive(), "late");
	s.over(t);
});

test("BE-08 disable(EV_WRITE): also when the turn has activated the event already", (t) => {
	const s = new Scene();
	s.be.output.addText("late");
	const first = { fd: s.be.fd, interest: EV_WRITE, onEvent: () => s.be.disable(EV_WRITE) };
	s.base.event(first).add(); // the newest on a descriptor runs first
	t.is(s.take(), "");
	t.is(s.host.bytesSent, 0);
	s.be.enable(EV_WRITE);
	t.is(s.take(), "w");
	t.is(s.receive(), "late");
	s.over(t);
});

test("enable in onRead: nothing is sent before it returns", (t) => {
	const s = new Scene({
		onRead: (be) => {
			be.output.addText("a");
			be.enable(EV_WRITE);
			s.note(String(s.host.bytesSent));
			be.output.addText("b");
		},
	});
	s.send("x");
	t.is(s.take(), "1 w"); // the 1 is the peer's own
	t.is(s.receive(), "ab");
	s.over(t);
});

test("without onWrite: onRead runs again when the output that was full has drained", (t) => {
	const s = new Scene({ output: 8, onWrite: null, onRead: (be) => be.output.addBuffer(be.input) });
	s.send("0123456789abcdefghijklmnop");
	s.host.settle();
	t.is(s.be.input.length, 0);
	t.is(s.receive(), "0123456789abcdefghijklmnop");
	s.over(t);
});

test("without onWrite: not for what is below readLow, nor with reading disabled", (t) => {
	const s = new Scene({ onWrite: null, readLow: 4 });
	s.send("abc");
	s.be.output.addText("x");
	t.is(s.take(), "");
	s.be.disable(2);
	s.send("d");
	s.be.output.addText("x");
	t.is(s.take(), "");
	s.over(t);
});
