/**
 * EventBase: the loop. It owns a fixed table of events, kept as columns by slot; users hold `Event`
 * objects, protocols hold a slot. The host calls `turn()`; nothing here blocks.
 *
 * One turn: poll, latch the time, expire timers, run the best priority that is active, schedule
 * the next turn with the host. Work per turn is bounded by the number of events. An exception that
 * escapes a callback ends only that callback: it is counted and reported to its owner and to `onError`.
 *
 * A timer's wanted tick is `due_`; the heap may hold an earlier one. Moving a deadline later, which
 * is what every read of an idle timeout does, is therefore one store; the heap is put right when
 * the earlier tick comes.
 */
import type { Backend } from "./backend.js";
import type { Descriptors } from "./descriptors.js";
import { EBUSY } from "./errno.js";
import type { EventOptions } from "./event.js";
import { Event } from "./event.js";
import { expireTimers, nextDelay } from "./event-table.js";
import { EVLOOP_NO_EXIT_ON_EMPTY, EVLOOP_NONBLOCK, EVLOOP_ONCE } from "./flags.js";
import type { Host, Loop } from "./host.js";
import { wholeOption } from "./option.js";
import { processActive } from "./process-active.js";
import { reportException } from "./report-exception.js";
import { LOOP_BREAK, LOOP_EXIT } from "./states.js";
import { TimerHeap } from "./timer-heap.js";

/** Who a slot of the event table belongs to: an Event, a bufferevent, a listener. */
export interface EventOwner {
	/** Runs in a turn because of `what` (EV_READ, EV_WRITE, EV_CLOSED, EV_TIMEOUT). */
	fire_(what: number): void;
	/** Learns that an exception escaped from `fire_`. */
	fault_(error: unknown): void;
}

/** Called around each wait; see watch.ts. */
export interface Watchers {
	/** A turn ends and the host waits for `delayMs`, -1 = without limit. Returns how long it is to wait. */
	prepare_(delayMs: number): number;
	/** A turn begins. */
	begin_(): void;
	/** The poll is over. */
	check_(): void;
}

/** Runs a queue in the place of the loop, within limits; see dispatch-limit.ts. */
export interface Limiter {
	run_(priority: number): void;
}

/** Options of an `EventBase`. */
export interface EventBaseOptions {
	/** Slots of the event table: one for each event, listener and connection. 1 to 32,767. */
	events: number;
	/** Priorities, 1 to 255; 0 is the most urgent. 1 if not given. */
	priorities?: number;
	/** How readiness is learnt; the host's own if not given. */
	backend?: Backend;
}

export class EventBase implements Loop {
	readonly host: Host;
	readonly backend: Backend;
	/** Slots of the event table. */
	readonly capacity: number;
	readonly priorities: number;
	/** Called when the loop has ended: result 0 (exit, break), 1 (nothing left), or the backend's -errno. */
	onEnd: ((base: EventBase, result: number) => void) | null;
	/**
	 * Called with an exception that escaped a callback, or the errno of a listener that cannot listen.
	 * While it is null the host prints them; `() => {}` silences.
	 */
	onError: ((base: EventBase, error: unknown) => void) | null;
	/** Callbacks run. */
	callbacks: number;
	/** Exceptions that escaped callbacks. */
	exceptions: number;
	/** Slots in use. */
	used: number;
	/** The most slots that were ever in use at once. libevent `event_base_get_max_events`. */
	peak: number;

