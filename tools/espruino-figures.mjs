/**
 * `npm run figures:espruino`: measures on the interpreters that ESPRUINO names what evlite takes of
 * their variables, and writes bench/espruino-figures.json, which budgets.json and the documents are
 * held against where there is no interpreter. The first binary is for code in flash, the last for
 * code in RAM. Runs under tsx.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildEspruino } from "../build/espruino/build.js";
import { PROGRAMS } from "../cli/footprint/sets.js";
import { binaries } from "./espruino/binaries.mjs";
import { Interpreter } from "./espruino/interpreter.mjs";
import { Peer, pause } from "./espruino/peer.mjs";
import { root } from "./process.mjs";

const OUT = join(root, "bench", "espruino-figures.json");
const paths = binaries("figures");
const small = paths[0];
const large = paths[paths.length - 1];
let nextPort = 26000 + (process.pid % 2000);

const REPLY = 107; // bytes, with a date

/** Two connections of 256+256 bytes, and the smallest tables for them. */
const PAIR = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";
const base = new EventBase(new Host({ descriptors: 3 }), { events: 3 });
const hello = new Content("text/plain", "hello\\n");
const server = new HttpServer(base, { port: 8080, connections: 2, input: 256, output: 256 });
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();`;

/** The script of a program given as text, and the port it listens on. */
async function build(text) {
	const port = nextPort++;
	const mine = text.replace(/port: \d+/, `port: ${port}`);
	return { port, script: await buildEspruino(join(root, "figures.ts"), { text: mine }) };
}

async function withFlash(binary, script, use) {
	const interpreter = new Interpreter(binary, { ".bootcde": script });
	try {
		await interpreter.ask("1");
		return await use(interpreter);
	} finally {
		await interpreter.stop();
	}
}

const usage = (interpreter) => interpreter.usage();

/** Variables that `script` takes in RAM, the loaded text itself forgotten; null if it does not fit. */
async function fromRam(binary, script, idle) {
	const tell = `setTimeout(function(){print("\\x40@"+process.memory().usage)},200);`;
	const interpreter = new Interpreter(binary, {}, `${script}\n${tell}\n`);
	try {
		return Number(await interpreter.line(/^\d+$/)) - idle;
	} catch (error) {
		if (/OUT OF MEMORY|LOW_MEMORY/.test(error.message)) return null;
		throw error;
	} finally {
		await interpreter.stop();
	}
}

async function memory(binary) {
	return withFlash(binary, "", async (interpreter) => ({
		...(await interpreter.ask("(m=>({total:m.total,bytes:m.blocksize}))(process.memory())")),
		idle: await interpreter.usage(),
		version: await interpreter.ask("process.version"),
	}));
}

/** What the pair of connections leaves free and takes, closed and open. */
async function pair(binary) {
	const { script, port } = await build(PAIR);
	const three = await build(
		PAIR.replace("connections: 2", "connections: 3").replaceAll(": 3 }", ": 4 }"),
	);
	const more = await withFlash(binary, three.script, usage);
	return withFlash(binary, script, async (interpreter) => {
		const closed = await interpreter.usage();
		const peers = [new Peer(port), new Peer(port)];
		for (const peer of peers) {
			await peer.standing();
			await peer.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n", REPLY);
		}
		await pause(500);
		const { usage: open, free } = await interpreter.ask("process.memory()");
		for (const peer of peers) peer.close();
		return { free, pooled: more - closed, open: Math.round((open - closed) / 2) };
	});
}

const at = await memory(small);
const atLarge = large === small ? at : await memory(large);
const sets = [];
for (const [name, text] of Object.entries(PROGRAMS)) {
	const { script } = await build(text);
	const jsVarsFlash = (await withFlash(small, script, usage)) - at.idle;
	const jsVarsRam = await fromRam(large, script, atLarge.idle);
	sets.push({ name, jsVarsRam, jsVarsFlash });
	console.log(name, { jsVarsRam, jsVarsFlash });
}
const { free, pooled, open } = await pair(small);
const figures = {
	firmware: at.version,
	flash: { variables: at.total, bytes: at.bytes },
	ram: { variables: atLarge.total, bytes: atLarge.bytes },
	idle: at.idle,
	sets,
	http: { connections: 2, input: 256, output: 256, free, pooled, open },
};
console.log(figures.http);
writeFileSync(OUT, `${JSON.stringify(figures, null, "\t")}\n`);
