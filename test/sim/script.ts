/** Runs a few lines of JavaScript on the simulated device. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../sim/xs/report.js";
import { type Simulation, type SimulatorOptions, startSimulator } from "../../sim/xs/run.js";
import { until } from "../wait.js";

const IMPORTS = `
import Digital from "embedded:io/digital";
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Time from "time";
import Timer from "timer";
import { print, exit, gc, stat, snapshot, pin, localPort } from "xsim";
function attempt(f) { try { return String(f()); } catch (error) { return error.name + ": " + error.message; } }
`;

process.env.EVLITE_XS_BITS ??= "native"; // what is tested here does not depend on the size of a slot

const HEADER_LINES = IMPORTS.split("\n").length - 1;

const LIMIT_MS = 120_000; // a busy machine is no failure

export interface Ran {
	/** Lines printed. */
	lines: string[];
	code: number;
	report: Report;
	complaints: string;
	warnings: string[];
}

export interface Script {
	simulation: Simulation;
	/** Resolves once so many lines have been printed. */
	printed(count: number): Promise<void>;
	ran: Promise<Ran>;
}

export interface ScriptOptions extends Partial<SimulatorOptions> {
	/** Modules to preload, by name. */
	library?: Readonly<Record<string, string>>;
}

/** Starts `source`, which sees every module of the simulator. */
export async function startScript(source: string, options: ScriptOptions = {}): Promise<Script> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-sim-"));
	const modules = Object.entries(options.library ?? {}).map(([name, text]) => {
		const path = join(folder, `${name}.js`);
		writeFileSync(path, text);
		return { name, path };
	});
	const path = join(folder, "main.js");
	let printed = "";
	let complaints = "";
	writeFileSync(path, IMPORTS + source);
	const simulation = await startSimulator({
		main: { name: "main", path },
		modules,
		onOutput: (text) => {
			printed += text;
		},
		onComplaint: (text) => {
			complaints += text;
		},
		...options,
	});
	async function finish(): Promise<Ran> {
		const limit = setTimeout(() => simulation.stop(), LIMIT_MS);
		const { code, report, warnings } = await simulation.result;
		clearTimeout(limit);
		rmSync(folder, { recursive: true, force: true });
		if (report === undefined) throw new Error(`no report: ${complaints}`);
		return { lines: printed.split("\n").slice(0, -1), code, report, complaints, warnings };
	}
	function printedLines(count: number): Promise<void> {
		return until(`${count} lines printed`, () => printed.split("\n").length > count, LIMIT_MS);
	}
	return { simulation, printed: printedLines, ran: finish() };
}

/** Runs `source` to its end. */
export async function runScript(source: string, options: ScriptOptions = {}): Promise<Ran> {
	return (await startScript(source, options)).ran;
}

/** "main.js:3" for the third line of `source`. */
export function place(line: number): string {
	return `main.js:${HEADER_LINES + line}`;
}
