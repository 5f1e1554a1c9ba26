/**
 * Event: the user's hold on a slot of the base's table. Made before the loop starts, added and
 * deleted as often as needed, freed when its slot is to serve somebody else.
 */
import { EINVAL } from "./errno.js";
import type { EventBase, EventOwner } from "./event-base.js";
import {
	eventAdd,
	eventClose,
	eventDelete,
	eventOpen,
	eventSetPriority,
	eventSetup,
} from "./event-table.js";
import { EV_CLOSED, EV_PERSIST, EV_READ, EV_WRITE } from "./flags.js";
import { MS_MAX, needEvents, wholeOption } from "./option.js";

/** Options of an `Event`. */
export interface EventOptions {
	/** Runs in a turn with the bits that hold: EV_READ, EV_WRITE, EV_CLOSED, EV_TIMEOUT. */
	onEvent: (event: Event, what: number) => void;
	/** Descriptor to await; none if not given. */
	fd?: number;
	/** EV_READ, EV_WRITE, EV_CLOSED awaited on `fd`. */
	interest?: number;
	/** Milliseconds for `add()`, 0 to 2^31 - 1; -1, or not given: no timer. */
	timeoutMs?: number;
	/** Stays added after it ran; its timer starts again, free of drift. False if not given. */
	persist?: boolean;
	/** 0 is the most urgent; the middle one if not given. */
	priority?: number;
	/** The user's own. */
	context?: unknown;
}

/**
 * One event: a descriptor, a timer, or both, and the callback that runs when they are ready. Takes
 * one slot of the base from construction to `free()`; adding and deleting it allocates nothing.
 * libevent `struct event`.
 */
export class Event implements EventOwner {
	readonly base: EventBase;
	/** Runs in a turn; may be replaced. */
	onEvent: (event: Event, what: number) => void;
	/** The user's own. */
	context: unknown;
	/** Milliseconds that `add()` sets, -1 = no timer; what is out of range, `add()` answers with -EINVAL. */
	timeoutMs: number;
	readonly slot_: number;

	/** Throws RangeError when the base's table is full or an option is out of range. */
	constructor(base: EventBase, options: EventOptions) {
		const interest = options.interest === undefined ? 0 : options.interest;
		const middle = base.priorities >> 1;
		const priority = wholeOption("priority", options.priority, middle, 0, base.priorities - 1);
		const timeoutMs = wholeOption("timeoutMs", options.timeoutMs, -1, -1, MS_MAX);
		if ((interest & (EV_READ | EV_WRITE | EV_CLOSED)) !== interest) {
			throw new RangeError(`interest is ${interest}: give bits of EV_READ, EV_WRITE and EV_CLOSED`);
		}
		needEvents(base, "Event", 1, "");
		const slot = eventOpen(base, this);
		this.base = base;
		this.onEvent = options.onEvent;
		this.context = options.context;
		this.timeoutMs = timeoutMs;
		this.slot_ = slot;
		const fd = options.fd === undefined ? -1 : options.fd;
		eventSetup(base, slot, fd, options.persist === true ? interest | EV_PERSIST : interest);
		eventSetPriority(base, slot, priority);
	}

	/**
	 * Makes the event pending: awaits its descriptor, starts its timer. May be repeated; the timer
	 * then starts anew. Returns 0, -EBADF for a stale descriptor, -EINVAL if freed or for an impossible
	 * `timeoutMs`. No allocation,
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
