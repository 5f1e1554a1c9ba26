/**
 * The examples on the interpreter, from flash: what they answer, and that nothing is left in use.
 * REQUESTS says how many keep-alive requests a server gets, 2,000 if not given.
 */
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { buildEspruino } from "../../build/espruino/build.js";
import { root } from "../process.mjs";
import { Interpreter } from "./interpreter.mjs";
import { Peer, pause, settled } from "./peer.mjs";

const REQUESTS = Number(process.env.REQUESTS ?? 2000);
const CLIENTS = 4; // of an interpreter with room for them
const SMALL = 4000; // variables, below which there are half as many: no more are let in at a time
const TINY = 2000; // variables, below which the build refuses http-hello as it is: half the connections
const SETTLE_MS = 20; // between drops there: at 5 more than two are open at once
const DROPPED = 100;
const ROUNDS = 4; // of them, after each of which usage is compared
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const DATE = "Date: Thu, 01 Jan 1970 00:00:00 GMT";
const HELLO = `HTTP/1.1 200 OK\r\n${DATE}\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n`;
const SLACK = 6; // variables: the console's line, and counters that no longer fit into their names
const HALF = 3; // the same, of a request that was read in part

let nextPort = 21000 + (process.pid % 4000);

/**
 * `text` with the date of HELLO in the place of each of its own, and without the option by which the
 * server ends a connection after a reply, for clients that wait.
 */
function plain(text) {
	return text
		.replace(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, DATE)
		.replaceAll("Connection: close\r\n", "");
}

/** Starts an example, its port moved out of the way of others. */
async function start(binary, example, port, change = (script) => script) {
	const script = change(await buildEspruino(join(root, "examples", example, "main.ts")));
	const mine = nextPort++;
	const moved = port === 0 ? script : script.replaceAll(`port:${port}`, `port:${mine}`);
	if (port !== 0 && moved === script) throw new Error(`${example}: no port ${port}`);
	const interpreter = new Interpreter(binary, { ".bootcde": moved });
	try {
		const { total } = await interpreter.ask("process.memory()");
		return { interpreter, port: mine, clients: total < SMALL ? CLIENTS / 2 : CLIENTS };
	} catch (error) {
		await interpreter.stop(); // else it would run on
		throw error;
	}
}

/** What stays in use once what happened is over; an error if it is more than `before`. */
async function flat(interpreter, before, what, slack = SLACK) {
	const after = await settled(
		() => interpreter.usage(),
		(usage) => usage <= before + slack,
	);
	if (after > before + slack)
		throw new Error(`${what}: ${before} variables before, ${after} after`);
}

/**
 * Uses every connection of the pool, twice: what is made when one is first used, and numbers that
 * no longer fit into their names, are there before usage is compared.
 */
async function warm(port, clients, text, size) {
	const peers = Array.from({ length: clients }, () => new Peer(port));
	for (const peer of peers) await peer.standing();
	for (let i = 0; i < 2; i++) {
		for (const peer of peers) await peer.exchange(text, size);
	}
	for (const peer of peers) peer.close();
	await pause(500);
}

/** Sends REQUESTS on keep-alive connections, all of them at once; says now and then how far it is. */
async function requests(port, clients, say) {
	let done = 0;
	const beat = setInterval(() => say(`${done} of ${REQUESTS} requests`), 30_000);
	try {
		await Promise.all(
			Array.from({ length: clients }, async () => {
				const peer = new Peer(port);
				await peer.standing();
				for (let i = 0; i < REQUESTS / clients; i++) {
					await peer.exchange(GET, HELLO.length);
					peer.received = "";
					done++;
				}
				peer.close();
			}),
		);
	} finally {
		clearInterval(beat);
	}
}

/** DROPPED connections that send `text(i)` and go, a few at a time. */
async function drop(port, clients, text) {
	for (let i = 0; i < DROPPED; i++) {
		const peer = new Peer(port, text(i));
		await peer.standing();
		peer.close();
		if (clients < CLIENTS || i % clients === 0) await pause(clients < CLIENTS ? SETTLE_MS : 5);
	}
}

const WAYS = { "at once": 1, slowly: 10 }; // pieces of a request
const CROWDS = [4, 8, 16];
const EACH = 5; // requests of a client that stays
const HEADS = { short: GET, long: GET.replace("a", "a".repeat(450)) };

/** One of a crowd. Resolves to what it got, once that is all or it has been refused. */
async function inCrowd(port, text, piece, count) {
	const peer = new Peer(port);
	await peer.standing();
	for (let i = 1; i <= count && !peer.ended; i++) {
		for (let at = 0; at < text.length && !peer.ended; at += piece) {
			peer.socket.write(text.slice(at, at + piece), "latin1");
			if (piece < text.length) await pause(2);
		}
		await peer.until("a reply, or the end", () => peer.size >= i * HELLO.length || peer.ended);
	}
	peer.close();
	return plain(peer.received);
}

/**
 * More clients at once than there is memory for: each gets what it asked for, or is ended between
 * replies; some are served; and then two are, with as much memory in use as before.
 */
