/** Running what is active: the second half of a turn (libevent `event_process_active`). */
import type { EventBase, EventOwner } from "./event-base.js";
import { eventDelete, eventDue } from "./event-table.js";
import { EV_PERSIST, EV_TIMEOUT } from "./flags.js";
import { reportException } from "./report-exception.js";
import { EVLIST_ACTIVE, EVLIST_ACTIVE_LATER, LOOP_CONTINUE, LOOP_LEAVE } from "./states.js";

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

/** Takes the first slot off the queue of `priority`, as `running_`. Returns why it is active. */
export function takeOff(base: EventBase, priority: number): number {
	const slot = base.queueHead_[priority];
	const what = base.result_[slot];
	base.queueHead_[priority] = base.next_[slot];
	base.state_[slot] &= ~(EVLIST_ACTIVE | EVLIST_ACTIVE_LATER);
	base.active_--;
	base.running_ = base.owner_[slot];
	if ((base.interest_[slot] & EV_PERSIST) === 0) eventDelete(base, slot);
	else if (base.interval_[slot] > 0) startAgain(base, slot, what);
	base.budget_--;
	base.callbacks++;
	return what;
}

/** Reports an exception to the program and to the owner whose callback threw it; each is guarded. */
function fault(base: EventBase, error: unknown): void {
	const owner = base.running_;
	reportException(base, error);
	try {
		if (owner !== null) owner.fault_(error);
	} catch (again) {
		reportException(base, again);
	}
}

/**
 * Runs the first queue that is not empty: what is active now and what it makes active, within the
 * budget; see PR-03, PR-05, LP-07, LP-08 of docs/libevent. One frame for all of it, because a
 * device's stack is short.
 * @allocates nothing: the try is entered once for each queue, and again after an exception
 */
export function processActive(base: EventBase): void {
	const heads = base.queueHead_;
	let priority = 0;
	base.budget_ = base.capacity;
	while (priority < base.priorities) {
		if (heads[priority] < 0) {
			priority++;
			continue;
		}
		base.runningPriority_ = priority;
		try {
			if (base.limit_ !== null) base.limit_.run_(priority);
			else {
				while (heads[priority] >= 0 && base.budget_ > 0 && (base.end_ & LOOP_LEAVE) === 0) {
					const what = takeOff(base, priority);
					(base.running_ as EventOwner).fire_(what);
				}
			}
		} catch (error) {
			fault(base, error);
			if ((base.end_ & LOOP_LEAVE) === 0 && heads[priority] >= 0) continue; // the rest still runs
		}
		if ((base.end_ & LOOP_LEAVE) !== LOOP_CONTINUE) break;
		base.end_ &= ~LOOP_CONTINUE; // something more urgent became active: start over
		priority = 0;
	}
	base.running_ = null;
	base.runningPriority_ = -1;
}
