/** HttpServer: requests that two parsers could read differently are refused (RFC 9112, 6, 11.2). */

import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

/** Asserts that a POST with `fields` and a body that is a request gets `status` and nothing more. */
function refuses(t: Assertions, status: number, fields: string[]): void {
	const s = new Scene({ input: 320 });
	for (const field of fields) {
		for (const size of [0, 1, 7]) {
			const reply = s.ask(`POST / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n${GET}`, size);
			t.is(statusOf(reply), status, JSON.stringify(field));
			t.is(reply.indexOf("HTTP/1.1", 1), -1, JSON.stringify(field));
		}
	}
	t.is(s.server.requests, 0);
	s.over(t);
}

test("HS-09 lengths that are none: 400", (t) => {
	refuses(t, 400, [
		"Content-Length: ",
		"Content-Length: -1",
		"Content-Length: +3",
		"Content-Length: 3a",
		"Content-Length: 0x3",
		"Content-Length: 3.0",
		"Content-Length: 1e1",
		"Content-Length: 1 2",
		"Content-Length: 3,3",
		"Content-Length: 3;",
		"Content-Length:\t\t",
		"Content-Length: \x7f",
	]);
});

test("HS-09 two lengths: 400, the same ones too", (t) => {
	refuses(t, 400, [
		"Content-Length: 3\r\nContent-Length: 4",
		"Content-Length: 3\r\nContent-Length: 3",
		"Content-Length: 0\r\ncontent-length: 5",
	]);
});

test("HS-09 huge lengths: 413", (t) => {
	refuses(t, 413, [
		"Content-Length: 2147483647",
		"Content-Length: 2147483648",
		"Content-Length: 4294967296",
		"Content-Length: 4294967299",
		"Content-Length: 18446744073709551616",
		`Content-Length: ${"9".repeat(100)}`,
		"Content-Length: 00000000000000000000000000000000000000000000000000999",
	]);
});

test("HS-10 transfer codings: 501, with a length before them 400", (t) => {
	refuses(t, 501, [
		"Transfer-Encoding: chunked",
		"transfer-encoding: Chunked",
		"Transfer-Encoding: gzip, chunked",
		"Transfer-Encoding: identity",
		"Transfer-Encoding:",
		"Transfer-Encoding: chunked\r\nContent-Length: 3",
		"Transfer-Encoding:\tchunked",
	]);
	refuses(t, 400, ["Content-Length: 3\r\nTransfer-Encoding: chunked"]);
});

test("white space before the colon: 400", (t) => {
	refuses(t, 400, ["Content-Length : 3", "Content-Length\t: 3", "Transfer-Encoding : chunked"]);
});

test("folded lines: 400", (t) => {
	refuses(t, 400, ["A: b\r\n c", "A: b\r\n\tc", "Content-Length:\r\n 3", " Content-Length: 3"]);
});

test("a bare CR or LF: 400", (t) => {
	refuses(t, 400, [
		"A: b\nContent-Length: 3",
		"A: b\rContent-Length: 3",
		"A: b\r\rContent-Length: 3",
		"A: b\n\r",
		"A: b\n\nGET / HTTP/1.1",
		"A\n: b",
	]);
});

test("NUL and other control characters: 400, in names and values", (t) => {
	refuses(t, 400, [
		"A: b\0c",
		"A\0: b",
		"A: \x01",
		"A: b\x0b",
		"A: b\x1f",
		"\0A: b",
		"Content-Length: 3\0",
		"Content-Length\0: 3",
	]);
});

test("fields that look like the dangerous ones are other fields", (t) => {
	const s = new Scene({ input: 320 });
	const fields = [
		"Content-Lengt: 3",
		"Content-Lengths: 3",
		"Content_Length: 33",
		"Content-Lenght: 3",
		"Transfer-Encodinh: chunked",
		"Transfer_Encoding: chunked",
		"TransferxEncoding: chunked",
		"Xontent-Length: 3",
	];
	for (const field of fields) {
		t.is(s.ask(`GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`), HELLO, field);
	}
	s.over(t);
});

test("control characters that case folding could take for letters or signs: other names or 400", (t) => {
	const s = new Scene({ input: 320 });
	// 0x0d is '-' without its 0x20, and '@' becomes '`'
	const reply = s.ask("GET / HTTP/1.1\r\nHost: a\r\nContent\rLength: 3\r\n\r\n");
	t.is(statusOf(reply), 400);
	t.is(statusOf(s.ask("GET / HTTP/1.1\r\nHost: a\r\n@ost: b\r\n\r\n")), 400);
	s.over(t);
});

test("a length with zeros in front and white space around is what it says", (t) => {
	const s = new Scene({ input: 320 });
	for (const field of ["Content-Length: 003", "content-length:3", "CONTENT-LENGTH:\t 3 \t"]) {
		t.is(s.ask(`POST / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\nabc${GET}`), HELLO + HELLO, field);
	}
	t.is(s.server.requests, 6);
	s.over(t);
});

test("what a body holds is never taken for a request", (t) => {
	const s = new Scene({ input: 320 });
	const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${GET.length}\r\n\r\n`;
	for (const size of [0, 1, 13]) t.is(s.ask(head + GET, size), HELLO);
	t.is(s.server.requests, 3);
	s.over(t);
});
