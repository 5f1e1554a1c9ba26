/** The harness on Node: ava, one test at a time. */
import type { ExecutionContext } from "ava";
import ava from "ava";
import type { Assertions, CallbackTest, Harness } from "./harness-types.js";

const LIMIT_MS = 60_000; // a busy machine is no failure

let head = ""; // is put before every title

/** Begins a suite in a file that holds several: what is put before its titles. */
export function heading(text: string): void {
	head = text;
}

/** How often to do what can be done any number of times, `n` being enough: here, `n` times. */
export function rounds(n: number): number {
	return n;
}

/** ava's context, so that its reports show the suite's own line, with the harness's `throws`. */
function assertions(t: ExecutionContext): Assertions {
	return Object.assign(Object.create(t), {
		throws(run: () => unknown, name?: string) {
			t.throws(run, name === undefined ? undefined : { name });
		},
	});
}

function withEnd(
	t: ExecutionContext,
	run: (t: CallbackTest) => void,
	limitMs: number,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const limit = setTimeout(() => reject(new Error(`no end() within ${limitMs} ms`)), limitMs);
		const settle = (error?: unknown) => {
			clearTimeout(limit);
			if (error === undefined) resolve();
			else reject(error);
		};
		try {
			run(Object.assign(assertions(t), { end: () => settle() }));
		} catch (error) {
			settle(error);
		}
	});
}

export const test: Harness = Object.assign(
	(title: string, run: (t: Assertions) => void) => {
		ava.serial(head + title, (t) => run(assertions(t)));
	},
	{
		cb(title: string, run: (t: CallbackTest) => void, limitMs = LIMIT_MS) {
			ava.serial(head + title, (t) => withEnd(t, run, limitMs));
		},
	},
);
