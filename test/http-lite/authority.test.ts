/** HttpServer: the forms of hosts, ports and targets (RFC 9112, 3.2; RFC 3986, 3.2, 3.3, 3.4). */
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { Scene, statusOf } from "./scene.js";

const HOSTS = [
	"a",
	"A.Example",
	"a.example.",
	"a:80",
	"a:",
	"a:0",
	"a:65535",
	"a:00080",
	"127.0.0.1",
	"127.0.0.1:8080",
	"256.1.1.1", // a name, by RFC 3986, 3.2.2
	"1.2.3",
	"a_b-c~d",
	"-",
	"!$&'()*+,;=",
	"(a)",
	"a=b;c,d:80",
	"%41",
	"a%2fb%C3%A9",
	"xn--bcher-kva.example",
	"[::]",
	"[::1]",
	"[::1]:80",
	"[1::]",
	"[2001:db8::1]:",
	"[1:2:3:4:5:6:7:8]",
	"[1:2:3:4:5:6:7::]",
	"[::2:3:4:5:6:7:8]",
	"[1:2:3::5:6:7:8]",
	"[ABCD:ef01::]",
	"[::ffff:192.0.2.1]",
	"[::192.0.2.1]",
	"[1:2:3:4:5:6:192.0.2.1]",
	"[1:2:3:4:5::192.0.2.1]",
	"[v1.a]",
	"[v1.a:b]:80",
	"[VfF.!$&'()*+,;=:-._~]",
];

const NO_HOSTS = [
	":80",
	":",
	"a:b",
	"a:80a",
	"a:-1",
	"a:+1",
	"a:65536",
	"a:99999999999",
	"a:80:80",
	"a::80",
	"::1",
	"::",
	"2001:db8::1",
	"[",
	"]",
	"[]",
	"[]:80",
	"[::1",
	"[::1:80",
	"::1]",
	"[[::1]]",
	"[::1]]",
	"[::1]a",
	"[::1]:a",
	"[::1]:65536",
	"[::1]80",
	"a[b]",
	"a[::1]",
	"[a]",
	"[a.example]",
	"[:]",
	"[:::]",
	"[1]",
	"[1:2]",
	"[:1]",
	"[1:]",
	"[::1:]",
	"[1::2::3]",
	"[12345::]",
	"[g::]",
	"[1:2:3:4:5:6:7]",
	"[1:2:3:4:5:6:7:8:9]",
	"[1:2:3:4::5:6:7:8]",
	"[::1:2:3:4:5:6:7:8]",
	"[1:2:3:4:5:6:7:8::]",
	"[127.0.0.1]",
	"[::127.0.0]",
	"[::127.0.0.1.1]",
	"[::127.0.0.256]",
	"[::127.0.0.01]",
	"[::127.0.0.]",
	"[::127.0..1]",
	"[::127.0.0.1:1]",
	"[1:2:3:4:5:6:7:1.2.3.4]",
	"[1:2:3:4:5:6::1.2.3.4]",
	"[::1%25eth0]",
	"[::1%eth0]",
	"[v.a]",
	"[v1]",
	"[v1.]",
	"[1.a]",
	"[vg.a]",
	"[v1.a@]",
	"[v1.%41]",
	"%",
	"%4",
	"%zz",
	"a%",
	"a%4g",
	"%:80",
	"a b",
	"a,b c",
	"a/b",
	"a/",
	"/",
	"a?b",
	"a#b",
	"u@a",
	"u:p@a",
	"@a",
	"a\\b",
	"<a>",
	"a>",
	"a^b",
	"a`b",
	"a|b",
	"{a}",
	'"a"',
	"a\tb",
	"a\x7f",
	"a\x80",
	"ä",
];

function asks(t: Assertions, s: Scene, requests: string[], status: number): void {
	for (const request of requests) {
		for (const size of [0, 3]) t.is(statusOf(s.ask(request, size)), status, request);
	}
}

