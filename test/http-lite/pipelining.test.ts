/** HttpServer: requests that a client sends ahead are answered in order (HS-16; RFC 9112, 9.3.2). */

import type { HttpRequest } from "../../src/http-lite/index.js";
import { Content } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { Random } from "../random.js";
import { Scene } from "./scene.js";

/** Replies with the digit or letter after the slash, so that order shows. */
function scene(size: number, output: number): Scene {
	const contents: Content[] = [];
	for (let i = 0; i < 4; i++) contents.push(new Content("t/p", String(i).repeat(size + 50 * i)));
	const s = new Scene({ output });
	for (let i = 0; i < 4; i++) {
		s.server.route("GET", `/${i}`, (r: HttpRequest) => r.reply(i === 2 ? 404 : 200, contents[i]));
	}
	return s;
}

/** Sends `order` at once, reads in pieces, and returns the bodies' first bytes and their sizes. */
function bodies(s: Scene, order: number[], random: Random): string {
	const fd = s.connect();
	let requests = "";
	for (const i of order) requests += `GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`;
	let reply = "";
	let at = 0;
	for (let idle = 0; idle < 50; idle++) {
		const piece = requests.slice(at, at + random.between(1, 300));
		const before = s.host.bytesSent;
		if (piece !== "") {
			const bytes = new Uint8Array(piece.length);
			s.host.encodeText(piece, bytes, 0, bytes.length);
			const count = s.host.send(fd, bytes, 0, bytes.length);
			if (count > 0) at += count;
		}
		s.host.settle(random.between(0, 3));
		if (random.oneIn(2)) reply += s.receive(fd);
		if (s.host.bytesSent !== before) idle = 0;
	}
	reply += s.receive(fd);
	s.host.close(fd);
	s.host.settle();
	let result = "";
	while (reply !== "") {
		const head = reply.indexOf("\r\n\r\n") + 4;
		const length = reply.slice(0, head).split("Content-Length: ")[1];
		const size = Number(length.slice(0, length.indexOf("\r")));
		result += `${reply.slice(9, 12)}:${reply[head]}x${size} `;
		reply = reply.slice(head + size);
	}
	return result;
}

function expected(order: number[], size: number): string {
	let result = "";
	for (const i of order) result += `${i === 2 ? 404 : 200}:${i}x${size + 50 * i} `;
	return result;
}

test("HS-16 1 to 20 requests at once, small outputs", (t) => {
	const random = new Random(20);
	for (const output of [160, 256, 300]) {
		const s = scene(5, output);
		for (let count = 1; count <= 20; count++) {
			const order: number[] = [];
			for (let i = 0; i < count; i++) order.push(random.below(4));
			t.is(bodies(s, order, random), expected(order, 5), `${count} with output ${output}`);
		}
		s.over(t);
	}
});

test("HS-16 bodies larger than output and window", (t) => {
	const random = new Random(21);
	const s = scene(600, 160);
	for (let round = 0; round < 10; round++) {
		const order: number[] = [];
		for (let i = 0; i < 6; i++) order.push(random.below(4));
		t.is(bodies(s, order, random), expected(order, 600));
	}
	s.over(t);
});

test("HS-16 partial sends of a few bytes", (t) => {
	const random = new Random(22);
	const s = scene(30, 160);
	for (let round = 0; round < 5; round++) {
		s.host.sendMax = random.between(1, 7);
		s.host.recvMax = random.between(5, 50);
		t.is(bodies(s, [0, 1, 2, 3, 2, 1, 0], random), expected([0, 1, 2, 3, 2, 1, 0], 30));
	}
	s.over(t);
});

test("a client that never reads does not make the server grow or turn", (t) => {
	const s = scene(100, 160);
	const fd = s.connect();
	const request = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
	for (let i = 0; i < 100; i++) s.send(fd, request);
	t.is(s.host.settle(), 0);
	t.true(s.server.requests < 10);
	s.host.close(fd);
	s.over(t);
});

test("a reply composed after others that fill the output is sent once", (t) => {
	const type = `text/plain; x=${"y".repeat(250)}`;
	const long = new Content(type, "z".repeat(700));
	const s = new Scene({ output: 512, input: 400 }, (r) =>
		r.reply(200, r.path() === "/" ? s.hello : long),
	);
	s.server.route("GET", "/long", (r) => r.reply(201, long));
	const fd = s.connect();
	s.host.sendMax = 1;
	const first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(4);
	s.send(fd, `${first}GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
	const reply = s.receive(fd);
	t.is(reply.split("HTTP/1.1 200").length, 5);
	t.is(reply.split("HTTP/1.1 201").length, 2);
	t.is(reply.slice(-700), "z".repeat(700));
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});
