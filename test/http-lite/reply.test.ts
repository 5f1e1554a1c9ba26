/** HttpRequest.reply: what goes over the wire, and what is refused. */
import { EBADF, ECONNRESET, EINVAL, EMSGSIZE } from "../../src/core/errno.js";
import { Content, type HttpRequest } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

/** A scene that replies `status` with `content`, and what reply answered. */
function scene(status: number, content: Content, results: number[], input?: number): Scene {
	return new Scene({ output: 160, input }, (r: HttpRequest) => {
		results.push(r.reply(status, content));
	});
}

test("HS-17 reply: another status than the content's is composed", (t) => {
	const results: number[] = [];
	const s = scene(503, new Content("text/plain", "busy"), results);
	const reply =
		"HTTP/1.1 503 Server Error\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbusy";
	t.is(s.ask(GET + GET), reply + reply);
	t.deepEqual(results, [0, 0]);
	s.over(t);
});

test("Content: text as UTF-8", (t) => {
	const s = scene(200, new Content("text/plain", "größtenteils"), []);
	t.true(s.ask(GET).endsWith("Content-Length: 14\r\n\r\ngrößtenteils"));
	s.over(t);
});

test("Content: its own status and reason, bytes as they are", (t) => {
	const s = scene(404, new Content("text/plain", "gone", 404), []);
	t.is(
		s.ask(GET),
		"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ngone",
	);
	s.over(t);
	const raw = new Content("x/y", new Uint8Array([65, 0, 66]));
	t.is(raw.bytes.length - raw.bodyAt, 3);
	t.is(raw.bytes[raw.bodyAt + 1], 0);
});

test("Content: an empty body has a length of 0", (t) => {
	const results: number[] = [];
	const s = scene(200, new Content("text/plain", ""), results);
	const reply = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n";
	t.is(s.ask(GET + GET), reply + reply);
	s.over(t);
});

test("HS-17 204 and 304: neither a body nor a length nor a type", (t) => {
	const results: number[] = [];
	const s = scene(204, new Content("", "", 204), results);
	t.is(s.ask(GET + GET), "HTTP/1.1 204 No Content\r\n\r\n".repeat(2));
	t.is(s.ask("GET / HTTP/1.0\r\n\r\n"), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
	s.over(t);
	const n = scene(304, new Content("", "", 304), results);
	t.is(n.ask(GET), "HTTP/1.1 304 Not Modified\r\n\r\n");
	n.over(t);
});

test("reply: -EINVAL for a status that is none or that frames otherwise, and it can still reply", (t) => {
	const results: number[] = [];
	const none = new Content("", "", 204);
	const s: Scene = new Scene({}, (r) => {
		for (const status of [0, 100, 199, 600, 200.5, Number.NaN, 204, 304, -200]) {
			results.push(r.reply(status, s.hello));
		}
		results.push(r.reply(200, none));
		results.push(r.reply(200, s.hello));
	});
	t.is(s.ask(GET), HELLO);
	t.deepEqual(results.slice(0, -1), new Array(10).fill(-EINVAL));
	t.is(results[10], 0);
	s.over(t);
});

test("reply: a head that the output can never hold gives -EMSGSIZE and the client 500", (t) => {
	const results: number[] = [];
	const s = scene(200, new Content(`text/${"x".repeat(90)}`, "body"), results);
	t.is(statusOf(s.ask(GET)), 200, "as it was prepared it needs no output");
	const reply = s.ask("GET / HTTP/1.0\r\n\r\n");
	t.is(statusOf(reply), 500);
	t.is(reply.slice(-8), "\r\n\r\n500\n");
	t.deepEqual(results, [0, -EMSGSIZE]);
	s.over(t);
});

test("reply: a head that the output cannot hold goes out as prepared where only Connection: close is missing", (t) => {
	const results: number[] = [];
	const s = scene(200, new Content(`text/${"x".repeat(90)}`, "body"), results);
	const reply = s.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	t.is(statusOf(reply), 200);
	t.is(reply.slice(-8), "\r\n\r\nbody");
	t.deepEqual(results, [0]);
	s.over(t);
});

test("reply: large bodies after a composed head, byte-exact", (t) => {
	const results: number[] = [];
	const body = "0123456789".repeat(200);
	const s = scene(200, new Content("t/p", body), results);
	for (const max of [0, 1, 37]) {
		s.host.sendMax = max;
		const reply = s.ask("GET / HTTP/1.0\r\n\r\n");
		const head =
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: t/p\r\nContent-Length: 2000\r\n\r\n";
		t.is(reply, head + body);
	}
	s.over(t);
});

test("a route that throws: 500 and a close, the program gets the error, the server continues", (t) => {
	let fail = true;
	let told = 0;
	const s: Scene = new Scene({}, (r) => {
		if (fail) throw new Error("mine");
		r.reply(200, s.hello);
	});
	s.base.onError = () => told++;
	const fd = s.connect();
	s.send(fd, GET + GET);
	const reply = s.receive(fd);
	t.is(statusOf(reply), 500);
	t.is(reply.indexOf("HTTP", 1), -1);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	fail = false;
	t.is(s.ask(GET), HELLO);
	t.is(told, 1);
	s.over(t, 1);
});

test("a route that throws after its reply: the reply is sent, then a close", (t) => {
	const s: Scene = new Scene({}, (r) => {
		r.reply(200, s.hello);
		throw new Error("mine");
	});
	const fd = s.connect();
	s.send(fd, GET);
	t.is(s.receive(fd), HELLO);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t, 1);
});

