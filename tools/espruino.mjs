/**
 * `npm run test:espruino`: the suites and the examples on the interpreters that ESPRUINO names, with
 * their memory before and after. Arguments: parts of file names of suites, to run only those. Runs
 * under tsx.
 */
import { basename } from "node:path";
import { binaries } from "./espruino/binaries.mjs";
import { runPrograms } from "./espruino/programs.mjs";
import { buildSuite, runSuite, suiteName, suitePaths } from "./espruino/suites.mjs";

const paths = binaries("espruino");
const parts = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

function count(binary, name, { passed: good, wrong, reason }) {
	passed += good;
	failed += wrong.length;
	if (reason !== undefined) skipped++;
	const why = reason === undefined ? "" : `, skipped: ${reason}`;
	console.log(`${basename(binary)} ${name}: ${good} passed, ${wrong.length} failed${why}`);
	for (const line of wrong) console.log(`  ${line.slice(0, 400)}`);
}

for (const path of suitePaths(parts)) {
	const { script, reason } = await buildSuite(path);
	for (const binary of paths) {
		const result =
			script === undefined ? { passed: 0, wrong: [], reason } : await runSuite(binary, script);
		count(binary, suiteName(path), result);
	}
}
for (const binary of parts.length === 0 ? paths : []) {
	for await (const [name, result] of runPrograms(binary)) count(binary, name, result);
}
console.log(
	`espruino: ${paths.length} binaries, ${passed} passed, ${failed} failed, ${skipped} skipped`,
);
process.exitCode = failed === 0 ? 0 : 1;
