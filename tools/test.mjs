/**
 * `npm test`: every check and every suite, one line each as they end, as many at a time as there are
 * processors. What fails is shown whole. The last line adds up tests over all suites and engines; a
 * check counts as one.
 */
import { availableParallelism } from "node:os";
import { BRIEF, capture } from "./process.mjs";

/** Name and what runs, what takes long first; `show` prints what a step says even if all is well. */
const STEPS = [
	{ name: "unit", args: ["tools/unit.mjs"] },
	{ name: "package", args: ["tools/pack-check.mjs"] },
	{ name: "costs", args: ["--import=tsx", "tools/costs.mjs"], show: true },
	{ name: "xs", args: ["tools/xs-suites.mjs"] },
	{ name: "api", args: ["--import=tsx", "tools/api/main.ts", "--check"] },
	{ name: "types", args: ["tools/types.mjs"] },
	{ name: "lint", args: ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"] },
	{ name: "lock", args: ["tools/lock.mjs", "--check"] },
	{ name: "layers", args: ["--import=tsx", "tools/layers.mjs"] },
	{ name: "subset", args: ["--import=tsx", "tools/subset.mjs"] },
	{ name: "words", args: ["tools/words.mjs"] },
	{ name: "semantics", args: ["tools/semantics.mjs", "--map"] },
];

function sum(text, pattern) {
	let total = 0;
	for (const [, count] of text.matchAll(pattern)) total += Number(count);
	return total;
}

/** How many tests passed and failed, by what ava and our own runners print. */
function count(code, output) {
	const passed =
		(output.match(/^\s*✔ /gm) ?? []).length + sum(output, /^(\d+) passed, \d+ failed$/gm);
	const failed =
		sum(output, /^\s*(\d+) tests? (?:failed|remained pending)/gm) +
		sum(output, /^\s*(\d+) (?:uncaught exception|unhandled rejection)/gm) +
		sum(output, /^\d+ passed, (\d+) failed$/gm);
	if (passed + failed === 0) return code === 0 ? [1, 0] : [0, 1];
	return [passed, code !== 0 && failed === 0 ? 1 : failed];
}

/** Runs one step and prints its line. Resolves to how many of its tests passed and failed. */
async function run({ name, args, show }) {
	const start = performance.now();
	const { code, output } = await capture(process.execPath, [...BRIEF, ...args], {
		env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
		onOutput(text) {
			for (const [line] of text.matchAll(/^quiet for .*$/gm)) console.log(`${name}: ${line}`);
		},
		onQuiet(seconds, printed) {
			const last = printed.trimEnd().split("\n").slice(-3).join("\n    ");
			console.log(`${name}: runs ${args.join(" ")}, nothing printed for ${seconds} s\n    ${last}`);
		},
	});
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	const [good, bad] = count(code, output);
	const tests = good + bad > 1 ? `, ${good + bad} tests` : "";
	console.log(`${name.padEnd(10)}${code === 0 ? "ok" : "FAILED"}, ${seconds} s${tests}`);
	if (code !== 0 || show) console.log(output.trimEnd());
	return [good, bad];
}

let passed = 0;
let failed = 0;
async function worker() {
	for (let step = STEPS.shift(); step !== undefined; step = STEPS.shift()) {
		const [good, bad] = await run(step);
		passed += good;
		failed += bad;
	}
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
