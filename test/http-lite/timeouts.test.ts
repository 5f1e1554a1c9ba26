/** HttpServer: clients that are silent, slow, or gone (HS-20). */
import { EAGAIN } from "../../src/core/errno.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { Content } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

const TIMES = { idleTimeoutMs: 1000, headerTimeoutMs: 300 };
const HEAD = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

test("HS-20 idle: a client that says nothing is closed without a word", (t) => {
	const s = new Scene(TIMES);
	const fd = s.connect();
	s.host.advance(999);
	t.is(s.state(fd), -EAGAIN);
	s.host.advance(1);
	t.is(s.state(fd), 0);
	t.is(s.server.refused, 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-20 idle: counts anew after each reply", (t) => {
	const s = new Scene(TIMES);
	const fd = s.connect();
	for (let i = 0; i < 3; i++) {
		s.host.advance(900);
		s.send(fd, GET);
		t.is(s.receive(fd), HELLO);
	}
	s.host.advance(999);
	t.is(s.state(fd), -EAGAIN);
	s.host.advance(1);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-20 head: 408 when it takes too long, however busily it drips", (t) => {
	const s = new Scene(TIMES);
	const fd = s.connect();
	s.host.advance(900);
	for (let i = 0; i < 30; i++) {
		s.send(fd, i < 5 ? GET[i] : "a");
		s.host.advance(10);
	}
	const reply = s.receive(fd);
	t.is(statusOf(reply), 408);
	t.is(s.server.refused, 1);
	s.host.close(fd);
	s.over(t);
});

test("HS-20 head: one millisecond before is in time", (t) => {
	const s = new Scene(TIMES);
	const fd = s.connect();
	s.send(fd, GET.slice(0, 1));
	s.host.advance(299);
	s.send(fd, GET.slice(1));
	t.is(s.receive(fd), HELLO);
	s.send(fd, GET.slice(0, 1));
	s.host.advance(300);
	t.is(statusOf(s.receive(fd)), 408);
	s.host.close(fd);
	s.over(t);
});

test("HS-20 body: has the header's time again from the end of the head", (t) => {
	const s = new Scene(TIMES);
	for (const first of ["", "h"]) {
		const fd = s.connect();
		s.send(fd, HEAD.slice(0, 9));
		s.host.advance(299);
		s.send(fd, HEAD.slice(9) + first);
		s.host.advance(299);
		s.send(fd, "hello".slice(first.length));
		t.is(s.receive(fd), HELLO, first);
		s.host.close(fd);
		s.host.settle();
	}
	s.over(t);
});

test("HS-20 body: 408 when it takes too long, however busily it drips", (t) => {
	const s = new Scene(TIMES);
	for (const first of ["", "h"]) {
		const fd = s.connect();
		s.send(fd, HEAD + first);
		s.host.advance(150);
		s.send(fd, "e");
		s.host.advance(149);
		t.is(s.receive(fd), "");
		s.host.advance(1);
		t.is(statusOf(s.receive(fd)), 408, first);
		s.host.close(fd);
		s.host.settle();
	}
	s.over(t);
});

test("idle: does not cut a long reply that the client is still taking", (t) => {
	const long = new Content("text/plain", "x".repeat(3000));
	const s: Scene = new Scene(TIMES, (r) => r.reply(200, long));
	const fd = s.connect();
	s.send(fd, GET);
	const bytes = new Uint8Array(100);
	let total = 0;
	for (let i = 0; i < 31; i++) {
		const count = s.host.recv(fd, bytes, 0, bytes.length);
		if (count > 0) total += count;
		s.host.advance(900);
	}
	t.is(total, long.bytes.length);
	s.host.advance(1000);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("write: a client that takes nothing of its reply is closed", (t) => {
	const long = new Content("text/plain", "x".repeat(3000));
	const s: Scene = new Scene(TIMES, (r) => r.reply(200, long));
	const fd = s.connect();
	s.send(fd, GET);
	s.host.advance(999);
	t.is(s.server.listener.open, 1);
	s.host.advance(1);
	t.is(s.server.listener.open, 0);
	t.is(s.server.refused, 0);
	s.host.close(fd);
	s.over(t);
});

test("write: neither is one whose last reply is under way", (t) => {
	const long = new Content("text/plain", "x".repeat(3000));
	const s: Scene = new Scene(TIMES, (r) => r.reply(200, long));
	const fd = s.connect();
	s.send(fd, "GET / HTTP/1.0\r\n\r\n");
	s.host.advance(1000);
	t.is(s.server.listener.open, 0);
	s.host.close(fd);
	s.over(t);
});

test("0: no limit", (t) => {
	const s = new Scene({ idleTimeoutMs: 0, headerTimeoutMs: 0 });
	const fd = s.connect();
	s.host.advance(1_000_000);
	s.send(fd, GET.slice(0, 9));
	s.host.advance(1_000_000);
	s.send(fd, GET.slice(9));
	t.is(s.receive(fd), HELLO);
	s.host.close(fd);
	s.over(t);
});

test("the end of the stream at every place: closed, without a reply, nothing left", (t) => {
	const s = new Scene(TIMES);
	const text = `${HEAD}hell`;
	for (let cut = 0; cut <= text.length; cut++) {
		const fd = s.connect();
		s.send(fd, text.slice(0, cut));
		s.host.shutdown(fd, SHUT_WR);
		t.is(s.receive(fd), "");
		if (s.state(fd) !== 0 || s.server.listener.open !== 0) t.fail(`at ${cut}`);
		s.host.close(fd);
		s.host.settle();
	}
	t.is(s.server.requests + s.server.refused, 0);
	s.over(t);
});

test("the client vanishes at every place: closed, nothing left", (t) => {
	const s = new Scene(TIMES);
	const text = `${GET}${HEAD}hello${GET.slice(0, 9)}`;
	for (let cut = 0; cut <= text.length; cut++) {
		const fd = s.connect();
		s.send(fd, text.slice(0, cut));
		s.host.close(fd);
		s.host.settle();
		if (s.server.listener.open !== 0) t.fail(`at ${cut}`);
	}
	t.is(s.server.refused, 0);
	s.over(t);
});
