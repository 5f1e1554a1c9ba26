/** What the tables of options share: a value that no option takes, and what a refusal looks like. */
import { checkInvariants } from "../src/core/check-invariants.js";
import { EventBase } from "../src/core/event-base.js";
import type { Assertions } from "./harness.js";
import { MemoryHost } from "./memory-host.js";

export const MAX = 2147483647;
/** Values that are not int32, beside those that are out of an option's range. */
export const ODD = [NaN, Infinity, -Infinity, 1.5, "5", null, true, MAX + 1, -MAX - 2] as number[];

/** Name, lowest, highest, and what takes it. */
export type Option = [string, number, number, (base: EventBase, value: number) => unknown];

export function baseOf(events: number, descriptors: number, priorities?: number): EventBase {
	return new EventBase(new MemoryHost({ descriptors, window: 4 }), { events, priorities });
}

/** What a RangeError's text begins with: Espruino has no RangeError, and no names of errors. */
export const RANGE_ERROR = new RangeError("").name === undefined ? "Error" : "RangeError";

/** Returns the error that `run` throws as text, "" if it throws none. */
export function thrown(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		return String(error);
	}
	return "";
}

/** The base and its host are as they were when nothing had been made. */
export function isUntouched(t: Assertions, base: EventBase, what: string): void {
	t.is(base.used, 0, `${what}: events`);
	t.is(base.descriptors_.open, 0, `${what}: descriptors`);
	t.is(base.descriptors_.reserved_, 0, `${what}: descriptors claimed`);
	t.is(checkInvariants(base), "", what);
}

/** Each of `options` refuses what is out of its range, by name, value and range, and takes nothing. */
export function refuse(t: Assertions, base: EventBase, options: readonly Option[]): void {
	for (const [name, low, high, make] of options) {
		for (const value of [low - 1, high + 1].concat(ODD)) {
			const wanted = `${RANGE_ERROR}: ${name} is ${value}: give a whole number from ${low} to ${high}`;
			t.is(
				thrown(() => make(base, value)),
				wanted,
			);
		}
		isUntouched(t, base, name);
	}
}

/** What a constructor says that finds too few events or descriptors. */
export function lacksEvents(free: number, who: string): string {
	return `${RANGE_ERROR}: EventBase has ${free} free event slots, ${who}: raise "events"`;
}

export function lacksDescriptors(free: number, who: string): string {
	return `${RANGE_ERROR}: Host has ${free} free descriptors, ${who}: raise "descriptors"`;
}
