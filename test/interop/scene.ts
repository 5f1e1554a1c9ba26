/** A real server for real clients: HttpServer on the Node host, in this process. */
import { connect, type Socket } from "node:net";
import { Host } from "../../hosts/node/index.js";
import { EventBase } from "../../src/core/event-base.js";
import { loopBreak } from "../../src/core/loop-control.js";
import {
	Content,
	type HttpRequest,
	HttpServer,
	type HttpServerOptions,
} from "../../src/http-lite/index.js";
import { portOf, until } from "../hosts/node-script.js";

export interface Scene {
	host: Host;
	base: EventBase;
	server: HttpServer;
	port: number;
	/** Waits until no connection is open, and ends the loop. */
	close(): Promise<void>;
}

/** Answers with the method-free essentials of the request, so that a client can check its own. */
function echo(request: HttpRequest): void {
	request.reply(200, new Content("text/plain", `${request.path()} ${request.bodyText()}`));
}

/** Serves "/" (hello), "/0" to "/9" (the digit), "/echo" (path and body, POST and PUT). */
export async function serve(options: Partial<HttpServerOptions> = {}): Promise<Scene> {
	const connections = options.connections ?? 8;
	const host = new Host({ descriptors: connections + 2 });
	const base = new EventBase(host, { events: connections + 4 });
	const server = new HttpServer(base, {
		port: 0,
		address: "127.0.0.1",
		connections,
		input: 2048,
		output: 2048,
		...options,
	});
	const hello = new Content("text/plain", "hello\n");
	server.route("GET", "/", (request) => request.reply(200, hello));
	for (let digit = 0; digit < 10; digit++) {
		const content = new Content("text/plain", `${digit}`);
		server.route("GET", `/${digit}`, (request) => request.reply(200, content));
	}
	server.route("POST", "/echo", echo);
	server.route("PUT", "/echo", echo);
	base.dispatch();
	const port = await portOf(host, server.listener.fd);
	async function close(): Promise<void> {
		await until("all connections closed", () => server.listener.open === 0);
		server.close();
		loopBreak(base);
		await until("no descriptors", () => host.descriptors.open === 0);
		if (base.exceptions !== 0) throw new Error(`${base.exceptions} exceptions in callbacks`);
	}
	return { host, base, server, port, close };
}

/** A raw client that keeps what it receives. */
export interface Client {
	socket: Socket;
	text: string;
	ended: boolean;
	closed: boolean;
	error: NodeJS.ErrnoException | null;
}

export async function dial(port: number): Promise<Client> {
	const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
	const client: Client = { socket, text: "", ended: false, closed: false, error: null };
	socket.on("data", (chunk) => {
		client.text += chunk.toString("latin1");
	});
	socket.on("end", () => {
		client.ended = true;
	});
	socket.on("close", () => {
		client.closed = true;
	});
	socket.on("error", (error: NodeJS.ErrnoException) => {
		client.error = error;
	});
	await until(`a connection to port ${port}`, () => !socket.connecting);
	return client;
}

/** The bodies of the 200 replies in `text`, in order; throws at anything else. */
export function bodies(text: string): string[] {
	const list: string[] = [];
	let at = 0;
	while (at < text.length) {
		const end = text.indexOf("\r\n\r\n", at);
		const head = text.slice(at, end);
		const length = /^Content-Length: (\d+)$/im.exec(head);
		if (end < 0 || !head.startsWith("HTTP/1.1 200 ") || length === null) {
			throw new Error(`no reply: ${text.slice(at, at + 200)}`);
		}
		at = end + 4 + Number(length[1]);
		if (at > text.length) throw new Error("a reply is cut");
		list.push(text.slice(end + 4, at));
	}
	return list;
}
