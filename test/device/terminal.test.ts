/** The status line of `evlite run --host xs`, on a pseudo-terminal that util-linux's `script` gives. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { type ExecutionContext } from "ava";
import { helloProgram } from "../cli/command.js";
import { sleep, within } from "../wait.js";
import { Client } from "./client.js";
import { LEAST } from "./requests.js";

const MAIN = resolve("dist/cli/main.js");
const LIMIT_MS = 120_000;
const BAR = 14; // characters, on 80 columns and more
const CLEAR = "\r\x1b[K";
const LINE = /heap \[(#+)(-+)\] ([\d,]+) of ([\d,]+) bytes, (\d+) connections, (\d+) requests/g;

/** A program on a terminal of 100 columns: what it shows, and keys. */
class Terminal {
	shown = "";
	private readonly child;
	private readonly closed;

	constructor(t: ExecutionContext) {
		const folder = mkdtempSync(join(tmpdir(), "evlite-terminal-"));
		writeFileSync(join(folder, "main.ts"), helloProgram());
		const run = `stty cols 100; exec '${process.execPath}' '${MAIN}' run main.ts --host xs --port 0`;
		this.child = spawn("script", ["-qefc", run, "/dev/null"], { cwd: folder });
		this.closed = once(this.child, "close");
		this.child.stdout.setEncoding("utf8").on("data", (text: string) => {
			this.shown += text;
		});
		const limit = setTimeout(() => this.child.kill("SIGKILL"), LIMIT_MS);
		t.teardown(async () => {
			this.child.kill("SIGTERM");
			clearTimeout(limit);
			await this.closed;
			rmSync(folder, { recursive: true, force: true });
		});
	}

	/** Resolves to what `find` finds in what is shown, once it does. */
	async until<T>(what: string, find: (shown: string) => T | undefined): Promise<T> {
		const end = performance.now() + LIMIT_MS;
		for (;;) {
			const found = find(this.shown);
			if (found !== undefined) return found;
			if (this.child.exitCode !== null) throw new Error(`it ended before ${what}: ${this.shown}`);
			if (performance.now() > end) throw new Error(`no ${what} in ${LIMIT_MS} ms: ${this.shown}`);
			await sleep(20);
		}
	}

	/** Ctrl-C. Resolves to the exit code. */
	async interrupt(): Promise<number | null> {
		this.child.stdin.write("\x03");
		await within("the command to end after Ctrl-C", this.closed);
		return this.child.exitCode;
	}
}

/** Returns whether a status line counts so many connections and requests. */
function counts(connections: number, requests: number): (shown: string) => true | undefined {
	return (shown) => {
		const last = [...shown.matchAll(LINE)].at(-1);
		const same = Number(last?.[5]) === connections && Number(last?.[6]) === requests;
		return same ? true : undefined;
	};
}

test("on a terminal one line shows the heap, connections and requests, written over as they change", async (t) => {
	if (spawnSync("script", ["--version"]).status !== 0) {
		t.log("skipped: there is no `script` here that gives a terminal (Debian: bsdutils)");
		t.pass();
		return;
	}
	const terminal = new Terminal(t);
	const [, port] = await terminal.until(
		"address",
		(shown) => /listening on http:\/\/127\.0\.0\.1:(\d+)\//.exec(shown) ?? undefined,
	);
	await terminal.until("status line at the start", counts(0, 0));
	const clients = [await Client.open(Number(port)), await Client.open(Number(port))];
	for (let i = 0; i < 3; i++) await clients[i & 1].ask(LEAST);
	await terminal.until("status line of three requests", counts(2, 3));
	await clients[0].close();
	await terminal.until("status line of one connection", counts(1, 3));
	const lines = [...terminal.shown.matchAll(LINE)];
	for (const [, used, free, bytes, all] of lines) {
		const share = Number(bytes.replace(",", "")) / Number(all.replace(",", ""));
		t.is(used.length + free.length, BAR);
		t.is(used.length, Math.round(BAR * share), "the bar is as long as the share in use");
	}
	t.is(terminal.shown.split(CLEAR).length - 1, lines.length, "each is written over the one before");
	t.is(await terminal.interrupt(), 0);
	const [last] = terminal.shown.split(CLEAR).slice(-1);
	t.regex(last, /^3 requests, 3 sockets at most, /, "at the end it is gone");
	await clients[1].close();
});
