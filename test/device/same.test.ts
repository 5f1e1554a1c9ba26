/** One program file on Node and on the simulated device: the answers are the same, byte for byte. */
import { connect } from "node:net";
import test, { type ExecutionContext } from "ava";
import { Command } from "../cli/command.js";
import { BROWSER, CURL, LEAST } from "./requests.js";

const LIMIT_MS = 60_000; // a busy machine is no failure

const PROGRAM = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";

const base = new EventBase(new Host({ descriptors: 6 }), { events: 16 });
const hello = new Content("text/plain", "hello\\n");
const long = new Content("text/plain", "0123456789".repeat(300));
const server = new HttpServer(base, { port: 8080, connections: 4, headerTimeoutMs: 300 });
server.route("GET", "/", (request) => request.reply(200, hello));
server.route("GET", "/long", (request) => request.reply(200, long));
server.route("GET", "/teapot", (request) => request.reply(418, hello));
server.route("POST", "/", (request) => request.reply(request.bodyLength === 5 ? 200 : 400, hello));
server.route("GET", "/throws", () => { throw new Error("no"); });
base.dispatch();
`;

/** Boards have no clock that is set, and neither has their simulator; Node's replies have a Date. */
const DATE = /^Date: .*\r\n/gm;

/** The last over a connection that the server would keep: it closes after the answer. */
const LAST = "GET /teapot HTTP/1.0\r\n\r\n";

/** Each goes over a connection of its own, which the server ends. */
const REQUESTS = [
	LEAST + LAST,
	CURL + LAST,
	BROWSER + LAST,
	LEAST + CURL + LEAST + LAST,
	`HEAD / HTTP/1.1\r\nHost: a\r\n\r\n${LAST}`,
	`GET /long HTTP/1.1\r\nHost: a\r\n\r\n${LAST}`,
	`GET /teapot HTTP/1.1\r\nHost: a\r\n\r\n${LAST}`,
	"GET /throws HTTP/1.1\r\nHost: a\r\n\r\n",
	`GET /none HTTP/1.1\r\nHost: a\r\n\r\n${LAST}`,
	`DELETE / HTTP/1.1\r\nHost: a\r\n\r\n${LAST}`,
	`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde${LAST}`,
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n",
	"GET / HTTP/1.0\r\n\r\n",
	`GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n${LAST}`,
	"GET / HTTP/1.1\r\n\r\n",
	"GET /\r\n\r\n",
	"GET / HTTP/1.1\r\nHost a\r\n\r\n",
	"GET / HTTP/1.1\r\nHos", // 408 after a while
];

/** Resolves to all that came back until the end. */
function answer(port: number, request: string): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = "";
		const socket = connect({ port, host: "127.0.0.1" });
		const limit = setTimeout(() => reject(new Error(`no end: ${text}`)), LIMIT_MS);
		socket.setEncoding("latin1");
		socket.on("connect", () => socket.write(request, "latin1"));
		socket.on("data", (part: string) => {
			text += part;
		});
		socket.on("error", () => {});
		socket.on("close", () => {
			clearTimeout(limit);
			resolve(text);
		});
	});
}

async function answers(t: ExecutionContext, ...host: string[]): Promise<string[]> {
	const args = ["run", "program.ts", "--port", "0", ...host];
	const command = new Command(t, args, { "program.ts": PROGRAM });
	const [, port] = await command.line(/^listening on http:\/\/127\.0\.0\.1:(\d+)\/$/);
	const found: string[] = [];
	for (let at = 0; at < REQUESTS.length; at += 4) {
		const some = REQUESTS.slice(at, at + 4).map((request) => answer(Number(port), request));
		found.push(...(await Promise.all(some)));
	}
	command.interrupt();
	await command.exit();
	return found;
}

test("the same program answers alike on Node and on XS", async (t) => {
	const [node, xs] = await Promise.all([answers(t, "--host", "node"), answers(t, "--host", "xs")]);
	for (const [i, request] of REQUESTS.entries()) {
		t.is(xs[i], node[i].replace(DATE, ""), request);
		t.regex(node[i], /^HTTP\/1\.1 \d{3} /, request);
	}
});
