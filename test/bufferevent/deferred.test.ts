/** Deferred callbacks (BE-02, BE-14) and triggers (BE-15). */
import {
	BEV_EVENT_CONNECTED,
	BEV_TRIG_IGNORE_WATERMARKS,
	type BufferEventOptions,
	DeferredCallbacks,
	trigger,
	triggerEvent,
	triggerWrite,
} from "../../src/bufferevent/index.js";
import { EBADMSG, ECONNRESET } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { Scene } from "./scene.js";

test("BE-02 no callback runs inside the call that makes it due", (t) => {
	const s = new Scene();
	s.send("x");
	s.be.enable(EV_READ);
	s.be.output.addText("y");
	t.is(s.log, "");
	t.is(s.take(), "w r");
	s.over(t);
});

test("BE-02 deferred callbacks run after the connection's own work, once for several causes", (t) => {
	const s = new Scene();
	const deferred = new DeferredCallbacks(s.be);
	s.send("one");
	s.host.settle();
	t.is(s.take(), "r");
	deferred.onRead = () => s.note(`R${s.be.input.length}`);
	s.host.recvMax = 1;
	s.send("1234");
	t.is(s.take().slice(0, 2), "R4");
	t.is(s.be.input.length, 7);
	s.over(t);
});

test("BE-14 deferred: CONNECTED comes first, though bytes wait in both directions", (t) => {
	const s = new Scene(undefined, false);
	s.host.holdConnects = true;
	new DeferredCallbacks(s.be);
	s.be.connect("127.0.0.1", 7);
	s.be.enable(EV_READ);
	s.be.output.addText("hello");
	s.host.settle();
	s.host.releaseConnects();
	s.peer = s.host.accept(s.listener);
	s.send("data");
	t.is(s.take(), "e80 w r");
	s.over(t);
});

test("BE-14 deferred: all that is due is reported in order, and merged", (t) => {
	const s = new Scene();
	const deferred = new DeferredCallbacks(s.be);
	const { onRead, onWrite, onEvent } = s.be;
	if (onRead === null || onWrite === null || onEvent === null) throw new Error("not deferred");
	onEvent(s.be, 0x21, EBADMSG);
	onWrite(s.be);
	onEvent(s.be, 0x10, 0);
	onRead(s.be);
	onEvent(s.be, BEV_EVENT_CONNECTED, 0);
	t.is(s.log, "");
	t.is(s.take(), `e80 r w e31${EBADMSG}`);
	t.is(deferred.due_ + deferred.what_, 0);
	s.over(t);
});

test("BE-14 deferred: a callback that closes ends the others; an error is reported though it closed", (t) => {
	const s = new Scene();
	const deferred = new DeferredCallbacks(s.be);
	deferred.onRead = (be) => {
		s.note("close");
		be.close();
	};
	s.be.output.addText("x");
	s.send("y");
	s.host.settle();
	t.is(s.take(), "close");
	s.host.close(s.peer);
	s.connect();
	s.take();
	s.send("unread");
	s.host.close(s.peer);
	s.be.disable(EV_READ);
	s.be.output.addText("z"); // answered with a reset
	s.host.settle();
	s.be.output.addText("z");
	s.host.settle();
	t.is(s.be.fd, -1);
	t.is(s.take().indexOf("e2") >= 0, true);
	s.over(t);
});

test("BE-02 deferred without onEvent: a connection ends itself as ever", (t) => {
	const s = new Scene({ onEvent: null });
	new DeferredCallbacks(s.be);
	s.send("bye");
	s.host.shutdown(s.peer, 1);
	s.host.settle();
	t.is(s.be.fd, -1);
	s.over(t);
});

test("BE-15 trigger: if the watermarks allow, or without them", (t) => {
	const s = new Scene({ readLow: 3, writeLow: 2 });
	trigger(s.be, EV_READ | EV_WRITE, 0);
	t.is(s.log, "", "always in a turn");
	t.is(s.take(), "w", "the input holds less than its low mark");
	trigger(s.be, EV_READ, BEV_TRIG_IGNORE_WATERMARKS);
	t.is(s.take(), "r");
	s.send("123");
	t.is(s.take(), "r");
	trigger(s.be, EV_READ, 0);
	t.is(s.take(), "r");
	s.be.disable(EV_WRITE);
	s.be.output.addText("123");
	trigger(s.be, EV_WRITE, 0);
	t.is(s.take(), "");
	triggerWrite(s.be);
	t.is(s.take(), "w");
	s.over(t);
});

test("BE-15 triggerEvent: runs onEvent, nothing else happens", (t) => {
	const s = new Scene();
	triggerEvent(s.be, 0x21, ECONNRESET);
	t.is(s.log, `e21${ECONNRESET}`);
	t.true(s.be.fd >= 0);
	s.be.close();
	s.log = "";
	triggerEvent(s.be, 0x21, ECONNRESET);
	trigger(s.be, EV_READ | EV_WRITE, BEV_TRIG_IGNORE_WATERMARKS);
	t.is(s.take(), "", "not on a closed one");
	s.over(t);
});

test("BE-15 a trigger inside the callback it triggers runs once more each time", (t) => {
	const options: BufferEventOptions = {};
	const s = new Scene(options);
	let count = 0;
	s.be.onWrite = () => {
		s.note("w");
		if (++count < 3) triggerWrite(s.be);
	};
	triggerWrite(s.be);
	t.is(s.take(), "w w w");
	s.over(t);
});

test("BE-02 deferred callbacks take an event of the base, and say so when there is none", (t) => {
	const s = new Scene(undefined, false);
	const base = new EventBase(s.host, { events: 1 });
	const { be } = s;
	base.event({ onEvent: () => {} });
	t.throws(() => new DeferredCallbacks(Object.assign(Object.create(be), { base })), "RangeError");
	s.over(t);
});
