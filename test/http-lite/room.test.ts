/** HttpServer: who makes room for clients that wait, and when. */

import { Refuse } from "../../src/bufferevent/index.js";
import { EAGAIN } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import { unavailable } from "../../src/http-lite/index.js";
import type { HttpRequest } from "../../src/http-lite/request.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

const LAST = HELLO.replace("OK\r\n", "OK\r\nConnection: close\r\n");

test("room: an idle kept connection is closed at once for one that waits", (t) => {
	const s = new Scene({ connections: 2, idleTimeoutMs: 10_000 });
	const first = s.connect();
	const second = s.connect();
	for (const fd of [first, second]) {
		s.send(fd, GET);
		t.is(s.receive(fd), HELLO, "kept: nobody waits");
	}
	s.host.advance(1000);
	s.send(second, GET);
	t.is(s.receive(second), HELLO);
	s.host.advance(50);
	const late = s.connect();
	s.send(late, GET);
	t.is(s.receive(late), HELLO, "who got the place of another is kept, if nobody waits any more");
	t.is(s.state(first), 0, "the one that was idle for longest");
	t.is(s.state(second), -EAGAIN);
	t.is(s.server.evicted, 1);
	for (const fd of [first, second, late]) s.host.close(fd);
	s.over(t);
});

test("room: who has just got a reply has 100 ms for its next request, which is the last then", (t) => {
	const s = new Scene({ connections: 1 });
	const first = s.connect();
	s.send(first, GET);
	t.is(s.receive(first), HELLO);
	const late = s.connect();
	s.send(late, GET);
	s.host.advance(99);
	t.is(s.state(late), -EAGAIN);
	s.send(first, GET);
	t.is(s.receive(first), LAST);
	t.is(s.state(first), 0);
	s.host.close(first);
	t.is(s.receive(late), HELLO);
	const third = s.connect();
	s.send(third, GET);
	s.host.advance(100);
	t.is(s.receive(third), HELLO, "who sends no other has had its time");
	t.is(s.server.evicted, 1);
	s.host.close(late);
	s.host.close(third);
	s.over(t);
});

test("room: a silent client has patienceMs, one half-sent a millisecond a byte more", (t) => {
	const s = new Scene({ connections: 1, patienceMs: 250 });
	for (const text of [
		"",
		"GET / HTTP",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1234",
	]) {
		const bad = s.connect();
		s.send(bad, text);
		const late = s.connect();
		s.send(late, GET);
		s.host.advance(249 + text.length);
		t.is(s.state(late), -EAGAIN, text);
		s.host.advance(1);
		t.is(s.receive(late), HELLO, text);
		t.is(s.state(bad), 0, text);
		s.host.close(bad);
		s.host.close(late);
		s.host.settle();
	}
	t.is(s.server.evicted, 3);
	s.over(t);
});

test("room: while nobody waits, nobody is hurried", (t) => {
	const s = new Scene({ connections: 1, idleTimeoutMs: 5000, headerTimeoutMs: 5000 });
	const slow = s.connect();
	s.host.advance(4000);
	s.send(slow, "GET / HTTP/1.1\r\n");
	s.host.advance(4000);
	s.send(slow, "Host: a\r\n\r\n");
	t.is(s.receive(slow), HELLO);
	s.host.close(slow);
	t.is(s.server.evicted, 0);
	s.over(t);
});

test("room: who has been silent for longer than that before anybody waits is closed at once", (t) => {
	const s = new Scene({ connections: 1, idleTimeoutMs: 60_000 });
	const bad = s.connect();
	s.host.advance(30_000);
	const late = s.connect();
	s.send(late, GET);
	t.is(s.receive(late), HELLO);
	s.host.close(bad);
	s.host.close(late);
	s.over(t);
});

test("room: the program's time for a reply is its own", (t) => {
	const asked: HttpRequest[] = [];
	const s = new Scene({ connections: 1 }, (r) => asked.push(r));
	const first = s.connect();
	s.send(first, GET);
	const late = s.connect();
	s.send(late, GET);
	s.host.advance(60_000);
	t.is(s.server.evicted, 0);
	asked[0].reply(200, s.hello);
	t.is(s.receive(first), HELLO, "it was asked when nobody waited");
	s.host.advance(200);
	t.is(asked.length, 2);
	asked[1].reply(200, s.hello);
	t.is(s.receive(late), HELLO);
	s.host.close(first);
	s.host.close(late);
	s.over(t);
});

test("room: who does not take its reply has a second", (t) => {
	const s = new Scene({ connections: 1, idleTimeoutMs: 10_000 });
	const bad = s.connect();
	s.send(bad, GET.repeat(9));
	for (let i = 0; i < 20; i++) s.send(bad, GET); // replies fill the windows
	const late = s.connect();
	s.send(late, GET);
	s.host.advance(990);
	t.is(s.state(late), -EAGAIN);
	s.host.advance(20);
	t.is(s.receive(late), HELLO);
	t.is(s.server.evicted, 1);
	s.host.close(bad);
	s.host.close(late);
	s.over(t);
});

test("room: what was sent ahead is answered, and then it is somebody else's turn", (t) => {
	const s = new Scene({ connections: 1, output: 512, input: 512 });
	const first = s.connect();
	const late = s.connect();
	s.send(late, GET);
	s.send(first, GET.repeat(3));
	t.is(s.receive(first), HELLO + HELLO + LAST);
	s.host.close(first);
	t.is(s.receive(late), HELLO);
	s.host.close(late);
	s.over(t);
});

test("room: who never stops sending ahead ends within 16 requests", (t) => {
	const s = new Scene({ connections: 1, output: 512, input: 512 });
	const first = s.connect();
	const late = s.connect();
	s.send(late, GET);
	let text = "";
	for (let i = 0; i < 20; i++) {
		const bytes = textBytes(i === 0 ? GET + GET : `\n${GET}${GET}`);
		s.host.send(first, bytes, 0, bytes.length - 1); // there is always a part of the next one
		text += s.receive(first);
	}
	const count = text.split("HTTP/1.1 200").length - 1;
	t.true(count > 1 && count <= 16, String(count));
	s.host.close(first);
	t.is(s.receive(late), HELLO);
	s.host.close(late);
	s.over(t);
});

test("room: with Refuse, who is idle makes room first; only then somebody is refused", (t) => {
	const s = new Scene({ connections: 1, overload: new Refuse(unavailable(1)) });
	const first = s.connect();
	s.send(first, GET);
	s.receive(first);
	const refused = s.connect();
	s.send(refused, GET);
	t.is(statusOf(s.receive(refused)), 503);
	s.host.advance(1000);
	const late = s.connect();
	s.send(late, GET);
	t.is(s.receive(late), HELLO);
	for (const fd of [first, refused, late]) s.host.close(fd);
	s.over(t);
});

test("room: patienceMs 0: they wait for the timeouts", (t) => {
	const s = new Scene({ connections: 1, idleTimeoutMs: 5000, patienceMs: 0 });
	const first = s.connect();
	s.send(first, GET);
	t.is(s.receive(first), HELLO);
	const late = s.connect();
	s.send(late, GET);
	s.host.advance(4999);
	t.is(s.state(late), -EAGAIN);
	s.host.advance(1);
	t.is(s.receive(late), HELLO);
	t.is(s.server.evicted, 0);
	s.host.close(first);
	s.host.close(late);
	s.over(t);
});
