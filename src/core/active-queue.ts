/**
 * The active queues: one doubly linked list of slots for each priority, through the columns of the
 * base, in the order in which they became active.
 */
import type { EventBase } from "./event-base.js";
import { EVLIST_ACTIVE, LOOP_CONTINUE } from "./states.js";

/**
 * Makes the event at `slot` active because of `what`; adds to what made it active already.
 * libevent `event_active`.
 */
export function eventActivate(base: EventBase, slot: number, what: number): void {
	if ((base.state_[slot] & EVLIST_ACTIVE) !== 0) {
		base.result_[slot] |= what;
		return;
	}
	const priority = base.priority_[slot];
	const last = base.queueTail_[priority];
	base.state_[slot] |= EVLIST_ACTIVE;
	base.result_[slot] = what;
	base.next_[slot] = -1;
	if (base.queueHead_[priority] < 0) {
		base.queueHead_[priority] = slot;
		base.prev_[slot] = -1;
	} else {
		base.next_[last] = slot;
		base.prev_[slot] = last;
	}
	base.queueTail_[priority] = slot;
	base.active_++;
	if (base.turning_) {
		if (priority < base.runningPriority_ && base.running_ >= 0) base.end_ |= LOOP_CONTINUE;
	} else base.wake();
}

/** Takes `slot` off its active queue. */
export function activeRemove(base: EventBase, slot: number): void {
	const priority = base.priority_[slot];
	const next = base.next_[slot];
	const previous = base.prev_[slot];
	if (previous < 0) base.queueHead_[priority] = next;
	else base.next_[previous] = next;
	if (next < 0) base.queueTail_[priority] = previous;
	else base.prev_[next] = previous;
	base.state_[slot] &= ~EVLIST_ACTIVE;
	base.active_--;
}
