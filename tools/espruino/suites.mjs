/** The suites on the interpreter: each is one script in flash, in an interpreter of its own. */
import { join, relative } from "node:path";
import { buildEspruino } from "../../cli/espruino/build.js";
import { Failure } from "../../cli/failure.js";
import { isNeutral, suites, TEST } from "../suites.mjs";
import { ABSENT_TESTS } from "./absent.mjs";
import { Interpreter } from "./interpreter.mjs";

const LIMIT_MS = 300_000;
const MEMORY = /LOW_MEMORY|OUT OF MEMORY|flash is full/;

/** The suites for every engine, and the interpreter's own. */
export function suitePaths(parts) {
	return suites(/\.(test|suite)\.ts$/, parts).filter((path) => {
		const name = suiteName(path);
		return name.startsWith("espruino/real/") || (!name.startsWith("xs/") && isNeutral(path));
	});
}

export function suiteName(path) {
	return relative(TEST, path);
}

/** The script of the suites at `paths`, which run in that order. */
export function buildSuites(paths) {
	const real = join(TEST, "espruino", "real");
	const imports = ["begin.js", ...paths.map((path) => relative(real, path)), "finish.js"];
	return buildEspruino(join(real, "suite.ts"), {
		text: imports.map((file) => `import ${JSON.stringify(`./${file}`)};`).join("\n"),
		replace: { [join(TEST, "harness-node.ts")]: join(TEST, "harness-device.ts") },
	});
}

/** The script of a suite, or why there is none. */
export async function buildSuite(path) {
	try {
		return { script: await buildSuites([path]) };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { reason: error.message.replace(/\s+/g, " ").slice(0, 160) };
	}
}

/** Whether `line`, of a test that failed, is of one that is to fail on Espruino. */
function isAbsent(line) {
	return Object.keys(ABSENT_TESTS).some((title) => line.startsWith(`not ok ${title}: `));
}

/** Runs a suite. Resolves to its tests passed, what went wrong, and why it was left out, if it was. */
export async function runSuite(binary, script) {
	let interpreter;
	try {
		interpreter = new Interpreter(binary, { ".bootcde": script });
	} catch (error) {
		return { passed: 0, wrong: [], reason: error.message };
	}
	let ended = "";
	try {
		await interpreter.line(/^done$/, LIMIT_MS);
	} catch (error) {
		ended = error.message;
	}
	await interpreter.stop();
	const lines = interpreter.lines();
	const passed = lines.filter((line) => line.startsWith("ok ")).length;
	const wrong = lines.filter((line) => line.startsWith("not ok ") && !isAbsent(line));
	const trouble = interpreter.trouble();
	if (MEMORY.test(trouble)) return { passed, wrong: [], reason: "does not fit in its memory" };
	if (trouble !== "") wrong.push(trouble);
	if (ended !== "") wrong.push(ended);
	return { passed, wrong };
}
