/** Puts what the host finds on Espruino in the place of Node's globals: from `model`, at the time that `now` returns. */
import type { Model } from "./model.js";

type Call = (...args: unknown[]) => void;

const globals = globalThis as unknown as Record<string, unknown>;
const plain = Uint8Array.prototype.set as (source: ArrayLike<number>, at?: number) => void;

/** A typed array takes the bytes of a string; what does not fit is cut. */
function set(this: Uint8Array, source: ArrayLike<number> | string, at = 0): void {
	const isText = typeof source === "string";
	plain.call(
		this,
		isText ? Buffer.from(source, "latin1").subarray(0, this.length - at) : source,
		at,
	);
}

/** `now` is in milliseconds. Timers stay Node's; see `platformTimers`. */
export function platform(model: Model, now: () => number): void {
	globals.require = (name: string) => model.require(name);
	globals.print = () => {}; // errors of what is aborted
	globals.getTime = () => now() / 1000;
	globals.E = {
		toString: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1"),
		hwRand: () => 1,
	};
	Object.assign(process, { memory: () => ({ free: model.free }) });
	Uint8Array.prototype.set = set as never;
}

/** The model's timers too. Returns what puts Node's back. */
export function platformTimers(model: Model): () => void {
	const own = { setTimeout: globals.setTimeout, clearTimeout: globals.clearTimeout };
	globals.setTimeout = (call: Call, ms: number) => model.timers.set(call, ms, false, []);
	globals.clearTimeout = (...args: unknown[]) => model.timers.clear(args);
	return () => Object.assign(globals, own);
}
