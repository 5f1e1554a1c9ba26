/**
 * Compares evlite's hello server with node:http and with a canned reply on node:net: wrk, 16
 * keep-alive connections, server and client pinned to a core each, the same reply bytes from all.
 *
 *     npm run bench:http [-- --rounds 9 --seconds 3 --profile]
 *
 * Servers take turns in every round, so that what else the machine does hits all alike; the result
 * is the median of the rounds, and of the ratios within a round. "per CPU second" divides the
 * requests by the processor time of the server, which holds on a busy machine too. --profile
 * writes a CPU profile of each server beside the bundles and says where.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildSync } from "esbuild";

const NAMES = ["evlite", "node-http", "raw-net"];
const CONNECTIONS = 16;
const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

interface Figures {
	perSecond: number[];
	perCpuSecond: number[];
}

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "9" },
		seconds: { type: "string", default: "2" },
		profile: { type: "boolean", default: false },
	},
});
const folder = mkdtempSync(join(tmpdir(), "evlite-bench-"));

function median(list: number[]): number {
	const sorted = list.toSorted((a, b) => a - b);
	return sorted[sorted.length >> 1];
}

function build(name: string): void {
	const root = join(import.meta.dirname, "../..");
	buildSync({
		entryPoints: [join(import.meta.dirname, `${name}.ts`)],
		outfile: join(folder, `${name}.mjs`),
		bundle: true,
		platform: "node",
		format: "esm",
		alias: {
			evlite: join(root, "src/core/index.ts"),
			"evlite/http": join(root, "src/http-lite/index.ts"),
			"evlite/host": join(root, "hosts/node/index.ts"),
		},
	});
}

/** Starts server `name` on core 0. Resolves to its process and port. */
function start(name: string): Promise<{ child: ChildProcess; port: number }> {
	const profile = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${join(folder, name)}`] : [];
	const args = ["-c", "0", process.execPath, ...profile, join(folder, `${name}.mjs`)];
	const child = spawn("taskset", args, { stdio: ["ignore", "pipe", "inherit"] });
	return new Promise((resolve, reject) => {
		child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
		child.stdout?.once("data", (data) => resolve({ child, port: Number(String(data)) }));
	});
}

function stop(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		child.removeAllListeners("exit");
		child.once("exit", () => resolve());
		child.kill("SIGTERM");
	});
}

/** Returns the reply of the server on `port`, as text. */
function replyOf(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, "127.0.0.1", () => socket.write(REQUEST));
		socket.once("data", (data) => {
			socket.destroy();
			resolve(String(data));
		});
		socket.once("error", reject);
	});
}

/** Processor seconds that process `pid` has used. */
function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Runs wrk on core 1. Returns the requests that were answered and how many in a second. */
function wrk(port: number, seconds: number): { requests: number; perSecond: number } {
	const args = ["-c", "1", "wrk", "-t1", `-c${CONNECTIONS}`, `-d${seconds}s`];
	const out = execFileSync("taskset", [...args, `http://127.0.0.1:${port}/`], {
		encoding: "utf8",
		timeout: 1000 * (seconds + 30),
	});
	if (/Socket errors|Non-2xx/.test(out)) throw new Error(out);
	const requests = Number(/(\d+) requests in/.exec(out)?.[1]);
	return { requests, perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]) };
}

async function round(name: string, figures: Figures, seconds: number): Promise<void> {
	const { child, port } = await start(name);
	try {
		wrk(port, 1); // compiles what is hot
		const before = cpuSeconds(child.pid as number);
		const { requests, perSecond } = wrk(port, seconds);
		const used = cpuSeconds(child.pid as number) - before;
		figures.perSecond.push(perSecond);
		figures.perCpuSecond.push(requests / used);
	} finally {
		await stop(child);
	}
}

/** Prints the ratios of evlite to `other`, medians over the rounds. */
function compare(all: Map<string, Figures>, other: string, target: number): void {
	const ours = all.get("evlite") as Figures;
	const theirs = all.get(other) as Figures;
	const ratio = (a: number[], b: number[]) => median(a.map((value, i) => value / b[i])).toFixed(2);
	const wall = ratio(ours.perSecond, theirs.perSecond);
	const cpu = ratio(ours.perCpuSecond, theirs.perCpuSecond);
	console.log(`evlite : ${other}  ${wall} by the clock, ${cpu} per CPU second (target ${target})`);
}

const all = new Map<string, Figures>();
const replies = new Set<string>();
for (const name of NAMES) {
	build(name);
	all.set(name, { perSecond: [], perCpuSecond: [] });
	const { child, port } = await start(name);
	replies.add(await replyOf(port));
	await stop(child);
}
if (replies.size !== 1) throw new Error(`the replies differ: ${JSON.stringify([...replies])}`);
for (let i = 0; i < Number(values.rounds); i++) {
	for (const name of NAMES) await round(name, all.get(name) as Figures, Number(values.seconds));
}
for (const [name, { perSecond, perCpuSecond }] of all) {
	const wall = Math.round(median(perSecond));
	const cpu = Math.round(median(perCpuSecond));
	const best = Math.round(Math.max(...perCpuSecond));
	console.log(`${name.padEnd(10)} ${wall} requests/s, ${cpu} per CPU second, ${best} at best`);
}
compare(all, "node-http", 2);
compare(all, "raw-net", 0.85);
if (values.profile) console.log(`profiles in ${folder}`);
