/** BufferEvent: the two timeouts (BE-09). */
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EV_READ, EV_WRITE, EVLOOP_NO_EXIT_ON_EMPTY } from "../../src/core/flags.js";
import { loopBreak } from "../../src/core/loop-control.js";
import { test } from "../harness.js";
import { Scene } from "./scene.js";

const READING = "e41";
const WRITING = "e42";

test("BE-09 readTimeoutMs: fires once, and reading is disabled", (t) => {
	const s = new Scene({ readTimeoutMs: 100 });
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.host.advance(1000);
	t.is(s.take(), "");
	s.send("x");
	t.is(s.take(), "");
	s.be.output.addText("still");
	t.is(s.take(), "w");
	s.over(t);
});

test("BE-09 readTimeoutMs: counts from the last byte", (t) => {
	const s = new Scene({ readTimeoutMs: 100 });
	for (let i = 0; i < 5; i++) {
		s.host.advance(80);
		s.send("x");
		t.is(s.take(), "r");
	}
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.over(t);
});

test("BE-09 readTimeoutMs: rests while reading is disabled or the input full", (t) => {
	const s = new Scene({ readTimeoutMs: 100 });
	s.be.disable(EV_READ);
	s.host.advance(500);
	t.is(s.take(), "");
	s.be.enable(EV_READ);
	s.host.advance(99);
	t.is(s.take(), "");
	s.send("x".repeat(32));
	t.is(s.take(), "r");
	s.host.advance(500);
	t.is(s.take(), "");
	s.be.input.drain(1);
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.over(t);
});

test("BE-09 readTimeoutMs: enabled again in the callback, it counts again", (t) => {
	const s = new Scene({ readTimeoutMs: 100 });
	s.be.onEvent = (be, what) => {
		s.note(`e${what.toString(16)}`);
		be.enable(EV_READ);
	};
	s.host.advance(100);
	t.is(s.take(), READING);
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.send("x");
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-09 writeTimeoutMs: only while bytes wait", (t) => {
	const s = new Scene({ writeTimeoutMs: 100 });
	s.host.advance(500);
	t.is(s.take(), "");
	s.be.output.addText("x");
	t.is(s.take(), "w");
	s.host.advance(500);
	t.is(s.take(), "", "all is sent");
	s.over(t);
});

test("BE-09 writeTimeoutMs: fires when the peer takes nothing, and writing is disabled", (t) => {
	const s = new Scene({ writeTimeoutMs: 100 });
	for (let i = 0; i < 3; i++) {
		s.be.output.addText("x".repeat(32));
		s.take();
	}
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), WRITING);
	t.is(s.receive().length, 64);
	t.is(s.take(), "");
	s.send("x");
	t.is(s.take(), "r", "the other direction continues");
	s.be.enable(EV_WRITE);
	t.is(s.take(), "w");
	s.over(t);
});

test("BE-09 writeTimeoutMs: each byte taken starts it anew", (t) => {
	const s = new Scene({ writeTimeoutMs: 100 });
	for (let i = 0; i < 3; i++) {
		s.be.output.addText("x".repeat(32));
		s.take();
	}
	s.host.sendMax = 1;
	t.is(s.receive().length, 64);
	s.host.settle(1);
	s.host.sendMax = 0;
	t.is(s.be.output.length < 32, true);
	t.is(s.take(), "w");
	s.host.advance(1000);
	t.is(s.take(), "");
	s.over(t);
});

test("BE-09 both timeouts: each at its own time", (t) => {
	const s = new Scene({ readTimeoutMs: 70, writeTimeoutMs: 50 });
	for (let i = 0; i < 3; i++) {
		s.be.output.addText("x".repeat(32));
		s.take();
	}
	s.host.advance(50);
	t.is(s.take(), WRITING);
	s.host.advance(19);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.over(t);
});

test("BE-09 timeouts: without onEvent the connection is closed", (t) => {
	const s = new Scene({ readTimeoutMs: 100, onEvent: null });
	s.host.advance(100);
	t.is(s.be.fd, -1);
	s.over(t);
});

test("timeouts: count from the clock, not from a turn long ago", (t) => {
	const s = new Scene({ readTimeoutMs: 100 });
	s.be.disable(EV_READ);
	s.host.advance(1000); // no turn is due in all that time
	s.be.enable(EV_READ);
	t.is(s.take(), "");
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.over(t);
});

test("timeouts: closed and connected again, nothing of the old ones is left", (t) => {
	const s = new Scene({ readTimeoutMs: 100 });
	s.host.advance(90);
	s.be.close();
	s.host.close(s.peer);
	s.connect();
	s.take();
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), READING);
	s.over(t);
});

test("timeouts: a closed one never fires", (t) => {
	const s = new Scene({ readTimeoutMs: 100, writeTimeoutMs: 100 });
	s.be.close();
	s.host.advance(1000);
	t.is(s.take(), "");
	s.over(t);
});

test("BE-09 a read timeout whose callback throws: the last words have their own write timeout", (t) => {
	const s = new Scene({ readTimeoutMs: 50, writeTimeoutMs: 200 });
	s.be.output.addText("x".repeat(32));
	s.host.settle();
	s.be.output.addText("y".repeat(32));
	s.host.settle();
	s.be.output.addText("z".repeat(32)); // the window is full: a write timeout runs
	s.host.settle();
	let thrown = false;
	s.be.onEvent = (be, what) => {
		s.note(`e${what.toString(16)}`);
		if (what === 0x20) be.end();
		if (thrown) return;
		thrown = true;
		throw new Error("mine");
	};
	s.take();
	s.host.advance(50);
	t.is(s.take(), `${READING} e20`);
	s.host.advance(199);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), WRITING);
	s.over(t, 1);
});

test("BE-09 a write timeout of the longest time leaves a read timeout that is overdue where it is", (t) => {
	const s = new Scene({ readTimeoutMs: 100, writeTimeoutMs: 2147483647 });
	loopBreak(s.base);
	s.host.settle(); // no loop runs any more
	s.host.advance(500);
	s.send("x".repeat(64));
	s.be.output.addText("x");
	s.base.loop(EVLOOP_NO_EXIT_ON_EMPTY);
	t.is(checkInvariants(s.base), "");
	t.is(s.take().substring(0, 3), READING);
	s.over(t);
});
