/** Taking a base out of service. */
import { EBUSY } from "./errno.js";
import type { EventBase } from "./event-base.js";
import { letGo, retire } from "./event-base.js";
import { eventClose } from "./event-table.js";
import { Finalizer } from "./finalize.js";
import { reportException } from "./report-exception.js";
import { EVLIST_ACTIVE, EVLIST_INSERTED, EVLIST_TIMEOUT } from "./states.js";

const PENDING = EVLIST_ACTIVE | EVLIST_INSERTED | EVLIST_TIMEOUT;

function runFinalizer(base: EventBase, finalizer: Finalizer): void {
	try {
		finalizer.fire_(0);
	} catch (error) {
		reportException(base, error);
	}
}

/** Runs the finalizers that wait, and those that they bring about, at most so many. */
function runFinalizers(base: EventBase): void {
	let left = 4 * base.capacity;
	for (let slot = 0; slot < base.capacity && left > 0; slot++) {
		const owner = base.owner_[slot];
		if (!(owner instanceof Finalizer)) continue;
		runFinalizer(base, owner);
		left--;
		slot = -1; // it may have made others, in any slot
	}
}

/**
 * Ends the loop without `onEnd`, runs the finalizers that wait unless `finalize` is false, deletes
 * every event and watcher, and lets go of the host's timer and readiness. The base cannot be used
 * again; its events answer -EINVAL. Returns how many events were still pending, or -EBUSY inside a
 * callback. libevent `event_base_free`, `event_base_free_nofinalize`.
 */
export function eventBaseFree(base: EventBase, finalize: boolean): number {
	if (base.turning_) return -EBUSY;
	retire(base);
	if (finalize) runFinalizers(base);
	let pending = 0;
	for (let slot = 0; slot < base.capacity; slot++) {
		if ((base.state_[slot] & PENDING) !== 0) pending++;
		eventClose(base, slot);
	}
	letGo(base);
	return pending;
}
