/**
 * `npm run virtual`: the swarm over many seeds. Says what it is doing, ends with `N passed, N
 * failed`, and prints for each failure what replays it.
 */
import { fork } from "node:child_process";
import { writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { faultNames, timelineLine } from "../../hosts/virtual/index.js";
import { runSeed, type SwarmResult } from "./swarm/run.js";

const HELP = `npm run virtual -- [OPTIONS]

  --seeds N       how many random programs to run; 1000 if not given
  --first-seed S  the first seed; 1 if not given
  --stop          end at the first failure
  --seed S        run this one alone and print what happens in it
`;
const WORKER = "--worker";
const BATCH = 25; // seeds that a worker takes at a time

interface Failure {
	seed: number;
	failure: string;
}

interface Batch {
	results: SwarmResult[];
	failures: Failure[];
}

/** In a worker process: runs what it is sent. */
function work(): void {
	process.on("message", ({ first, count }: { first: number; count: number }) => {
		const batch: Batch = { results: [], failures: [] };
		for (let seed = first; seed < first + count; seed++) {
			const result = runSeed(seed, null, false);
			batch.results.push(result);
			if (result.failure !== "") batch.failures.push({ seed, failure: result.failure });
		}
		process.send?.(batch);
	});
}

class Totals {
	seeds = 0;
	hours = 0;
	checks = 0;
	connections = 0;
	datagrams = 0;
	bytes = 0;
	readonly injected: number[] = faultNames().map(() => 0);
	readonly failures: Failure[] = [];

	add(batch: Batch): void {
		for (const result of batch.results) {
			this.seeds++;
			this.hours += result.hours;
			this.checks += result.checks;
			this.connections += result.connections;
			this.datagrams += result.datagrams;
			this.bytes += result.bytes;
			for (const [kind, count] of result.injected.entries()) this.injected[kind] += count;
		}
		for (const each of batch.failures) {
			this.failures.push(each);
			console.log(`seed ${each.seed}: ${each.failure}`);
			console.log(`  replay: npm run virtual -- --seed ${each.seed}`);
		}
	}

	report(): void {
		const n = (value: number) => Math.round(value).toLocaleString("en");
		console.log(
			`${n(this.hours)} virtual hours, ${n(this.connections)} connections, ${n(this.datagrams)} datagrams, ${n(this.bytes)} bytes, ${n(this.checks)} checks`,
		);
		const faults = faultNames().map((name, kind) => `${name} ${n(this.injected[kind])}`);
		console.log(`faults: ${faults.join(", ")}`);
		console.log(`${this.seeds - this.failures.length} passed, ${this.failures.length} failed`);
	}
}

/** Runs `seeds` seeds from `first` on over all processors. */
async function swarm(first: number, seeds: number, stop: boolean): Promise<number> {
	const totals = new Totals();
	const begin = performance.now();
	let next = first;
	const progress = process.stderr.isTTY
		? setInterval(() => {
				const seconds = ((performance.now() - begin) / 1000).toFixed(0);
				process.stderr.write(`\r\x1b[K${totals.seeds} of ${seeds} seeds, ${seconds} s`);
			}, 500)
		: setInterval(() => console.log(`${totals.seeds} of ${seeds} seeds`), 20_000);
	await Promise.all(
		Array.from({ length: Math.min(availableParallelism(), Math.ceil(seeds / BATCH)) }, async () => {
			const worker = fork(import.meta.filename, [WORKER], { serialization: "advanced" });
			while (next < first + seeds && !(stop && totals.failures.length > 0)) {
				const count = Math.min(BATCH, first + seeds - next);
				const answer = new Promise<Batch>((resolve, reject) => {
					worker.once("message", (batch) => resolve(batch as Batch));
					worker.once("exit", () => reject(new Error("a worker ended")));
				});
				worker.send({ first: next, count });
				next += count;
				totals.add(await answer);
				worker.removeAllListeners();
			}
			worker.disconnect();
		}),
	);
	clearInterval(progress);
	if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
	totals.report();
	return totals.failures.length === 0 ? 0 : 1;
}

/** Runs one seed and prints its timeline. */
function replay(seed: number): number {
	const result = runSeed(seed, (trace) => writeSync(1, `${timelineLine(trace)}\n`), true);
	console.log(`trace ${(result.digest >>> 0).toString(16)}, ${result.checks} checks`);
	if (result.failure !== "") console.log(`seed ${seed}: ${result.failure}`);
	console.log(result.failure === "" ? "1 passed, 0 failed" : "0 passed, 1 failed");
	return result.failure === "" ? 0 : 1;
}

/** A whole number of the command line. */
function whole(name: string, text: string): number {
	if (/^\d{1,9}$/.test(text)) return Number(text);
	console.error(`--${name} ${text}: not a whole number`);
	process.exit(2);
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			seeds: { type: "string", default: "1000" },
			"first-seed": { type: "string", default: "1" },
			stop: { type: "boolean", default: false },
			seed: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	if (values.seed !== undefined) return replay(whole("seed", values.seed));
	return swarm(
		whole("first-seed", values["first-seed"]),
		whole("seeds", values.seeds),
		values.stop,
	);
}

if (process.argv[2] === WORKER) work();
else process.exitCode = await main();
