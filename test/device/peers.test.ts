/** Peers that mean no good, against the hello server inside an ESP8266's memory. */
import test, { type ExecutionContext } from "ava";
import type { Snapshot } from "../../sim/xs/report.js";
import { closed, dialPort, sleep, within } from "../wait.js";
import { Client } from "./client.js";
import { ask, Device } from "./device.js";
import { LEAST } from "./requests.js";

const LARGE = 100_000;
const VIEWS = 15; // slots: five descriptors, each of which keeps a view once it has been read
const STACK = 216; // of 256

/** Hello, with times that do not make the tests wait, and a page of 100 KB in parts of 1,000 bytes. */
const PROGRAM = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";
import { Listener } from "evlite/bufferevent";
const base = new EventBase(new Host({ descriptors: 7 }), { events: 16 });
const hello = new Content("text/plain", "hello\\n");
const server = new HttpServer(base, {
	port: 8080, connections: 3, idleTimeoutMs: 1000, headerTimeoutMs: 500,
});
globalThis.counters = server;
server.route("GET", "/", (request) => request.reply(200, hello));
const part = new Uint8Array(500).fill(120);
function fill(connection) {
	while (connection.context > 0 && connection.output.add(part) > 0) connection.context -= part.length;
	if (connection.context === 0) connection.end();
}
new Listener(base, {
	port: 8081, connections: 1, input: 16, output: 512, onWrite: fill,
	onConnection(connection) { connection.context = ${LARGE}; fill(connection); },
});
base.dispatch();
`;

async function start(t: ExecutionContext): Promise<{ device: Device; before: Snapshot }> {
	const device = await Device.start({ text: PROGRAM, ports: { 8081: 0 } });
	t.teardown(() => device.stop());
	const clients = await device.open(3); // so that everything has been used once
	await ask(clients, 30, () => LEAST);
	for (const client of clients) await client.close();
	return { device, before: await device.settled(0) };
}

/** A client is served, nothing has grown, and the machine was never reset. */
async function isWell(t: ExecutionContext, device: Device, before: Snapshot): Promise<void> {
	const client = await Client.open(device.port);
	t.regex(await client.ask(LEAST), /^HTTP\/1\.1 200 /);
	await client.close();
	const after = await device.settled(0);
	const grown = after.slots.live - before.slots.live;
	t.true(grown >= 0 && grown <= VIEWS, `${grown} slots more`);
	t.is(after.chunks.live, before.chunks.live);
	t.true(after.stackPeak <= STACK, `${after.stackPeak} slots of stack`);
}

/** Opens `count` connections, 20 at a time, of which each sends `text` and leaves. */
async function crowd(port: number, count: number, text: string): Promise<void> {
	for (let done = 0; done < count; done += 20) {
		const sockets = await Promise.all(Array.from({ length: 20 }, () => dialPort(port)));
		for (const socket of sockets) if (text !== "") socket.write(text);
		await sleep(1);
		for (const socket of sockets) socket.destroy();
	}
}

test.serial("1,000 half-sent requests", async (t) => {
	const { device, before } = await start(t);
	await crowd(device.port, 1000, "GET / HTTP/1.1\r\nHo");
	await isWell(t, device, before);
});

test.serial("1,000 connects without a byte", async (t) => {
	const { device, before } = await start(t);
	await crowd(device.port, 1000, "");
	await isWell(t, device, before);
});

test.serial("timeouts, failures to send and evictions that come in one turn", async (t) => {
	const { device, before } = await start(t);
	const texts = ["", "GET / HTTP/1.1\r\nHo", `${LEAST}${LEAST}`];
	for (const text of texts) {
		for (const isReset of [false, true]) {
			const sockets = await Promise.all(Array.from({ length: 5 }, () => dialPort(device.port)));
			if (text !== "") for (const socket of sockets) socket.write(text);
			await sleep(5);
			device.simulation.hold(true); // past the time for a head, while the peers reset
			if (isReset) for (const socket of sockets) socket.resetAndDestroy();
			await sleep(600);
			device.simulation.hold(false);
			await sleep(60);
			for (const socket of sockets) socket.destroy();
		}
	}
	await isWell(t, device, before);
});

test.serial("more silent peers than connections: they time out, others are served", async (t) => {
	const { device, before } = await start(t);
	const silent = await Promise.all(Array.from({ length: 6 }, () => dialPort(device.port)));
	silent[1].write("GET / HT");
	await isWell(t, device, before);
	for (const socket of silent) socket.destroy();
});

test.serial("a header of 1 MB, and Content-Length: -5, are refused", async (t) => {
	const { device, before } = await start(t);
	const long = await dialPort(device.port);
	let answer = "";
	long.on("data", (text) => {
		answer += text;
	});
	long.write(`GET / HTTP/1.1\r\nX: ${"x".repeat(1 << 20)}\r\n\r\n`);
	await closed("the connection of the long header", long);
	t.regex(answer, /^HTTP\/1\.1 431 |^$/); // the rest of the megabyte may have reset it first
	const negative = await Client.open(device.port);
	const post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n";
	t.regex(await negative.ask(post), /^HTTP\/1\.1 400 /);
	await negative.close();
	await isWell(t, device, before);
});

test.serial("a slow reader of 100 KB holds nobody up and gets it all", async (t) => {
	const { device, before } = await start(t);
	const port = await within("the second listener", device.simulation.listening());
	const slow = await dialPort(port);
	slow.pause();
	let got = 0;
	slow.on("data", (text: Buffer) => {
		got += text.length;
	});
	const [client] = await device.open(1);
	for (let i = 0; i < 20; i++) {
		t.regex(await client.ask(LEAST), /^HTTP\/1\.1 200 /);
		slow.resume();
		await sleep(5);
		slow.pause();
	}
	await client.close();
	slow.resume();
	await closed("the slow reader", slow);
	t.is(got, LARGE);
	await isWell(t, device, before);
});