test("HS-03 Host: every form of a host", (t) => {
	const s = new Scene();
	for (const host of [...HOSTS, ""]) {
		asks(t, s, [`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`], 200);
	}
	asks(t, s, ["GET / HTTP/1.1\r\nHost:a\t \r\n\r\n", "GET / HTTP/1.1\r\nhost: \r\n\r\n"], 200);
	s.over(t);
});

test("HS-03 Host: an invalid host is 400, with HTTP/1.0 too", (t) => {
	const s = new Scene();
	for (const host of NO_HOSTS) {
		asks(t, s, [`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`], 400);
		asks(t, s, [`GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`], 400);
	}
	s.over(t);
});

test("HS-03 absolute-form: every form of a host is what the program sees", (t) => {
	let host: string | null | undefined = "";
	const s: Scene = new Scene({}, (r) => {
		host = r.header("host");
		r.reply(200, s.hello);
	});
	for (const wanted of HOSTS) {
		for (const tail of ["/", "", "?q", "/?q"]) {
			host = "";
			asks(t, s, [`GET http://${wanted}${tail} HTTP/1.1\r\nHost: b\r\n\r\n`], 200);
			t.is(host, wanted);
		}
	}
	s.over(t);
});

test("HS-03 absolute-form: an invalid host is 400, and so is one without a Host field", (t) => {
	const s = new Scene();
	for (const host of ["", ...NO_HOSTS]) {
		if (host === "a/b" || host === "a/" || host === "a?b") continue; // a path or a query
		asks(t, s, [`GET http://${host}/ HTTP/1.1\r\nHost: b\r\n\r\n`], 400);
		if (host !== "/") asks(t, s, [`GET http://${host} HTTP/1.1\r\nHost: b\r\n\r\n`], 400);
	}
	const fields = ["", "Host: b\r\nHost: b\r\n", "Host: a:b\r\n"];
	for (const field of fields) asks(t, s, [`GET http://a/ HTTP/1.1\r\n${field}\r\n`], 400);
	s.over(t);
});

test("targets: every character of paths and queries", (t) => {
	const s = new Scene();
	const targets = [
		"/?abcXYZ019-._~!$&'()*+,;=:@/?",
		"/?%00%7f%20%fF",
		"/?a[]=1&b[c]=2",
		"/?",
		"/??",
		"/?a=http://b/c",
	];
	asks(
		t,
		s,
		targets.map((each) => `GET ${each} HTTP/1.1\r\nHost: a\r\n\r\n`),
		200,
	);
	const paths = ["/a//b", "//", "/a/../b", "/;a=b", "/:@", "/%2F", "/(a)", "/a,b"];
	asks(
		t,
		s,
		paths.map((each) => `GET ${each} HTTP/1.1\r\nHost: a\r\n\r\n`),
		404,
	);
	s.over(t);
});

test("targets: a byte that no URI has is 400, wherever it is", (t) => {
	const s = new Scene();
	const bad = '<>"\\^{|}`#\x7f\x80\xff'.split("").concat(["%", "%zz", "%4g", "%g4", "é"]);
	for (const each of bad) {
		for (const method of ["GET", "POST"]) {
			const targets = [`/${each}`, `/a${each}b`, `/?${each}`, `/?a${each}b`, `http://a/${each}`];
			for (const target of targets) {
				asks(t, s, [`${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`], 400);
			}
		}
	}
	t.is(s.server.requests, 0);
	s.over(t);
});

test("DEL is a control character, in names, values and methods", (t) => {
	const s = new Scene();
	for (const field of ["X: \x7f", "X: a\x7fb", "X: abcdefgh\x7f", "X\x7f: a", "\x7fX: a"]) {
		asks(t, s, [`GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`], 400);
	}
	asks(t, s, ["G\x7fET / HTTP/1.1\r\nHost: a\r\n\r\n"], 400);
	asks(t, s, ["GET / HTTP/1.1\r\nHost: a\r\nX: ~\x80\xff~\r\n\r\n"], 200);
	s.over(t);
});
