/**
 * SelectBackend: readiness by select/poll, over the table that every host keeps. The host's poll
 * lets the platform's events in; this scans the bitmap of descriptors that are ready for something
 * awaited, from a rotating start, so that none is served first for ever. Cost follows the ready
 * descriptors, not the idle ones: 10,000 idle add ten words to look at. libevent select.c, poll.c.
 */
import type { Backend } from "../core/backend.js";
import { EV_FEATURE_EARLY_CLOSE, EV_FEATURE_FDS, EV_FEATURE_O1 } from "../core/backend.js";
import { descriptorAwait } from "../core/descriptors.js";
import type { EventBase } from "../core/event-base.js";
import { activateDescriptor } from "../core/event-table.js";

/** Activates the ready descriptors in slots [from, end). */
function scan(base: EventBase, from: number, end: number): void {
	const d = base.descriptors_;
	let slot = from;
	while (slot < end) {
		if ((slot & 0x3ff) === 0 && d.summary_[slot >> 10] === 0) {
			slot += 1024; // none of the next 32 words has a bit
			continue;
		}
		let word = d.pending_[slot >> 5] >>> (slot & 31);
		for (let at = slot; word !== 0 && at < end; at++) {
			if ((word & 1) !== 0) activateDescriptor(base, at);
			word >>>= 1;
		}
		slot = (slot | 31) + 1;
	}
}

export class SelectBackend implements Backend {
	readonly name: string;
	readonly features: number;
	start_: number; // slot at which the next scan starts

	constructor() {
		this.name = "select";
		this.features = EV_FEATURE_FDS | EV_FEATURE_EARLY_CLOSE | EV_FEATURE_O1;
		this.start_ = 0;
	}

	change(base: EventBase, slot: number, interest: number): number {
		descriptorAwait(base.descriptors_, slot, interest);
		return 0;
	}

	dispatch(base: EventBase, timeoutMs: number): number {
		const result = base.host.poll(timeoutMs);
		const d = base.descriptors_;
		if (d.count_ === 0) return result;
		const start = this.start_;
		scan(base, start, d.capacity);
		if (start !== 0) scan(base, 0, start);
		this.start_ = start + 1 < d.capacity ? start + 1 : 0;
		return result;
	}
}
