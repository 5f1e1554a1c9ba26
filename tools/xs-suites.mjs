/**
 * Runs every engine-neutral suite on the XS engine, from the same sources as on Node, with evlite's
 * modules preloaded. The suites of a folder share a device. Arguments: parts of file names, to run
 * only those; `--titles` prints every test.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensure } from "./launch.js";
import { byFolder, isNeutral, suites, TEST } from "./suites.mjs";

/** Suites become one long function, whose every variable is on the stack, and hold far more than a program. */
const ROOM = ["--stack", "8192", "--static", "2097152", "--sockets", "8"];
const LIMIT_MS = 120_000;
/** Modules whose methods tests replace, which what is preloaded does not allow: it is frozen. */
const REPLACED = /hosts\/virtual\/socket\//;
const TITLES = process.argv.includes("--titles");

/** Runs the suites at `paths`. Resolves to [passed, failed, what went wrong]. */
async function run(paths) {
	const folder = mkdtempSync(join(tmpdir(), "evlite-xs-"));
	const suites = paths.map((path) => `./${relative(join(TEST, "xs"), path)}`);
	const imports = ["./begin.js", ...suites, "./finish.js"]; // relative, else they are shaken off
	const [main, ...preloaded] = await bundleApart({
		entry: join(TEST, "xs", "suite.ts"),
		text: imports.map((file) => `import ${JSON.stringify(file)};`).join("\n"),
		folder,
		external: ["xsim"],
		replace: { [join(TEST, "harness-node.ts")]: join(TEST, "harness-device.ts") },
	});
	let output = "";
	const add = (text) => {
		output += text;
	};
	const simulation = await startSimulator({
		extra: ROOM,
		main,
		modules: preloaded.map((module) => ({ ...module, preload: !REPLACED.test(module.name) })),
		onOutput: add,
		onComplaint: add,
	});
	const limit = setTimeout(() => simulation.stop(), LIMIT_MS);
	const { report, warnings } = await simulation.result;
	clearTimeout(limit);
	rmSync(folder, { recursive: true, force: true });
	const summary = /^(\d+) passed, (\d+) failed$/m.exec(output);
	const wrong = output.split("\n").filter((line) => /^(not ok|device reset)/.test(line));
	for (const warning of warnings) wrong.push(`warning: ${warning}`);
	if (summary === null) wrong.push(`ended early: ${report?.status ?? "no report"}`);
	const passed = (output.match(/^ok /gm) ?? []).length;
	if (TITLES) for (const [line] of output.matchAll(/^(not )?ok .*$/gm)) console.log(line);
	const failed = wrong.length > 0 ? Math.max(1, Number(summary?.[2] ?? 0)) : 0;
	return [passed, failed, wrong];
}

process.env.EVLITE_XS_BITS ??= "native"; // what is tested here does not depend on the size of a slot
await ensure("code"); // for who runs this file by itself: suites run with what is built
const { bundleApart } = await import("../dist/build/bundle-apart.js");
const { CliError } = await import("../dist/build/errors.js");
const { startSimulator } = await import("../dist/sim/xs/run.js");
const parts = process.argv.slice(2).filter((part) => !part.startsWith("--"));
const paths = suites(/\.(test|suite)\.ts$/, parts).filter((path) => isNeutral(path));
const groups = [...byFolder(paths)].sort((a, b) => b[1].length - a[1].length); // long ones first
let passed = 0;
let failed = 0;
async function worker() {
	for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
		const [folder, paths] = group;
		const [good, bad, wrong] = await run(paths);
		passed += good;
		failed += bad;
		for (const line of wrong) console.log(`${folder}: ${line}`);
	}
}
try {
	await Promise.all(Array.from({ length: availableParallelism() }, worker));
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
	if (!(error instanceof CliError)) throw error;
	console.error(`evlite: ${error.message}`);
	process.exitCode = 1;
}
