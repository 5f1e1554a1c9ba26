/** BufferEvent: how connections end: EOF, half-close, errors, end(), close(). */
import { EBADF, ECONNRESET } from "../../src/core/errno.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { Scene } from "./scene.js";

const EOF = "e11";

test("BE-10 EOF: reported once, writing continues (half-close)", (t) => {
	const s = new Scene();
	s.send("last");
	s.host.shutdown(s.peer, SHUT_WR);
	t.is(s.take(), `r ${EOF}`);
	t.is(s.take(), "");
	s.be.output.addText("reply");
	t.is(s.take(), "w");
	t.is(s.receive(), "reply");
	t.true(s.be.fd >= 0);
	s.over(t);
});

test("EOF without onEvent: ends once all is written", (t) => {
	const s = new Scene({ onEvent: null, onRead: (be) => be.output.addBuffer(be.input) });
	s.send("last words");
	s.host.shutdown(s.peer, SHUT_WR);
	s.host.settle();
	t.is(s.receive(), "last words");
	t.is(s.receive(), "0");
	t.is(s.be.fd, -1);
	s.over(t);
});

test("EOF without onEvent: input that waited for output is served first", (t) => {
	for (const onWrite of [null, undefined]) {
		const echo = (be: Scene["be"]) => be.output.addBuffer(be.input);
		const s = new Scene({
			output: 4,
			onEvent: null,
			onRead: echo,
			onWrite: onWrite === null ? null : echo,
		});
		s.send("0123456789abcdefghij");
		s.host.shutdown(s.peer, SHUT_WR);
		s.host.settle();
		t.is(s.receive(), "0123456789abcdefghij");
		t.is(s.be.fd, -1);
		s.over(t);
	}
});

test("BE-10 error on reading: ERROR|READING with errno, then it is closed", (t) => {
	const s = new Scene();
	s.host.cut(s.be.fd, ECONNRESET);
	t.is(s.take(), `e21${ECONNRESET}`);
	t.is(s.be.fd, -1);
	s.over(t);
});

test("BE-10 error on writing: ERROR|WRITING with errno, then it is closed", (t) => {
	const s = new Scene();
	s.be.disable(2); // not reading
	s.host.close(s.peer);
	s.be.output.addText("x");
	t.is(s.take(), "w", "sent, and answered with a reset");
	s.be.output.addText("y");
	t.is(s.take(), `e22${ECONNRESET}`);
	t.is(s.be.fd, -1);
	t.is(s.be.output.length, 0);
	s.over(t);
});

test("error: bytes that came before it are read first", (t) => {
	const s = new Scene();
	s.send("x");
	s.host.cut(s.be.fd, ECONNRESET);
	t.is(s.take(), `r e21${ECONNRESET}`);
	s.over(t);
});

test("error without onEvent: closed, quietly", (t) => {
	const s = new Scene({ onEvent: null });
	s.host.cut(s.be.fd, ECONNRESET);
	t.is(s.take(), "");
	t.is(s.be.fd, -1);
	s.over(t);
});

test("end: nothing to write, one CLOSED once the peer has ended too", (t) => {
	const s = new Scene();
	t.is(s.be.end(), 0);
	t.is(s.log, "", "no callback inside end");
	t.is(s.take(), "");
	t.is(s.receive(), "0");
	t.is(s.be.end(), 0, "once more is no error");
	s.hangUp();
	t.is(s.take(), "e100");
	t.is(s.be.fd, -1);
	t.is(s.be.end(), -EBADF);
	t.is(s.receive(), "0");
	t.is(s.take(), "");
	s.over(t);
});

test("end: sends byte by byte what was written, then one CLOSED", (t) => {
	const s = new Scene();
	s.host.sendMax = 1;
	s.be.output.addText("goodbye");
	s.be.end();
	t.is(s.be.end(), 0, "twice is once");
	t.is(s.take(), "w");
	s.hangUp();
	t.is(s.take(), "e100");
	t.is(s.receive(), "goodbye");
	t.is(s.receive(), "0");
	s.over(t);
});

test("end: waits for a peer that does not read", (t) => {
	const s = new Scene();
	for (let i = 0; i < 3; i++) {
		s.be.output.addText(String(i).repeat(32));
		s.take();
	}
	s.be.end();
	t.is(s.take(), "");
	t.is(s.host.settle(), 0);
	t.is(s.receive().length, 64);
	t.is(s.take(), "w");
	s.hangUp();
	t.is(s.take(), "e100");
	t.is(s.receive(), "2".repeat(32));
	s.over(t);
});

test("end: reads no more", (t) => {
	const s = new Scene();
	for (let i = 0; i < 3; i++) {
		s.be.output.addText("x".repeat(32));
		s.take();
	}
	s.be.end();
	s.send("more");
	t.is(s.take(), "");
	t.is(s.be.input.length, 0);
	s.over(t);
});

test("end: an error before all is sent is an ERROR, not a CLOSED", (t) => {
	const s = new Scene();
	s.be.output.addText("x");
	s.be.end();
	s.host.cut(s.be.fd, ECONNRESET);
	t.is(s.take(), `e22${ECONNRESET}`);
	t.is(s.be.fd, -1);
	s.over(t);
});

test("end: a write timeout leaves it open for onEvent to close", (t) => {
	const s = new Scene({ writeTimeoutMs: 50 });
	for (let i = 0; i < 3; i++) {
		s.be.output.addText("x".repeat(32));
		s.take();
	}
	s.be.end();
	s.host.advance(50);
	t.is(s.take(), "e42");
	t.is(s.be.close(), 0);
	s.over(t);
});

test("BE-13 close: unsent output is dropped, no callback runs", (t) => {
	const s = new Scene();
	s.be.output.addText("never");
	s.send("unread");
	t.is(s.be.close(), 0);
	t.is(s.be.close(), -EBADF);
	t.is(s.take(), "");
	t.is(s.be.output.length + s.be.input.length, 0);
	t.is(s.host.bytesReceived, 0);
	s.over(t);
});

test("close: the descriptor that follows is another connection's", (t) => {
	const s = new Scene();
	const old = s.be.fd;
	s.be.close();
	s.host.close(s.peer);
	s.connect();
	t.not(s.be.fd, old);
	t.is(s.host.close(old), -EBADF);
	s.log = "";
	s.send("x");
	t.is(s.take(), "r");
	s.over(t);
});
