/**
 * Run by garbage.test.ts under `node --trace-gc`: between the lines "warm" and "done" it serves
 * 100,000 times what is not the usual GET: pieces, bodies, HEAD, composed replies, 404 and 405,
 * late replies, refusals, clients that come and go.
 */
import { writeSync } from "node:fs";
import { EventBase } from "../../src/core/event-base.js";
import { textBytes } from "../../src/core/text.js";
import { Content, type HttpRequest, HttpServer } from "../../src/http-lite/index.js";
import { MemoryHost } from "../memory-host.js";

const REQUESTS = 100000;
const SHAPES = [
	"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET /?x=1 HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
	"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET /none HTTP/1.1\r\nHost: a\r\n\r\n",
	"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n",
	"PUT /late HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
];

const BAD = textBytes("BAD\r\n\r\n");
const host = new MemoryHost({ descriptors: 4, window: 1024, datagrams: 1, datagramBytes: 1 });
const base = new EventBase(host, { events: 4 });
const server = new HttpServer(base, { port: 80, connections: 1 });
const hello = new Content("text/plain", "hello\n");
const timer = base.event({ timeoutMs: 1, onEvent: late });
let kept: HttpRequest | null = null;
server.route("GET", "/", (r) => r.reply(200, hello));
server.route("POST", "/", (r) => r.reply(201, hello));
server.route("PUT", "/late", (r) => {
	kept = r;
	r.onClose = forget;
	timer.add();
});
base.dispatch();

const requests = SHAPES.map(textBytes);
const reply = new Uint8Array(1024);
let fd = host.tcpConnect("127.0.0.1", 80);
let replies = 0;

function late(): void {
	if (kept !== null) kept.reply(200, hello);
	kept = null;
}

function forget(): void {
	kept = null;
}

/** Sends `request`, in two pieces if `isCut`, and takes the reply. */
function ask(request: Uint8Array, isCut: boolean): void {
	const first = isCut ? 5 : request.length;
	host.send(fd, request, 0, first);
	host.settle();
	if (isCut) host.send(fd, request, first, request.length - first);
	host.advance(1);
	if (host.recv(fd, reply, 0, reply.length) > 0) replies++;
}

function serve(count: number): void {
	for (let i = 0; i < count; i++) {
		if (i % 20 !== 19) ask(requests[i % requests.length], i % 3 === 0);
		else {
			ask(BAD, false);
			host.close(fd);
			host.settle();
			fd = host.tcpConnect("127.0.0.1", 80);
		}
	}
}

serve(40000);
writeSync(1, "warm\n");
serve(REQUESTS);
writeSync(1, "done\n");
if (replies !== 140000 || server.refused !== 7000 || base.exceptions !== 0) {
	writeSync(1, `failed: ${replies} replies, ${server.refused} refused\n`);
	process.exit(1);
}
process.exit(0);
