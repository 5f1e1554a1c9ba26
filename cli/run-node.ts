/** Runs a program in this process, on the Node host. */
import { mkdtempSync, rmSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { EventBase, SocketAddress } from "evlite";
import { bundleHere } from "../build/bundle-here.js";
import { CliError } from "../build/errors.js";
import { type Listening, session } from "./node/session.js";
import type { RunOptions } from "./run.js";

const FOLDER = join(import.meta.dirname, "node");
const EXTENSION = extname(fileURLToPath(import.meta.url)); // .js as built, .ts under a loader
const POLL_MS = 5;

/** Node's own modules, by either name. */
const BUILT_IN = new RegExp(`^(node:.*|${builtinModules.join("|")})$`);

/** Ends the process with one line. */
function die(message: string): never {
	console.error(`evlite: ${message}`);
	process.exit(1);
}

/** "127.0.0.1:80", "[::1]:80". */
function socketName(address: string, port: number): string {
	return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

const EAGAIN = 11; // evlite itself is slow to load here

/** Prints where the program listens, once the platform does. */
function announce(listening: Listening): void {
	const local: SocketAddress = { address: "", port: 0 };
	const result = listening.host.localAddress(listening.fd, local);
	if (result === -EAGAIN) {
		setTimeout(announce, POLL_MS, listening).unref();
		return;
	}
	if (result < 0) return; // it cannot listen, or was closed
	const name = socketName(local.address, local.port);
	const { scheme } = listening;
	console.log(`listening on ${scheme}://${name}${scheme === "http" ? "/" : ""}`);
}

/** `error` in one line, with the place in the program where it was thrown. */
function explain(error: unknown, program: string): string {
	if (!(error instanceof Error)) return `${relative("", program)}: ${String(error)}`;
	const folder = dirname(program);
	const frames = error.stack?.match(/(?:file:\/\/)?\/[^()\s]*:\d+:\d+/g) ?? [];
	const places = frames.map((frame) => frame.replace(/^file:\/\//, ""));
	const place = places.find((each) => each.startsWith(folder) && !each.includes("node_modules"));
	return `${relative("", place ?? program)}: ${error.name}: ${error.message.split("\n")[0]}`;
}

function summary(): string {
	let connections = 0;
	let requests = 0;
	let descriptors = 0;
	let callbacks = 0;
	let exceptions = 0;
	for (const server of session.servers) requests += server.requests;
	for (const host of session.hosts) {
		const base = host.descriptors.waker_ as EventBase | null;
		connections += host.connections;
		descriptors += host.descriptors.peak;
		callbacks += base?.callbacks ?? 0;
		exceptions += base?.exceptions ?? 0;
	}
	const parts = [
		`${connections} connections`,
		`${requests} requests`,
		`${descriptors} descriptors at most`,
		`${callbacks} callbacks`,
	];
	if (exceptions > 0) parts.push(`${exceptions} exceptions in callbacks`);
	return parts.join(", ");
}

function end(): void {
	console.log(summary());
	process.exit(); // with 1 if the host has reported an error
}

/** Bundles the program into `folder` and evaluates it. What is wrong with it is a `CliError`. */
export async function load(program: string, folder: string): Promise<void> {
	const out = join(folder, "main.mjs");
	await bundleHere({
		entry: program,
		out,
		format: "esm",
		external: BUILT_IN,
		wrap: {
			"evlite/host": join(FOLDER, `host${EXTENSION}`),
			"evlite/http": join(FOLDER, `http${EXTENSION}`),
		},
		outside: join(FOLDER, `session${EXTENSION}`),
	});
	globalThis.require ??= createRequire(program); // by which CommonJS in the bundle gets Node's modules
	try {
		await import(pathToFileURL(out).href);
	} catch (error) {
		throw new CliError(explain(error, program));
	}
}

/** Runs the program. Its listeners and timers keep the process alive after this returns. */
export async function runNode(options: RunOptions): Promise<undefined> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
	process.on("uncaughtException", (error) => die(explain(error, options.program)));
	process.setSourceMapsEnabled(true);
	session.port = options.port;
	session.address = options.address;
	session.onListen = announce;
	try {
		await load(options.program, folder);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		die(error.message); // what it had built might keep the process alive
	}
	return undefined;
}
