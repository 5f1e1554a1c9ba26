/** HttpServer: clients that mean no good, come back for ever, and outnumber the connections. */
import { EAGAIN } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { textBytes } from "../../src/core/text.js";
import { Content, HttpServer } from "../../src/http-lite/index.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";
import { GET, PORT } from "./scene.js";

const BAD = 12;
const POOL = 4;
const LIMIT_MS = 2000;
const STEP_MS = 10;
const bytes = new Uint8Array(256);

/** What bad clients send, all at once; drippers a byte every 50 ms. */
const WORDS = [
	"",
	"GET / HTTP/1.1\r\nHos",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123",
	"BAD\r\n\r\n",
	GET, // and keeps the connection
	GET + GET.slice(0, 9),
];
const DRIP = textBytes(
	"GET / HTTP/1.1\r\nA: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
);

class Crowd {
	readonly host = new MemoryHost({ descriptors: 2 * (BAD + POOL), window: 512 });
	readonly server: HttpServer;
	readonly random: Random;
	readonly fds: number[] = [];
	readonly drips: number[] = []; // bytes that a dripper has sent, -1 = it is none

	constructor(seed: number) {
		this.random = new Random(seed);
		const base = new EventBase(this.host, { events: POOL + 2 });
		const hello = new Content("text/plain", "hello\n");
		this.server = new HttpServer(base, { port: PORT, connections: POOL, input: 256, output: 256 });
		this.server.route("GET", "/", (request) => request.reply(200, hello));
		this.server.route("POST", "/", (request) => request.reply(200, hello));
		base.dispatch();
		for (let i = 0; i < BAD; i++) {
			this.fds.push(-1);
			this.drips.push(-1);
			this.comeBack(i);
		}
	}

	comeBack(i: number): void {
		if (this.fds[i] >= 0) this.host.close(this.fds[i]);
		this.fds[i] = this.host.tcpConnect("127.0.0.1", PORT);
		const word = this.random.below(WORDS.length + 1);
		this.drips[i] = word < WORDS.length ? -1 : 0;
		if (word >= WORDS.length) return;
		const data = textBytes(WORDS[word]);
		this.host.send(this.fds[i], data, 0, data.length);
	}

	/** Lets time pass; who has been ended comes back. */
	step(ms: number): void {
		this.host.advance(ms);
		for (let i = 0; i < BAD; i++) {
			const fd = this.fds[i];
			if (this.drips[i] >= 0 && this.random.below(5) === 0) {
				this.host.send(fd, DRIP, this.drips[i]++ % DRIP.length, 1);
			}
			let count = 1;
			while (count > 0) count = this.host.recv(fd, bytes, 0, bytes.length);
			if (count !== -EAGAIN) this.comeBack(i);
		}
	}

	/** Resolves to how long a good client waits for its reply. */
	ask(): number {
		const fd = this.host.tcpConnect("127.0.0.1", PORT);
		const data = textBytes(GET);
		this.host.send(fd, data, 0, data.length);
		for (let passed = 0; passed < 10 * LIMIT_MS; passed += STEP_MS) {
			const count = this.host.recv(fd, bytes, 0, bytes.length);
			if (count === -EAGAIN) {
				this.step(STEP_MS);
				continue;
			}
			this.host.close(fd);
			return count > 0 && bytes[9] === 50 ? passed : -1; // 200
		}
		return Number.MAX_VALUE;
	}
}

test("12 bad clients that come back for ever, on 4 connections: a good one is served within 2 s", (t) => {
	const crowd = new Crowd(1);
	let longest = 0;
	for (let i = 0; i < rounds(100); i++) {
		crowd.step(crowd.random.below(500));
		const passed = crowd.ask();
		t.true(passed >= 0 && passed <= LIMIT_MS, `${passed} ms`);
		if (passed > longest) longest = passed;
	}
	t.true(longest > 0, "some had to wait");
});
