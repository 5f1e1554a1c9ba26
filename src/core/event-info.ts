/** What can be asked of an event and of the base; each drops out of a bundle that does not ask. */
import { eventActivate } from "./active-queue.js";
import { descriptorSlot } from "./descriptors.js";
import { EINVAL } from "./errno.js";
import type { Event } from "./event.js";
import type { EventBase, EventOwner } from "./event-base.js";
import {
	eventAdd,
	eventRemoveTimer,
	eventSetPriority,
	latchTick,
	turnTick,
} from "./event-table.js";
import { EV_TIMEOUT } from "./flags.js";
import { EV_IO, EVLIST_ACTIVE, EVLIST_INSERTED, EVLIST_TIMEOUT } from "./states.js";

/**
 * Adds `event` with a timer of `timeoutMs` instead of its own; -1 leaves an older timer as it is.
 * Returns as `Event.add`. libevent `event_add`.
 */
export function eventAddTimeout(event: Event, timeoutMs: number): number {
	if (event.base.owner_[event.slot_] !== event) return -EINVAL;
	return eventAdd(event.base, event.slot_, timeoutMs);
}

/** Drops the timer of `event` and keeps the rest. Returns 0, -ENOENT, or -EINVAL if freed. libevent `event_remove_timer`. */
export function eventDropTimer(event: Event): number {
	if (event.base.owner_[event.slot_] !== event) return -EINVAL;
	return eventRemoveTimer(event.base, event.slot_);
}

/** Makes `event` active because of `what` though nothing happened. libevent `event_active`. */
export function eventActive(event: Event, what: number): void {
	if (event.base.owner_[event.slot_] === event) eventActivate(event.base, event.slot_, what);
}

/** Returns which of `what` the event awaits or is active for. libevent `event_pending`. */
export function eventPending(event: Event, what: number): number {
	const base = event.base;
	const slot = event.slot_;
	if (base.owner_[slot] !== event) return 0;
	const state = base.state_[slot];
	let bits = 0;
	if ((state & EVLIST_INSERTED) !== 0) bits |= base.interest_[slot] & EV_IO;
	if ((state & EVLIST_ACTIVE) !== 0) bits |= base.result_[slot];
	if ((state & EVLIST_TIMEOUT) !== 0) bits |= EV_TIMEOUT;
	return bits & what;
}

/** Returns the tick at which this turn began to run callbacks; outside a turn, the present one. libevent `event_base_gettimeofday_cached`. */
export function cachedTicks(base: EventBase): number {
	return turnTick(base);
}

/** Returns the milliseconds until the event's timer fires, 0 if it is overdue, -1 if it has none. */
export function eventRemainingMs(event: Event): number {
	if (eventPending(event, EV_TIMEOUT) === 0) return -1;
	const left = (event.base.due_[event.slot_] - cachedTicks(event.base)) | 0;
	return left > 0 ? left : 0;
}

/** Sets the priority. Returns 0, or -EINVAL if out of range, active now or freed. libevent `event_priority_set`. */
export function eventPrioritySet(event: Event, priority: number): number {
	const base = event.base;
	return base.owner_[event.slot_] === event
		? eventSetPriority(base, event.slot_, priority)
		: -EINVAL;
}

/** Activates the events on `fd` that await some of `what`. Returns 0 or -EBADF. libevent `event_base_active_by_fd`. */
export function activeByFd(base: EventBase, fd: number, what: number): number {
	const at = descriptorSlot(base.descriptors_, fd);
	if (at < 0) return at;
	for (let slot = base.fdNext_[base.capacity + at]; slot >= 0; slot = base.fdNext_[slot]) {
		let hit = base.interest_[slot] & what & EV_IO;
		if ((base.state_[slot] & EVLIST_TIMEOUT) !== 0) hit |= what & EV_TIMEOUT;
		if (hit !== 0 && base.fd_[slot] === fd) eventActivate(base, slot, hit);
	}
	return 0;
}

/** Events that are active. */
export const EVENT_BASE_COUNT_ACTIVE = 1;
/** Events that await a descriptor or a tick, or are active. */
export const EVENT_BASE_COUNT_ADDED = 4;

/**
 * Returns the number of events of the kinds in `flags` (EVENT_BASE_COUNT_*), each counted once.
 * O(slots). libevent `event_base_get_num_events`.
 */
export function countEvents(base: EventBase, flags: number): number {
	let states = 0;
	if ((flags & EVENT_BASE_COUNT_ACTIVE) !== 0) states |= EVLIST_ACTIVE;
	if ((flags & EVENT_BASE_COUNT_ADDED) !== 0) {
		states |= EVLIST_ACTIVE | EVLIST_INSERTED | EVLIST_TIMEOUT;
	}
	let count = 0;
	for (let slot = 0; slot < base.capacity; slot++) {
		if ((base.state_[slot] & states) !== 0) count++;
	}
	return count;
}

/** Returns whose callback runs now, an Event or what else owns a slot; null if none does. libevent `event_base_get_running_event`. */
export function runningEvent(base: EventBase): EventOwner | null {
	return base.running_;
}

/**
 * Reads the clock again for the rest of this turn; outside a turn there is nothing to do. libevent
 * `event_base_update_cache_time`.
 */
export function updateCachedTicks(base: EventBase): void {
	if (base.turning_) latchTick(base);
}
