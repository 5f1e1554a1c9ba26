/**
 * Runs the engine-neutral suites as Espruino would: the suites of a folder are made one script by the
 * Espruino build, which is run on the model of its platform, from the same sources as on Node and XS.
 * Arguments: parts of file names, to run only those; `--titles` prints every test, but for those of
 * tools/espruino/absent.mjs. Runs under tsx.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { CliError } from "../build/errors.js";
import { ABSENT_TESTS, whyAbsent } from "./espruino/absent.mjs";
import { buildSuites } from "./espruino/suites.mjs";
import { ensure } from "./launch.js";
import { capture, root } from "./process.mjs";
import { byFolder, isNeutral, suites, TEST } from "./suites.mjs";

const LIMIT_MS = 120_000;
const TITLES = process.argv.includes("--titles");

/** Suites of the platform's own. */
const OWN = /^espruino\/(real\/contract|signal)\.suite\.ts$/;

const RESULT = /^@@(not )?ok (.*)/; // a reason may end in \r

/** Judges a line that a suite printed; returns what is wrong, or null. */
function judge(not, text, count) {
	const [absent] = Object.entries(ABSENT_TESTS).find(([title]) => text.startsWith(title)) ?? [];
	if (absent !== undefined && not) return null;
	if (TITLES) console.log(`${not ? "not " : ""}ok ${text}`);
	if (not) return `not ok ${text}`;
	count.passed++;
	return absent === undefined ? null : `passes, though tools/espruino/absent.mjs lists it: ${text}`;
}

/** Resolves to [passed, failed, what went wrong] of the script in the file `path`. */
async function run(runner, path) {
	const { output } = await capture(process.execPath, [runner, path], { timeout: LIMIT_MS });
	const count = { passed: 0 };
	const wrong = [];
	let ended = false;
	for (const line of output.split("\n")) {
		const [, not, text] = RESULT.exec(line) ?? [];
		const finding = text === undefined ? null : judge(not !== undefined, text, count);
		if (finding !== null) wrong.push(finding);
		if (/^Uncaught/.test(line)) wrong.push(line);
		if (line === "@@done") ended = true;
	}
	if (!ended) wrong.push(`ended early: ${output.slice(-400)}`);
	return [count.passed, wrong];
}

await ensure("code"); // for who runs this file by itself: suites run with what is built
const parts = process.argv.slice(2).filter((part) => !part.startsWith("--"));
const paths = suites(/\.(test|suite)\.ts$/, parts).filter((path) => {
	const name = relative(TEST, path);
	return OWN.test(name) || (isNeutral(path) && whyAbsent(name) === undefined);
});
const folder = mkdtempSync(join(tmpdir(), "evlite-model-"));
const runner = join(folder, "run.mjs");
let passed = 0;
let failed = 0;
try {
	await build({
		entryPoints: [join(root, "test", "espruino", "model", "run.ts")],
		bundle: true,
		format: "esm",
		logLevel: "error",
		outfile: runner,
		platform: "node",
	});
	const running = [];
	for (const [name, members] of byFolder(paths)) {
		const path = join(folder, `${name.replaceAll("/", "-")}.js`);
		writeFileSync(path, await buildSuites(members));
		const result = run(runner, path).then(([good, wrong]) => {
			passed += good;
			failed += wrong.length;
			for (const line of wrong) console.log(`${name}: ${line}`);
		});
		running.push(result);
	}
	await Promise.all(running);
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
	if (!(error instanceof CliError)) throw error;
	console.error(`evlite: ${error.message}`);
	process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
