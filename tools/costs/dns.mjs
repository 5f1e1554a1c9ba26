/** What HTTP server, captive portal's name server and resolver take together of an ESP8266. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleApart } from "../../dist/build/bundle-apart.js";
import { startSimulator } from "../../dist/sim/xs/run.js";

const PROGRAM = join(import.meta.dirname, "programs", "http-and-dns.ts");
const PORT = "5300"; // of the name server, in the program's text
const ROUNDS = 50;
const QUERY = "\0\x07\x01\0\0\x01\0\0\0\0\0\0\x03www\x07example\x03com\0\0\x01\0\x01";
const LIMIT_MS = 60_000;

async function freePort() {
	const socket = createSocket("udp4").bind(0, "127.0.0.1");
	await once(socket, "listening");
	const { port } = socket.address();
	socket.close();
	return port;
}

/** The body that `path` gives. */
function fetchBody(port, path) {
	return new Promise((resolve, reject) => {
		get({ port, path, host: "127.0.0.1", agent: false }, (response) => {
			let body = "";
			response.on("data", (text) => {
				body += text;
			});
			response.on("end", () => resolve(body));
		}).on("error", reject);
	});
}

/** The last byte of the answer of the name server at `port`; a query that gets lost is sent again. */
async function lookUp(socket, port) {
	for (let i = 0; i < 20; i++) {
		socket.send(Buffer.from(QUERY, "latin1"), port, "127.0.0.1");
		const answer = once(socket, "message", { signal: AbortSignal.timeout(1000) });
		const reply = await answer.then(([bytes]) => bytes).catch(() => null);
		if (reply !== null) return reply.at(-1);
	}
	throw new Error("the name server does not answer");
}

/** Asks all three services at once, over and over. */
async function load(http, dns) {
	const socket = createSocket("udp4");
	try {
		for (let i = 0; i < ROUNDS; i++) {
			const all = [fetchBody(http, "/"), fetchBody(http, "/look"), fetchBody(http, "/look")];
			const [bodies, last] = await Promise.all([Promise.all(all), lookUp(socket, dns)]);
			const said = `${bodies.join("")}${last}`;
			if (said !== "hello\nfound\nfound\n1") throw new Error(`round ${i}: ${said}`);
		}
	} finally {
		socket.close();
	}
}

/** Runs the program under load. Resolves to the report; null where slots have not a device's size. */
async function run() {
	const folder = mkdtempSync(join(tmpdir(), "evlite-costs-"));
	try {
		const dns = await freePort();
		const text = readFileSync(PROGRAM, "utf8").replaceAll(PORT, String(dns));
		const modules = await bundleApart({ entry: PROGRAM, text, folder });
		const [main, ...preloaded] = modules;
		let said = "";
		const onComplaint = (complaint) => {
			said += complaint;
		};
		const simulation = await startSimulator({ main, modules: preloaded, port: 0, onComplaint });
		const limit = setTimeout(() => simulation.stop(), LIMIT_MS);
		const loaded = load(await simulation.listening(), dns);
		await loaded.finally(() => simulation.stop()).catch((error) => (said += error.message));
		clearTimeout(limit);
		const { report } = await simulation.result;
		if (report?.status !== "stopped" || said !== "") {
			throw new Error(`http-and-dns.ts: ${report?.status}: ${report?.message ?? ""} ${said}`);
		}
		return report.slotSize === 16 ? report : null;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

export async function measure() {
	const report = await run();
	if (report === null) return null;
	const { slots, chunks, stackPeak, freeMin } = report;
	const taken = report.static - freeMin;
	return { "http+dns": { slots: slots.peak, chunks: chunks.peak, stack: stackPeak, taken } };
}