	readonly descriptors_: Descriptors;
	readonly heap_: TimerHeap;
	readonly owner_: (EventOwner | null)[]; // [capacity]; by event-table.ts
	watch_: Watchers | null; // by watch.ts
	limit_: Limiter | null; // by dispatch-limit.ts
	now_: number; // tick at which the last poll ended; by event-table.ts
	delay_: number; // ms the last turn asked the host for, -1 = none
	inserted_: number; // events that await a descriptor; by event-table.ts
	active_: number; // events in the active queues; by active-queue.ts
	running_: EventOwner | null; // whose callback runs; by process-active.ts
	runningPriority_: number; // its priority, or -1; by process-active.ts
	budget_: number; // callbacks that this turn may still run; by process-active.ts
	end_: number; // LOOP_* bits asked for; by loop-control.ts
	flags_: number; // EVLOOP_* of the running loop, -1 = none runs
	turning_: boolean;
	asked_: boolean; // a turn is wanted soon
	free_: number; // head of the list of free slots through fdNext_; by event-table.ts
	readonly fd_: Int32Array; // [capacity] descriptor, -1 = none; by event-table.ts
	readonly due_: Int32Array; // [capacity] tick at which the timer is to fire; by event-table.ts
	readonly interval_: Int32Array; // [capacity] ms of the last add, -1 = no timer; by event-table.ts
	readonly next_: Int16Array; // [capacity + priorities] next in the active queue, -1 = last; the tails; by active-queue.ts
	readonly fdNext_: Int16Array; // [capacity] next event on the same descriptor, or next free slot; by event-table.ts
	// [descriptors] newest event, by descriptor slot
	readonly queueHead_: Int16Array; // [priorities]; by active-queue.ts
	readonly interest_: Uint8Array; // [capacity] EV_READ | EV_WRITE | EV_CLOSED | EV_PERSIST; by event-table.ts
	readonly state_: Uint8Array; // [capacity] EVLIST_*; by event-table.ts
	readonly result_: Uint8Array; // [capacity] what made it active; by active-queue.ts
	readonly priority_: Uint8Array; // [capacity]; by event-table.ts

	constructor(host: Host, options: EventBaseOptions) {
		const n = wholeOption("events", options.events, -1, 1, 32767);
		const priorities = wholeOption("priorities", options.priorities, 1, 1, 255);
		const fds = host.descriptors.capacity;
		const heap = 12 * n; // offset of the timer heap
		const halves = heap + 8 * n; // and of the 16-bit columns
		const bytes = halves + 4 * n + 2 * fds + 4 * priorities;
		const buffer = new ArrayBuffer(bytes + 4 * n);
		this.host = host;
		this.backend = options.backend === undefined ? host.backend : options.backend;
		this.capacity = n;
		this.priorities = priorities;
		this.onEnd = null;
		this.onError = null;
		this.callbacks = 0;
		this.exceptions = 0;
		this.used = 0;
		this.peak = 0;
		this.descriptors_ = host.descriptors;
		this.heap_ = new TimerHeap(n, buffer, heap);
		this.owner_ = [];
		this.watch_ = null;
		this.limit_ = null;
		this.now_ = host.ticks();
		this.delay_ = -1;
		this.inserted_ = 0;
		this.active_ = 0;
		this.running_ = null;
		this.runningPriority_ = -1;
		this.budget_ = 0;
		this.end_ = 0;
		this.flags_ = -1;
		this.turning_ = false;
		this.asked_ = false;
		this.free_ = 0;
		this.fd_ = new Int32Array(buffer, 0, n);
		this.due_ = new Int32Array(buffer, 4 * n, n);
		this.interval_ = new Int32Array(buffer, 8 * n, n);
		this.next_ = new Int16Array(buffer, halves, n + priorities);
		this.fdNext_ = new Int16Array(buffer, halves + 2 * (n + priorities), n + fds);
		this.queueHead_ = new Int16Array(buffer, bytes - 2 * priorities, priorities);
		this.interest_ = new Uint8Array(buffer, bytes, n);
		this.state_ = new Uint8Array(buffer, bytes + n, n);
		this.result_ = new Uint8Array(buffer, bytes + 2 * n, n);
		this.priority_ = new Uint8Array(buffer, bytes + 3 * n, n);
		for (let slot = 0; slot < n; slot++) {
			this.owner_.push(null);
			this.fdNext_[slot] = slot + 1 < n ? slot + 1 : -1;
		}
		this.fdNext_.fill(-1, n);
		this.queueHead_.fill(-1);
		host.descriptors.waker_ = this;
	}

	/** Makes an event; throws RangeError as its constructor does. libevent `event_new`. @allocates */
	event(options: EventOptions): Event {
		return new Event(this, options);
	}

	/**
	 * Starts the loop and returns: 0, or -EBUSY if it runs already. The host calls the turns from
	 * now on; `onEnd` is called when no event is left or the program asked to end.
	 * libevent `event_base_dispatch`.
	 */
	dispatch(): number {
		return this.loop(0);
	}

	/**
	 * Runs the loop as `flags` (EVLOOP_*) say. With EVLOOP_NONBLOCK runs a turn now, and others
	 * (at most one for each priority) until what was active has run; returns 0, or 1 if nothing is
	 * pending then. Else starts the loop as `dispatch` does; EVLOOP_ONCE ends it after the first
	 * turns that ran what was active. -EBUSY if it runs already. libevent `event_base_loop`.
	 */
	loop(flags: number): number {
		if (this.turning_ || this.flags_ >= 0) return -EBUSY;
		this.end_ = 0;
		this.flags_ = flags;
		this.delay_ = 0;
		if ((flags & EVLOOP_NONBLOCK) !== 0) return runNow(this);
		this.host.schedule(this, 0);
		return 0;
	}

