/**
 * SelectBackend: readiness by select/poll, over the descriptor table of the host. The host's poll
 * admits the platform's events; `dispatch` walks once around the ring of descriptors that are ready
 * for an awaited event. Its start advances by one each time, so that none is always served first.
 * The cost follows the ready descriptors, not the idle ones. libevent select.c, poll.c.
 */
import type { Backend } from "../core/backend.js";
import { EV_FEATURE_EARLY_CLOSE, EV_FEATURE_FDS, EV_FEATURE_O1 } from "../core/backend.js";
import { descriptorAwait, descriptorsRotate } from "../core/descriptors.js";
import type { EventBase } from "../core/event-base.js";
import { activateDescriptor } from "../core/event-table.js";

/** The only backend: every host's default. Takes no slots. libevent `selectops`, `pollops`. */
export class SelectBackend implements Backend {
	/** "select". */
	readonly name: string;
	/** EV_FEATURE_* bits. */
	readonly features: number;

	constructor() {
		this.name = "select";
		this.features = EV_FEATURE_FDS | EV_FEATURE_EARLY_CLOSE | EV_FEATURE_O1;
	}

	/** Sets the events awaited on the descriptor of event `slot`. Returns 0 or -errno. */
	change(base: EventBase, slot: number, interest: number): number {
		return descriptorAwait(base.descriptors_, slot, interest);
	}

	/** Waits up to `timeoutMs` for events and activates what is ready. Returns the host's result. */
	dispatch(base: EventBase, timeoutMs: number): number {
		const result = base.host.poll(timeoutMs);
		const d = base.descriptors_;
		if (d.count_ > 1) descriptorsRotate(d);
		let at = d.head_;
		for (let left = d.count_; left > 0; left--) {
			const slot = d.ring_[at];
			if (++at === d.capacity) at = 0;
			if ((d.ready_[slot] & d.interest_[slot]) !== 0) activateDescriptor(base, slot);
		}
		return result;
	}
}
