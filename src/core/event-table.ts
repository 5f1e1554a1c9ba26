/**
 * The event table: taking and giving back slots, adding and deleting, timers. Free functions over
 * the columns of the base; `Event`, bufferevents and listeners are built on these.
 *
 * Invariants: a slot is in the list of its descriptor exactly when EVLIST_INSERTED, in the heap
 * exactly when EVLIST_TIMEOUT, in an active queue exactly when EVLIST_ACTIVE.
 */
import { activeRemove, eventActivate } from "./active-queue.js";
import {
	descriptorAt,
	descriptorSlot,
	descriptorsReady,
	SLOT_BITS,
	SLOT_MASK,
} from "./descriptors.js";
import { EINVAL, ENOBUFS, ENOENT } from "./errno.js";
import type { EventBase, EventOwner } from "./event-base.js";
import { EV_TIMEOUT } from "./flags.js";
import { isWhole } from "./option.js";
import { EV_IO, EVLIST_ACTIVE, EVLIST_INIT, EVLIST_INSERTED, EVLIST_TIMEOUT } from "./states.js";
import { timerHeapClear, timerHeapSet } from "./timer-heap.js";

/** Takes a slot for `owner`, at the middle priority. Returns the slot, or -ENOBUFS when all are used. */
export function eventOpen(base: EventBase, owner: EventOwner): number {
	const slot = base.free_;
	if (slot < 0) return -ENOBUFS;
	base.free_ = base.fdNext_[slot];
	if (++base.used > base.peak) base.peak = base.used;
	base.owner_[slot] = owner;
	base.fd_[slot] = -1;
	base.interval_[slot] = -1;
	base.interest_[slot] = 0;
	base.state_[slot] = EVLIST_INIT;
	base.priority_[slot] = base.priorities >> 1;
	return slot;
}

/** Says what the event at `slot`, which is not added, is to await: `interest` on `fd`, -1 = no descriptor. */
export function eventSetup(base: EventBase, slot: number, fd: number, interest: number): void {
	base.fd_[slot] = fd;
	base.interest_[slot] = interest;
}

/** Gives the event at `slot`, which is deleted, to `owner`; it awaits nothing. */
export function eventHandOver(base: EventBase, slot: number, owner: EventOwner): void {
	base.owner_[slot] = owner;
	base.interest_[slot] = 0;
}

/** Sets the priority of `slot`. Returns 0, or -EINVAL if it is out of range or the event active now. */
export function eventSetPriority(base: EventBase, slot: number, priority: number): number {
	if (!isWhole(priority, 0, base.priorities - 1)) return -EINVAL;
	if ((base.state_[slot] & EVLIST_ACTIVE) !== 0) return -EINVAL;
	base.priority_[slot] = priority;
	return 0;
}

/** Reads the clock: that is the tick of this turn from now on. */
export function latchTick(base: EventBase): number {
	base.now_ = base.host.ticks();
	return base.now_;
}

/** Returns the tick from which times count: in a turn that at which it began, else the present one. */
export function turnTick(base: EventBase): number {
	return base.turning_ ? base.now_ : latchTick(base);
}

/** Deletes the event at `slot` and gives the slot back. */
export function eventClose(base: EventBase, slot: number): void {
	if (base.state_[slot] === 0) return;
	eventDelete(base, slot);
	base.state_[slot] = 0;
	base.owner_[slot] = null;
	base.fdNext_[slot] = base.free_;
	base.free_ = slot;
	base.used--;
}

/**
 * Gives the backend the bits that all events of the descriptor at `at` await, and drops from its
 * list those of an earlier descriptor that was closed under them.
 */
function refresh(base: EventBase, at: number): number {
	const fd = descriptorAt(base.descriptors_, at);
	let interest = 0;
	let previous = base.capacity + at;
	for (let slot = base.fdNext_[previous]; slot >= 0; slot = base.fdNext_[slot]) {
		if (base.fd_[slot] === fd) {
			interest |= base.interest_[slot];
			previous = slot;
		} else {
			base.state_[slot] &= ~EVLIST_INSERTED;
			base.inserted_--;
			base.fdNext_[previous] = base.fdNext_[slot];
		}
	}
	return base.backend.change(base, at, interest & EV_IO);
}

/** Takes `slot` off the list of its descriptor. Returns what the backend says, or 0. */
export function eventUnlist(base: EventBase, slot: number): number {
	if ((base.state_[slot] & EVLIST_INSERTED) === 0) return 0;
	base.state_[slot] &= ~EVLIST_INSERTED;
	base.inserted_--;
	const at = base.fd_[slot] & SLOT_MASK;
	let before = base.capacity + at;
	while (base.fdNext_[before] !== slot) before = base.fdNext_[before];
	base.fdNext_[before] = base.fdNext_[slot];
	if (descriptorSlot(base.descriptors_, base.fd_[slot]) !== at) return 0;
	return refresh(base, at);
}

/**
 * Queues the timer of `slot` for tick `due`, which is not before `now`. Ticks of the heap must lie
 * within 2^31 - 1 of one another: while an overdue timer is first, one that is due too far after it
 * is queued at an earlier tick, and put right when that comes. Returns 0.
 */
function queue(base: EventBase, slot: number, due: number, now: number): number {
	const heap = base.heap_;
	let at = due;
	if (heap.count !== 0) {
		const first = heap.deadline_[heap.slot_[0]];
		if (((due - first) | 0) < 0 && ((now - first) | 0) > 0) at = (first + 0x7fffffff) | 0;
	}
	return timerHeapSet(heap, slot, at);
}

