/**
 * Recovers a base after Espruino aborted a turn: it does that to whatever runs when its memory is
 * used up, between any two operations and without `finally`. Only hosts/espruino imports this.
 */
import { ENOMEM } from "./errno.js";
import type { EventBase } from "./event-base.js";
import { eventsRebuild } from "./event-table.js";
import { reportException } from "./report-exception.js";

/** Returns whether `fd` is that of an event. */
export function isAwaited(base: EventBase, fd: number): boolean {
	for (let slot = 0; slot < base.capacity; slot++) {
		if (base.state_[slot] !== 0 && base.fd_[slot] === fd) return true;
	}
	return false;
}

/**
 * Lets the base continue after a turn was aborted. The owner of the callback that ran gets ENOMEM as if
 * the callback had thrown it; a connection closes.
 */
export function eventBaseRecover(base: EventBase): void {
	const owner = base.running_;
	base.running_ = null; // first: if this is aborted as well, it is not tried again
	base.runningPriority_ = -1;
	eventsRebuild(base);
	reportException(base, ENOMEM);
	if (owner !== null) {
		try {
			owner.fault_(ENOMEM);
		} catch (error) {
			reportException(base, error);
		}
	}
	base.turning_ = false;
	base.asked_ = false;
	base.wake();
}
