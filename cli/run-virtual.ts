/**
 * Runs programs on the virtual network: each bundled once and evaluated once for each device, with
 * an `evlite/host` of its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { EventBase } from "evlite";
import { type Device, type DeviceOptions, faultNames, Network, seedOf } from "evlite/virtual";
import { bundleHere } from "../build/bundle-here.js";
import { CliError } from "../build/errors.js";
import { behavior, Client, type Tally } from "./virtual/client.js";
import { writeTrace } from "./virtual/write.js";

export interface RunVirtualOptions {
	/** Absolute paths; each runs on devices of its own. */
	programs: string[];
	seed: number;
	/** Names of kinds of faults; "all" is every one. */
	faults: string[];
	timeMs: number;
	/** Devices that run each program. */
	devices: number;
	/** Clients of the first listener. */
	clients: number;
	timeline: string | undefined;
	pcap: string | undefined;
}

const HTTP = join(import.meta.dirname, "node", `http${extname(fileURLToPath(import.meta.url))}`);
const require = createRequire(import.meta.url);
const SESSION = join(HTTP, "..", `session${extname(HTTP)}`);

/** What the wrappers of evlite's modules note; see node/session.ts. */
interface Session {
	http: boolean;
	servers: { readonly requests: number; readonly listener: { readonly base: EventBase } }[];
}

/** A bundled program, to be evaluated for each device. */
type Program = (require: (id: string) => unknown, console: unknown) => void;

interface Listening {
	device: Device;
	port: number;
	http: boolean;
}

class Run {
	readonly options: RunVirtualOptions;
	readonly network: Network;
	readonly bases: EventBase[] = [];
	readonly session: Session = { http: false, servers: [] };
	readonly tally: Tally = { connected: 0, answers: 0, failed: 0 };
	readonly failures: string[] = [];
	first: Listening | undefined;

	constructor(options: RunVirtualOptions) {
		this.options = options;
		const faults = options.faults.includes("all") ? faultNames() : options.faults;
		try {
			this.network = new Network({ seed: options.seed, faults });
		} catch (error) {
			throw new CliError(`--faults: ${(error as Error).message}`, 2);
		}
		this.network.onPrint = (device, text) => this.show(device.name, text);
		this.network.onError = (...args) => this.failed(...args);
	}

	/** The `Host` of one device's program. */
	hostClass(name: string): new (options: DeviceOptions) => Device {
		const { network } = this;
		function Host(options: DeviceOptions): Device {
			return network.device({ name, ...options });
		}
		return Host as unknown as new (
			options: DeviceOptions,
		) => Device;
	}

	/** Evaluates a program on a device called `name`. */
	start(evaluate: Program, path: string, name: string): void {
		const Host = this.hostClass(name);
		const say = (...parts: unknown[]): void => {
			const text = parts.map(String).join(" ");
			this.network.note(name, text);
			this.show(name, text);
		};
		const own = { ...console, log: say, error: say, warn: say, info: say };
		const load = (id: string): unknown => {
			if (id === "evlite/host") return { Host };
			return id.startsWith("node:") ? require(id) : { session: this.session };
		};
		const before = this.network.devices.length;
		try {
			evaluate(load, own);
		} catch (error) {
			throw new CliError(`${relative("", path)}: ${(error as Error).message}`);
		}
		for (const device of this.network.devices.slice(before)) this.started(device);
	}

	/** Notes the base of a program, and where it listens. */
	started(device: Device): void {
		const base = device.descriptors.waker_ as EventBase | null;
		if (base !== null) this.bases.push(base);
		if (this.first !== undefined) return;
		const port = device.listenPort();
		if (port === 0) return;
		const http = this.session.servers.some((each) => each.listener.base === base);
		this.first = { device, port, http };
	}

	/** Prints what a program prints, unless the timeline does. */
	show(name: string, text: string): void {
		if (this.options.timeline !== "-") console.log(`${name}: ${text}`);
	}

