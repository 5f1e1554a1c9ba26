/** Running what is active: the second half of a turn (libevent `event_process_active`). */
import { activeRemove } from "./active-queue.js";
import type { EventBase } from "./event-base.js";
import { eventDelete, eventDue } from "./event-table.js";
import { EV_PERSIST, EV_TIMEOUT } from "./flags.js";
import { LOOP_BREAK, LOOP_CONTINUE } from "./states.js";

/**
 * Prepares `slot` to run: one that is not persistent is deleted, the timer of one that is starts
 * again. By timeout it is counted from the tick at which it was due, so that it does not drift;
 * periods that were missed are skipped.
 */
function takeOff(base: EventBase, slot: number): void {
	if ((base.interest_[slot] & EV_PERSIST) === 0) return eventDelete(base, slot);
	activeRemove(base, slot);
	const interval = base.interval_[slot];
	if (interval <= 0) return;
	let due = base.now_;
	if ((base.result_[slot] & EV_TIMEOUT) !== 0) due = base.due_[slot];
	due = (due + interval) | 0;
	if (((due - base.now_) | 0) <= 0) due = (base.now_ + interval) | 0;
	eventDue(base, slot, due);
}

/** Runs the queue of `priority`: what is active now and what it makes active, within the budget. */
function runQueue(base: EventBase, priority: number): void {
	while (base.budget_ > 0) {
		base.budget_--;
		const slot = base.queueHead_[priority];
		if (slot < 0) return;
		const what = base.result_[slot];
		const owner = base.owner_[slot];
		takeOff(base, slot);
		base.running_ = slot;
		base.callbacks++;
		if (owner !== null) owner.fire_(what);
		if ((base.end_ & (LOOP_BREAK | LOOP_CONTINUE)) !== 0) return;
	}
}

/** Tells `owner`, whose callback threw, and the program; both are guarded in turn. */
function fault(base: EventBase, error: unknown): void {
	base.exceptions++;
	const owner = base.running_ < 0 ? null : base.owner_[base.running_];
	try {
		if (owner !== null) owner.fault_(error);
		if (base.onError !== null) base.onError(base, error);
	} catch (_) {
		base.exceptions++;
	}
}

/** Runs the first queue that is not empty; see PR-03, PR-05, LP-07, LP-08 of docs/libevent. */
export function processActive(base: EventBase): void {
	let priority = 0;
	let again = true;
	base.budget_ = base.capacity;
	while (again && priority < base.priorities) {
		if (base.queueHead_[priority] < 0) {
			priority++;
			continue;
		}
		again = false;
		base.runningPriority_ = priority;
		try {
			runQueue(base, priority);
		} catch (error) {
			fault(base, error);
			again = (base.end_ & LOOP_BREAK) === 0; // the rest of the queue still runs
		}
		if ((base.end_ & LOOP_CONTINUE) !== 0) {
			base.end_ &= ~LOOP_CONTINUE; // something more urgent became active: start over
			again = (base.end_ & LOOP_BREAK) === 0;
			priority = 0;
		}
	}
	base.running_ = -1;
	base.runningPriority_ = base.priorities;
}
