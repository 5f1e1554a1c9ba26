/**
 * Activating for the next turn: what a callback uses to continue with its work without keeping the
 * loop from polling in between.
 */
import { eventActivate } from "./active-queue.js";
import type { Event } from "./event.js";
import type { EventBase } from "./event-base.js";
import { EVLIST_ACTIVE, EVLIST_ACTIVE_LATER } from "./states.js";
import { EventWatch } from "./watch.js";

/** The events of a base that become active when its next turn begins. Made once, at start. */
export class ActiveLater {
	readonly base: EventBase;
	/** Events waiting. */
	count: number;
	readonly slot_: Int16Array; // [capacity] in order
	readonly what_: Uint8Array; // [capacity] by slot; 0 = not waiting

	constructor(base: EventBase) {
		this.base = base;
		this.count = 0;
		this.slot_ = new Int16Array(base.capacity);
		this.what_ = new Uint8Array(base.capacity);
		new EventWatch(base, true, flush).context = this;
	}
}

/** Makes active what waits, before the poll; a deleted event has lost its mark. */
function flush(watch: EventWatch): void {
	const later = watch.context as ActiveLater;
	const base = later.base;
	const count = later.count;
	later.count = 0;
	for (let i = 0; i < count; i++) {
		const slot = later.slot_[i];
		const what = later.what_[slot];
		later.what_[slot] = 0;
		if ((base.state_[slot] & EVLIST_ACTIVE_LATER) === 0) continue;
		base.state_[slot] &= ~EVLIST_ACTIVE_LATER;
		eventActivate(base, slot, what);
	}
}

/**
 * Makes `event` active because of `what` (not 0) when the next turn begins, and asks for that turn;
 * the order is kept. Does nothing for an event that is active now or was freed; one that becomes
 * active by other means before then runs once. libevent `event_active_later_`.
 */
export function eventActiveLater(later: ActiveLater, event: Event, what: number): void {
	const base = later.base;
	const slot = event.slot_;
	if (base.owner_[slot] !== event || (base.state_[slot] & EVLIST_ACTIVE) !== 0) return;
	const waits = (base.state_[slot] & EVLIST_ACTIVE_LATER) !== 0;
	base.state_[slot] |= EVLIST_ACTIVE_LATER;
	if (later.what_[slot] === 0) later.slot_[later.count++] = slot;
	if (waits) later.what_[slot] |= what;
	else later.what_[slot] = what; // what an event that was deleted waited for is forgotten
	base.wake();
}
