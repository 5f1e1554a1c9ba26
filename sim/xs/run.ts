/** Starts the simulator with a bundled program, and hears from it. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { CliError } from "../../build/errors.js";
import { boardArguments, loadBoard } from "./board.js";
import { findSimulator, type Progress } from "./build.js";
import type { ListeningNote, Note, Report, Snapshot, Status } from "./report.js";

/** The module of evlite's in whose place the simulator has its own. */
const REPORT = "evlite/hosts/moddable/report";

export interface ModuleFile {
	/** As imports resolve to it, without extension: `evlite/core/errno`. */
	name: string;
	path: string;
	/** false: loaded when imported, as a module that is not in the manifest's preload. */
	preload?: boolean;
}

export interface SimulatorOptions {
	/** A name in boards/; "esp8266" if absent. */
	board?: string;
	main: ModuleFile;
	modules?: readonly ModuleFile[];
	/** What listeners and UDP sockets bind to; 127.0.0.1 if absent. */
	address?: string;
	/** Local port of the program's first listener. */
	port?: number;
	/** Local ports by the device's. */
	ports?: Readonly<Record<number, number>>;
	meterLimit?: number;
	/** File of lines "MS PIN LEVEL". */
	digital?: string;
	/** Tick at start, to try the wrap of the clock. */
	ticks?: number;
	profile?: boolean;
	/** Report what allocated, and what lives, by source line. */
	traceAlloc?: boolean;
	/** Further options of the simulator itself, for tests: ["--static", "16384"]. */
	extra?: readonly string[];
	/** Gets standard output; absent: it goes to this process's. */
	onOutput?: (text: string) => void;
	/** Gets standard error: warnings and resets. Absent: it goes to this process's. */
	onComplaint?: (text: string) => void;
	/** Asks for a status line twice a second. */
	onStatus?: (status: Status) => void;
	onListening?: (listening: ListeningNote) => void;
	onBuild?: Progress;
}

export interface Result {
	/** 0, what the program gave to exit, or 10 and more for a reset. */
	code: number;
	/** Absent only if the simulator itself failed. */
	report?: Report;
	/** Of the link step. */
	warnings: string[];
}

export interface Simulation {
	result: Promise<Result>;
	/** Collects, and reports the figures so far. */
	snapshot(): Promise<Snapshot>;
	/** Ends the run as Ctrl-C does: `result` follows with status "stopped". */
	stop(): void;
	/** Halts the device, or lets it continue: what is sent to it meanwhile arrives all at once. */
	hold(isHeld: boolean): void;
	/** Resolves with the local port once the program's next listener is bound; rejects if it cannot be. */
	listening(): Promise<number>;
}

function moduleArguments(options: SimulatorOptions): string[] {
	const args: string[] = [];
	for (const { name, path, preload } of options.modules ?? []) {
		if (name === REPORT) args.push("--builtin", `${name}=report.xs`);
		else args.push(preload === false ? "--module" : "--preload", `${name}=${path}`);
	}
	return [...args, "--main", `${options.main.name}=${options.main.path}`];
}

function optionArguments(options: SimulatorOptions): string[] {
	const args: string[] = [];
	function add(name: string, value: string | number | undefined) {
		if (value !== undefined) args.push(`--${name}`, String(value));
	}
	add("address", options.address);
	add("port", options.port);
	for (const [device, local] of Object.entries(options.ports ?? {}))
		add("map", `${device}=${local}`);
	add("meter-limit", options.meterLimit);
	add("digital", options.digital);
	add("ticks", options.ticks);
	add("profile", options.profile ? 1 : undefined);
	add("trace-alloc", options.traceAlloc ? 1 : undefined);
	add("status", options.onStatus ? 500 : undefined);
	return [...args, ...(options.extra ?? [])];
}

