/** HttpServer: heads that are longer than the input. */
import { ENOBUFS, ENOENT } from "../../src/core/errno.js";
import { fieldAt, type HttpRequest } from "../../src/http-lite/index.js";
import type { HttpServerOptions } from "../../src/http-lite/server.js";
import type { Assertions } from "../harness.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";
import { GET, HELLO, Scene, statusOf } from "./scene.js";

const ON_DEVICE = rounds(8) !== 8; // where time is short
const SIZES = ON_DEVICE ? [0, 7] : [0, 1, 2, 3, 7, 100];
const NAMES = ["host", "cookie", "accept", "authorization", "x"];

/** What is known of the field `name`, in a word. On Espruino `null` is undefined, so `fieldAt` says which. */
function word(r: HttpRequest, name: string): string {
	const at = fieldAt(r, name);
	const value = r.header(name);
	if (at === -ENOBUFS) return value === undefined ? "?" : `${value}!`;
	if (at < 0) return value === null ? "-" : `${value}!`;
	return `${value}`;
}

/** A server that shows what it sees of each request. */
function make(seen: string[], options: Partial<HttpServerOptions>): Scene {
	const s: Scene = new Scene(options, (r: HttpRequest) => {
		const values = NAMES.map((name) => word(r, name));
		seen.push(`${r.path()} ${values.join()} ${r.bodyText()}`);
		r.reply(200, s.hello);
	});
	return s;
}

/** Asserts that `text`, cut in pieces of any size, is answered with `reply`, and seen as `wanted`. */
function sees(
	t: Assertions,
	options: Partial<HttpServerOptions>,
	text: string,
	wanted: string[],
	reply: string,
): void {
	const seen: string[] = [];
	const s = make(seen, options);
	for (const size of SIZES) {
		seen.splice(0, seen.length);
		t.is(s.ask(text, size), reply, `in ${size}`);
		t.is(seen.join("|"), wanted.join("|"), `in ${size}`);
	}
	s.over(t);
}

/** What Chromium sends to a server on loopback: 645 bytes. */
const CHROMIUM = [
	"GET / HTTP/1.1",
	"Host: 127.0.0.1:8080",
	"Connection: keep-alive",
	'sec-ch-ua: "Chromium";v="148", "Not/A)Brand";v="24"',
	"sec-ch-ua-mobile: ?0",
	'sec-ch-ua-platform: "Linux"',
	"Upgrade-Insecure-Requests: 1",
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36",
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
	"Sec-Fetch-Site: none",
	"Sec-Fetch-Mode: navigate",
	"Sec-Fetch-User: ?1",
	"Sec-Fetch-Dest: document",
	"Accept-Encoding: gzip, deflate, br, zstd",
	"Accept-Language: en-US,en;q=0.9",
	"",
	"",
].join("\r\n");

test("a browser's head of 600 bytes in 256 and in 512", (t) => {
	t.true(CHROMIUM.length > 600);
	const wanted = ["/ 127.0.0.1:8080,-,?,?,? "];
	for (const input of [256, 512]) {
		sees(t, { input, fields: ["cookie"] }, CHROMIUM, wanted, HELLO);
		sees(
			t,
			{ input, fields: ["cookie"] },
			CHROMIUM + GET + CHROMIUM,
			[wanted[0], "/ a,-,-,-,- ", wanted[0]],
			HELLO + HELLO + HELLO,
		);
	}
	sees(t, { input: 512 }, CHROMIUM, ["/ 127.0.0.1:8080,?,?,?,? "], HELLO);
});

test("a cookie of 6 KB that nobody reads, first, last and in between", (t) => {
	const cookie = `Cookie: ${"c=0123456789; ".repeat(ON_DEVICE ? 40 : 430)}\r\n`;
	t.true(ON_DEVICE || cookie.length > 6000);
	const lines = ["Host: a\r\n", "Accept: b\r\n", "Authorization: Basic d\r\n"];
	for (let at = 0; at <= lines.length; at++) {
		const fields = [...lines.slice(0, at), cookie, ...lines.slice(at)].join("");
		const head = `GET / HTTP/1.1\r\n${fields}\r\n`;
		const options = { input: 128, fields: ["Authorization", "x"] };
		sees(t, options, head, ["/ a,?,?,Basic d,- "], HELLO);
		sees(t, options, head + head, ["/ a,?,?,Basic d,- ", "/ a,?,?,Basic d,- "], HELLO + HELLO);
	}
});

