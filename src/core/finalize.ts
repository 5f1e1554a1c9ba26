/**
 * Finalizing: retires events and calls back, in the loop, when none of their callbacks is running
 * any more. For whoever must not release something while a callback may still be using it.
 */
import { eventActivate } from "./active-queue.js";
import { EINVAL } from "./errno.js";
import type { Event } from "./event.js";
import type { EventBase, EventOwner } from "./event-base.js";
import { eventClose, eventDelete, eventHandOver } from "./event-table.js";
import { EV_TIMEOUT } from "./flags.js";

/** Has taken the place of the event in its slot, so that the event can no more be added or run. */
export class Finalizer implements EventOwner {
	readonly base_: EventBase;
	readonly slot_: number;
	readonly context_: unknown;
	readonly onFinal_: (context: unknown) => void;

	constructor(base: EventBase, slot: number, context: unknown, onFinal: (c: unknown) => void) {
		this.base_ = base;
		this.slot_ = slot;
		this.context_ = context;
		this.onFinal_ = onFinal;
	}

	fire_(_what: number): void {
		eventClose(this.base_, this.slot_);
		this.onFinal_(this.context_);
	}

	fault_(_error: unknown): void {}
}

/**
 * Deletes all `events`, which must be of one base, and frees them: from now on they can neither be
 * added nor activated. Calls `onFinal` with `context` once, from the loop, after the callback that
 * runs now. Returns 0; -EINVAL, with nothing changed, if there is none or one was freed before.
 * libevent `event_callback_finalize_many_`. @allocates one object
 */
export function eventsFinalize(
	events: readonly Event[],
	onFinal: (context: unknown) => void,
	context: unknown,
): number {
	if (events.length === 0) return -EINVAL;
	const base = events[0].base;
	for (let i = 0; i < events.length; i++) {
		if (base.owner_[events[i].slot_] !== events[i]) return -EINVAL;
	}
	for (let i = 1; i < events.length; i++) eventClose(base, events[i].slot_);
	const slot = events[0].slot_;
	eventDelete(base, slot);
	eventHandOver(base, slot, new Finalizer(base, slot, context, onFinal));
	eventActivate(base, slot, EV_TIMEOUT);
	return 0;
}

/**
 * Deletes `event` and frees it, as `eventsFinalize` does for several; `onFinal` receives the event.
 * libevent `event_finalize`, `event_free_finalize`. @allocates two objects
 */
export function eventFinalize(event: Event, onFinal: (context: unknown) => void): number {
	return eventsFinalize([event], onFinal, event);
}
