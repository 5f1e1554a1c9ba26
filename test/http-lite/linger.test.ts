/** HttpServer: a refused client gets to read why (HS-22; RFC 9112, 9.6). */
import { EAGAIN, ECONNRESET, EOPNOTSUPP } from "../../src/core/errno.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

const LARGE = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";

test("HS-22 a refused upload continues, and the client still reads the refusal", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, LARGE);
	for (let i = 0; i < 20; i++) s.send(fd, "x".repeat(400));
	t.is(statusOf(s.receive(fd)), 413);
	t.is(s.state(fd), 0);
	t.is(s.server.listener.open, 1);
	s.host.close(fd);
	s.host.settle();
	t.is(s.server.listener.open, 0, "closed as soon as the client ends");
	t.is(s.server.refused, 1);
	s.over(t);
});

test("HS-22 the client ends its side only: closed", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, `${LARGE}xyz`);
	s.host.shutdown(fd, SHUT_WR);
	t.is(statusOf(s.receive(fd)), 413);
	t.is(s.server.listener.open, 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-22 until the client has been quiet for a second", (t) => {
	const s = new Scene({ idleTimeoutMs: 60_000 });
	const fd = s.connect();
	s.send(fd, LARGE);
	for (let i = 0; i < 9; i++) {
		s.host.advance(500);
		s.send(fd, "x");
	}
	s.host.advance(900);
	t.is(s.server.listener.open, 1);
	s.host.advance(101);
	t.is(s.server.listener.open, 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-22 for ten seconds at most, and megabytes", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, LARGE);
	let sent = 0;
	const bytes = new Uint8Array(400);
	for (let i = 0; i < 9950; i++) {
		const count = s.host.send(fd, bytes, 0, bytes.length);
		if (count > 0) sent += count;
		s.host.advance(1);
	}
	t.is(s.server.listener.open, 1);
	t.true(sent > 3_000_000, String(sent));
	t.is(statusOf(s.receive(fd)), 413, "no reset took it away");
	for (let i = 0; i < 51; i++) {
		s.host.send(fd, bytes, 0, bytes.length);
		s.host.advance(1);
	}
	t.is(s.server.listener.open, 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-22 who lingers makes room for one that waits, after 50 ms", (t) => {
	const s = new Scene({ connections: 1 });
	const fd = s.connect();
	s.send(fd, "BAD\r\n\r\n");
	const late = s.connect();
	s.send(late, GET);
	s.host.advance(49);
	t.is(s.state(late), -EAGAIN);
	s.host.advance(1);
	t.is(s.receive(late), HELLO);
	t.is(statusOf(s.receive(fd)), 400);
	s.host.close(fd);
	s.host.close(late);
	s.over(t);
});

test("HS-22 what comes meanwhile is never served", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, "BAD\r\n\r\n");
	s.send(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	t.is(statusOf(s.receive(fd)), 400);
	t.is(s.server.requests, 0);
	t.is(s.server.refused, 1);
	s.host.close(fd);
	s.over(t);
});

test("HS-22 a host that cannot end one side: what comes is dropped all the same", (t) => {
	const s = new Scene();
	s.host.shutdown = () => -EOPNOTSUPP;
	const fd = s.connect();
	s.send(fd, `GET /${"x".repeat(300)} HTTP/1.1\r\nHost: a\r\n\r\n`);
	t.is(statusOf(s.receive(fd)), 414, "no reset took it away");
	t.is(s.server.listener.open, 1);
	s.host.close(fd);
	s.host.settle();
	t.is(s.server.listener.open, 0, "closed as soon as the client ends");
	const other = s.connect();
	s.send(other, "BAD\r\n\r\n");
	t.is(statusOf(s.receive(other)), 400);
	s.host.advance(190);
	s.send(other, "x");
	s.host.advance(150);
	t.is(s.state(other), -EAGAIN);
	s.host.advance(50);
	t.is(s.state(other), 0, "ended once the client has been quiet for 150 to 200 ms");
	s.host.close(other);
	s.over(t);
});

test("HS-22 a connection that is lost does not linger", (t) => {
	const s = new Scene();
	s.host.shutdown = () => -ECONNRESET;
	const fd = s.connect();
	s.send(fd, "BAD\r\n\r\n");
	t.is(s.server.listener.open, 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-22 an ordinary last reply: our side ends at once, and what still comes takes nothing away", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab");
	s.send(fd, "\r\n");
	t.is(statusOf(s.receive(fd)), 200);
	t.is(s.state(fd), 0, "the end, not a reset");
	s.host.close(fd);
	s.host.settle();
	t.is(s.server.listener.open, 0);
	s.over(t);
});

test("HS-22 the connection serves the next client as if nothing had been", (t) => {
	const s = new Scene({ connections: 1 });
	for (let i = 0; i < 5; i++) {
		t.is(statusOf(s.ask("BAD\r\n\r\n", i)), 400);
		t.is(statusOf(s.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), 200);
	}
	const fd = s.connect();
	t.is(s.state(fd), -EAGAIN);
	s.host.close(fd);
	s.over(t);
});