test("fieldAt: -ENOENT was not sent, -ENOBUFS is not known", (t) => {
	const seen: number[] = [];
	const s: Scene = new Scene({ input: 128, fields: ["Cookie", "x-long-name"] }, (r) => {
		seen.push(
			fieldAt(r, "cookie"),
			fieldAt(r, "X-Long-Name"),
			fieldAt(r, "x-long"),
			fieldAt(r, ""),
		);
		r.reply(200, s.hello);
	});
	s.ask(GET);
	s.ask(`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(200)}\r\n\r\n`);
	const [none, unknown] = [-ENOENT, -ENOBUFS];
	t.deepEqual(seen, [none, none, none, none, none, none, unknown, unknown]);
	s.over(t);
});

test("what is named is kept, all lines of it, and what looks like it is not", (t) => {
	const seen: string[] = [];
	const s: Scene = new Scene({ input: 100, fields: ["x"] }, (r) => {
		const input = r.connection.input;
		seen.push(input.text(0, input.length));
		r.reply(200, s.hello);
	});
	const head = `GET / HTTP/1.1\r\nXX: 1\r\nX: 2\r\nHost: a\r\nHosts: b\r\nx: 3\r\n: ${"z".repeat(100)}`;
	t.is(statusOf(s.ask(`${head}\r\n\r\n`)), 400, "a field without a name");
	s.ask(`${head.replace("\n:", "\nYx:")}\r\n\r\n`);
	t.deepEqual(seen, ["GET / HTTP/1.1\r\nX: 2\r\nHost: a\r\nx: 3\r\n\r\n"]);
	s.over(t);
});

/** A head of `size` bytes, most of them in X, with `line` after it. */
function headOf(size: number, line: string): string {
	const head = `GET / HTTP/1.1\r\nHost: a\r\nX: \r\n${line}\r\n`;
	return head.replace("X: ", `X: ${"x".repeat(size - head.length)}`);
}

test("headMax counts what has left: 431 above, however it is cut", (t) => {
	const s = new Scene({ input: 128, headMax: 1000 });
	for (const line of ["", "Y: z\r\n", "Connection: keep-alive\r\n"]) {
		for (const size of ON_DEVICE ? [1000, 1001] : [999, 1000, 1001, 1002, 1003, 1500]) {
			const head = headOf(size, line);
			t.is(head.length, size);
			for (const piece of SIZES) {
				t.is(statusOf(s.ask(head, piece)), size > 1000 ? 431 : 200, `${size} in ${piece}`);
			}
		}
	}
	s.over(t);
	const usual = new Scene();
	t.is(usual.ask(headOf(8192, "")), HELLO);
	t.is(statusOf(usual.ask(headOf(8193, ""))), 431);
	usual.over(t);
	if (ON_DEVICE) return;
	const most = new Scene({ headMax: 65535, input: 100 });
	t.is(most.ask(headOf(65535, "")), HELLO);
	t.is(statusOf(most.ask(headOf(65536, ""))), 431);
	most.over(t);
});

