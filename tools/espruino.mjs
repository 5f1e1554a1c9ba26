/**
 * `npm run test:espruino`: the suites and the examples on the interpreters that ESPRUINO names, with
 * their memory before and after. Arguments: parts of file names of suites, to run only those. Runs
 * under tsx.
 */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Failure } from "../cli/failure.js";
import { whyAbsent } from "./espruino/absent.mjs";
import { binaries } from "./espruino/binaries.mjs";
import { runSuite, skipSuite } from "./espruino/groups.mjs";
import { runPrograms } from "./espruino/programs.mjs";
import { Suite, suiteName, suitePaths, titlesOf } from "./espruino/suites.mjs";

const paths = binaries("espruino");
const parts = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

/** Counts and tells what came of `name`; `how` says more of it. */
function count(binary, name, tally, how = "") {
	passed += tally.passed;
	failed += tally.wrong.length;
	skipped += tally.skipped.length;
	const sum = `${tally.passed} passed, ${tally.wrong.length} failed, ${tally.skipped.length} skipped`;
	console.log(`${basename(binary)} ${name}: ${sum}${how}`);
	for (const line of tally.wrong) console.log(`  failed: ${line.slice(0, 400)}`);
	for (const reason of new Set(tally.skipped.map(([reason]) => reason))) {
		console.log(`  skipped: ${reason}:`);
		for (const [why, title] of tally.skipped) if (why === reason) console.log(`    ${title}`);
	}
}

async function runFile(path) {
	const name = suiteName(path);
	const titles = await titlesOf(path);
	const reason = whyAbsent(name);
	const suite = reason === undefined ? await Suite.of(path, titles) : null;
	for (const binary of paths) {
		if (suite === null) {
			count(binary, name, skipSuite(titles, reason));
			continue;
		}
		const start = performance.now();
		const tally = await runSuite(suite, binary);
		const seconds = ((performance.now() - start) / 1000).toFixed(1);
		count(binary, name, tally, ` (${tally.scripts} scripts, ${seconds} s)`);
	}
}

/** One suite after the other; as many at once as there are processors. */
async function runFiles() {
	const waiting = suitePaths(parts);
	async function work() {
		for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
			await runFile(path);
		}
	}
	await Promise.all(Array.from({ length: availableParallelism() }, work));
}

try {
	await runFiles();
	for (const binary of parts.length === 0 ? paths : []) {
		for await (const [name, { passed: good, wrong, reason }] of runPrograms(binary)) {
			const left = reason === undefined ? [] : [[reason, name]];
			count(binary, name, { passed: good, wrong, skipped: left });
		}
	}
	console.log(
		`espruino: ${paths.length} binaries, ${passed} passed, ${failed} failed, ${skipped} skipped`,
	);
	process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	console.error(`evlite: ${error.message}`);
	process.exitCode = 1;
}
