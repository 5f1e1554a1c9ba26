/**
 * The active queues: one list of slots for each priority, through the columns of the base, in the
 * order in which they became active.
 */
import type { EventBase } from "./event-base.js";
import { EVLIST_ACTIVE, LOOP_CONTINUE } from "./states.js";

/**
 * Makes the event at `slot` active because of `what`; adds to what made it active already.
 * libevent `event_active`.
 */
export function eventActivate(base: EventBase, slot: number, what: number): void {
	const state = base.state_[slot];
	if ((state & EVLIST_ACTIVE) !== 0) {
		base.result_[slot] |= what;
		return;
	}
	const priority = base.priority_[slot];
	base.state_[slot] = state | EVLIST_ACTIVE;
	base.result_[slot] = what;
	base.next_[slot] = -1;
	const tail = base.capacity + priority;
	if (base.queueHead_[priority] < 0) base.queueHead_[priority] = slot;
	else base.next_[base.next_[tail]] = slot;
	base.next_[tail] = slot;
	base.active_++;
	if (!base.turning_) base.wake();
	else if (priority < base.runningPriority_) base.end_ |= LOOP_CONTINUE;
}

/** Removes `slot` from its active queue, wherever it is in it. */
export function activeRemove(base: EventBase, slot: number): void {
	const priority = base.priority_[slot];
	let before = base.queueHead_[priority];
	if (before === slot) base.queueHead_[priority] = base.next_[slot];
	else {
		while (base.next_[before] !== slot) before = base.next_[before];
		base.next_[before] = base.next_[slot];
		const tail = base.capacity + priority;
		if (base.next_[tail] === slot) base.next_[tail] = before;
	}
	base.state_[slot] &= ~EVLIST_ACTIVE;
	base.active_--;
}
