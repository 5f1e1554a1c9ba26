/**
 * Prepare and check watchers: called right before and right after every poll, in the order in which
 * they were made (libevent `watch.h`). They do not keep a loop alive. One may free itself, or
 * another, in its callback.
 */
import type { EventBase, Watchers } from "./event-base.js";

export class EventWatch implements Watchers {
	/** Called before the poll with the milliseconds it may take, -1 = without limit; or after it. */
	onWatch: (watch: EventWatch, timeoutMs: number) => void;
	/** The user's own. */
	context: unknown;
	readonly base: EventBase;
	readonly prepares_: boolean;
	next_: EventWatch | null;

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
		if (base.watch_ === this) base.watch_ = this.next_;
		else {
			let before = base.watch_ as EventWatch | null;
			while (before !== null && before.next_ !== this) before = before.next_;
			if (before !== null) before.next_ = this.next_;
		}
	}

	prepare_(timeoutMs: number): void {
		this.run_(true, timeoutMs);
	}

	check_(): void {
		this.run_(false, 0);
	}

	run_(prepare: boolean, timeoutMs: number): void {
		let watch: EventWatch | null = this;
		while (watch !== null) {
			const next: EventWatch | null = watch.next_;
			if (watch.prepares_ === prepare) watch.call_(timeoutMs);
			watch = next;
		}
	}

	call_(timeoutMs: number): void {
		try {
			this.onWatch(this, timeoutMs);
		} catch (error) {
			this.base.exceptions++;
			if (this.base.onError !== null) this.base.onError(this.base, error);
		}
	}
}
