/** What a test can assert. A failed assertion throws, and fails the test even if that is caught. */
export interface Assertions {
	/** Object.is. */
	is(actual: unknown, expected: unknown, message?: string): unknown;
	not(actual: unknown, expected: unknown, message?: string): unknown;
	true(actual: unknown, message?: string): unknown;
	false(actual: unknown, message?: string): unknown;
	/** Same elements or properties, all the way down: arrays, typed arrays, plain objects. */
	deepEqual(actual: unknown, expected: unknown, message?: string): unknown;
	/** `run` throws, where the engine names its errors an error called `name`. */
	throws(run: () => unknown, name?: string): void;
	pass(message?: string): unknown;
	fail(message?: string): unknown;
}

export interface CallbackTest extends Assertions {
	/** Ends the test. */
	end(): void;
}

export interface Harness {
	/** Runs `run`; it must assert something. */
	(title: string, run: (t: Assertions) => void): void;
	/** Starts `run`, which is to call `t.end()` within `limitMs`, 5,000 if not given. */
	cb(title: string, run: (t: CallbackTest) => void, limitMs?: number): void;
}
