/** HttpServer: too many clients, and bytes of no meaning. Memory, pool and descriptors stay whole. */
import { ECONNRESET } from "../../src/core/errno.js";
import type { HttpRequest } from "../../src/http-lite/index.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";
import { GET, HELLO, PORT, Scene } from "./scene.js";

test("1,000 connects without a byte, a few at a time: all are let go, then it serves", (t) => {
	const s = new Scene({ connections: 8, idleTimeoutMs: 100, backlog: 8, input: 64, output: 160 });
	const fds: number[] = [];
	for (let i = 0; i < 1000; i++) {
		if (fds.length === 6) s.host.close(fds.shift() as number);
		fds.push(s.connect());
		if (i % 7 === 0) s.host.advance(30);
		else if (i % 3 === 0) s.host.settle(1);
	}
	for (const fd of fds) s.host.close(fd);
	s.host.settle();
	t.is(s.ask(GET), HELLO);
	t.is(s.server.requests, 1);
	t.is(s.server.refused, 0);
	s.over(t);
});

test("a pool held by silent clients frees itself by the idle timeout", (t) => {
	const s = new Scene({ connections: 3, idleTimeoutMs: 100 });
	const silent = [s.connect(), s.connect(), s.connect()];
	s.host.settle();
	const fd = s.connect();
	s.send(fd, GET);
	t.is(s.receive(fd), "");
	s.host.advance(100);
	t.is(s.receive(fd), HELLO);
	for (const one of silent) s.host.close(one);
	s.host.close(fd);
	s.over(t);
});

test("connect, ask, reset: 500 times in every order", (t) => {
	const s = new Scene({ connections: 4 });
	const random = new Random(500);
	for (let i = 0; i < 500; i++) {
		const fd = s.connect();
		if (random.oneIn(2)) s.host.settle(random.below(3));
		if (random.oneIn(2)) s.send(fd, GET.slice(0, random.between(1, GET.length)));
		if (random.oneIn(2)) s.host.settle(random.below(3));
		if (random.oneIn(2)) s.host.cut(fd, ECONNRESET);
		s.host.close(fd);
	}
	s.host.settle();
	t.is(s.ask(GET), HELLO);
	s.over(t);
});

const WHOLE = [
	GET,
	GET + GET,
	"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
	"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
	"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
	"DELETE /none HTTP/1.1\r\nHost: a\r\n\r\n",
];

const PIECES = [
	"GET / HTTP/1.1\r\n",
	"POST / HTTP/1.1\r\n",
	"HEAD / HTTP/1.0\r\n",
	"Host: a\r\n",
	"Content-Length: 3\r\n",
	"Connection: close\r\n",
	"Connection: keep-alive\r\n",
	"Expect: 100-continue\r\n",
	"Transfer-Encoding: chunked\r\n",
	"\r\n",
	"\r\n\r\n",
	"abc",
	"X: y\r\n",
	"\r",
	"\n",
	" ",
	":",
	"\0",
	"\x7f",
	"é",
];

/** One connection of `pieces` random pieces, or bytes, with faults. */
function attack(s: Scene, random: Random, pieces: number): void {
	const fd = s.host.tcpConnect("127.0.0.1", PORT);
	const noise = new Uint8Array(32);
	s.host.recvMax = random.below(20);
	s.host.sendMax = random.below(20);
	for (let i = 0; i < pieces; i++) {
		if (random.oneIn(20)) {
			random.fill(noise, 0, noise.length);
			s.host.send(fd, noise, 0, random.below(noise.length));
		} else if (!random.oneIn(6)) {
			s.send(fd, WHOLE[random.below(WHOLE.length)], random.below(9));
		} else s.send(fd, PIECES[random.below(PIECES.length)]);
		if (random.oneIn(3)) s.receive(fd);
		if (random.oneIn(40)) s.host.advance(random.below(400));
	}
	if (random.oneIn(8)) s.host.cut(fd, ECONNRESET);
	else if (random.oneIn(2)) s.host.shutdown(fd, 1);
	s.host.settle();
	s.host.close(fd);
	s.host.recvMax = 0;
	s.host.sendMax = 0;
	s.host.settle();
}

test("fuzz: pieces of requests, noise, faults: never a throw, nothing left", (t) => {
	let isLate = false;
	let kept: HttpRequest | null = null;
	const s: Scene = new Scene({ idleTimeoutMs: 1000, headerTimeoutMs: 300 }, (r) => {
		if (!isLate) r.reply(r.bodyLength === 0 ? 200 : 404, s.hello);
		else {
			kept = r;
			timer.add();
			r.onClose = () => {
				kept = null;
			};
		}
	});
	const timer = s.base.event({
		timeoutMs: 5,
		onEvent: () => {
			if (kept !== null) kept.reply(200, s.hello);
			kept = null;
		},
	});
	for (let seed = 1; seed <= rounds(300); seed++) {
		isLate = seed % 5 === 0;
		attack(s, new Random(seed), 20);
		s.host.advance(10);
		if (s.server.listener.open !== 0 || s.base.exceptions !== 0) t.fail(`seed ${seed}`);
	}
	t.true(
		s.server.requests > rounds(50) && s.server.refused > rounds(50),
		`${s.server.requests} ${s.server.refused}`,
	);
	isLate = false;
	t.is(s.ask(GET), HELLO);
	s.over(t);
});
