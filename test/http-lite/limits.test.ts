/** HttpServer: every limit at n - 1, n and n + 1, whichever way the request is cut. */

import { EventBase } from "../../src/core/event-base.js";
import { Content, HttpServer } from "../../src/http-lite/index.js";
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

const SIZES = [0, 1, 2, 3, 64];

/** Asserts that `text` is answered with `status`, in pieces of every size. */
function answers(t: Assertions, s: Scene, text: string, status: number): void {
	for (const size of SIZES) {
		t.is(statusOf(s.ask(text, size)), status, `${text.length} bytes in ${size}`);
	}
}

/** A request whose line has `size` bytes. */
function lineOf(size: number): string {
	return `GET /?${"q".repeat(size - 15)} HTTP/1.1\r\nHost: a\r\n\r\n`;
}

/** A request whose head has `size` bytes. */
function headOf(size: number): string {
	return `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(size - 32)}\r\n\r\n`;
}

/** A request with a body of `size` bytes. */
function bodyOf(size: number): string {
	return `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n${"b".repeat(size)}`;
}

test("HS-08 lineMax: 414 above", (t) => {
	t.is(lineOf(40).indexOf("\r"), 40);
	const s = new Scene({ lineMax: 40 });
	answers(t, s, lineOf(39), 200);
	answers(t, s, lineOf(40), 200);
	answers(t, s, lineOf(41), 414);
	answers(t, s, lineOf(200), 414);
	t.is(s.ask(GET), HELLO);
	s.over(t);
});

test("HS-08 headMax: 431 above", (t) => {
	t.is(headOf(80).length, 80);
	const s = new Scene({ headMax: 80 });
	answers(t, s, headOf(79), 200);
	answers(t, s, headOf(80), 200);
	answers(t, s, headOf(81), 431);
	answers(t, s, headOf(82), 431);
	answers(t, s, headOf(83), 431);
	answers(t, s, headOf(200), 431);
	t.is(s.ask(GET), HELLO);
	s.over(t);
});

test("headMax: a head that is too long and has no host either is refused as too long, however it is cut", (t) => {
	const head = headOf(80).replace("Host:", "Most:");
	for (const headMax of [76, 77, 78, 79]) {
		const s = new Scene({ headMax });
		answers(t, s, head, 431);
		s.over(t);
	}
	answers(t, new Scene({ headMax: 80 }), head, 400);
});

test("headMax: the body does not count", (t) => {
	const head = bodyOf(50).length - 50;
	const s = new Scene({ headMax: head });
	answers(t, s, bodyOf(50), 200);
	s.over(t);
});

test("HS-20 fieldsMax: 431 above", (t) => {
	const s = new Scene({ fieldsMax: 3 });
	answers(t, s, "GET / HTTP/1.1\r\nHost: a\r\nB:\r\n\r\n", 200);
	answers(t, s, "GET / HTTP/1.1\r\nHost: a\r\nB:\r\nC:\r\n\r\n", 200);
	answers(t, s, "GET / HTTP/1.1\r\nHost: a\r\nB:\r\nC:\r\nD:\r\n\r\n", 431);
	s.over(t);
	const none = new Scene({ fieldsMax: 0 });
	answers(t, none, "GET / HTTP/1.0\r\n\r\n", 200);
	answers(t, none, "GET / HTTP/1.0\r\nA:\r\n\r\n", 431);
	none.over(t);
});

test("fieldsMax: 500 is counted right", (t) => {
	const s = new Scene({ fieldsMax: 500, input: 2100 });
	t.is(statusOf(s.ask(`GET / HTTP/1.0\r\n${"A:\r\n".repeat(500)}\r\n`, 64)), 200);
	t.is(statusOf(s.ask(`GET / HTTP/1.0\r\n${"A:\r\n".repeat(501)}\r\n`, 64)), 431);
	s.over(t);
});

