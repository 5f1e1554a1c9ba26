/**
 * Run by garbage.test.ts under `node --trace-gc`: 100,000 keep-alive requests through MemoryHost,
 * between the lines "warm" and "done". With the argument "litter" each request drops an object, to
 * show that the test would see it.
 */
import { writeSync } from "node:fs";
import { EventBase } from "../../src/core/event-base.js";
import { textBytes } from "../../src/core/text.js";
import { Content, HttpServer } from "../../src/http-lite/index.js";
import { MemoryHost } from "../memory-host.js";

const CLIENTS = 4;
const host = new MemoryHost({ descriptors: 2 * CLIENTS + 1 });
const base = new EventBase(host, { events: 16 });
const hello = new Content("text/plain", "hello\n");
const server = new HttpServer(base, { port: 80, connections: CLIENTS, idleTimeoutMs: 10_000 });
server.route("GET", "/", (request) => request.reply(200, hello));
server.route("POST", "/echo", (request) => request.reply(200, hello));

const get = textBytes("GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n");
const post = textBytes("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345");
const reply = new Uint8Array(256);
const fds = new Int32Array(CLIENTS);
let litter: unknown[] = [];
let bytes = 0;

function fail(what: string): never {
	writeSync(1, `failed: ${what}\n`);
	process.exit(1);
}

/** `count` requests: each client sends one, the turns run, each client takes its reply. */
function run(count: number, dropping: boolean): void {
	for (let i = 0; i < count; i += CLIENTS) {
		for (let c = 0; c < CLIENTS; c++) {
			const request = c === 0 ? post : get;
			if (host.send(fds[c], request, 0, request.length) !== request.length) fail("send");
			if (dropping) litter = [litter.length, i, c];
		}
		host.settle();
		for (let c = 0; c < CLIENTS; c++) {
			const size = host.recv(fds[c], reply, 0, reply.length);
			if (size <= 0 || reply[9] !== 0x32) fail("recv"); // "HTTP/1.1 2.."
			bytes += size;
		}
	}
}

base.dispatch();
for (let c = 0; c < CLIENTS; c++) fds[c] = host.tcpConnect("127.0.0.1", 80);
host.settle();
run(40_000, false);
writeSync(1, "warm\n");
run(100_000, process.argv[2] === "litter");
writeSync(1, "done\n");
if (server.requests !== 140_000 || bytes < 140_000 * 60) fail("count");
process.exit(0);