test("what has to stay and does not fit: 414 and 431", (t) => {
	const fields = { fields: ["cookie"] };
	for (const [text, status] of [
		[`GET /${"a".repeat(200)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
		[`GET / HTTP/1.1\r\nHost: ${"a".repeat(200)}\r\n\r\n`, 431],
		[`GET /?${"a".repeat(80)} HTTP/1.1\r\nHost: ${"a".repeat(80)}\r\n\r\n`, 431],
		[`GET / HTTP/1.1\r\nHost: a\r\nCookie: ${"a".repeat(200)}\r\n\r\n`, 431],
		[`GET / HTTP/1.1\r\nHost: a\r\n${"Cookie: abcdef\r\n".repeat(9)}\r\n`, 431],
		[`GET / HTTP/1.1\r\nHost: a\r\n${"n".repeat(200)}: a\r\n\r\n`, 431],
		[`GET / HTTP/1.1\r\nHost: a\r\nConnection: ${"a, ".repeat(60)}\r\n\r\n`, 431],
		[`GET / HTTP/1.1\r\nHost: a\r\nContent-Length: ${"0".repeat(200)}\r\n\r\n`, 431],
	] as [string, number][]) {
		const s = new Scene({ input: 128, ...fields });
		for (const size of SIZES) t.is(statusOf(s.ask(text, size)), status, text);
		t.is(s.ask(GET), HELLO);
		s.over(t);
	}
});

test("what is wrong is refused in what leaves as well", (t) => {
	const long = "x".repeat(300);
	for (const line of [
		`X: ${long}\x01`,
		`X: ${long}\x7f`,
		`X: ${long}\n`,
		`X: ${long}\r`,
		`X: ${long}\r\n y`,
		`X: ${long}\r\nY`,
		`X: ${long}\r\nContent-Length: 1\r\nContent-Length: 1`,
		`Host: b\r\nX: ${long}\r\nHost: b`,
		`Content-Length: 1\r\nX: ${long}\r\nContent-Length: 1`,
		`Content-Length: 1\r\nX: ${long}\r\nTransfer-Encoding: chunked`,
	]) {
		const s = new Scene({ input: 128 });
		for (const size of SIZES) {
			t.is(statusOf(s.ask(`GET / HTTP/1.1\r\nHost: a\r\n${line}\r\n\r\n`, size)), 400, line);
		}
		s.over(t);
	}
	const none = new Scene({ input: 128 });
	t.is(statusOf(none.ask(`GET / HTTP/1.1\r\nX: ${long}\r\n\r\n`)), 400, "no Host");
	none.over(t);
});

test("a body that has no room after a head gets that of fields that nobody reads", (t) => {
	const fields = `Host: a\r\nAccept: ${"b".repeat(60)}\r\nX: y\r\nContent-Length: 80\r\n`;
	const body = "0123456789".repeat(8);
	const post = `POST / HTTP/1.1\r\n${fields}\r\n${body}`;
	sees(
		t,
		{ input: 128, fields: ["x"] },
		post + GET,
		[`/ a,?,?,?,y ${body}`, "/ a,-,-,-,- "],
		HELLO + HELLO,
	);
	const s = new Scene({ input: 110, fields: ["x"] });
	for (const size of SIZES) t.is(statusOf(s.ask(post, size)), 413);
	s.over(t);
	const fd = new Scene({ input: 128 });
	const client = fd.connect();
	fd.send(client, post.replace("Host:", "Expect: 100-continue\r\nHost:").slice(0, -body.length));
	t.is(fd.receive(client), "HTTP/1.1 100 Continue\r\n\r\n");
	fd.send(client, body);
	t.is(fd.receive(client), HELLO);
	fd.host.close(client);
	fd.over(t);
});

test("the host of an absolute-form target stays", (t) => {
	const head = `GET http://b.example?q HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(300)}\r\n\r\n`;
	sees(t, { input: 128 }, head, ["/?q b.example,?,?,?,? "], HELLO);
});

test("a long head that comes again and again, and short ones: each is read as it is", (t) => {
	const seen: string[] = [];
	const s = make(seen, { input: 128, fields: ["cookie"] });
	const fd = s.connect();
	for (let i = 0; i < 6; i++) {
		s.send(fd, headOf(200, ""));
		s.send(fd, GET);
	}
	t.is(s.receive(fd), HELLO.repeat(12));
	t.is(`${seen.join("|")}|`, "/ a,-,?,?,? |/ a,-,-,-,- |".repeat(6));
	s.host.close(fd);
	s.over(t);
});

test("random heads: a short input sees what a long one does, or knows that it does not know", (t) => {
	const short: string[] = [];
	const long: string[] = [];
	const small = make(short, { input: 160, fields: ["cookie", "x"] });
	const large = make(long, { input: 4096, fields: ["cookie", "x"] });
	const random = new Random(431);
	let shortened = 0;
	for (let round = 0; round < rounds(400); round++) {
		let head = "GET / HTTP/1.1\r\n";
		const host = random.below(6);
		for (let i = 0; i < 6; i++) {
			const name = NAMES[random.between(1, 4)];
			const size = random.oneIn(6) ? random.below(300) : random.below(12);
			head += i === host ? "Host: a\r\n" : `${name}: ${"v".repeat(size)}\r\n`;
		}
		const piece = random.oneIn(3) ? 0 : random.between(1, 40);
		short.splice(0, short.length);
		long.splice(0, long.length);
		const reply = small.ask(`${head}\r\n`, piece);
		const wanted = large.ask(`${head}\r\n`);
		if (statusOf(reply) === 431) continue;
		if (reply !== wanted) t.fail(`${head} gets ${reply}`);
		const values = short[0].split(",");
		const truth = long[0].split(",");
		for (let i = 0; i < values.length; i++) {
			if (values[i] === "?") shortened++;
			else if (values[i] !== truth[i]) t.fail(`${head}: ${short[0]}, not ${long[0]}`);
		}
	}
	t.true(shortened > 0);
	small.over(t);
	large.over(t);
});
