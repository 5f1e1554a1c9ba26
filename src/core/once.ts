/** Events that run once and need no object of the user's. */
import { eventActivate } from "./active-queue.js";
import { EINVAL } from "./errno.js";
import type { EventBase, EventOwner } from "./event-base.js";
import { eventAdd, eventClose, eventOpen, eventSetup } from "./event-table.js";
import { EV_CLOSED, EV_READ, EV_TIMEOUT, EV_WRITE } from "./flags.js";
import { isWhole, MS_MAX } from "./option.js";

/** Receives the bits that hold, and the `context` given. */
export type OnOnce = (what: number, context: unknown) => void;

class OnceEvent implements EventOwner {
	readonly base_: EventBase;
	readonly onOnce_: OnOnce;
	readonly context_: unknown;
	slot_: number;

	constructor(base: EventBase, onOnce: OnOnce, context: unknown) {
		this.base_ = base;
		this.onOnce_ = onOnce;
		this.context_ = context;
		this.slot_ = -1;
	}

	fire_(what: number): void {
		eventClose(this.base_, this.slot_);
		this.onOnce_(what, this.context_);
	}

	fault_(_error: unknown): void {}
}

/**
 * Calls `onOnce` once: when `fd` is ready for some of `interest` (EV_READ, EV_WRITE, EV_CLOSED;
 * 0 with `fd` -1 = nothing but time), or after `timeoutMs`, -1 = never. Time alone with 0 or -1 is
 * active at once, after the events already active. Takes a slot of the event table until then.
 * Returns 0; -EINVAL for other bits or a timeout out of range, -EBADF, -ENOBUFS when no slot is
 * free. libevent `event_base_once`. @allocates one object
 */
export function eventOnce(
	base: EventBase,
	fd: number,
	interest: number,
	timeoutMs: number,
	onOnce: OnOnce,
	context: unknown,
): number {
	if ((interest & (EV_READ | EV_WRITE | EV_CLOSED)) !== interest) return -EINVAL;
	if (!isWhole(timeoutMs, -1, MS_MAX)) return -EINVAL;
	const once = new OnceEvent(base, onOnce, context);
	const slot = eventOpen(base, once);
	if (slot < 0) return slot;
	once.slot_ = slot;
	eventSetup(base, slot, fd, interest);
	if (interest === 0 && timeoutMs <= 0) {
		eventActivate(base, slot, EV_TIMEOUT);
		return 0;
	}
	const result = eventAdd(base, slot, timeoutMs);
	if (result < 0) eventClose(base, slot);
	return result;
}
