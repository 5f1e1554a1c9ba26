/**
 * Prepare and check watchers: called right before and right after every poll, in the order in which
 * they were made (libevent `watch.h`). The wait is the host's, between two turns, so prepare
 * watchers run at the end of a turn; those of the loop's first turn run in it. They do not keep a
 * loop alive. One may free itself, or another, in its callback.
 */
import type { EventBase, Watchers } from "./event-base.js";
import { nextDelay } from "./event-table.js";
import { reportException } from "./report-exception.js";
import { LOOP_PREPARED } from "./states.js";

/**
 * A callback before or after each poll of a base. Takes no slot and does not keep the loop alive;
 * ends with `free()`. libevent `struct evwatch`.
 */
export class EventWatch implements Watchers {
	/** Called before the poll with the milliseconds it may take, -1 = without limit; or after it. */
	onWatch: (watch: EventWatch, timeoutMs: number) => void;
	/** The user's own. */
	context: unknown;
	/** The base watched. */
	readonly base: EventBase;
	readonly prepares_: boolean;
	next_: EventWatch | null;
	freed_: boolean;

	/** Makes a watcher that is called before each poll (`prepare`) or after it. libevent `evwatch_prepare_new`. */
	constructor(
		base: EventBase,
		prepare: boolean,
		onWatch: (watch: EventWatch, timeoutMs: number) => void,
	) {
		this.base = base;
		this.onWatch = onWatch;
		this.context = null;
		this.prepares_ = prepare;
		this.next_ = null;
		this.freed_ = false;
		if (base.watch_ === null) base.watch_ = this;
		else {
			let last = base.watch_ as EventWatch;
			while (last.next_ !== null) last = last.next_;
			last.next_ = this;
		}
	}

	/** Stops being called. libevent `evwatch_free`. */
	free(): void {
		const base = this.base;
		this.freed_ = true;
		if (base.watch_ === this) base.watch_ = this.next_;
		else {
			let before = base.watch_ as EventWatch | null;
			while (before !== null && before.next_ !== this) before = before.next_;
			if (before !== null) before.next_ = this.next_;
		}
	}

	prepare_(delayMs: number): number {
		const base = this.base;
		base.turning_ = true; // what they make active is no reason to ask the host for a turn
		this.run_(true, delayMs);
		base.turning_ = false;
		base.end_ |= LOOP_PREPARED;
		return nextDelay(base);
	}

	/** Runs the prepare watchers unless they ran before the wait: this turn is the loop's first. */
	begin_(): void {
		const base = this.base;
		if ((base.end_ & LOOP_PREPARED) === 0) this.run_(true, base.delay_);
		base.end_ &= ~LOOP_PREPARED;
	}

	check_(): void {
		this.run_(false, 0);
	}

	run_(prepare: boolean, timeoutMs: number): void {
		let watch: EventWatch | null = this;
		while (watch !== null) {
			if (watch.prepares_ === prepare && !watch.freed_) watch.call_(timeoutMs);
			watch = watch.next_; // one that was freed meanwhile still leads to those after it
		}
	}

	call_(timeoutMs: number): void {
		try {
			this.onWatch(this, timeoutMs);
		} catch (error) {
			reportException(this.base, error);
		}
	}
}
