/** A server on a MemoryHost and raw clients of it: what every suite of the HTTP server starts from. */
import { EventBase } from "../../src/core/event-base.js";
import { textBytes } from "../../src/core/text.js";
import { Content } from "../../src/http-lite/content.js";
import type { HttpServerOptions, RequestCallback } from "../../src/http-lite/server.js";
import { HttpServer } from "../../src/http-lite/server.js";
import type { Assertions } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

export const PORT = 8080;
const bytes = new Uint8Array(256);

export class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly server: HttpServer;
	readonly hello: Content;
	readonly connections: number;

	/** A server of `connections` (2 if not given) with input 256 and output 256, and "/" routed. */
	constructor(options?: Partial<HttpServerOptions>, onRequest?: RequestCallback) {
		const connections = options?.connections === undefined ? 2 : options.connections;
		this.connections = connections;
		this.host = new MemoryHost({
			descriptors: 2 * connections + 3,
			window: 512,
			datagrams: 1,
			datagramBytes: 1,
		});
		this.base = new EventBase(this.host, { events: connections + 4 });
		const hello = new Content("text/plain", "hello\n");
		this.hello = hello;
		const all = { port: PORT, connections, input: 256, output: 256, idleTimeoutMs: 0 };
		this.server = new HttpServer(this.base, Object.assign(all, options));
		const route: RequestCallback = onRequest === undefined ? (r) => r.reply(200, hello) : onRequest;
		this.server.route("GET", "/", route);
		this.server.route("POST", "/", route);
		this.base.dispatch();
		this.host.settle();
	}

	/** Connects a client. Returns its descriptor. */
	connect(): number {
		return this.host.tcpConnect("127.0.0.1", PORT);
	}

	/** Sends what fits of `text` in pieces of `size` bytes (0 = at once), each with the turns it causes. */
	send(fd: number, text: string, size?: number): void {
		const data = textBytes(text);
		const step = size === undefined || size === 0 ? data.length : size;
		let at = 0;
		while (at < data.length) {
			const size = at + step > data.length ? data.length - at : step;
			const count = this.host.send(fd, data, at, size);
			this.host.settle();
			if (count <= 0) return;
			at += count;
		}
	}

	/** Returns all that has arrived at the client, with its turns. */
	receive(fd: number): string {
		let text = "";
		this.host.settle();
		for (;;) {
			const count = this.host.recv(fd, bytes, 0, bytes.length);
			if (count <= 0) return text;
			text += this.host.decodeText(bytes, 0, count);
			this.host.settle();
		}
	}

	/** What a read says at the client: 0 = the end of the stream, -errno, or a count. */
	state(fd: number): number {
		return this.host.recv(fd, bytes, 0, bytes.length);
	}

	/** One connection: sends `text` in pieces of `size`, closes, and returns the reply. */
	ask(text: string, size?: number): string {
		const fd = this.connect();
		this.send(fd, text, size);
		const reply = this.receive(fd);
		this.host.close(fd);
		this.host.settle();
		return reply;
	}

	/** Closes the server and asserts that nothing is left open, and that `exceptions` happened. */
	over(t: Assertions, exceptions?: number): void {
		this.host.settle();
		t.is(this.server.listener.open, 0, "connections open");
		t.is(this.server.listener.open, 0, "connections that are not in the pool");
		this.server.close();
		this.host.settle();
		t.is(this.host.descriptors.open, 0, "descriptors open");
		t.is(this.base.exceptions, exceptions === undefined ? 0 : exceptions, "exceptions");
	}
}

/** Returns the status that `reply` begins with, 0 if there is none. */
export function statusOf(reply: string): number {
	return reply.length < 12 ? 0 : Number(reply.slice(9, 12));
}

export const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
export const HELLO =
	"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n";
