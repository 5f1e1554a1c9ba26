/** Peers that speak HTTP in unusual ways, well and badly, over real sockets. */
import ava from "ava";
import { sleep, until } from "../hosts/node-script.js";
import { bodies, type Client, dial, serve } from "./scene.js";

const test = ava.serial;
const HELLO = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const get = (digit: number) => `GET /${digit % 10} HTTP/1.1\r\nHost: a\r\n\r\n`;
const post = (body: string) =>
	`POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test("pipelined: 500 requests in one write, the replies in order", async (t) => {
	const scene = await serve();
	const client = await dial(scene.port);
	let requests = "";
	let expected = "";
	for (let i = 0; i < 500; i++) {
		requests += get(i * 7);
		expected += (i * 7) % 10;
	}
	client.socket.write(requests);
	await until("500 requests", () => scene.server.requests === 500);
	await until("500 replies", () => client.text.split("HTTP/1.1 200").length === 501);
	t.is(bodies(client.text).join(""), expected);
	client.socket.destroy();
	await scene.close();
});

test("pipelined: cut at random places, bodies between", async (t) => {
	const scene = await serve();
	const client = await dial(scene.port);
	let requests = "";
	const expected: string[] = [];
	for (let i = 0; i < 100; i++) {
		requests += i % 3 === 0 ? post(`body ${i}`) : get(i);
		expected.push(i % 3 === 0 ? `/echo body ${i}` : String(i % 10));
	}
	let at = 0;
	let seed = 12345;
	while (at < requests.length) {
		seed = (seed * 1103515245 + 12345) & 0x7fffffff;
		const size = 1 + ((seed >> 8) % 97);
		client.socket.write(requests.slice(at, at + size));
		at += size;
		if ((seed & 3) === 0) await sleep(0);
	}
	await until("the replies", () => scene.server.requests === 100);
	await until("the last one", () => client.text.endsWith("/echo body 99"));
	t.deepEqual(bodies(client.text), expected);
	client.socket.destroy();
	await scene.close();
});

test("pipelined: who does not read is made to wait, and loses nothing", async (t) => {
	const scene = await serve();
	const client = await dial(scene.port);
	client.socket.pause();
	const body = "b".repeat(1500);
	const one = post(body);
	const total = 8000; // more than all windows hold
	for (let i = 0; i < total; i++) client.socket.write(one);
	let answered = -1;
	let samples = 0;
	while (answered !== scene.server.requests && samples++ < 40) {
		answered = scene.server.requests;
		await sleep(250);
	}
	t.true(answered > 0 && answered < total, String(answered)); // it waits
	client.socket.resume();
	await until("all", () => scene.server.requests === total);
	const size = client.text.indexOf("HTTP", 4); // of each reply
	await until("the replies", () => client.text.length === total * size);
	t.true(bodies(client.text).every((each) => each === `/echo ${body}`));
	client.socket.destroy();
	await scene.close();
});

test("byte by byte: a GET and a POST", async (t) => {
	const scene = await serve();
	const client = await dial(scene.port);
	for (const byte of HELLO + post("12345")) {
		client.socket.write(byte);
		await sleep(0);
	}
	await until("the replies", () => client.text.endsWith("12345"));
	t.deepEqual(bodies(client.text), ["hello\n", "/echo 12345"]);
	client.socket.destroy();
	await scene.close();
});

test("half-closers: what was asked before the end is answered", async (t) => {
	const scene = await serve();
	const clients: Client[] = [];
	for (let i = 0; i < 8; i++) {
		const client = await dial(scene.port);
		client.socket.end(get(i) + get(i + 1));
		clients.push(client);
	}
	await until("the ends", () => clients.every((each) => each.ended));
	for (let i = 0; i < 8; i++) {
		t.deepEqual(bodies(clients[i].text), [String(i % 10), String((i + 1) % 10)]);
	}
	await scene.close();
});

test("half-closers: an unfinished request is no request", async (t) => {
	const scene = await serve();
	const client = await dial(scene.port);
	client.socket.end("GET / HTTP/1.1\r\nHos");
	await until("the end", () => client.ended);
	t.is(scene.server.requests, 0);
	await scene.close();
});

test("resetters: 300 of them do no harm to a client that behaves", async (t) => {
	const scene = await serve({ connections: 4, backlog: 64 });
	const good = await dial(scene.port);
	for (let i = 0; i < 300; i++) {
		const bad = await dial(scene.port);
		const moment = i % 6;
		if (moment === 1) bad.socket.write("GET / HT");
		if (moment === 2) bad.socket.write(HELLO);
		if (moment === 3) bad.socket.write(HELLO.repeat(50));
		if (moment === 4) bad.socket.write(post("x".repeat(1900)).slice(0, 1000));
		if (moment === 5) bad.socket.end(HELLO);
		if (i % 2 === 0) await sleep(0);
		// Node 20 never closes a socket that is reset while it is being shut down
		if (moment === 5) bad.socket.destroy();
		else bad.socket.resetAndDestroy();
		if (i % 10 === 0) good.socket.write(get(i / 10));
	}
	await until("30 replies", () => good.text.split("HTTP/1.1 200").length === 31);
	t.is(bodies(good.text).length, 30);
	good.socket.destroy();
	await scene.close();
});

test("garbage: a refusal or a close, and the server lives", async (t) => {
	const scene = await serve();
	const wrong = [
		"\r\n\r\n\r\n\r\nnonsense\r\n\r\n",
		"GET / HTTP/9.9\r\n\r\n",
		"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", // a TLS greeting
		`GET /${"a".repeat(9000)} HTTP/1.1\r\n\r\n`,
		"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"x".repeat(100_000),
	];
	for (const each of wrong) {
		const client = await dial(scene.port);
		client.socket.end(Buffer.from(each, "latin1"));
		await until("the end", () => client.ended || client.closed);
		t.regex(client.text, /^(HTTP\/1\.1 [45]\d\d .*)?/s);
		t.notRegex(client.text, /^HTTP\/1\.1 2/);
		client.socket.destroy();
	}
	const client = await dial(scene.port);
	client.socket.write(HELLO);
	await until("a reply", () => client.text.endsWith("hello\n"));
	client.socket.destroy();
	await scene.close();
});

test("silent and slow peers are timed out; who waits for a place gets it", async (t) => {
	const scene = await serve({
		connections: 4,
		backlog: 16,
		idleTimeoutMs: 150,
		headerTimeoutMs: 200,
	});
	const slow: Client[] = [];
	for (let i = 0; i < 4; i++) {
		const client = await dial(scene.port);
		if (i % 2 === 1) client.socket.write("GET / HTTP/1.1\r\n");
		slow.push(client);
	}
	const drip = setInterval(() => slow[1].socket.write("A: b\r\n"), 20);
	const waiting = await dial(scene.port);
	waiting.socket.write(HELLO);
	await until("a reply", () => waiting.text.endsWith("hello\n"), 2000);
	await until("all cut", () => slow.every((each) => each.ended || each.closed), 3000);
	clearInterval(drip);
	t.regex(slow[1].text, /^HTTP\/1\.1 408/);
	for (const each of [...slow, waiting]) each.socket.destroy();
	await scene.close();
});
