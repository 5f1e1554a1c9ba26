/**
 * Event: the user's hold on a slot of the base's table. Made before the loop starts, added and
 * deleted as often as needed, freed when its slot is to serve somebody else.
 */
import { EINVAL } from "./errno.js";
import type { EventBase, EventOwner } from "./event-base.js";
import { eventAdd, eventClose, eventDelete, eventOpen } from "./event-table.js";
import { EV_CLOSED, EV_PERSIST, EV_READ, EV_WRITE } from "./flags.js";

export interface EventOptions {
	/** Runs in a turn with the bits that hold: EV_READ, EV_WRITE, EV_CLOSED, EV_TIMEOUT. */
	onEvent: (event: Event, what: number) => void;
	/** Descriptor to await; none if not given. */
	fd?: number;
	/** EV_READ, EV_WRITE, EV_CLOSED awaited on `fd`. */
	interest?: number;
	/** Milliseconds for `add()`, 0 to 2^31 - 1; no timer if not given. */
	timeoutMs?: number;
	/** Stays added after it ran; its timer starts again, free of drift. False if not given. */
	persist?: boolean;
	/** 0 is the most urgent; the middle one if not given. */
	priority?: number;
	/** The user's own. */
	context?: unknown;
}

export class Event implements EventOwner {
	readonly base: EventBase;
	/** Runs in a turn; may be replaced. */
	onEvent: (event: Event, what: number) => void;
	/** The user's own. */
	context: unknown;
	/** Milliseconds that `add()` sets, -1 = no timer. */
	timeoutMs: number;
	readonly slot_: number;

	/** Throws RangeError when the base's table is full or an option is out of range. */
	constructor(base: EventBase, options: EventOptions) {
		const timeoutMs = options.timeoutMs === undefined ? -1 : options.timeoutMs;
		const interest = options.interest === undefined ? 0 : options.interest;
		const priority = options.priority === undefined ? base.priorities >> 1 : options.priority;
		if (!(timeoutMs >= -1 && timeoutMs <= 0x7fffffff)) {
			throw new RangeError("timeoutMs: 0 to 2147483647");
		}
		if ((interest & ~(EV_READ | EV_WRITE | EV_CLOSED)) !== 0) {
			throw new RangeError("interest: EV_READ, EV_WRITE, EV_CLOSED");
		}
		if (!(priority >= 0 && priority < base.priorities)) {
			throw new RangeError(`priority: 0 to ${base.priorities - 1}`);
		}
		const slot = eventOpen(base, this);
		if (slot < 0) throw new RangeError(`events: all ${base.capacity} slots of the base are used`);
		this.base = base;
		this.onEvent = options.onEvent;
		this.context = options.context;
		this.timeoutMs = timeoutMs;
		this.slot_ = slot;
		base.interest_[slot] = options.persist === true ? interest | EV_PERSIST : interest;
		base.priority_[slot] = priority;
		if (options.fd !== undefined) base.fd_[slot] = options.fd;
	}

	/**
	 * Makes the event pending: awaits its descriptor, starts its timer. May be repeated; the timer
	 * then starts anew. Returns 0, -EBADF for a stale descriptor, -EINVAL if freed. No allocation,
	 * O(log events). libevent `event_add`.
	 */
	add(): number {
		if (this.base.owner_[this.slot_] !== this) return -EINVAL;
		return eventAdd(this.base, this.slot_, this.timeoutMs);
	}

	/** Makes the event inert; its callback does not run any more, not even if it was active. libevent `event_del`. */
	del(): void {
		if (this.base.owner_[this.slot_] === this) eventDelete(this.base, this.slot_);
	}

	/** Gives the slot back for good. May be called in its own callback. libevent `event_free`. */
	free(): void {
		if (this.base.owner_[this.slot_] === this) eventClose(this.base, this.slot_);
	}

	fire_(what: number): void {
		this.onEvent(this, what);
	}

	fault_(_error: unknown): void {}
}
