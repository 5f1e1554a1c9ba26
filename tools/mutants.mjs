/**
 * The mutation check: plants one deliberate bug at a time in a copy of the sources and has the swarm
 * and the fuzzer look for it. Each must be found within 1,000 seeds of the swarm or 1,000 inputs of
 * a fuzz target. Arguments: parts of names, to run only those.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MUTANTS } from "./mutants/list.mjs";
import { root } from "./process.mjs";

const LIMIT_MS = 240_000; // what does not end by then hangs, which is a finding too
const SWARM = ["test/virtual/main.ts", "--seeds", "1000", "--stop"];
const FUZZ = ["test/fuzz/main.ts", "all", "--count", "1000"];

/** Runs a script in `folder`. Resolves with its output and exit code, null if it did not end. */
function run(folder, args) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, ["--import=tsx", ...args], { cwd: folder });
		let output = "";
		const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
		const add = (text) => {
			output += text;
		};
		child.stdout.on("data", add);
		child.stderr.on("data", add);
		child.on("close", (code) => {
			clearTimeout(limit);
			resolve({ output, code });
		});
	});
}

/** Plants `mutant` in the copy. Returns what takes it back, null if the source has changed. */
function plant(folder, { file, from, to }) {
	const path = join(folder, file);
	const text = readFileSync(path, "utf8");
	if (text.split(from).length !== 2) return null;
	writeFileSync(
		path,
		text.replace(from, () => to),
	);
	return () => writeFileSync(path, text);
}

/** Whether the fuzzer printed `line` for something that it found. */
function isFinding(line) {
	const name = /^([a-z\d-]+): (?!\d+ inputs)/.exec(line)?.[1];
	return name !== undefined && name !== "faults";
}

/** What found the bug, or null. */
function found({ output, code }) {
	if (code === null) return "does not end";
	const lines = output.split("\n");
	const line = lines.find((each) => /^seed \d+: /.test(each)) ?? lines.find(isFinding);
	if (line !== undefined) return line.slice(0, 120);
	return code === 0 ? null : `ends with ${code}`;
}

const parts = process.argv.slice(2);
const chosen = MUTANTS.filter(
	({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
);
const folder = mkdtempSync(join(tmpdir(), "evlite-mutants-"));
for (const name of [
	"src",
	"hosts",
	"test",
	"package.json",
	"tsconfig.json",
	"tsconfig.base.json",
]) {
	cpSync(join(root, name), join(folder, name), { recursive: true });
}
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
let missed = 0;
try {
	for (const mutant of chosen) {
		const begin = performance.now();
		const restore = plant(folder, mutant);
		if (restore === null) {
			missed++;
			console.log(`${mutant.name}: STALE, ${mutant.file} does not hold once: ${mutant.from}`);
			continue;
		}
		let what = found(await run(folder, SWARM));
		if (what === null) what = found(await run(folder, FUZZ));
		restore();
		const seconds = ((performance.now() - begin) / 1000).toFixed(0);
		if (what === null) missed++;
		console.log(`${mutant.name}: ${what === null ? "NOT FOUND" : `found, ${what}`} (${seconds} s)`);
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - missed} passed, ${missed} failed`);
process.exitCode = missed === 0 ? 0 : 1;
