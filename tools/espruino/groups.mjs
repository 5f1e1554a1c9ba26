/**
 * Runs a suite on an interpreter, whole if it fits into its memory. If it does not, its tests run in
 * groups, each in an interpreter of its own from a script that holds only them. When memory runs out
 * those without a result run again; when it runs out at the first, that one runs alone, and is
 * skipped if there is no room for it even then. If there is, the others are too many: they run with
 * more of their code folded, and then by halves.
 */
import { ABSENT_TESTS, LARGE, LARGE_TESTS } from "./absent.mjs";
import { Interpreter } from "./interpreter.mjs";

const LIMIT_MS = 300_000; // for one test
const MEMORY = /OUT OF MEMORY|flash is full/;
/** LOW_MEMORY is a warning, after which the interpreter has collected garbage and continues. */
const TROUBLE = /OUT OF MEMORY|Uncaught|Interrupted|removing it/;
const SKIPPED = / \(skipped: (.*)\)$/; // by the suite itself

/** Resolves once the program is done, has trouble, or prints nothing for too long; then to the reason. */
async function ending(interpreter) {
	for (;;) {
		const before = interpreter.output.length;
		try {
			await interpreter.line(/^done$/, LIMIT_MS);
			return "";
		} catch (error) {
			const isGoing = !interpreter.isOver && interpreter.output.length > before;
			if (interpreter.trouble() !== "" || !isGoing) return error.message;
		}
	}
}

/** Runs `script`. Resolves to what it printed of tests, and the reason why it ended early, "" if it did not. */
async function runScript(binary, script) {
	let interpreter;
	try {
		interpreter = new Interpreter(binary, { ".bootcde": script }, undefined, TROUBLE);
	} catch (error) {
		return { lines: [], reason: error.message };
	}
	const reason = await ending(interpreter);
	await interpreter.stop();
	const lines = interpreter.lines().map((line) => Buffer.from(line, "latin1").toString());
	return { lines, reason };
}

/** What has come of the tests of one suite on one interpreter. */
class Tally {
	constructor() {
		this.passed = 0;
		this.wrong = []; // lines
		this.skipped = []; // [reason, title] of each
		this.scripts = 0; // that ran
	}

	pass(title) {
		const [end, reason] = SKIPPED.exec(title) ?? [];
		if (reason !== undefined) this.skip(title.slice(0, -end.length), reason);
		else if (title in ABSENT_TESTS) {
			this.wrong.push(`passes, though tools/espruino/absent.mjs lists it: ${title}`);
		} else this.passed++;
	}

	fail(title, line) {
		if (title in ABSENT_TESTS) this.skip(title, ABSENT_TESTS[title]);
		else this.wrong.push(line);
	}

	skip(title, reason) {
		this.skipped.push([reason, title]);
	}

	/** There is no room for the test, though it runs alone: `usage` of `total` variables were in use before. */
	lacksRoom(title, usage, total) {
		if (usage === undefined) this.skip(title, "its code does not fit into memory");
		else if (total >= LARGE && !LARGE_TESTS.includes(title)) {
			this.wrong.push(`out of memory, ${usage} of ${total} variables in use before: ${title}`);
		} else this.skip(`${title} (${usage} of ${total} variables in use before)`, "out of memory");
	}

	/** Counts the test called `title` if `lines` have its result. */
	take(title, lines) {
		const bad = `not ok ${title}: `;
		const wrong = lines.find((line) => line.startsWith(bad));
		if (wrong !== undefined) this.fail(title, wrong);
		else if (lines.includes(`ok ${title}`)) this.pass(title);
		else return false;
		return true;
	}
}

/** The title of the test that began last, and how much memory was in use then. */
function begun(lines) {
	const [, usage, total, title] =
		/^at (\d+) of (\d+): (.*)$/.exec(lines.findLast((line) => line.startsWith("at "))) ?? [];
	return { usage, total, title };
}

/** Counts the failures of a run that ended for `reason`. Resolves to the keys that are still to run. */
function fail({ suite, tally }, left, reason, title) {
	const under = left.find((key) => suite.titles.get(key) === title);
	if (reason !== "") tally.wrong.push(`${title ?? "while it loads"}: ${reason}`);
	if (reason !== "" && under !== undefined) return left.filter((key) => key !== under);
	for (const key of left) tally.wrong.push(`no result: ${suite.titles.get(key)}`);
	return [];
}

/** Resolves to whether there was room for the test of `key`. */
async function runAlone(run, key) {
	const before = run.tally.skipped.length;
	await runKeys(run, [key], true);
	return run.tally.skipped.length === before;
}

/** Runs the tests of `keys`; with `isSmall` the suite's own functions are folded as well. */
async function runKeys(run, keys, isSmall) {
	if (keys.length === 0) return;
	const { suite, binary, tally } = run;
	tally.scripts++;
	const { lines, reason } = await runScript(binary, suite.script(keys, isSmall));
	const left = keys.filter((key) => !tally.take(suite.titles.get(key), lines));
	const { usage, total, title } = begun(lines);
	const isFull = MEMORY.test(reason);
	if (left.length === 0 && (isFull || reason === "")) return;
	if (!isFull) return runKeys(run, fail(run, left, reason, title), isSmall);
	if (left.length < keys.length) return runKeys(run, left, isSmall);

	const [first, ...rest] = left;
	if (isSmall && rest.length === 0) {
		return tally.lacksRoom(suite.titles.get(first), usage, total);
	}
	let fits = await runAlone(run, first);
	if (!fits) {
		while (!fits && rest.length > 0) fits = await runAlone(run, rest.shift());
		return runKeys(run, rest, isSmall); // the others are not too many yet
	}
	if (!isSmall) return runKeys(run, rest, true);
	const half = (rest.length + 1) >> 1;
	await runKeys(run, rest.slice(0, half), true);
	await runKeys(run, rest.slice(half), true);
}

/** Runs all tests of `suite` on `binary`. */
export async function runSuite(suite, binary) {
	const tally = new Tally();
	await runKeys({ suite, binary, tally }, [...suite.titles.keys()], false);
	return tally;
}

/** A suite none of whose tests exist here, for `reason`. */
export function skipSuite(titles, reason) {
	const tally = new Tally();
	for (const title of titles.values()) tally.skip(title, reason);
	return tally;
}
