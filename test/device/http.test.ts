/** What HTTP clients may do to the simulated ESP8266: whatever it is, the device is not reset. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { Command } from "../cli/command.js";
import { sleep, until } from "../wait.js";

process.env.EVLITE_XS_BITS ??= "native"; // a stack has as many slots of either size

const PROGRAM = `import { EventBase } from "evlite";
import { Content, HttpServer, type HttpRequest } from "evlite/http";
import { Host } from "evlite/host";

const base = new EventBase(new Host({ descriptors: 4 }), { events: 8 });
const hello = new Content("text/plain", "hello\\n");
const server = new HttpServer(base, {
	port: 8080, connections: 2, input: 256, output: 256, idleTimeoutMs: 1500, headerTimeoutMs: 300,
});
let kept: HttpRequest | null = null;
const later = base.event({ timeoutMs: 20, onEvent: () => { if (kept !== null) kept.reply(200, hello); kept = null; } });
server.route("GET", "/", (r) => r.reply(200, hello));
server.route("POST", "/", (r) => r.reply(201, hello));
server.route("GET", "/throws", () => { throw new Error("mine"); });
server.route("GET", "/closes", (r) => r.connection.close());
server.route("GET", "/later", (r) => { kept = r; r.onClose = () => { kept = null; }; later.add(); });
base.onError = () => {};
base.dispatch();
`;

const H = "HTTP/1.1\r\nHost: a\r\n\r\n";
const POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n";

/** What is sent, and the statuses that come back; none for a connection that is closed without a word. */
const TALKS: [string, number[]][] = [
	[`GET / ${H}`, [200]],
	[`GET /nowhere ${H}`, [404]],
	[`DELETE / ${H}`, [405]],
	[`HEAD / ${H}`, [200]],
	["GET / HTTP/1.0\r\n\r\n", [200]],
	["GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", [200]],
	[`GET / ${H}`.repeat(5), [200, 200, 200, 200, 200]],
	[`${POST}\r\nab`, [201]],
	[`${POST}Expect: 100-continue\r\n\r\n`, [100, 408]],
	[`${POST}Expect: 200-ok\r\n\r\n`, [417]],
	["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", [413]],
	["POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", [501]],
	[`GET /${"x".repeat(300)} ${H}`, [414]],
	[`GET / HTTP/1.1\r\nX: ${"x".repeat(300)}\r\n\r\n`, [400]],
	[`GET / HTTP/1.1\r\nX: ${"x".repeat(300)}\r\nHost: a\r\n\r\n`, [200]],
	[`GET / HTTP/1.1\r\nHost: a\r\n${`X: ${"x".repeat(200)}\r\n`.repeat(45)}\r\n`, [431]],
	["GET / HTTP/1.1\r\nHost: a b\r\n\r\n", [400]],
	["BAD\r\n\r\n", [400]],
	["GET / HTTP/1.1\r\nHo", [408]],
	[`GET /throws ${H}`, [500]],
	["GET /throws HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", [500]],
	[`GET / ${H}GET /throws ${H}GET / ${H}`, [200, 500]],
	[`GET /closes ${H}`, []],
	[`GET /later ${H}`, [200]],
	[`GET /later ${H}GET / ${H}`, [200, 200]],
	["", []],
];

/** Sends `text` and returns the statuses that came: `count` of them, or those until the server closed. */
async function talk(port: number, text: string, ends: boolean, count: number): Promise<number[]> {
	const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
	let got = "";
	let over = false;
	socket.on("data", (chunk) => {
		got += chunk;
	});
	for (const event of ["error", "end", "close"]) {
		socket.on(event, () => {
			over = true;
		});
	}
	if (ends) socket.end(text);
	else socket.write(text);
	const statuses = () => [...got.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, each]) => Number(each));
	await until(
		`the end of the answer to ${JSON.stringify(text.slice(0, 40))}`,
		() => over || (count > 0 && statuses().length === count),
	);
	socket.destroy();
	return statuses();
}

/** Sends `text` and resets the connection after `ms`. */
async function reset(port: number, text: string, ms: number): Promise<void> {
	const socket = connect(port, "127.0.0.1");
	socket.on("error", () => {});
	socket.write(text);
	await sleep(ms);
	socket.resetAndDestroy();
}

function start(t: ExecutionContext, report: string): Command {
	const args = ["run", "main.ts", "--host", "xs", "--port", "0", "--report", report];
	return new Command(t, args, { "main.ts": PROGRAM });
}

test("HTTP on the simulated ESP8266: every kind of reply, refusal, timeout and reset", async (t) => {
	const command = start(t, "report.json");
	const [, text] = await command.line(/^listening on http:\/\/127\.0\.0\.1:(\d+)\/$/);
	const port = Number(text);
	for (const [request, statuses] of TALKS) {
		t.deepEqual(await talk(port, request, false, statuses.length), statuses, request);
		await talk(port, request, true, 0); // the platform cannot answer after a FIN (docs/SIMULATOR.md)
	}
	for (const [request] of TALKS) for (const ms of [0, 5, 30]) await reset(port, request, ms);
	t.deepEqual(await talk(port, `GET / ${H}`, false, 1), [200], "it continues");
	command.interrupt();
	t.is(await command.exit(), 0, command.errors);
	t.regex(
		command.lines.at(-1) ?? "",
		/^\d+ requests, \d+ sockets at most, \d+ collections, .* slots live$/,
	);
	t.notRegex(command.errors, /device reset/);
	const report = JSON.parse(readFileSync(join(command.folder, "report.json"), "utf8"));
	t.is(report.status, "stopped");
	t.true(report.stackPeak <= report.stack - 16, `stack: ${report.stackPeak} of ${report.stack}`);
});
