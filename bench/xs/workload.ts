/**
 * On XS: metering units and collections of an operation at each layer, beside the same written
 * plainly in ECMA-419. One connection, one operation at a time, so that the figures are the same
 * every time and everywhere.
 */
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { bundleApart } from "../../build/bundle-apart.js";
import { type Simulation, startSimulator } from "../../sim/xs/run.js";
import type { Figures, Options, Subject, Workload } from "../lib/workload.js";

const UNITS = "metering units";
const COLLECTIONS = "collections in 10,000";
const SLOTS = "slots live";
const CHUNKS = "bytes of chunks live";
const [WARM, COUNT] = [200, 2000];
const FOLDER = import.meta.dirname;

/** Starts bench/xs/`file` on a simulated ESP8266. */
async function start(file: string, { folder }: Options): Promise<Simulation> {
	const place = join(folder, file.replace(/\..*/, ""));
	mkdirSync(place, { recursive: true });
	const entry = join(FOLDER, file);
	const [main, ...preloaded] = await bundleApart({ entry, folder: place });
	return startSimulator({ main, modules: preloaded, port: 0 });
}

function opened(port: number): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
		socket.on("error", reject);
	});
}

/** Sends `message` and waits until `size` bytes have come. */
function exchange(socket: Socket, message: string, size: number): Promise<void> {
	return new Promise((resolve) => {
		let left = size;
		function take(bytes: Buffer): void {
			left -= bytes.length;
			if (left > 0) return;
			socket.off("data", take);
			resolve();
		}
		socket.on("data", take);
		socket.write(message);
	});
}

class Exchanges implements Subject {
	readonly name: string;
	private readonly simulation: Simulation;
	private readonly message: string;
	private readonly size: number;

	constructor(name: string, simulation: Simulation, message: string, size: number) {
		this.name = name;
		this.simulation = simulation;
		this.message = message;
		this.size = size;
	}

	async measure(): Promise<Figures> {
		const socket = await opened(await this.simulation.listening());
		for (let i = 0; i < WARM; i++) await exchange(socket, this.message, this.size);
		const before = await this.simulation.snapshot();
		for (let i = 0; i < COUNT; i++) await exchange(socket, this.message, this.size);
		const after = await this.simulation.snapshot();
		socket.destroy();
		return {
			[UNITS]: (after.meter - before.meter) / COUNT,
			[COLLECTIONS]: ((after.collections - before.collections) * 10_000) / COUNT,
			[SLOTS]: after.slots.live,
			[CHUNKS]: after.chunks.live,
		};
	}

	async end(): Promise<void> {
		this.simulation.stop();
		await this.simulation.result;
	}
}

class Ticks implements Subject {
	readonly name: string;
	private readonly simulation: Simulation;

	constructor(name: string, simulation: Simulation) {
		this.name = name;
		this.simulation = simulation;
	}

	async measure(): Promise<Figures> {
		const { report } = await this.simulation.result;
		if (report === undefined) throw new Error(`${this.name}: no report`);
		return {
			[UNITS]: report.meter / report.requests,
			[COLLECTIONS]: (report.collections * 10_000) / report.requests,
			[SLOTS]: report.slots.live,
			[CHUNKS]: report.chunks.live,
		};
	}

	async end(): Promise<void> {
		this.simulation.stop();
		await this.simulation.result;
	}
}

const PLAIN = "ECMA-419";

/** `files` by subject; with a message the programs are servers that answer it with `size` bytes. */
function workload(
	name: string,
	title: string,
	files: Record<string, string>,
	message = "",
	size = 0,
) {
	return {
		name: `xs-${name}`,
		title: `${title}, on XS with 16-byte slots in the memory of an ESP8266`,
		exact: true,
		moreIsBetter: { [UNITS]: false, [COLLECTIONS]: false, [SLOTS]: false, [CHUNKS]: false },
		async start(options: Options, skip: (line: string) => void): Promise<Subject[]> {
			const subjects: Subject[] = [];
			try {
				for (const [subject, file] of Object.entries(files)) {
					const simulation = await start(file, options);
					const exchanges = new Exchanges(subject, simulation, message, size);
					subjects.push(message === "" ? new Ticks(subject, simulation) : exchanges);
				}
			} catch (error) {
				skip(`xs: ${(error as Error).message}`);
			}
			return subjects;
		},
	} satisfies Workload;
}

const BYTES = "x".repeat(64);
const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const REPLY_SIZE = 70;

export const xs: readonly Workload[] = [
	workload("timer", "A timer fires", { evlite: "timer-evlite.ts", [PLAIN]: "timer-plain.js" }),
	workload(
		"echo",
		"64 bytes go to a server and come back",
		{ "evlite, events": "event-evlite.ts", evlite: "echo-evlite.ts", [PLAIN]: "echo-plain.js" },
		BYTES,
		BYTES.length,
	),
	workload(
		"http",
		"An HTTP request is answered with 6 bytes",
		{ evlite: "http-evlite.ts", [PLAIN]: "http-plain.js" },
		REQUEST,
		REPLY_SIZE,
	),
];