/** Sets the timer of `slot` to fire at tick `due`; moving it later costs one store. */
export function eventDue(base: EventBase, slot: number, due: number): void {
	base.due_[slot] = due;
	const queued = (base.state_[slot] & EVLIST_TIMEOUT) !== 0;
	if (queued && ((due - base.heap_.deadline_[slot]) | 0) >= 0) return;
	base.state_[slot] |= EVLIST_TIMEOUT;
	queue(base, slot, due, turnTick(base));
	if (!base.turning_ && base.heap_.slot_[0] === slot) base.wake();
}

/** Forgets the timer of `slot`. Returns 0, or -ENOENT if it had none. */
export function eventRemoveTimer(base: EventBase, slot: number): number {
	base.interval_[slot] = -1;
	if ((base.state_[slot] & EVLIST_TIMEOUT) === 0) return -ENOENT;
	base.state_[slot] &= ~EVLIST_TIMEOUT;
	return timerHeapClear(base.heap_, slot);
}

/**
 * Adds the event at `slot`: awaits its descriptor and, unless `timeoutMs` is -1, sets its timer,
 * counted from the time of this turn. Without a timeout an older one stays. Returns 0, or with
 * nothing changed -EBADF for a stale descriptor, -EINVAL for a timeout that is no whole number from
 * -1 to 2^31 - 1. libevent `event_add`.
 */
export function eventAdd(base: EventBase, slot: number, timeoutMs: number): number {
	if ((timeoutMs | 0) !== timeoutMs || timeoutMs < -1) return -EINVAL;
	const state = base.state_[slot];
	if ((base.interest_[slot] & EV_IO) !== 0 && (state & EVLIST_ACTIVE) === 0) {
		const at = descriptorSlot(base.descriptors_, base.fd_[slot]);
		if (at < 0) return at;
		if ((state & EVLIST_INSERTED) === 0) {
			base.state_[slot] |= EVLIST_INSERTED;
			base.inserted_++;
			base.fdNext_[slot] = base.fdNext_[base.capacity + at];
			base.fdNext_[base.capacity + at] = slot;
			const result = refresh(base, at);
			if (result < 0) {
				eventUnlist(base, slot);
				return result;
			}
		}
	}
	if (timeoutMs >= 0) {
		if ((state & EVLIST_ACTIVE) !== 0 && (base.result_[slot] & EV_TIMEOUT) !== 0) {
			activeRemove(base, slot); // it had timed out and starts anew
		}
		base.interval_[slot] = timeoutMs;
		eventDue(base, slot, (turnTick(base) + timeoutMs) | 0);
	}
	return 0;
}

/**
 * Makes the event at `slot` inert from every state; returns as `eventUnlist`, whose call is the last
 * because such a call takes no stack on XS. libevent `event_del`.
 */
export function eventDelete(base: EventBase, slot: number): number {
	const state = base.state_[slot];
	base.interval_[slot] = -1;
	if ((state & EVLIST_TIMEOUT) !== 0) eventRemoveTimer(base, slot);
	if ((state & EVLIST_ACTIVE) !== 0) activeRemove(base, slot);
	base.state_[slot] = EVLIST_INIT | (state & EVLIST_INSERTED);
	if (!base.turning_) base.wake(); // it may have been the last, and the loop is to end
	return eventUnlist(base, slot);
}

/** Awaits `interest` on the descriptor of an inserted event from now on. Returns 0 or -errno. */
export function eventChange(base: EventBase, slot: number, interest: number): number {
	if (base.interest_[slot] === interest) return 0;
	base.interest_[slot] = interest;
	if ((base.state_[slot] & EVLIST_INSERTED) === 0) return 0;
	const at = descriptorSlot(base.descriptors_, base.fd_[slot]);
	return at < 0 ? at : refresh(base, at);
}

/** Activates the events on the descriptor at `at` that await something it is ready for. */
export function activateDescriptor(base: EventBase, at: number): void {
	const d = base.descriptors_;
	const ready = d.ready_[at];
	const fd = (d.generation_[at] << SLOT_BITS) | at; // descriptorAt, in place: for every event
	for (let slot = base.fdNext_[base.capacity + at]; slot >= 0; slot = base.fdNext_[slot]) {
		const what = base.interest_[slot] & ready & EV_IO;
		if (what !== 0 && base.fd_[slot] === fd) eventActivate(base, slot, what);
	}
}

/** Activates every event whose tick has come. */
export function expireTimers(base: EventBase): void {
	const heap = base.heap_;
	while (heap.count > 0) {
		const slot = heap.slot_[0];
		if (((heap.deadline_[slot] - base.now_) | 0) > 0) return;
		if (base.due_[slot] !== heap.deadline_[slot]) {
			queue(base, slot, base.due_[slot], base.now_); // it had been put off: to its place first
		} else {
			base.state_[slot] &= ~EVLIST_TIMEOUT;
			timerHeapClear(heap, slot);
			eventActivate(base, slot, EV_TIMEOUT);
		}
	}
}

/** Returns the milliseconds until the next turn is due, -1 if only the host can bring one about. */
export function nextDelay(base: EventBase): number {
	if (base.active_ > 0 || base.asked_) return 0;
	if (base.descriptors_.count_ > 0 && descriptorsReady(base.descriptors_)) return 0;
	const heap = base.heap_;
	if (heap.count === 0) return -1;
	const delay = (heap.deadline_[heap.slot_[0]] - base.host.ticks()) | 0;
	return delay > 0 ? delay : 0;
}
