/** HttpRequest: methods, targets, bodies, header lookups. */
import { ENOENT } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
	fieldAt,
	fieldSize,
	type HttpRequest,
	requestMethod,
} from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

const H = "HTTP/1.1\r\nHost: a\r\n\r\n";

/** Returns what `look` sees of the request `text`. */
function seen(text: string, look: (r: HttpRequest) => unknown): unknown {
	let result: unknown = "not asked";
	const s: Scene = new Scene({}, (r) => {
		result = look(r);
		r.reply(200, s.hello);
	});
	s.ask(text);
	return result;
}

test("HS-01 routes: the path byte for byte, without its query, in their order", (t) => {
	const s = new Scene();
	const log: string[] = [];
	for (const path of ["/a", "/ab", "/a/", "/%41"]) {
		s.server.route("GET", path, (r) => {
			log.push(path);
			r.reply(200, s.hello);
		});
	}
	s.server.route("GET", "/a", () => log.push("never"));
	for (const target of ["/a", "/a?", "/a?b=/ab", "/ab", "/a/", "/%41", "/a#"]) {
		s.ask(`GET ${target} ${H}`);
	}
	t.is(log.join(" "), "/a /a /a /ab /a/ /%41");
	for (const target of ["/A", "/abc", "/a/b", "//a", "/x?/a"]) {
		t.is(statusOf(s.ask(`GET ${target} ${H}`)), 404, target);
	}
	s.over(t);
});

test("every method reaches its route, and requestMethod returns it", (t) => {
	const s = new Scene();
	const log: number[] = [];
	const names = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
	for (const name of names) {
		s.server.route(name, "/m", (r) => {
			log.push(requestMethod(r));
			r.reply(200, s.hello);
		});
	}
	for (const name of names) t.is(s.ask(`${name} /m ${H}`), HELLO, name);
	s.ask(`HEAD /m ${H}`);
	t.deepEqual(log, [
		EVHTTP_REQ_GET,
		EVHTTP_REQ_POST,
		EVHTTP_REQ_PUT,
		EVHTTP_REQ_DELETE,
		EVHTTP_REQ_OPTIONS,
		EVHTTP_REQ_PATCH,
		EVHTTP_REQ_HEAD,
	]);
	s.over(t);
});

test("HS-17 HEAD: the head of GET, without the body, and the connection stays in step", (t) => {
	const s = new Scene();
	const reply = s.ask(`HEAD / ${H}${GET}HEAD / ${H}`);
	const head = "HTTP/1.1 200 OK\r\n";
	const fields = "Content-Type: text/plain\r\nContent-Length: 6\r\n\r\n";
	t.is(reply, `${head}${fields}${HELLO}${head}${fields}`);
	s.over(t);
});

test("HS-03 absolute-form: its path and its host are what counts", (t) => {
	const targets = [
		["http://a.example/", "/ a.example"],
		["HTTP://a.example:80/?x", "/?x a.example:80"],
		["http://[::1]:8080/", "/ [::1]:8080"],
		["http://c.example", "/ c.example"],
		["http://b", "/ b"],
		["http://a.example?x/y", "/?x/y a.example"],
		["http://a.example:?", "/? a.example:"],
		["/", "/ a"],
	];
	for (const [target, wanted] of targets) {
		t.is(
			seen(`GET ${target} ${H}`, (r) => `${r.path()} ${r.header("hOSt")}`),
			wanted,
			target,
		);
	}
	t.deepEqual(
		seen("GET http://b?c HTTP/1.0\r\nX: y\r\n\r\n", (r) => {
			const at = fieldAt(r, "host");
			return [r.connection.input.text(at, fieldSize(r, at)), r.header("x"), r.header("hast")];
		}),
		["b", "y", null],
	);
});

test("OPTIONS *: a route of its own", (t) => {
	const s = new Scene();
	t.is(statusOf(s.ask(`OPTIONS * ${H}`)), 404);
	s.server.route("OPTIONS", "*", (r) => r.reply(200, s.hello));
	t.is(s.ask(`OPTIONS * ${H}`), HELLO);
	s.over(t);
});

test("path: the target as it was sent", (t) => {
	t.is(
		seen(`GET /?a=%20&b=[] ${H}`, (r) => r.path()),
		"/?a=%20&b=[]",
	);
});

