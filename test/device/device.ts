/** A hello server on the simulated device, and requests to it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundledModule, bundleApart } from "../../build/bundle-apart.js";
import type { Snapshot } from "../../sim/xs/report.js";
import { type Result, type Simulation, startSimulator } from "../../sim/xs/run.js";
import { LIMIT_MS, sleep, within } from "../wait.js";
import { Client } from "./client.js";

export interface DeviceOptions {
	/** The program; examples/http-hello if not given. */
	text?: string;
	board?: string;
	/** Local ports by the device's, for all but the first that it listens on. 0: any that is free. */
	ports?: Readonly<Record<number, number>>;
}

const POLL_MS = 20;
const ROOT = join(import.meta.dirname, "..", "..");
const HELLO = join(ROOT, "examples", "http-hello", "main.ts");

const folder = mkdtempSync(join(tmpdir(), "evlite-device-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Programs by their text. */
const bundles = new Map<string | undefined, Promise<BundledModule[]>>();

function bundled(text: string | undefined): Promise<BundledModule[]> {
	const known = bundles.get(text);
	if (known !== undefined) return known;
	const place = join(folder, `${bundles.size}`);
	const entry = text === undefined ? HELLO : join(place, "main.ts");
	const made = bundleApart({ entry, text, folder: place });
	bundles.set(text, made);
	return made;
}

export class Device {
	readonly simulation: Simulation;
	readonly port: number;

	private constructor(simulation: Simulation, port: number) {
		this.simulation = simulation;
		this.port = port;
	}

	/** Starts the program and waits until it listens. */
	static async start(options: DeviceOptions = {}): Promise<Device> {
		const [main, ...preloaded] = await bundled(options.text);
		const simulation = await startSimulator({
			board: options.board,
			main,
			modules: preloaded,
			port: 0,
			ports: options.ports,
			onOutput: () => {},
		});
		const listening = within("the device to listen", simulation.listening());
		return new Device(simulation, await listening);
	}

	open(count: number): Promise<Client[]> {
		return Promise.all(Array.from({ length: count }, () => Client.open(this.port)));
	}

	/** Resolves once `count` connections are open in the device and it has nothing left to do. */
	async settled(count: number): Promise<Snapshot> {
		const end = performance.now() + LIMIT_MS;
		let last = await this.snapshot();
		for (;;) {
			const next = await this.snapshot();
			if (next.sockets.open === count && next.meter === last.meter) return next;
			if (performance.now() > end) {
				const busy = next.meter === last.meter ? "idle" : "busy";
				throw new Error(
					`the device has ${next.sockets.open} connections and is ${busy} after ${LIMIT_MS} ms; waited for ${count} and idle`,
				);
			}
			last = next;
			await sleep(POLL_MS);
		}
	}

	private snapshot(): Promise<Snapshot> {
		return within("a snapshot of the device", this.simulation.snapshot());
	}

	stop(): Promise<Result> {
		this.simulation.stop();
		return within("the device to stop", this.simulation.result);
	}
}

function check(reply: string): void {
	if (!reply.startsWith("HTTP/1.1 200 ")) throw new Error(`answered ${reply.slice(0, 40)}`);
}

/** Asks `count` times in all, on all clients at once, each waiting for its reply. */
export async function ask(
	clients: readonly Client[],
	count: number,
	request: () => string,
): Promise<void> {
	let left = count;
	async function repeat(client: Client): Promise<void> {
		while (left > 0) {
			left--;
			check(await client.ask(request()));
		}
	}
	await Promise.all(clients.map(repeat));
}

/**
 * Asks `count` times in all, in rounds: the requests of all clients are there before the device
 * looks, so that they share a turn however busy this machine is.
 */
export async function askTogether(
	{ simulation }: Device,
	clients: readonly Client[],
	count: number,
	request: () => string,
): Promise<void> {
	for (let left = count; left > 0; left -= clients.length) {
		simulation.hold(true);
		const replies = clients.slice(0, left).map((client) => client.ask(request()));
		simulation.hold(false);
		for (const reply of await Promise.all(replies)) check(reply);
	}
}
