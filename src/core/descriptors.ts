/**
 * Descriptors: which descriptors are open, what each is ready for, and which of them somebody waits
 * for. Every host owns one table and keeps its sockets in arrays of its own, indexed by slot.
 *
 * A descriptor is a small integer: its slot, and a generation above it that changes when the slot
 * is closed. A descriptor of an earlier generation is stale and answers -EBADF, so an event can
 * never reach another connection that happens to reuse the slot.
 *
 * Readiness is level-triggered: `ready_` says what holds now. `pending_` has a bit for each slot
 * whose `ready_ & interest_` is not zero, and `summary_` a bit for each word of `pending_` that is
 * not zero, so that finding the ready ones costs the same with 10 and with 10,000 idle slots.
 *
 * Invariants: bit s of pending_ is set exactly when ready_[s] & interest_[s] is not 0; bit w of
 * summary_ exactly when pending_[w] is not 0; `count_` is the number of bits in pending_.
 */
import { EBADF, EMFILE } from "./errno.js";

/** What a host callback may ask of the base: a turn, soon. */
export interface Waker {
	wake(): void;
}

const SLOT_BITS = 14;
const SLOT_MASK = 0x3fff;

export class Descriptors {
	/** How many descriptors can be open at once: 1 to 16,384. */
	readonly capacity: number;
	/** Descriptors open now. */
	open: number;
	/** The most that were ever open at once. */
	peak: number;
	/** The base to wake when something awaited becomes ready; set by EventBase. */
	waker_: Waker | null;
	/** Descriptors that are ready for something awaited. */
	count_: number;
	/** Head of the list of free slots, -1 = none. */
	free_: number;
	readonly pending_: Int32Array; // [words] a bit by slot
	readonly summary_: Int32Array; // [words / 32] a bit by word of pending_
	readonly generation_: Int16Array; // [capacity] generation, by slot; free: -1 - generation
	readonly next_: Int16Array; // [capacity] next free slot
	readonly ready_: Uint8Array; // [capacity] EV_READ | EV_WRITE | EV_CLOSED as they stand
	readonly interest_: Uint8Array; // [capacity] EV_READ | EV_WRITE | EV_CLOSED awaited

	constructor(capacity: number) {
		if (!(capacity >= 1 && capacity <= SLOT_MASK + 1 && (capacity | 0) === capacity)) {
			throw new RangeError("descriptors: a whole number from 1 to 16384");
		}
		const words = (capacity + 31) >> 5;
		const summaries = (words + 31) >> 5;
		const buffer = new ArrayBuffer(4 * (words + summaries) + 6 * capacity);
		this.capacity = capacity;
		this.open = 0;
		this.peak = 0;
		this.waker_ = null;
		this.count_ = 0;
		this.free_ = 0;
		this.pending_ = new Int32Array(buffer, 0, words);
		this.summary_ = new Int32Array(buffer, 4 * words, summaries);
		this.generation_ = new Int16Array(buffer, 4 * (words + summaries), capacity);
		this.next_ = new Int16Array(buffer, 4 * (words + summaries) + 2 * capacity, capacity);
		this.ready_ = new Uint8Array(buffer, 4 * (words + summaries) + 4 * capacity, capacity);
		this.interest_ = new Uint8Array(buffer, 4 * (words + summaries) + 5 * capacity, capacity);
		for (let slot = 0; slot < capacity; slot++) {
			this.generation_[slot] = -1;
			this.next_[slot] = slot + 1 < capacity ? slot + 1 : -1;
		}
	}
}

/** Opens a slot. Returns its descriptor, or -EMFILE when all are open. */
export function descriptorOpen(d: Descriptors): number {
	const slot = d.free_;
	if (slot < 0) return -EMFILE;
	d.free_ = d.next_[slot];
	const generation = -1 - d.generation_[slot];
	d.generation_[slot] = generation;
	if (++d.open > d.peak) d.peak = d.open;
	return (generation << SLOT_BITS) | slot;
}

/** Returns the slot of descriptor `fd`, or -EBADF if it is stale, closed or never was one. */
export function descriptorSlot(d: Descriptors, fd: number): number {
	const slot = fd & SLOT_MASK;
	if (fd < 0 || slot >= d.capacity || d.generation_[slot] !== fd >> SLOT_BITS) return -EBADF;
	return slot;
}

/** Returns the descriptor that is open at `slot`; the slot must be open. */
export function descriptorAt(d: Descriptors, slot: number): number {
	return (d.generation_[slot] << SLOT_BITS) | slot;
}

/** Sets what `slot` is ready for and awaited for, and keeps the bitmap true. */
function update(d: Descriptors, slot: number, ready: number, interest: number): void {
	d.ready_[slot] = ready;
	d.interest_[slot] = interest;
	const word = slot >> 5;
	const bit = 1 << (slot & 31);
	const was = d.pending_[word];
	if ((ready & interest) !== 0) {
		if ((was & bit) !== 0) return;
		d.pending_[word] = was | bit;
		d.summary_[word >> 5] |= 1 << (word & 31);
		d.count_++;
		if (d.waker_ !== null) d.waker_.wake();
	} else if ((was & bit) !== 0) {
		d.pending_[word] = was & ~bit;
		if (d.pending_[word] === 0) d.summary_[word >> 5] &= ~(1 << (word & 31));
		d.count_--;
	}
}

/**
 * Notes that `slot` is ready for `bits` and asks for a turn if somebody waits for that. The only
 * thing a platform callback does.
 */
export function latch(d: Descriptors, slot: number, bits: number): void {
	const ready = d.ready_[slot];
	if ((ready & bits) !== bits) update(d, slot, ready | bits, d.interest_[slot]);
}

/** Notes that `slot` is no longer ready for `bits`: its input ran dry, its window is full. */
export function unlatch(d: Descriptors, slot: number, bits: number): void {
	const ready = d.ready_[slot];
	if ((ready & bits) !== 0) update(d, slot, ready & ~bits, d.interest_[slot]);
}

/** Awaits exactly `interest` (EV_READ, EV_WRITE, EV_CLOSED) on `slot`; a backend's business. */
export function descriptorAwait(d: Descriptors, slot: number, interest: number): void {
	if (d.interest_[slot] !== interest) update(d, slot, d.ready_[slot], interest);
}

/** Frees `slot`: its descriptor becomes stale, its readiness and interest are forgotten. */
export function descriptorClose(d: Descriptors, slot: number): void {
	update(d, slot, 0, 0);
	d.generation_[slot] = -1 - ((d.generation_[slot] + 1) & 0x7fff);
	d.next_[slot] = d.free_;
	d.free_ = slot;
	d.open--;
}