test("HS-13 bodies: exact, of every method, nothing of the next request", (t) => {
	const bodies: string[] = [];
	const s: Scene = new Scene({}, (r) => {
		bodies.push(`${r.bodyLength}:${r.bodyText()}`);
		r.reply(200, s.hello);
	});
	const head = "Host: a\r\nContent-Length:";
	s.ask(
		`POST / HTTP/1.1\r\n${head} 5\r\n\r\nhello` +
			`GET / HTTP/1.1\r\n${head} 2\r\n\r\nab` +
			`POST / HTTP/1.1\r\n${head} 0\r\n\r\n` +
			`HEAD / HTTP/1.1\r\n${head} 1\r\n\r\nx${GET}`,
	);
	t.is(bodies.join(" "), "5:hello 2:ab 0: 1:x 0:");
	s.over(t);
});

test("bodyText: UTF-8", (t) => {
	const text = "größer €";
	const size = textBytes(text).length;
	const request = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n${text}`;
	t.is(
		seen(request, (r) => r.bodyText()),
		text,
	);
});

test("HS-06 header: any case, white space around it cut, the first of several", (t) => {
	const head =
		"GET / HTTP/1.1\r\nHost: a\r\nX-One:1\r\nx-two: \t two words\t \r\nX-One: 3\r\nEmpty:\r\nlast: z\r\n\r\n";
	const names = ["HOST", "x-one", "X-TWO", "empty", "Last"];
	t.deepEqual(
		seen(head, (r) => names.map((name) => r.header(name))),
		["a", "1", "two words", "", "z"],
	);
});

test("header: null for what is not there, or only looks like it", (t) => {
	const head = "GET /?x=y HTTP/1.1\r\nHost: a\r\nAB: b:c\r\nX: HTTP\r\n\r\n";
	const names = ["A", "B", "ABC", "ost", "GET /?x=y HTTP/1.1", "b", "", "c", "X: HTTP"];
	t.deepEqual(
		seen(head, (r) => names.map((name) => r.header(name))),
		names.map(() => null),
	);
	t.is(
		seen("GET / HTTP/1.0\r\n\r\n", (r) => r.header("host")),
		null,
	);
});

test("header: does not look into the body", (t) => {
	const body = "\r\nX: y\r\n";
	const request = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
	t.is(
		seen(request, (r) => r.header("x")),
		null,
	);
});

test("header: letters fold, signs do not", (t) => {
	const head = "GET / HTTP/1.1\r\nHost: a\r\nA^B: 1\r\nc_d: 2\r\n\r\n";
	t.deepEqual(
		seen(head, (r) => ["a^b", "A~B", "C_D", "c\x7fd"].map((name) => r.header(name))),
		["1", null, "2", null],
	);
});

test("fieldAt, fieldSize: where the value lies, without a string", (t) => {
	const result = seen(GET.replace("a\r", "a.example  \r"), (r) => {
		const at = fieldAt(r, "host");
		return [r.connection.input.text(at, fieldSize(r, at)), fieldAt(r, "x")];
	});
	t.deepEqual(result, ["a.example", -ENOENT]);
});

test("HS-12 Expect: 100-continue, once, and only while the body is awaited", (t) => {
	const s = new Scene();
	const head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
	const fd = s.connect();
	s.send(fd, head);
	t.is(s.receive(fd), "HTTP/1.1 100 Continue\r\n\r\n");
	s.send(fd, "h");
	t.is(s.receive(fd), "");
	s.send(fd, "i");
	t.is(s.receive(fd), HELLO);
	s.send(fd, `${head}h`);
	t.is(s.receive(fd), "", "the body is under way already");
	s.send(fd, "i");
	t.is(s.receive(fd), HELLO);
	s.send(fd, head.replace("2", "0"));
	t.is(s.receive(fd), HELLO, "there is no body");
	s.host.close(fd);
	s.over(t);
});

test("HS-12 Expect: HTTP/1.0 gets no 100, a body too large gets 413", (t) => {
	const s = new Scene({ bodyMax: 9 });
	const fd = s.connect();
	s.send(fd, "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
	t.is(s.receive(fd), "");
	s.send(fd, "hi");
	t.is(statusOf(s.receive(fd)), 200);
	s.host.close(fd);
	const fields = "Host: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n";
	t.is(statusOf(s.ask(`POST / HTTP/1.1\r\n${fields}`)), 413);
	s.over(t);
});
