/**
 * The harness on a device: runs each test where the suite declares it, so that nothing is kept;
 * only what is declared while a callback test is under way has to wait. Prints `ok TITLE` or
 * `not ok TITLE: REASON` and, at the end, `N passed, N failed`. Written in the language subset of
 * the devices: no Promise, no Object.is, nothing an engine of 32 KB lacks.
 */
import type { Assertions, CallbackTest, Harness } from "./harness-types.js";

/** What a device lends the harness. */
export interface Platform {
	print(line: string): void;
	/** Calls `callback` once, in `delayMs`; replaces what was asked before. -1 only cancels it. */
	schedule(delayMs: number, callback: () => void): void;
	/** A test is about to run. */
	starting?(title: string): void;
	/** All is over: `failed` tests failed. */
	done(failed: number): void;
}

interface Waiting {
	title: string;
	run: (t: CallbackTest) => void;
	limitMs: number; // 0 = a plain test
}

const LIMIT_MS = 60_000; // a busy machine is no failure

let platform: Platform;
let passed = 0;
let failed = 0;
let current: DeviceTest | null = null; // the callback test under way
let busy = false; // tests have to wait
let starting = false; // a callback test is inside its `run`
let finished = false;
let waiting: Waiting[] = [];

function show(value: unknown): string {
	if (typeof value === "string") return `"${value}"`;
	if (value !== null && typeof value === "object") return JSON.stringify(value);
	return String(value);
}

function same(a: unknown, b: unknown): boolean {
	if (b === null) return a === null; // of this form, as the build for Espruino makes both one
	if (a === b) return a !== 0 || 1 / (a as number) === 1 / (b as number);
	return typeof a === "number" && typeof b === "number" && Number.isNaN(a) && Number.isNaN(b);
}

function isList(value: object): boolean {
	return Array.isArray(value) || (value as { buffer?: unknown }).buffer !== undefined;
}

function sameDeep(a: unknown, b: unknown): boolean {
	if (same(a, b)) return true;
	if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
	if (Array.isArray(a) !== Array.isArray(b) || isList(a) !== isList(b)) return false;
	const left = a as Record<string | number, unknown>;
	const right = b as Record<string | number, unknown>;
	if (isList(a)) {
		const length = left.length as number;
		if (length !== right.length) return false;
		for (let i = 0; i < length; i++) if (!sameDeep(left[i], right[i])) return false;
		return true;
	}
	const keys = Object.keys(left);
	if (keys.length !== Object.keys(right).length) return false;
	for (let i = 0; i < keys.length; i++) {
		if (!sameDeep(left[keys[i]], right[keys[i]])) return false;
	}
	return true;
}

function reason(error: unknown): string {
	if (error === null || typeof error !== "object") return String(error);
	return `${(error as Error).message}`;
}

function report(t: DeviceTest): void {
	if (t.failure === "" && t.count === 0) t.failure = "no assertion";
	if (t.failure === "") {
		passed++;
		platform.print(`ok ${t.title}`);
	} else {
		failed++;
		platform.print(`not ok ${t.title}: ${t.failure}`);
	}
}

function summary(): void {
	platform.print(`${passed} passed, ${failed} failed`);
	platform.done(failed);
}

class DeviceTest implements CallbackTest {
	title: string;
	count: number; // assertions made
	failure: string; // why it failed first, "" = it did not
	ended: boolean;

	constructor(title: string) {
		this.title = title;
		this.count = 0;
		this.failure = "";
		this.ended = false;
	}

	/** Records what came of an assertion; `what` says it in words. */
	check(good: boolean, what: string, message: string | undefined): void {
		this.count++;
		if (good) return;
		const failure = message === undefined ? what : `${message}: ${what}`;
		if (this.failure === "") this.failure = failure;
		throw new Error(failure);
	}

	is(actual: unknown, expected: unknown, message?: string): void {
		if (same(actual, expected)) this.count++;
		else this.check(false, `${show(actual)} is not ${show(expected)}`, message);
	}

