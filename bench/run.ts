/**
 * `npm run bench [-- --json] [--only NAME] [--rounds N] [--seconds N] [--plot FILE]`: each workload
 * beside its peers. In every round all subjects take their turn, one short slice each, so that what
 * else the machine does hits all alike; printed are the medians of the rounds, and of the ratios
 * within a round. No figure says anything without the others of its table.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dispatch } from "./dispatch/workload.js";
import { dns } from "./dns/load.js";
import { echo } from "./echo/workload.js";
import { espruino } from "./espruino/load.js";
import { evbuffer } from "./evbuffer/workload.js";
import { http16k, httpHello } from "./http/load.js";
import { machineLine } from "./lib/machine.js";
import { type Sample, summarize, type WorkloadResult } from "./lib/summary.js";
import { markdown } from "./lib/table.js";
import type { Options, Subject, Workload } from "./lib/workload.js";
import { timers } from "./timers/workload.js";
import { xs } from "./xs/workload.js";

const WORKLOADS: readonly Workload[] = [
	httpHello,
	http16k,
	echo,
	dispatch,
	timers,
	evbuffer,
	dns,
	espruino,
	...xs,
];

function whole(name: string, text: string): number {
	const value = Number(text);
	if (!(value >= 1 && value <= 1000 && Number.isInteger(value))) {
		console.error(`--${name} ${text}: not a whole number from 1 to 1000`);
		process.exit(2);
	}
	return value;
}

function readOptions() {
	try {
		return parseArgs({
			options: {
				json: { type: "boolean", default: false },
				only: { type: "string", multiple: true, default: [] },
				rounds: { type: "string", default: "9" },
				seconds: { type: "string", default: "1" },
				plot: { type: "string", default: join(tmpdir(), "evlite-bench.svg") },
			},
		}).values;
	} catch (error) {
		console.error((error as Error).message);
		process.exit(2);
	}
}

/** The workloads whose names begin with one of `only`; all if there is none. */
function choose(only: readonly string[]): Workload[] {
	for (const part of only) {
		if (WORKLOADS.some(({ name }) => name.startsWith(part))) continue;
		console.error(`no workload ${part}; there are ${WORKLOADS.map((w) => w.name).join(", ")}`);
		process.exit(2);
	}
	return WORKLOADS.filter(
		({ name }) => only.length === 0 || only.some((part) => name.startsWith(part)),
	);
}

async function runWorkload(workload: Workload, rounds: number, options: Options) {
	const samples: Sample[] = [];
	let subjects: Subject[] = [];
	try {
		subjects = await workload.start(options, (line) => missing.add(line));
		for (let round = 0; round < (workload.exact ? 1 : rounds); round++) {
			for (const subject of subjects) {
				const { name, parameter } = subject;
				samples.push({ subject: name, parameter, round, figures: await subject.measure() });
			}
		}
	} finally {
		await Promise.all(subjects.map((subject) => subject.end()));
	}
	return summarize(workload, samples);
}

const missing = new Set<string>();
const values = readOptions();
const rounds = whole("rounds", values.rounds);
const seconds = whole("seconds", values.seconds);
const chosen = choose(values.only);
const folder = mkdtempSync(join(tmpdir(), "evlite-bench-"));
const results: WorkloadResult[] = [];
try {
	if (!values.json) console.log(`${machineLine()}; medians of ${rounds} rounds\n`);
	for (const workload of chosen) {
		const result = await runWorkload(workload, rounds, { folder, seconds });
		results.push(result);
		if (!values.json && result.rows.length > 0) console.log(`${markdown(result)}\n`);
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
if (results.some(({ rows }) => rows.length > 0)) {
	const { plot } = await import("./lib/plot.js"); // slow to load
	writeFileSync(values.plot, await plot(results, machineLine()));
	if (!values.json) console.log(`plot: ${values.plot}`);
}
if (values.json) {
	const machine = machineLine();
	console.log(JSON.stringify({ machine, rounds, workloads: results, missing: [...missing] }));
} else for (const line of missing) console.log(`left out: ${line}`);
