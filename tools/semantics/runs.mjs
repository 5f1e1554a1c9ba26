/**
 * Which tests passed and which failed, by engine: the suites that carry numbers are run, and the
 * answer is kept for as long as none of the sources that it depends on changes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { capture, root } from "../process.mjs";
import { NUMBER } from "./reference.mjs";

const KEPT = join(root, ".cache", "semantics.json");
const SOURCES = ["src", "hosts", "test", "sim", "cli", "tools", "package.json"];
const QUIET = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };

function filesBelow(path) {
	if (/\.\w+$/.test(path)) return [path];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

/** A hash of all that the result of a run depends on. */
function fingerprint() {
	const hash = createHash("sha256").update(process.version);
	for (const path of SOURCES.flatMap((each) => filesBelow(join(root, each)))) {
		hash.update(relative(root, path)).update("\0").update(readFileSync(path)).update("\0");
	}
	return hash.digest("hex");
}

/** Suites whose text carries a number, as paths from the root. */
function numberedSuites(pattern) {
	return filesBelow(join(root, "test"))
		.filter((path) => pattern.test(path) && readFileSync(path, "utf8").search(NUMBER) >= 0)
		.map((path) => relative(root, path));
}

/** Splits titles into those that passed and those that failed somewhere. */
function sortTitles(results) {
	const failed = new Set(results.filter(({ good }) => !good).map(({ title }) => title));
	const passed = new Set(results.filter(({ good }) => good).map(({ title }) => title));
	return { passed: [...passed].filter((title) => !failed.has(title)), failed: [...failed] };
}

/** Reads the lines "ok TITLE" and "not ok TITLE" of what a run printed. */
function readResults(output, line) {
	const results = [];
	for (const [, not, title] of output.matchAll(line)) {
		results.push({ good: not === undefined, title: title.replace(/^.* › /, "") });
	}
	if (results.length === 0) throw new Error(`no test ran:\n${output}`);
	return sortTitles(results);
}

async function runNode() {
	const suites = numberedSuites(/\.test\.ts$/);
	const args = ["tools/unit.mjs", ...suites, "--tap"];
	const { output } = await capture(process.execPath, args, { env: QUIET });
	return readResults(output, /^(not )?ok \d+ - (.*)$/gm);
}

/** The numbered suites by another engine's tool, and `more`. */
async function runTitles(tool, ...more) {
	const suites = numberedSuites(/\.(test|suite)\.ts$/);
	const args = ["--import=tsx", tool, "--titles", ...suites, ...more];
	const { output } = await capture(process.execPath, args, { env: QUIET });
	return readResults(output, /^(not )?ok (.*?)(?:: .*)?$/gm);
}
/** Resolves to the titles by engine: `{ Node: { passed, failed }, XS: ..., Espruino: ... }`. */
export async function runSuites() {
	const key = fingerprint();
	try {
		const kept = JSON.parse(readFileSync(KEPT, "utf8"));
		if (kept.key === key) return kept.engines;
	} catch {
		// nothing kept, or not readable: run
	}
	const engines = {
		Node: await runNode(),
		XS: await runTitles("tools/xs-suites.mjs"),
		Espruino: await runTitles("tools/model-suites.mjs", "test/espruino/real/contract"),
	};
	mkdirSync(join(root, ".cache"), { recursive: true });
	writeFileSync(KEPT, JSON.stringify({ key, engines }));
	return engines;
}
