/**
 * `npm run test:espruino`: the suites and the examples on the interpreters that ESPRUINO names, with
 * their memory before and after. Arguments: parts of file names of suites, to run only those. Runs
 * under tsx.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { binaries } from "./espruino/binaries.mjs";
import { NAME, runLanguage } from "./espruino/language.mjs";
import { runPrograms } from "./espruino/programs.mjs";
import { suiteName, suitePaths } from "./espruino/suites.mjs";

const paths = binaries("espruino");
const parts = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

/** Counts and prints the result of `name`; `how` gives details. */
function count(binary, name, { passed: good, wrong, skipped: left }, how = "") {
	passed += good;
	failed += wrong.length;
	skipped += left.length;
	const sum = `${good} passed, ${wrong.length} failed, ${left.length} skipped`;
	console.log(`${basename(binary)} ${name}: ${sum}${how}`);
	for (const line of wrong) console.log(`  failed: ${line.slice(0, 400)}`);
	for (const reason of new Set(left.map(([why]) => why))) {
		console.log(`  skipped: ${reason}:`);
		for (const [why, title] of left) if (why === reason) console.log(`    ${title}`);
	}
}

/** A worker has run the suite at `path`, or could not. */
function tell(path, { results, error }) {
	const name = suiteName(path);
	if (error !== undefined) {
		failed++;
		console.log(`${name}: ${error}`);
		return;
	}
	for (const [index, tally] of results.entries()) {
		const { scripts, seconds } = tally;
		const how = seconds === undefined ? "" : ` (${scripts} scripts, ${seconds.toFixed(1)} s)`;
		count(paths[index], name, tally, how);
	}
}

/** One suite after the other, in as many processes as there are processors. */
async function runSuites() {
	const waiting = suitePaths(parts);
	async function work() {
		const worker = fork(join(import.meta.dirname, "espruino", "worker.mjs"));
		const gone = once(worker, "exit").then((how) => [{ error: `its process ended: ${how}` }]);
		for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
			worker.send(path);
			const [message] = await Promise.race([once(worker, "message"), gone]);
			tell(path, message);
			if (!worker.connected) return; // it has ended
		}
		worker.disconnect();
	}
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	for (const path of waiting) tell(path, { error: "nobody is left to run it" });
}

await runSuites();
const withLanguage = parts.length === 0 || parts.some((part) => NAME.includes(part));
for (const binary of withLanguage ? paths : []) count(binary, NAME, await runLanguage(binary));
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
