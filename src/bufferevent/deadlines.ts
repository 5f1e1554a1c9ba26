/**
 * The two timeouts of a bufferevent on the one timer of its event. The timer may fire too early,
 * because putting a deadline off only notes the new one; it is then set again.
 */
import { eventDue, turnTick } from "../core/event-table.js";
import { EVLIST_TIMEOUT } from "../core/states.js";
import type { BufferEvent } from "./bufferevent.js";
import {
	BEV_EVENT_READING,
	BEV_EVENT_TIMEOUT,
	BEV_EVENT_WRITING,
	BEV_READ_DUE,
	BEV_WRITE_DUE,
} from "./flags.js";
import { notify } from "./notify.js";
import { awaitWrite, cancelReadTimeout, readTimedOut, writeTimedOut } from "./state.js";

/** Has the event's timer fire at tick `due` or before. */
function arm(be: BufferEvent, due: number): void {
	const base = be.base;
	const slot = be.slot_;
	const now = base.now_; // an overdue timer may be more than 2^31 - 1 ms before `due`
	const isLater = ((base.due_[slot] - now) | 0) > ((due - now) | 0);
	if (isLater || (base.state_[slot] & EVLIST_TIMEOUT) === 0) return eventDue(base, slot, due);
}

/** Has the read side time out in `ms` from this turn, or never with 0. */
export function readDue(be: BufferEvent, ms: number): void {
	if (ms === 0) {
		cancelReadTimeout(be);
		be.readDue_ = be.base.now_; // since when it may take its time
		return;
	}
	const base = be.base;
	const due = ((base.turning_ ? base.now_ : turnTick(base)) + ms) | 0; // no call in a turn: for every read
	be.state_ |= BEV_READ_DUE; // in place: for every read
	be.readDue_ = due;
	return arm(be, due);
}

/** Has the write side time out in `ms` from this turn. */
export function writeDue(be: BufferEvent, ms: number): void {
	const base = be.base;
	const due = ((base.turning_ ? base.now_ : turnTick(base)) + ms) | 0; // no call in a turn: for every read
	awaitWrite(be);
	be.writeDue_ = due;
	return arm(be, due);
}

/** Notes the tick `ms` from this turn in the place of the write side's, which has no timeout any more: for linger.ts. */
export function noteDeadline(be: BufferEvent, ms: number): void {
	be.writeDue_ = (be.base.now_ + ms) | 0;
}

/** The timer fired: reports what has timed out, and sets it again for the rest. */
export function expire(be: BufferEvent): void {
	const now = be.base.now_;
	const fd = be.fd;
	if ((be.state_ & BEV_READ_DUE) !== 0 && ((be.readDue_ - now) | 0) <= 0) {
		readTimedOut(be);
		notify(be, BEV_EVENT_TIMEOUT | BEV_EVENT_READING, 0);
		if (be.fd !== fd) return;
	}
	if ((be.state_ & BEV_WRITE_DUE) !== 0 && ((be.writeDue_ - now) | 0) <= 0) {
		writeTimedOut(be);
		notify(be, BEV_EVENT_TIMEOUT | BEV_EVENT_WRITING, 0);
		if (be.fd !== fd) return;
	}
	if ((be.state_ & BEV_READ_DUE) !== 0) arm(be, be.readDue_);
	if ((be.state_ & BEV_WRITE_DUE) !== 0) arm(be, be.writeDue_);
}