/** Calls back with each line. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
	let rest = "";
	stream.setEncoding("utf8");
	stream.on("data", (text: string) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) onLine(line);
	});
}

class Running implements Simulation {
	readonly result: Promise<Result>;
	private readonly child: ChildProcess;
	private readonly options: SimulatorOptions;
	private readonly warnings: string[] = [];
	private readonly snapshots: ((snapshot: Snapshot) => void)[] = [];
	private readonly listeners: ((port: number | CliError) => void)[] = [];
	private readonly bound: (number | CliError)[] = [];
	private report: Report | undefined;
	private ended = false;

	constructor(command: string, args: readonly string[], options: SimulatorOptions) {
		this.options = options;
		const out = options.onOutput === undefined ? "inherit" : "pipe";
		const complaints = options.onComplaint === undefined ? "inherit" : "pipe";
		this.child = spawn(command, args, { stdio: ["ignore", out, complaints, "pipe"] });
		if (options.onOutput) this.child.stdout?.setEncoding("utf8").on("data", options.onOutput);
		if (options.onComplaint) this.child.stderr?.setEncoding("utf8").on("data", options.onComplaint);
		readLines(this.child.stdio[3] as Readable, (line) => this.hear(JSON.parse(line) as Note));
		this.result = new Promise((resolve, reject) => {
			this.child.on("error", (error) => reject(new CliError(`the simulator: ${error.message}`)));
			this.child.on("close", (code, signal) => {
				this.ended = true;
				if (this.report === undefined && signal !== null) {
					reject(new CliError(`the simulator ended by ${signal}`));
				} else {
					resolve({ code: code ?? 1, report: this.report, warnings: this.warnings });
				}
			});
		});
	}

	private hear(note: Note): void {
		if ("report" in note) this.report = note.report;
		else if ("snapshot" in note) this.snapshots.shift()?.(note.snapshot);
		else if ("status" in note) this.options.onStatus?.(note.status);
		else if ("warning" in note) this.warnings.push(note.warning);
		else if ("listening" in note) {
			const { local } = note.listening;
			this.options.onListening?.(note.listening);
			this.bind(local);
		} else if ("bindFailed" in note) {
			this.bind(new CliError(`port ${note.bindFailed} cannot be bound: is it in use?`));
		}
	}

	private bind(port: number | CliError): void {
		const waiting = this.listeners.shift();
		if (waiting === undefined) this.bound.push(port);
		else waiting(port);
	}

	snapshot(): Promise<Snapshot> {
		return new Promise((resolve, reject) => {
			const over = () => reject(new CliError("the simulator ended before it took a snapshot"));
			if (this.ended) {
				over();
				return;
			}
			this.result.then(over, reject);
			this.snapshots.push(resolve);
			this.child.kill("SIGUSR1");
		});
	}

	stop(): void {
		this.child.kill("SIGTERM");
	}

	hold(isHeld: boolean): void {
		this.child.kill(isHeld ? "SIGSTOP" : "SIGCONT");
	}

	listening(): Promise<number> {
		return new Promise((resolve, reject) => {
			const settle = (port: number | CliError) => {
				if (typeof port === "number") resolve(port);
				else reject(port);
			};
			const port = this.bound.shift();
			if (port !== undefined) {
				settle(port);
				return;
			}
			this.listeners.push(settle);
			this.result.then(() => reject(new CliError("the program ended before it listened")), reject);
		});
	}
}

/** Builds the simulator if need be and starts it. Throws `CliError` when it cannot. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulation> {
	const board = loadBoard(options.board ?? "esp8266");
	const simulator = await findSimulator(options.onBuild);
	const [command, ...before] = simulator.command;
	const args = [
		...before,
		...["--builtins", simulator.builtins, "--control", "3"],
		...boardArguments(board, simulator.slotSize),
		...optionArguments(options),
		...moduleArguments(options),
	];
	return new Running(command, args, options);
}

/** Runs the program to its end. */
export async function runSimulator(options: SimulatorOptions): Promise<Result> {
	return (await startSimulator(options)).result;
}
