/** Running what is active: the second half of a turn (libevent `event_process_active`). */
import type { EventBase, EventOwner } from "./event-base.js";
import { eventDelete, eventDue } from "./event-table.js";
import { EV_PERSIST, EV_TIMEOUT } from "./flags.js";
import { EVLIST_ACTIVE, LOOP_BREAK, LOOP_CONTINUE } from "./states.js";
import { tellError } from "./tell-error.js";

/**
 * Starts the timer of a persistent event again. By timeout it is counted from the tick at which it
 * was due, so that it does not drift; periods that were missed are skipped.
 */
function startAgain(base: EventBase, slot: number, what: number): void {
	const interval = base.interval_[slot];
	let due = (what & EV_TIMEOUT) !== 0 ? base.due_[slot] : base.now_;
	due = (due + interval) | 0;
	if (((due - base.now_) | 0) < 0) due = (base.now_ + interval) | 0;
	eventDue(base, slot, due);
}

/** Runs the queue of `priority`: what is active now and what it makes active, within the budget. */
function runQueue(base: EventBase, priority: number): void {
	const heads = base.queueHead_;
	while (base.budget_ > 0) {
		const slot = heads[priority];
		if (slot < 0) return;
		const what = base.result_[slot];
		const owner = base.owner_[slot] as EventOwner;
		heads[priority] = base.next_[slot];
		base.state_[slot] &= ~EVLIST_ACTIVE;
		base.active_--;
		if ((base.interest_[slot] & EV_PERSIST) === 0) eventDelete(base, slot);
		else if (base.interval_[slot] > 0) startAgain(base, slot, what);
		base.running_ = owner;
		base.budget_--;
		base.callbacks++;
		owner.fire_(what);
		if ((base.end_ & (LOOP_BREAK | LOOP_CONTINUE)) !== 0) return;
	}
}

/** Tells the program of an exception, and the owner whose callback threw it; each is guarded. */
function fault(base: EventBase, error: unknown): void {
	const owner = base.running_;
	tellError(base, error);
	try {
		if (owner !== null) owner.fault_(error);
	} catch (again) {
		tellError(base, again);
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
	base.running_ = null;
	base.runningPriority_ = -1;
}
