/**
 * The examples on the interpreter, from flash: what they answer, and that nothing is left behind.
 * REQUESTS says how many keep-alive requests a server gets, 2,000 if not given.
 */
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { buildEspruino } from "../../cli/espruino/build.js";
import { root } from "../process.mjs";
import { Interpreter } from "./interpreter.mjs";
import { Peer, pause, settled } from "./peer.mjs";

const REQUESTS = Number(process.env.REQUESTS ?? 2000);
const CLIENTS = 4;
const DROPPED = 100;
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const HELLO = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n";
const SLACK = 6; // variables: the console's line, and counters that no longer fit into their names

let nextPort = 21000 + (process.pid % 4000);

/** Starts an example, its port moved out of the way of others. */
async function start(binary, example, port) {
	const script = await buildEspruino(join(root, "examples", example, "main.ts"));
	const mine = nextPort++;
	const moved = port === 0 ? script : script.replaceAll(`port:${port}`, `port:${mine}`);
	if (port !== 0 && moved === script) throw new Error(`${example}: no port ${port}`);
	const interpreter = new Interpreter(binary, { ".bootcde": moved });
	await interpreter.ask("1");
	return { interpreter, port: mine };
}

/** What stays in use once what happened is over; an error if it is more than `before`. */
async function flat(interpreter, before, what) {
	const after = await settled(
		() => interpreter.usage(),
		(usage) => usage <= before + SLACK,
	);
	if (after > before + SLACK)
		throw new Error(`${what}: ${before} variables before, ${after} after`);
}

async function hello(binary) {
	const { interpreter, port } = await start(binary, "http-hello", 8080);
	try {
		const first = new Peer(port, GET);
		await first.until("a reply", () => first.size >= HELLO.length || first.ended);
		if (first.received !== HELLO) throw new Error(`answers ${JSON.stringify(first.received)}`);
		await first.exchange(GET, HELLO.length);
		first.close();
		await pause(300);
		const before = await interpreter.usage();
		await Promise.all(
			Array.from({ length: CLIENTS }, async () => {
				const peer = new Peer(port);
				await peer.standing();
				for (let i = 0; i < REQUESTS / CLIENTS; i++) {
					await peer.exchange(GET, HELLO.length);
					peer.received = "";
				}
				peer.close();
			}),
		);
		await flat(interpreter, before, `${REQUESTS} requests`);
		for (let i = 0; i < DROPPED; i++) {
			const peer = new Peer(port, GET.slice(0, i % GET.length));
			await peer.standing();
			peer.close();
			if (i % CLIENTS === 0) await pause(5);
		}
		await flat(interpreter, before, `${DROPPED} connections dropped before a full head`);
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		await interpreter.stop();
	}
	return 4;
}

const ECHOED = 200_000;

async function echo(binary) {
	const { interpreter, port } = await start(binary, "echo", 7);
	try {
		const warm = new Peer(port);
		await warm.standing();
		await warm.exchange("hello", 5);
		warm.close();
		await pause(300);
		const before = await interpreter.usage();

		const slow = new Peer(port);
		await slow.standing();
		slow.socket.pause();
		const text = Array.from({ length: ECHOED }, (_, i) =>
			String.fromCharCode(((i * 7) >> 3) & 255),
		).join("");
		slow.socket.write(text, "latin1");
		while (slow.size < ECHOED && !slow.ended) {
			slow.socket.resume();
			await pause(2);
			slow.socket.pause();
			await pause(2);
		}
		if (slow.received !== text) throw new Error(`slow reader: ${slow.size} bytes, or wrong ones`);
		slow.close();
		await flat(interpreter, before, "a slow reader");

		const flooder = new Peer(port);
		await flooder.standing();
		flooder.socket.pause();
		const block = Buffer.alloc(65536, 65);
		let most = 0;
		for (let i = 0; i < 30 && !flooder.ended; i++) {
			flooder.socket.write(block);
			await pause(50);
			most = Math.max(most, await interpreter.usage());
		}
		flooder.close();
		await flat(interpreter, before, "a flooder that never reads");

		for (let i = 0; i < DROPPED; i++) {
			const peer = new Peer(port, "x".repeat(i));
			await peer.standing();
			peer.close();
			if (i % CLIENTS === 0) await pause(5);
		}
		await flat(interpreter, before, `${DROPPED} dropped connections`);
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		await interpreter.stop();
	}
	return 4;
}

async function blink(binary) {
	const { interpreter } = await start(binary, "blink", 0);
	try {
		const before = await interpreter.usage();
		await pause(1500);
		await flat(interpreter, before, "three periods");
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		await interpreter.stop();
	}
	return 1;
}

async function lookup(binary) {
	const { interpreter } = await start(binary, "dns-lookup", 0);
	try {
		await settled(
			async () => (interpreter.output.match(/ (A|AAAA): /g) ?? []).length,
			(count) => count === 6,
		);
		const count = (interpreter.output.match(/ (A|AAAA): /g) ?? []).length;
		if (count !== 6) throw new Error(`${count} answers of 6: ${interpreter.tail()}`);
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		await interpreter.stop();
	}
	return 1;
}

/** A query for the A records of a name, as a packet. */
const QUERY = Buffer.from("12340100000100000000000003616161036162630000010001", "hex");

async function portal(binary) {
	const { interpreter, port } = await start(binary, "captive-portal", 53);
	const socket = createSocket("udp4");
	try {
		const replies = [];
		socket.on("message", (message) => replies.push(message));
		for (let i = 0; i < 20 && replies.length === 0; i++) {
			socket.send(QUERY, port, "127.0.0.1");
			await pause(250);
		}
		const address = replies[0]?.subarray(-4).join(".");
		if (address !== "192.168.4.1") throw new Error(`answers ${address}`);
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		socket.close();
		await interpreter.stop();
	}
	return 1;
}

const PROGRAMS = { hello, echo, blink, lookup, portal };
const MEMORY = /LOW_MEMORY|OUT OF MEMORY/;

/** Runs each; yields its name and result. A program too big for the binary is skipped. */
export async function* runPrograms(binary, which = Object.keys(PROGRAMS)) {
	for (const name of which) {
		let result;
		try {
			result = { passed: await PROGRAMS[name](binary), wrong: [] };
		} catch (error) {
			result =
				MEMORY.test(error.message) && name !== "hello" && name !== "echo"
					? { passed: 0, wrong: [], reason: "does not fit in its memory" }
					: { passed: 0, wrong: [error.message] };
		}
		yield [`example ${name}`, result];
	}
}
