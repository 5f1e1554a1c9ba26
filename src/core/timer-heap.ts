/**
 * Timer heap: a binary min-heap of event slots ordered by deadline. Its capacity is the number of
 * events, so queueing cannot fail. Ticks are int32 milliseconds ordered by the sign of their
 * difference, as TCP orders sequence numbers (RFC 9293, 3.4); queued deadlines must lie within
 * 2^31 - 1 ms of one another, which event-table.ts sees to.
 *
 * Invariants: slot_[i] === s exactly when place_[s] === i + 1, and no slot is due before its parent.
 */
import { ENOENT } from "./errno.js";

export class TimerHeap {
	/** Slots queued. */
	count: number;
	readonly deadline_: Int32Array; // [capacity] tick, by slot
	readonly slot_: Int16Array; // [capacity] slot, by heap order
	readonly place_: Int16Array; // [capacity] heap order + 1, by slot; 0 = not queued

	/** Takes 8 bytes of `buffer` for each slot, from offset `at`, which is a multiple of 4. */
	constructor(capacity: number, buffer: ArrayBuffer, at: number) {
		this.count = 0;
		this.deadline_ = new Int32Array(buffer, at, capacity);
		this.slot_ = new Int16Array(buffer, at + 4 * capacity, capacity);
		this.place_ = new Int16Array(buffer, at + 6 * capacity, capacity);
	}
}

/** Places slot `s` at heap order `i` or wherever its deadline belongs. O(log count). Returns 0. */
function settle(h: TimerHeap, s: number, i: number): number {
	const slot = h.slot_;
	const due = h.deadline_;
	const place = h.place_;
	while (i > 0 && ((due[s] - due[slot[(i - 1) >> 1]]) | 0) < 0) {
		slot[i] = slot[(i - 1) >> 1]; // the parent is later: pull it down
		place[slot[i]] = i + 1;
		i = (i - 1) >> 1;
	}
	for (let kid = 2 * i + 1; kid < h.count; kid = 2 * i + 1) {
		if (kid + 1 < h.count && ((due[slot[kid + 1]] - due[slot[kid]]) | 0) < 0) kid++;
		if (((due[slot[kid]] - due[s]) | 0) >= 0) break;
		slot[i] = slot[kid]; // the child is due first: pull it up
		place[slot[i]] = i + 1;
		i = kid;
	}
	slot[i] = s;
	place[s] = i + 1;
	return 0;
}

/** Queues slot `s` to fire at tick `deadline`, or moves it there if already queued. Returns 0. */
export function timerHeapSet(h: TimerHeap, s: number, deadline: number): number {
	h.deadline_[s] = deadline;
	return settle(h, s, h.place_[s] === 0 ? h.count++ : h.place_[s] - 1);
}

/** Unqueues slot `s`. Returns 0, or -ENOENT if it was not queued. */
export function timerHeapClear(h: TimerHeap, s: number): number {
	const hole = h.place_[s] - 1;
	if (hole < 0) return -ENOENT;
	h.place_[s] = 0;
	const last = h.slot_[--h.count];
	return last === s ? 0 : settle(h, last, hole); // takes no stack on XS
}