	not(actual: unknown, expected: unknown, message?: string): void {
		if (!same(actual, expected)) this.count++;
		else this.check(false, `is ${show(actual)}`, message);
	}

	true(actual: unknown, message?: string): void {
		this.is(actual, true, message);
	}

	false(actual: unknown, message?: string): void {
		this.is(actual, false, message);
	}

	deepEqual(actual: unknown, expected: unknown, message?: string): void {
		if (sameDeep(actual, expected)) this.count++;
		else this.check(false, `${show(actual)} is not ${show(expected)}`, message);
	}

	throws(run: () => unknown, name?: string): void {
		let thrown = false;
		let error: unknown;
		try {
			run();
		} catch (caught) {
			thrown = true;
			error = caught;
		}
		this.check(thrown, "does not throw", name);
		const actual = error === null || typeof error !== "object" ? undefined : (error as Error).name;
		if (name === undefined || actual === undefined || actual === name) return;
		this.check(false, `throws ${actual}, not ${name}`, undefined);
	}

	pass(_message?: string): void {
		this.count++;
	}

	fail(message?: string): void {
		this.check(false, message === undefined ? "fail()" : message, undefined);
	}

	end(): void {
		if (this.ended) return;
		this.ended = true;
		if (this !== current || starting) return;
		conclude();
	}
}

function prepare(title: string): DeviceTest {
	if (platform.starting !== undefined) platform.starting(title);
	return new DeviceTest(title);
}

function runPlain(title: string, run: (t: CallbackTest) => void): void {
	const t = prepare(title);
	try {
		run(t);
	} catch (error) {
		if (t.failure === "") t.failure = reason(error);
	}
	report(t);
}

/** The callback test has ended: the rest runs in a turn of its own, not inside its callback. */
function conclude(): void {
	const t = current;
	if (t === null) return;
	current = null;
	report(t);
	platform.schedule(0, drain);
}

function expire(): void {
	if (current === null) return;
	if (current.failure === "") current.failure = "no end() in time";
	current.ended = true;
	conclude();
}

/** Starts a callback test. Returns false if it is over already. */
function startCallback(title: string, run: (t: CallbackTest) => void, limitMs: number): boolean {
	const t = prepare(title);
	current = t;
	starting = true;
	try {
		run(t);
	} catch (error) {
		if (t.failure === "") t.failure = reason(error);
		t.ended = true;
	}
	starting = false;
	if (!t.ended) {
		platform.schedule(limitMs, expire);
		return true;
	}
	current = null;
	report(t);
	return false;
}

function drain(): void {
	while (waiting.length !== 0) {
		const next = waiting.shift() as Waiting;
		if (next.limitMs === 0) runPlain(next.title, next.run);
		else if (startCallback(next.title, next.run, next.limitMs)) return;
	}
	busy = false;
	if (finished) summary();
}

function declare(title: string, run: (t: CallbackTest) => void, limitMs: number): void {
	if (busy) waiting.push({ title, run, limitMs });
	else if (limitMs === 0) runPlain(title, run);
	else busy = startCallback(title, run, limitMs);
}

function plain(title: string, run: (t: Assertions) => void): void {
	declare(title, run, 0);
}

function callback(title: string, run: (t: CallbackTest) => void, limitMs?: number): void {
	declare(title, run, limitMs === undefined ? LIMIT_MS : limitMs);
}

/**
 * How often to do what can be done any number of times, `n` being enough: here, an eighth of it, for
 * these engines are slower than Node by more than that.
 */
export function rounds(n: number): number {
	return (n + 7) >> 3;
}

/** Before the first suite: where lines go and where time comes from. */
export function begin(on: Platform): void {
	platform = on;
	passed = 0;
	failed = 0;
	current = null;
	busy = false;
	finished = false;
	waiting = [];
}

/** After the last suite: prints the summary once nothing waits. */
export function finish(): void {
	finished = true;
	if (!busy) summary();
}

export const test = plain as Harness;
test.cb = callback;
