/** Going over the events of a base, and printing them: for debugging. */
import { Event } from "./event.js";
import type { EventBase, EventOwner } from "./event-base.js";
import { EV_CLOSED, EV_PERSIST, EV_READ, EV_WRITE } from "./flags.js";
import { EVLIST_ACTIVE, EVLIST_INSERTED, EVLIST_TIMEOUT } from "./states.js";

/** Receives an Event, or what else owns a slot (a bufferevent, a listener), and the slot. */
export type OnEach = (owner: EventOwner, slot: number) => number;

/**
 * Visits every pending event once: those that await a descriptor, then those that wait for a
 * timer only, then those that are only active. Stops at the first result that is not 0 and returns
 * it, else 0. `visit` must not change events. libevent `event_base_foreach_event`.
 */
export function forEachEvent(base: EventBase, visit: OnEach): number {
	for (let pass = 0; pass < 3; pass++) {
		for (let slot = 0; slot < base.capacity; slot++) {
			const state = base.state_[slot];
			let first = -1;
			if ((state & EVLIST_INSERTED) !== 0) first = 0;
			else if ((state & EVLIST_TIMEOUT) !== 0) first = 1;
			else if ((state & EVLIST_ACTIVE) !== 0) first = 2;
			if (first !== pass) continue;
			const result = visit(base.owner_[slot] as EventOwner, slot);
			if (result !== 0) return result;
		}
	}
	return 0;
}

/** Returns the names of the bits, each after a space. @allocates strings */
function bitNames(bits: number): string {
	let names = "";
	if ((bits & EV_READ) !== 0) names += " Read";
	if ((bits & EV_WRITE) !== 0) names += " Write";
	if ((bits & EV_CLOSED) !== 0) names += " Closed";
	if ((bits & EV_PERSIST) !== 0) names += " Persist";
	return names;
}

/** What one slot is, as a line. @allocates strings */
function describe(base: EventBase, slot: number): string {
	const what = base.owner_[slot] instanceof Event ? "event" : "internal";
	const fd = base.fd_[slot];
	return `  ${what} ${slot}${fd < 0 ? "" : ` fd ${fd}`}`;
}

/**
 * Prints "Inserted events:" and one line for each that awaits a descriptor or a timer, then "Active
 * events:" and one for each that is active. libevent `event_base_dump_events`. @allocates strings
 */
export function dumpEvents(base: EventBase, print: (line: string) => void): void {
	const now = base.host.ticks();
	print("Inserted events:");
	for (let slot = 0; slot < base.capacity; slot++) {
		const state = base.state_[slot];
		if ((state & (EVLIST_INSERTED | EVLIST_TIMEOUT)) === 0) continue;
		let line = describe(base, slot) + bitNames(base.interest_[slot]);
		if ((state & EVLIST_TIMEOUT) !== 0) line += ` Timeout=${(base.due_[slot] - now) | 0}`;
		print(line);
	}
	print("Active events:");
	for (let slot = 0; slot < base.capacity; slot++) {
		if ((base.state_[slot] & EVLIST_ACTIVE) === 0) continue;
		print(
			`${describe(base, slot)}${bitNames(base.result_[slot])} Priority=${base.priority_[slot]}`,
		);
	}
}
