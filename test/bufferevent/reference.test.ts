/** sendReference: bytes that are sent where they lie, in order with the output. */
import { sendReference } from "../../src/bufferevent/index.js";
import { EAGAIN, EBADF, ECONNRESET } from "../../src/core/errno.js";
import { EV_WRITE } from "../../src/core/flags.js";
import { textBytes } from "../../src/core/text.js";
import { test } from "../harness.js";
import { Scene } from "./scene.js";

test("sendReference: outside of turns it waits for one", (t) => {
	const s = new Scene();
	t.is(sendReference(s.be, textBytes("constant"), 0), 8);
	t.is(s.host.bytesSent, 0);
	t.is(s.take(), "w");
	t.is(s.receive(), "constant");
	s.over(t);
});

test("sendReference: in the connection's own callback it is sent at once", (t) => {
	const s = new Scene();
	const data = textBytes("constant");
	let left = -1;
	s.be.onRead = (be) => {
		left = sendReference(be, data, 3);
		s.note(s.receive());
	};
	s.send("x");
	t.is(s.take(), "stant");
	t.is(left, 0, "all is sent, so no onWrite follows");
	s.over(t);
});

test("sendReference: what does not fit follows, onWrite runs then", (t) => {
	const s = new Scene();
	const data = textBytes("0123456789".repeat(15));
	let left = -1;
	s.be.onRead = (be) => {
		left = sendReference(be, data, 0);
	};
	s.send("x");
	t.is(s.take(), "");
	t.is(left, 150 - 64);
	let text = "";
	for (let i = 0; i < 3; i++) {
		text += s.receive();
		s.host.settle();
	}
	t.is(text, "0123456789".repeat(15));
	t.is(s.take(), "w");
	s.over(t);
});

test("sendReference: byte by byte, with output after it, in order", (t) => {
	const s = new Scene();
	const data = textBytes("reference ");
	s.host.sendMax = 1;
	s.be.onRead = (be) => {
		t.true(sendReference(be, data, 0) >= 0);
		be.output.addText("then ");
		be.output.addText("output");
	};
	s.send("x");
	t.is(s.take(), "w");
	t.is(s.receive(), "reference then output");
	s.over(t);
});

test("sendReference: -EAGAIN after output or another reference, nothing is lost", (t) => {
	const s = new Scene();
	const data = textBytes("B");
	s.be.output.addText("A");
	t.is(sendReference(s.be, data, 0), -EAGAIN);
	t.is(s.take(), "w");
	t.is(sendReference(s.be, data, 0), 1);
	t.is(sendReference(s.be, data, 0), -EAGAIN);
	t.is(s.take(), "w");
	t.is(s.receive(), "AB");
	s.over(t);
});

test("sendReference: one after the other from onWrite", (t) => {
	const s = new Scene();
	const data = textBytes("0123456789");
	let from = 10;
	s.host.sendMax = 4;
	s.be.onWrite = (be) => {
		let left = 0;
		while (from > 4 && left === 0) left = sendReference(be, data, --from);
		t.true(left >= 0);
	};
	s.be.output.addText(">");
	s.host.settle();
	t.is(s.receive(), ">989789678956789456789");
	s.over(t);
});

test("sendReference: -EBADF when not connected", (t) => {
	const s = new Scene();
	s.be.close();
	t.is(sendReference(s.be, textBytes("x"), 0), -EBADF);
	t.is(s.take(), "");
	s.over(t);
});

test("sendReference: nothing to send is 0", (t) => {
	const s = new Scene();
	t.is(sendReference(s.be, textBytes("abc"), 3), 0);
	t.is(s.take(), "");
	s.over(t);
});

test("sendReference: waits while writing is disabled", (t) => {
	const s = new Scene();
	s.be.disable(EV_WRITE);
	t.is(sendReference(s.be, textBytes("x"), 0), 1);
	t.is(s.take(), "");
	s.be.enable(EV_WRITE);
	t.is(s.take(), "w");
	t.is(s.receive(), "x");
	s.over(t);
});

test("sendReference: end() waits for it", (t) => {
	const s = new Scene();
	s.host.sendMax = 1;
	sendReference(s.be, textBytes("all of it"), 0);
	s.be.end();
	t.is(s.take(), "w");
	s.hangUp();
	t.is(s.take(), "e100");
	t.is(s.receive(), "all of it");
	s.over(t);
});

test("sendReference: the connection fails in it, onEvent runs once", (t) => {
	const s = new Scene();
	const data = textBytes("x");
	s.be.onRead = (be) => {
		s.host.cut(be.fd, ECONNRESET);
		t.is(sendReference(be, data, 0), 0);
		s.note("behind");
	};
	s.send("x");
	t.is(s.take(), `e22${ECONNRESET} behind`);
	t.is(s.be.fd, -1);
	s.over(t);
});

test("close with a reference under way: the next connection does not send it", (t) => {
	const s = new Scene();
	sendReference(s.be, textBytes("old"), 0);
	s.be.close();
	s.host.close(s.peer);
	s.connect();
	s.be.output.addText("new");
	s.host.settle();
	t.is(s.receive(), "new");
	s.over(t);
});
