/** HttpServer: a request gets the same answer however the stream is cut. */

import { textBytes } from "../../src/core/text.js";
import type { HttpRequest } from "../../src/http-lite/index.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";
import { GET, Scene } from "./scene.js";

const LENGTH = "Host: a\r\nContent-Length: 5\r\n";
const STREAMS = [
	GET,
	GET + GET + GET,
	`\r\n${GET}`,
	"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
	`POST / HTTP/1.1\r\n${LENGTH}\r\nhello${GET}`,
	`POST / HTTP/1.1\r\n${LENGTH}Connection: close\r\n\r\nhello`,
	`GET /?a=b&c HTTP/1.1\r\nX: \t y\t \r\nHost: a:80\r\n\r\n`,
	"GET http://a.example/ HTTP/1.1\r\nHost: b\r\n\r\n",
	"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
	"GET /none HTTP/1.1\r\nHost: a\r\n\r\n",
	`DELETE / HTTP/1.1\r\n${LENGTH}\r\n12345`,
	`POST / HTTP/1.1\r\n${LENGTH}Content-Length: 5\r\n\r\nhello`,
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
	"GET / HTTP/1.1\nHost: a\n\n",
	`${GET}\0`,
	"GET / HTTP/3.0\r\n\r\n",
];

/** A scene whose reply shows what was understood. */
function scene(seen: string[]): Scene {
	const s: Scene = new Scene({}, (r: HttpRequest) => {
		seen.push(`${r.path()} ${r.header("host")} ${r.header("x")} ${r.bodyText()}`);
		r.reply(200, s.hello);
	});
	return s;
}

test("every stream, cut at every place, is answered as in one piece", (t) => {
	const seen: string[] = [];
	const s = scene(seen);
	const step = 8 / rounds(8); // on a device every 8th place, another one in each stream
	for (let n = 0; n < STREAMS.length; n++) {
		const stream = STREAMS[n];
		seen.splice(0, seen.length);
		const whole = s.ask(stream);
		const all = seen.join("|");
		for (let cut = 1 + (n % step); cut < stream.length; cut += step) {
			seen.splice(0, seen.length);
			const fd = s.connect();
			s.send(fd, stream.slice(0, cut));
			s.send(fd, stream.slice(cut));
			const reply = s.receive(fd);
			s.host.close(fd);
			s.host.settle();
			if (reply !== whole || seen.join("|") !== all) t.fail(`${stream} at ${cut}: ${reply}`);
		}
		t.true(whole.length > 0, stream);
	}
	s.over(t);
});

test("every stream byte by byte, received byte by byte, sent byte by byte", (t) => {
	const seen: string[] = [];
	const s = scene(seen);
	for (const stream of STREAMS) {
		seen.splice(0, seen.length);
		s.host.recvMax = 0;
		s.host.sendMax = 0;
		const whole = s.ask(stream);
		const all = seen.join("|");
		seen.splice(0, seen.length);
		t.is(s.ask(stream, 1), whole, stream);
		s.host.recvMax = 1;
		t.is(s.ask(stream), whole, stream);
		s.host.sendMax = 1;
		t.is(s.ask(stream), whole, stream);
		t.is(seen.join("|"), all === "" ? "" : `${all}|${all}|${all}`, stream);
	}
	s.over(t);
});

test("every stream in random pieces, turns and windows", (t) => {
	const seen: string[] = [];
	const s = scene(seen);
	const random = new Random(9112);
	for (const stream of STREAMS) {
		const whole = s.ask(stream);
		const data = textBytes(stream);
		for (let round = 0; round < 20; round++) {
			const fd = s.connect();
			let at = 0;
			let reply = "";
			while (at < data.length) {
				let size = random.between(1, random.oneIn(4) ? 40 : 6);
				if (size > data.length - at) size = data.length - at;
				s.host.recvMax = random.below(9);
				s.host.sendMax = random.below(9);
				const count = s.host.send(fd, data, at, size);
				if (count < 0) break;
				at += count;
				s.host.settle(random.below(3));
				if (random.oneIn(3)) reply += s.receive(fd);
			}
			reply += s.receive(fd);
			s.host.close(fd);
			s.host.settle();
			if (reply !== whole) t.fail(`round ${round} of ${stream}: ${reply}`);
		}
		s.host.recvMax = 0;
		s.host.sendMax = 0;
	}
	t.true(seen.length > 0);
	s.over(t);
});
