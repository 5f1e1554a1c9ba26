/**
 * Recovers a base after Espruino aborted a turn: it does that to whatever runs when its memory is
 * used up, between any two operations and without `finally`. Only hosts/espruino imports this,
 * so what rebuilds the lists of other files is here, where it costs the other hosts nothing.
 */
import { eventActivate } from "./active-queue.js";
import type { Descriptors } from "./descriptors.js";
import { descriptorAwait, descriptorSlot, LISTED } from "./descriptors.js";
import { ENOMEM } from "./errno.js";
import type { EventBase } from "./event-base.js";
import { reportException } from "./report-exception.js";
import { EV_IO, EVLIST_ACTIVE, EVLIST_INSERTED, EVLIST_TIMEOUT } from "./states.js";
import { timerHeapSet } from "./timer-heap.js";

/** Rebuilds the free list from the generations; nothing is awaited, and the ring is empty. */
function descriptorsRebuild(d: Descriptors): void {
	d.open = 0;
	d.free_ = -1;
	d.count_ = 0;
	d.head_ = 0;
	for (let at = d.capacity - 1; at >= 0; at--) {
		d.interest_[at] = 0;
		d.ready_[at] &= ~LISTED;
		if (d.generation_[at] >= 0) {
			d.open++;
			continue;
		}
		d.ready_[at] = 0;
		d.ring_[d.capacity + at] = d.free_;
		d.free_ = at;
	}
}

/** Rebuilds all lists from the state of each event, which is changed before they are. */
function eventsRebuild(base: EventBase): void {
	const d = base.descriptors_;
	descriptorsRebuild(d);
	base.heap_.count = 0;
	base.heap_.place_.fill(0);
	base.active_ = 0;
	base.queueHead_.fill(-1);
	base.inserted_ = 0;
	base.fdNext_.fill(-1, base.capacity);
	for (let slot = 0; slot < base.capacity; slot++) {
		const state = base.state_[slot];
		base.state_[slot] = state & ~(EVLIST_ACTIVE | EVLIST_INSERTED);
		const at = descriptorSlot(d, base.fd_[slot]);
		if ((state & EVLIST_INSERTED) !== 0 && at >= 0) {
			base.state_[slot] |= EVLIST_INSERTED;
			base.inserted_++;
			base.fdNext_[slot] = base.fdNext_[base.capacity + at];
			base.fdNext_[base.capacity + at] = slot;
			descriptorAwait(d, at, d.interest_[at] | (base.interest_[slot] & EV_IO));
		}
		if ((state & EVLIST_TIMEOUT) !== 0) timerHeapSet(base.heap_, slot, base.due_[slot]);
		if ((state & EVLIST_ACTIVE) !== 0) eventActivate(base, slot, base.result_[slot]);
	}
}

/** Returns whether `fd` is that of an event. */
export function isAwaited(base: EventBase, fd: number): boolean {
	for (let slot = 0; slot < base.capacity; slot++) {
		if (base.state_[slot] !== 0 && base.fd_[slot] === fd) return true;
	}
	return false;
}

/**
 * Lets the base continue after a turn was aborted. The owner of the callback that ran gets ENOMEM as if
 * the callback had thrown it; a connection closes.
 */
export function eventBaseRecover(base: EventBase): void {
	const owner = base.running_;
	base.running_ = null; // first: if this is aborted as well, it is not tried again
	base.runningPriority_ = -1;
	eventsRebuild(base);
	reportException(base, ENOMEM);
	if (owner !== null) {
		try {
			owner.fault_(ENOMEM);
		} catch (error) {
			reportException(base, error);
		}
	}
	base.turning_ = false;
	base.asked_ = false;
	base.wake();
}
