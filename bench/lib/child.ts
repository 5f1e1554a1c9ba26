/** Other programs that take part: pinned to a core, asked line by line, ended by their process id. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";

const START_MS = 60_000;
const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Returns whether `command` is installed. */
export function isInstalled(command: string): boolean {
	return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}

const PINS = isInstalled("taskset");

/** `command` as it is run on core `core`. */
export function pinned(core: number, command: string, args: readonly string[]): string[] {
	return PINS ? ["taskset", "-c", String(core), command, ...args] : [command, ...args];
}

/** Processor seconds that process `pid` has used so far. */
export function cpuSeconds(pid: number | undefined): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export class Child {
	readonly process: ChildProcess;
	private readonly lines: Interface;
	private readonly waiting: ((line: string) => void)[] = [];
	private readonly unread: string[] = [];
	private failed: ((error: Error) => void)[] = [];
	private readonly name: string;

	constructor(name: string, core: number, command: string, args: readonly string[]) {
		const [first, ...rest] = pinned(core, command, args);
		this.name = name;
		this.process = spawn(first, rest, { stdio: ["pipe", "pipe", "inherit"] });
		this.lines = createInterface({ input: this.process.stdout as NodeJS.ReadableStream });
		this.lines.on("line", (line) => {
			const next = this.waiting.shift();
			if (next === undefined) this.unread.push(line);
			else next(line);
		});
		this.process.once("exit", (code) => this.fail(new Error(`${this.name} ended with ${code}`)));
		this.process.once("error", (error) => this.fail(error));
	}

	private fail(error: Error): void {
		for (const reject of this.failed) reject(error);
		this.failed = [];
	}

	/** Resolves to the next line that the program prints. */
	line(limitMs = START_MS): Promise<string> {
		const line = this.unread.shift();
		if (line !== undefined) return Promise.resolve(line);
		return new Promise((resolve, reject) => {
			const limit = setTimeout(
				() => reject(new Error(`${this.name}: silent for ${limitMs} ms`)),
				limitMs,
			);
			this.waiting.push((text) => {
				clearTimeout(limit);
				resolve(text);
			});
			this.failed.push((error) => {
				clearTimeout(limit);
				reject(error);
			});
		});
	}

	/** Writes a line and resolves to the one that answers it. */
	ask(line: string): Promise<string> {
		const answer = this.line();
		this.process.stdin?.write(`${line}\n`);
		return answer;
	}

	/** Processor seconds used so far. */
	cpuSeconds(): number {
		return cpuSeconds(this.process.pid);
	}

	end(): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null)
			return Promise.resolve();
		return new Promise((resolve) => {
			this.failed = [];
			this.process.once("exit", () => resolve());
			this.process.kill("SIGTERM");
		});
	}
}