	/** Runs one turn. The host's business. */
	turn(): void {
		if (this.flags_ < 0 || this.turning_) return;
		const before = this.callbacks;
		const result = gather(this);
		if (this.active_ !== 0) processActive(this);
		this.turning_ = false;
		if (result < 0) return finish(this, result);
		if (this.end_ !== 0 || this.flags_ !== 0) {
			if (mayEnd(this)) return finish(this, 0);
			const once = (this.flags_ & EVLOOP_ONCE) !== 0 && this.callbacks !== before;
			if (once && this.active_ === 0) return finish(this, 0);
		}
		let delay = nextDelay(this);
		if (delay < 0 && (this.flags_ & EVLOOP_NO_EXIT_ON_EMPTY) === 0 && isEmpty(this)) {
			return finish(this, 1);
		}
		if (this.watch_ !== null) delay = this.watch_.prepare_(delay);
		this.delay_ = delay;
		this.host.schedule(this, delay);
	}

	/**
	 * Asks for a turn soon. May be called at any time, from a host callback too; several calls make
	 * one turn. What libevent's notify descriptor is for.
	 */
	wake(): void {
		if (this.asked_) return;
		if (this.flags_ >= 0 && !this.turning_) {
			this.delay_ = 0;
			this.host.schedule(this, 0);
		}
		this.asked_ = true; // last, so that a retry follows if schedule() was aborted (recover.ts)
	}
}

/** Nothing is left that could ever run a callback. */
function isEmpty(base: EventBase): boolean {
	return base.inserted_ === 0 && base.heap_.count === 0 && base.active_ === 0;
}

/** Returns whether the loop was asked to end and has run what comes before that. */
function mayEnd(base: EventBase): boolean {
	if ((base.end_ & LOOP_BREAK) !== 0) return true;
	if ((base.end_ & LOOP_EXIT) === 0) return false;
	for (let priority = base.priorities >> 1; priority >= 0; priority--) {
		if (base.queueHead_[priority] >= 0) return false; // libevent's exit is an event after these
	}
	return true;
}

/** Begins a turn: polls, reads the clock, expires timers. Returns what the poll did: 0 or -errno. */
function gather(base: EventBase): number {
	base.turning_ = true;
	base.asked_ = false;
	if (base.watch_ !== null) base.watch_.begin_();
	const result = base.backend.dispatch(base, base.delay_);
	const now = base.host.ticks();
	base.now_ = now;
	if (base.watch_ !== null) base.watch_.check_();
	const heap = base.heap_;
	if (heap.count !== 0 && ((heap.deadline_[heap.slot_[0]] - now) | 0) <= 0) expireTimers(base);
	return result;
}

/** EVLOOP_NONBLOCK: turns without waiting. Returns 0, 1 if nothing is pending, or -errno. */
function runNow(base: EventBase): number {
	let result = 0;
	let turns = base.priorities;
	do {
		result = gather(base);
		if (base.active_ !== 0) processActive(base);
		base.turning_ = false;
	} while (base.active_ !== 0 && result >= 0 && --turns > 0 && !mayEnd(base));
	base.flags_ = -1;
	if (result < 0) return result;
	return isEmpty(base) ? 1 : 0;
}

/** Ends the loop and calls `onEnd`. */
function finish(base: EventBase, result: number): void {
	base.flags_ = -1;
	base.delay_ = -1;
	base.host.schedule(base, -1);
	if (base.onEnd === null) {
		if (result < 0) reportException(base, -result);
		return;
	}
	try {
		base.onEnd(base, result);
	} catch (error) {
		reportException(base, error);
	}
}

/** No loop starts any more, no turn runs: the base is freed (event-base-free.ts). */
export function retire(base: EventBase): void {
	base.flags_ = -1;
	base.turning_ = true;
}

/** Lets a retired base go of watchers, limits, slots and the host. */
export function letGo(base: EventBase): void {
	base.free_ = -1;
	base.watch_ = base.limit_ = null;
	if (base.descriptors_.waker_ === base) base.descriptors_.waker_ = null;
	base.host.schedule(base, -1);
}