	/** An error that a program does not handle, with its place. */
	failed(device: Device, text: string, error: unknown): void {
		const at = (this.network.nowMs() / 1000).toFixed(6);
		const stack = error instanceof Error && error.stack ? error.stack : text;
		const [first, ...places] = stack.split("\n");
		this.failures.push([`${first} (on ${device.name} at ${at} s)`, ...places].join("\n"));
	}

	addClients(): void {
		const listening = this.first;
		if (listening === undefined) return;
		const { port, http } = listening;
		const request = http ? `GET / HTTP/1.1\r\nHost: device\r\n\r\n` : "hello\n";
		for (let i = 0; i < this.options.clients; i++) {
			const device = this.network.device({ descriptors: 2, name: `client ${i + 1}` });
			new Client(device, {
				seed: seedOf(this.network.seed, 5000 + i),
				address: () => listening.device.addresses[0],
				port,
				request,
				behavior: behavior(this.network, i),
				tally: this.tally,
			});
		}
	}

	/** Runs all programs to the end of the virtual time. Returns how long that took, in ms. */
	async run(folder: string): Promise<number> {
		const programs: [Program, string][] = [];
		for (const path of this.options.programs) {
			const out = join(folder, `${programs.length}.cjs`);
			await bundleHere({
				entry: path,
				out,
				format: "cjs",
				external: /^(evlite\/host|node:.*)$/,
				wrap: { "evlite/http": HTTP },
				outside: SESSION,
				banner: "module.exports = function (require, console) {",
				footer: "};",
			});
			programs.push([require(out) as Program, path]);
		}
		const begin = performance.now();
		for (const [evaluate, path] of programs) {
			const name = basename(path, extname(path));
			for (let i = 1; i <= this.options.devices; i++) {
				this.start(evaluate, path, this.options.devices > 1 ? `${name} ${i}` : name);
			}
		}
		this.addClients();
		this.network.run(this.options.timeMs);
		return performance.now() - begin;
	}
}

function count(n: number, what: string): string {
	return `${n.toLocaleString("en")} ${what}`;
}

function faultText(network: Network): string {
	const parts: string[] = [];
	for (const [kind, name] of faultNames().entries()) {
		if (network.injected[kind] > 0) parts.push(`${name} ${network.injected[kind]}`);
	}
	return parts.length === 0 ? "none" : parts.join(", ");
}

function report(run: Run, tookMs: number, digest: string): void {
	const { network, options, tally, session, bases } = run;
	let bytes = 0;
	for (const device of network.devices) bytes += device.bytesSent;
	let callbacks = 0;
	for (const base of bases) callbacks += base.callbacks;
	const requests = session.servers.reduce((sum, each) => sum + each.requests, 0);
	const hours = (options.timeMs / 3_600_000).toFixed(2);
	console.log(`seed ${options.seed}, ${hours} virtual hours in ${(tookMs / 1000).toFixed(1)} s`);
	console.log(
		[
			count(network.devices.length, "devices"),
			count(network.connections, "connections"),
			count(requests, "requests"),
			count(network.datagrams, "datagrams"),
			count(bytes, "bytes"),
			count(callbacks, "callbacks"),
		].join(", "),
	);
	if (run.first !== undefined && options.clients > 0) {
		console.log(
			`clients: ${tally.connected} connected, ${tally.answers} answers, ${tally.failed} failed`,
		);
	}
	console.log(`faults: ${faultText(network)}`);
	console.log(`trace: ${digest}`);
}

/** Returns the exit code: 1 if an exception escaped from a callback. */
export async function runVirtual(options: RunVirtualOptions): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	const run = new Run(options);
	process.setSourceMapsEnabled(true);
	try {
		const trace = writeTrace(run.network, options.timeline, options.pcap);
		const tookMs = await run.run(folder);
		trace.close();
		report(run, tookMs, trace.digest());
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	for (const failure of run.failures.slice(0, 10)) console.error(`evlite: ${failure}`);
	return run.failures.length > 0 ? 1 : 0;
}
