/** Runs the command in a folder of its own: as built and as a user would, or in the test's process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { ExecutionContext } from "ava";
import { CliError } from "../../build/errors.js";
import { runCommandLine } from "../../cli/command-line.js";
import { NODE_OPTIONS } from "../node-program.js";
import { within } from "../wait.js";

const MAIN = resolve("dist/cli/main.js");
const LIMIT_MS = 120_000; // a busy machine is no failure

/** An HTTP server of four connections on port 8080, with what `options` says. */
export function helloProgram(options = ""): string {
	return `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";

const base = new EventBase(new Host({ descriptors: 6 }), { events: 16 });
const hello = new Content("text/plain", "hello\\n");
const server = new HttpServer(base, { port: 8080, connections: 4, ${options} });
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();
`;
}

/** A folder with `files` in it, for as long as the test runs. */
export function folderOf(t: ExecutionContext, files: Record<string, string>): string {
	const folder = mkdtempSync(join(tmpdir(), "evlite-test-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return folder;
}

/** The command line in this process, which is quicker. Only in serial tests: it takes what is printed. */
export async function runHere(args: string[]): Promise<{ code?: number; lines: string[] }> {
	const { log } = console;
	const lines: string[] = [];
	console.log = (text: string) => lines.push(...text.split("\n"));
	try {
		return { code: await runCommandLine(args), lines };
	} finally {
		console.log = log;
	}
}

/** `run` fails with one line that matches, and exit code `code`. */
export async function failsHere(
	t: ExecutionContext,
	run: Promise<unknown>,
	pattern: RegExp,
	code: number,
): Promise<void> {
	const failure = await t.throwsAsync(run, { instanceOf: CliError });
	t.regex(failure.message, pattern);
	t.notRegex(failure.message, /\n/);
	t.is(failure.exitCode, code);
}

export class Command {
	readonly lines: string[] = [];
	errors = "";
	/** Where it runs. */
	readonly folder: string;
	private readonly child: ChildProcess;
	private readonly waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void }[] = [];
	private readonly closed: Promise<unknown>;

	constructor(t: ExecutionContext, args: string[], files: Record<string, string> = {}) {
		const folder = mkdtempSync(join(tmpdir(), "evlite-test-"));
		this.folder = folder;
		for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
		this.child = spawn(process.execPath, [...NODE_OPTIONS, MAIN, ...args], { cwd: folder });
		this.closed = once(this.child, "close");
		const limit = setTimeout(() => this.child.kill("SIGKILL"), LIMIT_MS);
		t.teardown(async () => {
			this.child.kill("SIGKILL");
			clearTimeout(limit);
			await this.closed;
			rmSync(folder, { recursive: true, force: true });
		});
		this.child.stderr?.on("data", (text) => {
			this.errors += text;
		});
		createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
			this.lines.push(line);
			for (const { pattern, resolve } of this.waiting) {
				const match = pattern.exec(line);
				if (match !== null) resolve(match);
			}
		});
	}

	/** The first line that matches; an error if the command ends before. */
	async line(pattern: RegExp): Promise<RegExpExecArray> {
		for (const line of this.lines) {
			const match = pattern.exec(line);
			if (match !== null) return match;
		}
		const found = new Promise<RegExpExecArray>((resolve) => {
			this.waiting.push({ pattern, resolve });
		});
		const ended = this.closed.then(() => null);
		const match = await within(`a line ${pattern}`, Promise.race([found, ended]), LIMIT_MS);
		if (match === null)
			throw new Error(`no line ${pattern}: ${this.lines.join("\n")}${this.errors}`);
		return match;
	}

	/** The exit code, once the command has ended and all it printed is here. */
	async exit(): Promise<number | null> {
		await within("the command to end", this.closed, LIMIT_MS);
		return this.child.exitCode;
	}

	signal(name: NodeJS.Signals): void {
		this.child.kill(name);
	}

	interrupt(): void {
		this.child.kill("SIGINT");
	}

	kill(): void {
		this.child.kill("SIGKILL");
	}
}

/** Runs a command that has to fail: one line that matches, no stack trace, exit code `code`. */
export async function failsWith(
	t: ExecutionContext,
	command: Command,
	pattern: RegExp,
	code: number,
): Promise<void> {
	t.is(await command.exit(), code);
	t.regex(command.errors, pattern);
	t.is(command.errors.trimEnd().split("\n").length, 1, command.errors);
	t.notRegex(command.errors, /\n\s+at /);
}
