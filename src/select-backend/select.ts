/**
 * SelectBackend: readiness by select/poll, over the table that every host keeps. The host's poll
 * lets the platform's events in; this goes once around the ring of descriptors that are ready for
 * something awaited, from a place that moves on by one each time, so that none is served first for
 * ever. Cost follows the ready descriptors, not the idle ones. libevent select.c, poll.c.
 */
import type { Backend } from "../core/backend.js";
import { EV_FEATURE_EARLY_CLOSE, EV_FEATURE_FDS, EV_FEATURE_O1 } from "../core/backend.js";
import { descriptorAwait, descriptorsRotate } from "../core/descriptors.js";
import type { EventBase } from "../core/event-base.js";
import { activateDescriptor } from "../core/event-table.js";

export class SelectBackend implements Backend {
	readonly name: string;
	readonly features: number;

	constructor() {
		this.name = "select";
		this.features = EV_FEATURE_FDS | EV_FEATURE_EARLY_CLOSE | EV_FEATURE_O1;
	}

	change(base: EventBase, slot: number, interest: number): number {
		return descriptorAwait(base.descriptors_, slot, interest);
	}

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
