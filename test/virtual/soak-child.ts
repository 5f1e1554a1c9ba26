/**
 * Run by soak.test.ts under `node --expose-gc`: a day of virtual time. Prints by how many bytes the
 * heap has grown from the fourth hour on, and how many connections and exceptions there were.
 */
import { Network, Random } from "../../hosts/virtual/index.js";
import { EventBase } from "../../src/core/event-base.js";
import { textBytes } from "../../src/core/text.js";
import { Content, HttpServer } from "../../src/http-lite/index.js";

const HOUR_MS = 3_600_000;
const GET = textBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

declare function gc(): void;

/** Bytes of the heap that are in use, after two collections. */
function heapUsed(): number {
	gc();
	gc();
	return process.memoryUsage().heapUsed;
}

/** Connects, asks, reads, and closes, over and over, or leaves in the middle. */
function visit(network: Network, seed: number): void {
	const device = network.device({ descriptors: 1, window: 256 });
	const random = new Random(seed);
	const bytes = new Uint8Array(256);
	let fd = -1;
	let sent = 0;
	const loop = {
		turn(): void {
			device.schedule(loop, random.between(20, 2000));
			if (fd < 0) {
				fd = device.tcpConnect("10.0.0.1", 80);
				sent = 0;
				return;
			}
			const count = sent < GET.length ? device.send(fd, GET, sent, random.between(1, 10)) : 0;
			if (count > 0) sent += count < GET.length - sent ? count : GET.length - sent;
			if (device.recv(fd, bytes, 0, 256) > 0 || random.oneIn(20)) {
				device.close(fd);
				fd = -1;
			}
		},
	};
	device.schedule(loop, 1);
}

const faults = ["wifi-drop", "loss", "partial", "reset", "half-open", "exhaustion", "black-hole"];
const network = new Network({ seed: 5, faults });
const device = network.device({ descriptors: 6, window: 512 });
const base = new EventBase(device, { events: 8 });
const server = new HttpServer(base, { port: 80, connections: 4, idleTimeoutMs: 10_000 });
const hello = new Content("text/plain", "hello\n");
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();
for (let i = 0; i < 6; i++) visit(network, 100 + i);
network.run(4 * HOUR_MS);
const connections = network.connections;
const before = heapUsed();
network.run(20 * HOUR_MS);
const grown = heapUsed() - before;
console.log(`${grown} ${network.connections - connections} ${base.exceptions}`);
