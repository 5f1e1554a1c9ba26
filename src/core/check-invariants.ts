/**
 * Checks of the core's own state, for tests and for debugging a port; nothing else imports them.
 * libevent `event_base_assert_ok_`.
 */
import type { Descriptors } from "./descriptors.js";
import { LISTED, SLOT_MASK } from "./descriptors.js";
import type { EventBase } from "./event-base.js";
import { turnTick } from "./event-table.js";
import { EVLIST_ACTIVE, EVLIST_INIT, EVLIST_INSERTED, EVLIST_TIMEOUT } from "./states.js";
import type { TimerHeap } from "./timer-heap.js";

/** Checks the readiness table. Returns "" or the first invariant that does not hold. */
export function checkDescriptors(d: Descriptors): string {
	let free = 0;
	let listed = 0;
	for (let slot = d.free_; slot >= 0 && free <= d.capacity; slot = d.ring_[d.capacity + slot]) {
		if (d.generation_[slot] >= 0) return "descriptors: an open slot is in the free list";
		free++;
	}
	if (free !== d.capacity - d.open)
		return "descriptors: the free list does not hold the free slots";
	for (let slot = 0; slot < d.capacity; slot++) {
		const ready = d.ready_[slot];
		if ((ready & LISTED) !== 0) listed++;
		else if ((ready & d.interest_[slot]) !== 0)
			return "descriptors: a ready slot is not in the ring";
		if (d.generation_[slot] < 0 && ((ready & ~LISTED) !== 0 || d.interest_[slot] !== 0)) {
			return "descriptors: a closed slot is ready or awaited";
		}
	}
	if (listed !== d.count_) return "descriptors: the ring does not hold what is marked";
	for (let i = 0; i < d.count_; i++) {
		const slot = d.ring_[(d.head_ + i) % d.capacity];
		if ((d.ready_[slot] & LISTED) === 0) return "descriptors: the ring holds what is not marked";
	}
	return "";
}

/** Checks the timer heap. Returns "" or the first invariant that does not hold. */
export function checkTimerHeap(h: TimerHeap): string {
	let queued = 0;
	for (let slot = 0; slot < h.place_.length; slot++) if (h.place_[slot] !== 0) queued++;
	if (queued !== h.count) return "timers: the count is wrong";
	for (let i = 0; i < h.count; i++) {
		const slot = h.slot_[i];
		if (h.place_[slot] !== i + 1) return "timers: a slot does not know its place";
		const parent = h.slot_[(i - 1) >> 1];
		if (i > 0 && ((h.deadline_[slot] - h.deadline_[parent]) | 0) < 0) {
			return "timers: a slot is due before its parent";
		}
	}
	return "";
}

/**
 * Checks that ticks of the heap do not wrap: counted from now, too, no slot is due before its parent.
 * The order by differences alone cannot decide.
 */
function checkWrap(base: EventBase): string {
	const h = base.heap_;
	const now = turnTick(base);
	for (let i = 1; i < h.count; i++) {
		const left = (h.deadline_[h.slot_[i]] - now) | 0;
		if (left < ((h.deadline_[h.slot_[(i - 1) >> 1]] - now) | 0)) {
			return "timers: two are due more than 2^31 - 1 ms apart";
		}
	}
	return "";
}

/** Checks the active queues. */
function checkQueues(base: EventBase): string {
	let active = 0;
	for (let priority = 0; priority < base.priorities; priority++) {
		let last = -1;
		for (let slot = base.queueHead_[priority]; slot >= 0; slot = base.next_[slot]) {
			if (++active > base.active_) return "queues: more than are active";
			if ((base.state_[slot] & EVLIST_ACTIVE) === 0) return "queues: one is not active";
			if (base.priority_[slot] !== priority) return "queues: one has another priority";
			last = slot;
		}
		if (last >= 0 && base.next_[base.capacity + priority] !== last)
			return "queues: the tail is not the last";
	}
	return active === base.active_ ? "" : "queues: fewer than are active";
}

/** Checks the lists of events by descriptor. */
function checkLists(base: EventBase): string {
	let inserted = 0;
	for (let at = 0; at < base.descriptors_.capacity; at++) {
		for (let slot = base.fdNext_[base.capacity + at]; slot >= 0; slot = base.fdNext_[slot]) {
			if (++inserted > base.inserted_) return "lists: more than are inserted";
			if ((base.state_[slot] & EVLIST_INSERTED) === 0) return "lists: one is not inserted";
			if ((base.fd_[slot] & SLOT_MASK) !== at) return "lists: one has another descriptor";
		}
	}
	return inserted === base.inserted_ ? "" : "lists: fewer than are inserted";
}

/** Checks each slot's state against what holds it. */
function checkSlots(base: EventBase): string {
	let used = 0;
	let active = 0;
	let inserted = 0;
	for (let slot = 0; slot < base.capacity; slot++) {
		const state = base.state_[slot];
		if ((state & EVLIST_INIT) !== 0) used++;
		else if (state !== 0) return "slots: a free one has a state";
		if ((base.owner_[slot] !== null) !== (state !== 0))
			return "slots: an owner too many or too few";
		if ((state & EVLIST_ACTIVE) !== 0) active++;
		if ((state & EVLIST_INSERTED) !== 0) inserted++;
		const timed = (state & EVLIST_TIMEOUT) !== 0;
		if (timed !== (base.heap_.place_[slot] !== 0)) return "slots: a timer is not in the heap";
		if (timed && ((base.due_[slot] - base.heap_.deadline_[slot]) | 0) < 0) {
			return "slots: a timer is later in the heap than it is due";
		}
	}
	if (used !== base.used) return "slots: the count of used ones is wrong";
	if (active !== base.active_) return "slots: the count of active ones is wrong";
	return inserted === base.inserted_ ? "" : "slots: the count of inserted ones is wrong";
}

/**
 * Checks everything that the base and its readiness table keep. Returns "" if all is well, else
 * the first invariant that does not hold, as constant text. Looks at every slot; changes nothing.
 */
export function checkInvariants(base: EventBase): string {
	let wrong = checkDescriptors(base.descriptors_);
	if (wrong === "") wrong = checkTimerHeap(base.heap_);
	if (wrong === "") wrong = checkWrap(base);
	if (wrong === "") wrong = checkQueues(base);
	if (wrong === "") wrong = checkLists(base);
	return wrong === "" ? checkSlots(base) : wrong;
}
