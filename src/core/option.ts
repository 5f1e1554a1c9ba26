/**
 * What constructors check, with one phrasing for all: the name, the value, what is allowed or what to
 * raise. Constructors check everything before they take anything, so that one that throws keeps
 * nothing. Setters do not throw: they return -EINVAL for what a constructor refuses (`isWhole`).
 */
import type { Descriptors } from "./descriptors.js";
import type { EventBase } from "./event-base.js";

/** The longest time of a timer. */
export const MS_MAX = 0x7fffffff;

/** Returns whether `value` is a whole number from `low` to `high`, which are int32. */
export function isWhole(value: number, low: number, high: number): boolean {
	return (value | 0) === value && value >= low && value <= high;
}

/**
 * Returns option `name`: `value`, or `fallback` if it is not given. Throws RangeError unless it is a
 * whole number from `low` to `high`; without a fallback from there the option must be given. @setup
 */
export function wholeOption(
	name: string,
	value: number | undefined,
	fallback: number,
	low: number,
	high: number,
): number {
	if (value === undefined && fallback >= low) return fallback;
	if (isWhole(value as number, low, high)) return value as number;
	throw new RangeError(`${name} is ${value}: give a whole number from ${low} to ${high}`);
}

/**
 * Throws RangeError unless `base` has `count` free event slots, which `who` needs; `why` is "" or how
 * the count comes about: " (connections + 1)". @setup
 */
export function needEvents(base: EventBase, who: string, count: number, why: string): void {
	const free = base.free_ < 0 ? 0 : base.capacity - base.used; // a freed base has none
	if (free >= count) return;
	throw new RangeError(
		`EventBase has ${free} free event slots, ${who} needs ${count}${why}: raise "events"`,
	);
}

/**
 * As `needEvents` for descriptors of the host. What others are entitled to is not free, open or not;
 * a connection of a client claims its descriptor only when it connects. @setup
 */
export function needDescriptors(d: Descriptors, who: string, count: number, why: string): void {
	const free = d.capacity - (d.open > d.reserved_ ? d.open : d.reserved_);
	if (free >= count) return;
	throw new RangeError(
		`Host has ${free} free descriptors, ${who} needs ${count}${why}: raise "descriptors"`,
	);
}