async function crowds(interpreter, port) {
	const before = await interpreter.usage();
	let done = 0;
	for (const size of CROWDS) {
		for (const [way, pieces] of Object.entries(WAYS)) {
			for (const [length, text] of Object.entries(HEADS)) {
				for (const count of [1, EACH]) {
					const what = `${size} clients ${way}, ${count} ${length} requests each`;
					const piece = Math.ceil(text.length / pieces);
					const all = await Promise.all(
						Array.from({ length: size }, () => inCrowd(port, text, piece, count)),
					);
					const wrong = all.find((got) => got !== HELLO.repeat(got.length / HELLO.length));
					if (wrong !== undefined) throw new Error(`${what}: ${JSON.stringify(wrong)}`);
					if (!all.some((got) => got !== "")) throw new Error(`${what}: none was served`);
					if (interpreter.trouble() !== "") throw new Error(`${what}: ${interpreter.trouble()}`);
					done++;
				}
			}
		}
		await warm(port, 2, GET, HELLO.length);
		await flat(interpreter, before, `${size} clients at once`, SLACK + HALF * CLIENTS);
	}
	return done + CROWDS.length;
}

const CURLS = 20;

/** The real program, a connection each time. */
async function curl(port) {
	for (let i = 0; i < CURLS; i++) {
		const url = `http://127.0.0.1:${port}/`;
		const { stdout } = await promisify(execFile)("curl", ["-s", "--max-time", "20", url]);
		if (stdout !== "hello\n") throw new Error(`curl got ${JSON.stringify(stdout)}`);
	}
}

/** The variables of `binary`. */
async function variables(binary) {
	const interpreter = new Interpreter(binary, {});
	try {
		return (await interpreter.ask("process.memory()")).total;
	} finally {
		await interpreter.stop();
	}
}

async function hello(binary, say) {
	const change = (script) => (isTiny ? script.replace("connections:4", "connections:2") : script);
	const isTiny = (await variables(binary)) < TINY;
	const { interpreter, port, clients } = await start(binary, "http-hello", 8080, change);
	let crowded = 0;
	try {
		const first = new Peer(port, GET);
		await first.until("a reply", () => first.size >= HELLO.length || first.ended);
		if (plain(first.received) !== HELLO)
			throw new Error(`answers ${JSON.stringify(first.received)}`);
		first.close();
		await warm(port, clients, GET, HELLO.length);
		const before = await interpreter.usage();
		await requests(port, clients, say);
		await flat(interpreter, before, `${REQUESTS} requests`);
		for (let round = 1; round <= ROUNDS; round++) {
			await drop(port, clients, (i) => GET.slice(0, i % GET.length));
			const what = `${round * DROPPED} connections dropped before a full head`;
			await flat(interpreter, before, what, SLACK + HALF * clients);
		}
		await curl(port);
		crowded = await crowds(interpreter, port);
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		await interpreter.stop();
	}
	return 4 + ROUNDS + crowded;
}

const ECHOED = 200_000;

async function echo(binary) {
	const { interpreter, port, clients } = await start(binary, "echo", 7);
	try {
		await warm(port, clients, "hello", 5);
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

		for (let round = 1; round <= ROUNDS; round++) {
			await drop(port, clients, (i) => "x".repeat(i));
			await flat(interpreter, before, `${round * DROPPED} dropped connections`);
		}
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		await interpreter.stop();
	}
	return 4 + ROUNDS;
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

/** A name server on `port` with one address, of either family, for every name. */
async function nameServer(port) {
	const socket = createSocket("udp4");
	socket.on("message", (query, from) => {
		const isSix = query.at(-3) === 28;
		const address = isSix ? "20010db8000000000000000000000001" : "c0000201";
		const record = `c00c00${isSix ? "1c" : "01"}00010000003c${isSix ? "0010" : "0004"}${address}`;
		const reply = Buffer.concat([query, Buffer.from(record, "hex")]);
		reply[2] = 0x81; // a response
		reply[3] = 0x80;
		reply[7] = 1; // answer
		socket.send(reply, from.port, from.address);
	});
	await new Promise((resolve) => socket.bind(port, "127.0.0.1", resolve));
	return socket;
}

const FOUND = [
	"localhost: ::1 127.0.0.1",
	"example.com: 2001:db8::1 192.0.2.1",
	"www.iana.org: 2001:db8::1 192.0.2.1",
];

async function lookup(binary) {
	const port = nextPort++;
	const server = await nameServer(port);
	const change = (script) => script.replace('"127.0.0.1"', `"127.0.0.1:${port}"`);
	const { interpreter } = await start(binary, "dns-lookup", 0, change);
	try {
		const missing = () => FOUND.filter((line) => !interpreter.output.includes(line));
		const left = await settled(
			async () => missing(),
			(lines) => lines.length === 0,
		);
		if (left.length > 0) throw new Error(`no ${left[0]}: ${interpreter.tail()}`);
		if (interpreter.trouble() !== "") throw new Error(interpreter.trouble());
	} finally {
		server.close();
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
		const say = (text) => console.log(`${basename(binary)} example ${name}: ${text}`);
		try {
			result = { passed: await PROGRAMS[name](binary, say), wrong: [] };
		} catch (error) {
			result =
				MEMORY.test(error.message) && name !== "hello" && name !== "echo"
					? { passed: 0, wrong: [], reason: "does not fit in its memory" }
					: { passed: 0, wrong: [error.message] };
		}
		yield [`example ${name}`, result];
	}
}