test("a route that closes and throws, and onError that throws: nothing is left", (t) => {
	const s: Scene = new Scene({}, (r) => {
		if (r.connection.input.length % 2 === 0) r.connection.close();
		throw new Error("mine");
	});
	s.base.onError = () => {
		throw new Error("again");
	};
	t.is(statusOf(s.ask("GET / HTTP/1.0\r\n\r\n")), 0);
	t.is(statusOf(s.ask("GET /?odd HTTP/1.0\r\nA: b\r\n\r\n")) >= 0, true);
	s.host.settle();
	t.is(s.server.listener.open, 0);
	t.true(s.base.exceptions >= 2);
	s.over(t, s.base.exceptions);
});

test("the client goes while its reply is sent: neither refused nor reported, the connection returns", (t) => {
	let gone = 0;
	const results: number[] = [];
	const s: Scene = new Scene({}, (r) => {
		r.onClose = () => gone++;
		s.host.cut(r.connection.fd, ECONNRESET);
		results.push(r.reply(200, s.hello), r.reply(200, s.hello));
	});
	const fd = s.connect();
	s.send(fd, GET);
	t.deepEqual(results, [0, -EBADF]);
	t.is(s.server.refused, 0);
	t.is(gone, 0);
	s.host.close(fd);
	s.over(t);
});

const DATED = HELLO.replace("OK\r\n", "OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n");

/** A server whose host has a clock, which said 08:49:37 at the start. */
function clocked(options: object): Scene {
	const s = new Scene(options);
	s.host.epoch = 784111777 - Math.floor(s.host.ticks() / 1000);
	return s;
}

test("Date: on a host with a clock, in every reply, once a second anew", (t) => {
	const s = clocked({});
	t.is(s.ask(GET), DATED);
	t.is(s.ask(GET + GET), DATED + DATED);
	const line = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
	const fields = "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\n";
	t.is(s.ask(GET.replace("/ ", "/none ")), `HTTP/1.1 404 Not Found\r\n${line}${fields}404\n`);
	t.is(s.ask(GET.replace("GET", "HEAD")), DATED.replace("hello\n", ""));
	t.is(s.ask("GET / HTTP/1.0\r\n\r\n"), DATED.replace("GMT\r\n", "GMT\r\nConnection: close\r\n"));
	t.is(statusOf(s.ask("GET\r\n")), 400);
	t.true(s.ask("GET\r\n").indexOf(line) > 0);
	s.host.advance(1000);
	t.is(s.ask(GET), DATED.replace("37 GMT", "38 GMT"));
	s.host.advance(3_599_000);
	t.is(s.ask(GET), DATED.replace("08:49:37", "09:49:37"));
	s.over(t);
});

test("Date: none while the clock is not set, from the next connection on when it is", (t) => {
	const s = new Scene();
	t.is(s.ask(GET), HELLO);
	s.host.epoch = 784111777 - Math.floor(s.host.ticks() / 1000);
	t.is(s.ask(GET), DATED);
	s.over(t);
});

test("Date: content larger than the output, and an output that has room for little", (t) => {
	const s = clocked({ output: 160 });
	const body = "0123456789".repeat(40);
	const large = new Content("text/plain", body);
	s.server.route("GET", "/large", (r) => r.reply(200, large));
	const wanted = `HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\nContent-Length: 400\r\n\r\n${body}`;
	t.is(s.ask(GET.replace("/ ", "/large ") + GET), wanted + DATED);
	t.is(s.ask(GET.repeat(5)), DATED.repeat(5));
	s.over(t);
});

test("205 has no body", (t) => {
	t.throws(() => new Content("text/plain", "x", 205), "RangeError");
	const reset = new Content("", "", 205);
	const s: Scene = new Scene({}, (r) => {
		t.is(r.reply(205, s.hello), -EINVAL);
		t.is(r.reply(205, reset), 0);
	});
	t.is(s.ask(GET + GET), "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n".repeat(2));
	s.over(t);
});
