/** The server when all its connections are used. */
import { EvictIdle, Refuse } from "../../src/bufferevent/index.js";
import { unavailable } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { Scene } from "./scene.js";

test("overload: 503 with Retry-After for who is too many", (t) => {
	const refuse = new Refuse(unavailable(10));
	const s = new Scene({ connections: 1, overload: refuse });
	const first = s.connect();
	s.send(first, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	t.is(s.receive(first).indexOf("HTTP/1.1 200"), 0);
	const late = s.connect();
	s.send(late, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	const reply = s.receive(late);
	t.is(reply.indexOf("HTTP/1.1 503 "), 0);
	t.true(reply.indexOf("\r\nRetry-After: 10\r\n") > 0);
	t.is(refuse.refused, 1);
	s.send(first, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	t.is(s.receive(first).indexOf("HTTP/1.1 200"), 0, "who is in is served on");
	t.is(s.base.exceptions, 0);
});

test("overload: the longest idle keep-alive connection makes room", (t) => {
	const evict = new EvictIdle(100);
	const s = new Scene({ connections: 2, patienceMs: 0, overload: evict });
	const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
	const idle = s.connect();
	s.send(idle, get);
	s.receive(idle);
	s.host.advance(80);
	const busy = s.connect();
	s.send(busy, get);
	s.receive(busy);
	s.host.advance(80);
	const late = s.connect();
	s.send(late, get);
	t.is(s.receive(late).indexOf("HTTP/1.1 200"), 0);
	t.is(evict.evicted, 1);
	s.send(busy, get);
	t.is(s.receive(busy).indexOf("HTTP/1.1 200"), 0, "who is not idle stays");
	t.is(s.base.exceptions, 0);
});
