/**
 * Descriptors: which descriptors are open, what each is ready for, and which of them are awaited.
 * Every host owns one table and keeps its sockets in arrays of its own, indexed by slot.
 *
 * A descriptor is a small integer: its slot, and a generation above it that changes when the slot
 * is closed. A descriptor of an earlier generation is stale and answers -EBADF, so an event can
 * never reach another connection that happens to reuse the slot (until the slot has been closed
 * 32,768 times, when generations start over).
 *
 * Readiness is level-triggered: `ready_` says what holds now. Slots that became ready for an
 * awaited event are in a ring, in the order in which they did, so that finding them costs the same with
 * 10 and with 10,000 idle descriptors (docs/decisions/0005). One that is no longer ready is dropped
 * when the ring is next looked at.
 *
 * Invariants: a slot is in the ring exactly when LISTED is set in ready_, and at most once; every
 * slot with `ready_ & interest_` not zero is in the ring.
 */
import { EBADF, EMFILE } from "./errno.js";
import { wholeOption } from "./option.js";

/** What a host callback may ask of the base: a turn, soon. */
export interface Waker {
	wake(): void;
}

export const SLOT_BITS = 14;
/** `fd & SLOT_MASK` is the slot of a descriptor that is open; not a function, for a call costs stack on XS. */
export const SLOT_MASK = 0x3fff;
export const LISTED = 0x01; // in ready_, beside EV_READ, EV_WRITE, EV_CLOSED

/**
 * The table of a host's descriptors: which are open, ready and awaited. Each takes 8 bytes. A
 * program only reads its counts; hosts use the functions of this file. It has no counterpart in
 * libevent, where the operating system keeps this table.
 */
export class Descriptors {
	/** How many descriptors can be open at once: 1 to 16,384. */
	readonly capacity: number;
	/** Descriptors open now. */
	open: number;
	/** The most that were ever open at once. */
	peak: number;
	/** How many servers, resolvers, pairs, filters and signals are entitled to together, open or not. */
	reserved_: number;
	/** The base to wake when something awaited becomes ready; set by EventBase. */
	waker_: Waker | null; // by event-base.ts
	/** Slots in the ring. */
	count_: number;
	head_: number; // place of the first in the ring
	free_: number; // head of the list of free slots, -1 = none
	readonly ring_: Int16Array; // [capacity] slots that were ready when they came; [capacity] next free slot
	readonly generation_: Int16Array; // [capacity] generation, by slot; free: -1 - generation
	readonly ready_: Uint8Array; // [capacity] EV_READ | EV_WRITE | EV_CLOSED that hold now, LISTED
	readonly interest_: Uint8Array; // [capacity] EV_READ | EV_WRITE | EV_CLOSED awaited

	constructor(capacity: number) {
		wholeOption("descriptors", capacity, -1, 1, SLOT_MASK + 1);
		const buffer = new ArrayBuffer(8 * capacity);
		this.capacity = capacity;
		this.open = 0;
		this.peak = 0;
		this.reserved_ = 0;
		this.waker_ = null;
		this.count_ = 0;
		this.head_ = 0;
		this.free_ = 0;
		this.ring_ = new Int16Array(buffer, 0, 2 * capacity);
		this.generation_ = new Int16Array(buffer, 4 * capacity, capacity);
		this.ready_ = new Uint8Array(buffer, 6 * capacity, capacity);
		this.interest_ = new Uint8Array(buffer, 7 * capacity, capacity);
		for (let slot = 0; slot < capacity; slot++) {
			this.generation_[slot] = -1;
			this.ring_[capacity + slot] = slot + 1 < capacity ? slot + 1 : -1;
		}
	}
}

/** Opens a slot. Returns its descriptor, or -EMFILE when all are open. */
export function descriptorOpen(d: Descriptors): number {
	const slot = d.free_;
	if (slot < 0) return -EMFILE;
	d.free_ = d.ring_[d.capacity + slot];
	const generation = -1 - d.generation_[slot];
	d.generation_[slot] = generation;
	if (++d.open > d.peak) d.peak = d.open;
	return (generation << SLOT_BITS) | slot;
}

/** Returns the descriptor that is open at `slot`; the slot must be open. */
export function descriptorAt(d: Descriptors, slot: number): number {
	return (d.generation_[slot] << SLOT_BITS) | slot;
}

/** Returns the slot of descriptor `fd`, or -EBADF if it is stale, closed or never was one. */
export function descriptorSlot(d: Descriptors, fd: number): number {
	const slot = fd & SLOT_MASK; // beyond the table its generation is undefined
	const isOpen = d.generation_[slot] === fd >> SLOT_BITS && (fd | 0) === fd;
	return isOpen && fd >= 0 ? slot : -EBADF;
}

/**
 * Notes that `slot` is ready for `bits` and asks for a turn if somebody waits for that. The only
 * thing a platform callback does.
 */
export function latch(d: Descriptors, slot: number, bits: number): void {
	const ready = d.ready_[slot] | bits;
	if ((ready & LISTED) !== 0 || (ready & d.interest_[slot]) === 0) {
		d.ready_[slot] = ready;
		return;
	}
	let at = d.head_ + d.count_;
	if (at >= d.capacity) at -= d.capacity;
	d.ring_[at] = slot;
	d.count_++;
	d.ready_[slot] = ready | LISTED;
	if (d.waker_ !== null) d.waker_.wake();
}

/** Notes that `slot` is no longer ready for `bits`: its input ran dry, its window is full. */
export function unlatch(d: Descriptors, slot: number, bits: number): void {
	d.ready_[slot] &= ~bits;
}

/** Awaits exactly `interest` (EV_READ, EV_WRITE, EV_CLOSED) on `slot`; a backend's business. Returns 0. */
export function descriptorAwait(d: Descriptors, slot: number, interest: number): number {
	d.interest_[slot] = interest;
	if ((d.ready_[slot] & interest) !== 0) latch(d, slot, 0);
	return 0;
}

/**
 * Returns whether some descriptor is ready for what is awaited on it. Drops from the front of the
 * ring those that are not any more.
 */
export function descriptorsReady(d: Descriptors): boolean {
	while (d.count_ > 0) {
		const slot = d.ring_[d.head_];
		const ready = d.ready_[slot];
		if ((ready & d.interest_[slot]) !== 0) return true;
		d.ready_[slot] = ready & ~LISTED;
		if (++d.head_ === d.capacity) d.head_ = 0;
		d.count_--;
	}
	return false;
}

/** Moves the first of the ring, which must not be empty, after the others. */
export function descriptorsRotate(d: Descriptors): void {
	let at = d.head_ + d.count_;
	if (at >= d.capacity) at -= d.capacity;
	d.ring_[at] = d.ring_[d.head_];
	if (++d.head_ === d.capacity) d.head_ = 0;
}

/** Frees `slot`: its descriptor becomes stale, its readiness and interest are forgotten. */
export function descriptorClose(d: Descriptors, slot: number): void {
	d.interest_[slot] = 0;
	d.ready_[slot] &= LISTED; // it stays in the ring until that is next looked at
	d.generation_[slot] = -1 - ((d.generation_[slot] + 1) & 0x7fff);
	d.ring_[d.capacity + slot] = d.free_;
	d.free_ = slot;
	d.open--;
}

/** Claims `count` descriptors for later, or gives that many back if it is less than 0; `needDescriptors` counts them. */
export function descriptorsReserve(d: Descriptors, count: number): void {
	d.reserved_ += count;
}