test("HS-09 bodyMax: 413 above, without reading it", (t) => {
	const s = new Scene({ bodyMax: 20 });
	answers(t, s, bodyOf(19), 200);
	answers(t, s, bodyOf(20), 200);
	answers(t, s, bodyOf(21), 413);
	const head = bodyOf(21).slice(0, -21);
	answers(t, s, head, 413);
	s.over(t);
});

test("bodyMax 0: a body of 0 is none", (t) => {
	const s = new Scene({ bodyMax: 0 });
	answers(t, s, bodyOf(0), 200);
	answers(t, s, bodyOf(1), 413);
	s.over(t);
});

test("input: line, Host and body must fit", (t) => {
	const kept = "POST / HTTP/1.1\r\nHost: a\r\n\r\n".length;
	const s = new Scene({ input: kept + 100 });
	for (const size of [70, 99, 100]) answers(t, s, bodyOf(size), 200);
	answers(t, s, bodyOf(101), 413);
	answers(t, s, lineOf(kept + 70), 200);
	answers(t, s, lineOf(kept + 87), 200);
	answers(t, s, lineOf(kept + 88), 431);
	answers(t, s, lineOf(kept + 101), 414);
	s.over(t);
});

test("limits: what is wrong beyond a limit is refused for the limit, however it is cut", (t) => {
	const s = new Scene({ lineMax: 40, headMax: 80 });
	answers(t, s, `${lineOf(50).slice(0, 45)}\0\r\n\r\n`, 414);
	answers(t, s, `${lineOf(50).slice(0, 30)}\0\r\n\r\n`, 400);
	answers(t, s, `${headOf(100).slice(0, 90)}\0\r\n\r\n`, 431);
	answers(t, s, `${headOf(100).slice(0, 60)}\0\r\n\r\n`, 400);
	s.over(t);
});

test("HttpServer: RangeError for impossible options", (t) => {
	const host = new MemoryHost({ descriptors: 4, window: 8, datagrams: 1, datagramBytes: 1 });
	const base = new EventBase(host, { events: 3 });
	const bad = [
		{ connections: 0 },
		{ connections: 16384 },
		{ connections: 1.5 },
		{ port: -1 },
		{ port: 65536 },
		{ input: 0 },
		{ output: 159 },
		{ output: Number.NaN },
		{ lineMax: -1 },
		{ headMax: 65536 },
		{ headMax: -1 },
		{ fields: [""] },
		{ fields: ["a b"] },
		{ fields: ["x", "a:"] },
		{ fields: ["ä"] },
		{ fieldsMax: 501 },
		{ bodyMax: 0.5 },
		{ idleTimeoutMs: -1 },
		{ headerTimeoutMs: Number.NaN },
	];
	for (const options of bad) {
		const all = { port: 80, connections: 1, input: 64, output: 160 };
		t.throws(() => new HttpServer(base, Object.assign(all, options)), "RangeError");
	}
	t.is(host.descriptors.open, 0);
	t.throws(() => new HttpServer(base, { port: 80, connections: 3, input: 8 }), "RangeError");
	t.is(host.descriptors.open, 0, "a table that is too small is found before listening");
});

test("Content, route: RangeError for what cannot be sent", (t) => {
	t.throws(() => new Content("text/plain", "", 199), "RangeError");
	t.throws(() => new Content("text/plain", "", 600), "RangeError");
	t.throws(() => new Content("text/plain", "", 200.5), "RangeError");
	t.throws(() => new Content("a\r\nb", ""), "RangeError");
	t.throws(() => new Content("a\x7f", ""), "RangeError");
	t.throws(() => new Content("text/plain", "x", 204), "RangeError");
	t.throws(() => new Content("text/plain", "x", 304), "RangeError");
	const s = new Scene();
	t.throws(() => s.server.route("BREW", "/", () => {}), "RangeError");
	t.throws(() => s.server.route("get", "/", () => {}), "RangeError");
	s.over(t);
});
