/** HttpServer: what is refused, and with which status (RFC 9110, 15; RFC 9112). */

import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

/** Asserts that each of `requests`, in one piece and byte by byte, is refused with `status`. */
function refuses(t: Assertions, status: number, requests: string[]): void {
	const s = new Scene();
	let count = 0;
	for (const text of requests) {
		for (const size of [0, 1]) {
			const reply = s.ask(text, size);
			t.is(statusOf(reply), status, text);
			t.true(reply.indexOf("\r\nConnection: close\r\n") > 0, text);
			t.is(reply.slice(-8), `\r\n\r\n${status}\n`, text);
			count++;
		}
	}
	t.is(s.server.refused, count);
	t.is(s.server.requests, 0);
	t.is(s.ask(GET), HELLO, "the server continues");
	s.over(t);
}

const H = "HTTP/1.1\r\nHost: a\r\n\r\n";

test("HS-04 400: request lines that are none", (t) => {
	refuses(t, 400, [
		"GET\r\n\r\n",
		"GET /\r\n\r\n",
		"GET / \r\n\r\n",
		"GET /  HTTP/1.1\r\n\r\n",
		`GET  / ${H}`,
		` GET / ${H}`,
		`GET /a b ${H}`,
		"GET / HTTP/1.1 \r\n\r\n",
		"GET / HTTP/1.10\r\n\r\n",
		"GET / HTTP/11\r\n\r\n",
		"GET / HTTP/1.x\r\n\r\n",
		"GET / HTTP/0.9\r\n\r\n",
		"GET / http/1.1\r\n\r\n",
		"GET / HTTPS/1.1\r\n\r\n",
		"HTTP/1.1\r\n\r\n",
		"x\r\n\r\n",
		`\tGET / ${H}`,
		`GET\t/ ${H}`,
	]);
});

test("400: targets that are none", (t) => {
	refuses(t, 400, [
		`GET a ${H}`,
		`GET * ${H}`,
		`OPTIONS ** ${H}`,
		`GET ftp://a/ ${H}`,
		`GET http:/a/ ${H}`,
		`GET http:///a ${H}`,
		`GET http:// ${H}`,
		`GET http://?b ${H}`,
	]);
});

test("empty lines before the request are passed over, up to eight (RFC 9112, 2.2)", (t) => {
	refuses(t, 400, ["\r\n".repeat(9) + GET, `\n${GET}`, `\r\r\n${GET}`, `\r\n\n${GET}`]);
	const s = new Scene();
	for (const count of [1, 2, 8]) {
		for (const size of [0, 1, 3]) t.is(s.ask("\r\n".repeat(count) + GET, size), HELLO);
	}
	t.is(s.ask(`${GET}\r\n\r\n${GET}\r\n${GET}`), HELLO + HELLO + HELLO);
	s.over(t);
});

test("HS-17 HEAD that is refused gets no body", (t) => {
	const s = new Scene({ lineMax: 60 });
	const requests = [
		"HEAD /none HTTP/1.1\r\nHost: a\r\n\r\n",
		"HEAD / HTTP/1.1\r\n\r\n",
		"HEAD / HTTP/1.1\r\nHost: a b\r\n\r\n",
		"HEAD /<> HTTP/1.1\r\nHost: a\r\n\r\n",
		"HEAD / HTTP/2.0\r\n\r\n",
		`HEAD /${"a".repeat(60)} HTTP/1.1\r\nHost: a\r\n\r\n`,
		`HEAD /${"a".repeat(100)}`,
		"HEAD /\x01",
		"\r\nHEAD /<> HTTP/1.1\r\n\r\n",
	];
	for (const request of requests) {
		for (const size of [0, 1, 7]) {
			const reply = s.ask(request, size);
			t.true(statusOf(reply) >= 400, request);
			t.is(reply.slice(reply.indexOf("\r\n\r\n")), "\r\n\r\n", request);
		}
	}
	t.is(s.ask("GET /none HTTP/1.1\r\nHost: a\r\n\r\n").slice(-4), "404\n");
	s.over(t);
});

test("HS-05 501: unknown methods, CONNECT, TRACE and lower case", (t) => {
	refuses(t, 501, [
		`BREW / ${H}`,
		`get / ${H}`,
		`GETT / ${H}`,
		`G / ${H}`,
		`HEADS / ${H}`,
		`POSTS / ${H}`,
		`PUTS / ${H}`,
		`DELETED / ${H}`,
		`OPTIONSS / ${H}`,
		`PATCHES / ${H}`,
		`CONNECT a:80 ${H}`,
		`TRACE / ${H}`,
	]);
});

test("HS-04 505: other major versions", (t) => {
	refuses(t, 505, ["GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]);
});

test("HS-03 400: HTTP/1.1 without a Host, or with two", (t) => {
	refuses(t, 400, [
		"GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHosts: a\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
		"GET http://a/ HTTP/1.1\r\n\r\n",
	]);
});

test("HS-06 400: fields that are none", (t) => {
	const fields = ["nocolon", ":novalue", "a b: c", "a\t: c", " a: b", "\ta: b", "(a): b", "ä: b"];
	for (const f of fields) refuses(t, 400, [`GET / HTTP/1.1\r\nHost: a\r\n${f}\r\n\r\n`]);
});

test("HS-12 417: Expect of anything but 100-continue", (t) => {
	refuses(t, 417, [
		"POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continues\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nexpect:\r\n\r\n",
	]);
});

test("404 and 405 are replies: the connection stays open", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, `GET /nowhere ${H}`);
	t.is(
		s.receive(fd),
		"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n404\n",
	);
	s.send(fd, `DELETE / ${H}`);
	t.is(
		s.receive(fd),
		"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, POST\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n405\n",
	);
	s.send(fd, GET);
	t.is(s.receive(fd), HELLO);
	t.is(s.server.refused, 0);
	t.is(s.server.requests, 3);
	s.host.close(fd);
	s.over(t);
});

test("405: Allow names every method of the path, and of no other", (t) => {
	const s = new Scene({ output: 160 });
	for (const method of ["PUT", "DELETE", "OPTIONS"]) s.server.route(method, "/", () => {});
	s.server.route("PUT", "/other", () => {});
	const reply = s.ask(`PATCH / HTTP/1.0\r\n\r\n`);
	t.true(
		reply.indexOf("\r\nConnection: close\r\nAllow: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\n") > 0,
	);
	t.is(reply.slice(-8), "\r\n\r\n405\n");
	const other = s.ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
	t.true(other.indexOf("\r\nAllow: PUT\r\n") > 0);
	s.over(t);
});

test("404 to HEAD has no body", (t) => {
	const s = new Scene();
	const reply = s.ask("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
	t.is(statusOf(reply), 404);
	t.is(reply.slice(-4), "\r\n\r\n");
	s.over(t);
});

test("a refusal ends pipelining: what follows is not served", (t) => {
	const s = new Scene();
	const reply = s.ask(`${GET}BAD\r\n\r\n${GET}`);
	t.is(reply.slice(0, HELLO.length), HELLO);
	t.is(statusOf(reply.slice(HELLO.length)), 400);
	t.is(s.server.requests, 1);
	t.is(s.server.refused, 1);
	s.over(t);
});
