/** Runs a program on the simulator: the XS engine with a device's memory. */
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { bundleApart } from "../build/bundle-apart.js";
import { CliError } from "../build/errors.js";
import { Places } from "../build/source-places.js";
import { loadBoard } from "../sim/xs/board.js";
import { findSimulator } from "../sim/xs/build.js";
import type { Report, Status } from "../sim/xs/report.js";
import { startSimulator } from "../sim/xs/run.js";
import type { RunOptions } from "./run.js";
import { allocationTable, profileTable, withSources } from "./run-xs-tables.js";

export interface RunXsOptions extends RunOptions {
	board: string;
	/** File that gets the report, "-" for standard output; undefined: none. */
	report: string | undefined;
	meterLimit: number | undefined;
	/** File of lines "MS PIN LEVEL". */
	digital: string | undefined;
	profile: boolean;
	traceAlloc: boolean;
}

const BAR_WIDTH = 14; // so that the line fits a terminal of 80 columns

/** "heap [####----------] 8,912 of 32,768 bytes, 2 connections, 17 requests". */
function statusText(status: Status): string {
	const used = status.static - status.free;
	const full = Math.min(BAR_WIDTH, Math.round((BAR_WIDTH * used) / status.static));
	const bar = "#".repeat(full) + "-".repeat(BAR_WIDTH - full);
	const bytes = `${used.toLocaleString("en")} of ${status.static.toLocaleString("en")} bytes`;
	return `heap [${bar}] ${bytes}, ${status.connections} connections, ${status.requests} requests`;
}

/** A line that is written over and over on a terminal, below what the program prints. */
class StatusLine {
	shown = "";

	show(text: string): void {
		if (text !== this.shown)
			process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
		this.shown = text;
	}

	clear(): void {
		if (this.shown !== "") process.stderr.write("\r\x1b[K");
		this.shown = "";
	}
}

/** Fails now rather than after the run if the report cannot be written. */
function checkWritable(path: string): void {
	const folder = dirname(resolve(path));
	try {
		if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error();
		accessSync(folder, constants.W_OK);
	} catch {
		throw new CliError(`--report ${path}: cannot be written`, 2);
	}
}

function summary(report: Report): string {
	const { collections, freeMin, slots, sockets, requests } = report;
	return `${requests} requests, ${sockets.peak} sockets at most, ${collections} collections, ${freeMin.toLocaleString("en")} bytes free at the least, ${slots.live} slots live`;
}

/** Builds the simulator if need be, saying so on a terminal. */
async function build(line: StatusLine): Promise<void> {
	const simulator = await findSimulator((done, total) => {
		if (process.stderr.isTTY) line.show(`building the XS engine, once: ${done} of ${total}`);
	});
	line.clear();
	if (simulator.slotSize === 32) {
		console.error(
			"evlite: 32-byte slots and twice the memory, since no 32-bit program can be built and run here (Debian: `apt-get install gcc-multilib`, and `qemu-user` where the kernel does not run them)",
		);
	}
}

/** What the simulator prints of an error, with places of the bundle as those of the sources. */
function withPlaces(text: string, places: Places): string {
	return text.replace(/\bmain\.js:(\d+)/g, (where, line) => {
		const source = places.source(`main:${line}`);
		return source === `main:${line}` ? where : source;
	});
}

async function start(options: RunXsOptions, folder: string, line: StatusLine) {
	const modules = await bundleApart({ entry: options.program, folder, sourceMap: true });
	const [main, ...preloaded] = modules;
	const places = new Places(modules);
	const simulation = await startSimulator({
		board: options.board,
		main,
		modules: preloaded,
		port: options.port,
		address: options.address,
		meterLimit: options.meterLimit,
		digital: options.digital,
		profile: options.profile,
		traceAlloc: options.traceAlloc,
		onOutput: (text) => {
			line.clear();
			process.stdout.write(text);
		},
		onComplaint: (text) => {
			line.clear();
			process.stderr.write(withPlaces(text, places));
		},
		onStatus: process.stderr.isTTY ? (status) => line.show(statusText(status)) : undefined,
		onListening: ({ local, http }) => {
			line.clear();
			const place = `${options.address ?? "127.0.0.1"}:${local}`;
			console.log(`listening on ${http ? `http://${place}/` : `tcp://${place}`}`);
		},
	});
	return { simulation, places };
}

/** Writes the report and prints what was asked for. */
function printReport(options: RunXsOptions, report: Report): void {
	const text = JSON.stringify(report);
	if (options.report === "-") console.log(text);
	else if (options.report !== undefined) writeFileSync(options.report, `${text}\n`);
	if (options.report !== "-") {
		if (options.profile) console.log(profileTable(report));
		if (options.traceAlloc) console.log(allocationTable(report));
	}
	if (options.report !== "-" && report.status === "stopped") console.log(summary(report));
}

/** Returns the exit code: 0, the program's own, or 1 after an error that it did not handle or a reset. */
export async function runXs(options: RunXsOptions): Promise<number> {
	loadBoard(options.board); // an unknown one is reported first
	if (options.report !== undefined && options.report !== "-") checkWritable(options.report);
	const line = new StatusLine();
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	await build(line);
	const { simulation, places } = await start(options, folder, line);
	process.on("SIGINT", () => simulation.stop());
	process.on("SIGTERM", () => simulation.stop());
	const { code, report } = await simulation.result;
	line.clear();
	if (report === undefined) return code === 0 ? 0 : 1;
	printReport(options, withSources(report, places));
	if (report.errors > 0) return 1;
	if (report.status === "stopped") return 0;
	return code >= 10 ? 1 : code;
}
