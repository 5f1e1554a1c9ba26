/** Limits on how long a turn may run callbacks before it polls again. */
import type { EventBase, EventOwner, Limiter } from "./event-base.js";
import { MS_MAX, wholeOption } from "./option.js";
import { takeOff } from "./process-active.js";
import { LOOP_LEAVE } from "./states.js";

/** Options of a `DispatchLimit`. */
export interface DispatchLimitOptions {
	/** The most callbacks that a turn runs, 1 or more; no limit if not given. */
	callbacks?: number;
	/** Milliseconds after which a turn runs no further callback, 0 or more; -1, or not given: no limit. */
	intervalMs?: number;
	/** Queues more urgent than this priority are not limited; 0 if not given. */
	minPriority?: number;
}

/** Made once, at start; `base` obeys it from then on. libevent `event_config_set_max_dispatch_interval`. */
export class DispatchLimit implements Limiter {
	readonly base: EventBase;
	readonly callbacks_: number;
	readonly intervalMs_: number; // -1 = no limit
	readonly minPriority_: number;

	/** Throws RangeError for an impossible limit. */
	constructor(base: EventBase, options: DispatchLimitOptions) {
		const callbacks = wholeOption("callbacks", options.callbacks, base.capacity, 1, MS_MAX);
		const intervalMs = wholeOption("intervalMs", options.intervalMs, -1, -1, MS_MAX);
		const minPriority = wholeOption("minPriority", options.minPriority, 0, 0, 255);
		this.base = base;
		this.callbacks_ = callbacks < base.capacity ? callbacks : base.capacity;
		this.intervalMs_ = intervalMs;
		this.minPriority_ = minPriority;
		base.limit_ = this;
	}

	run_(priority: number): void {
		const base = this.base;
		const limited = priority >= this.minPriority_;
		const floor = limited ? base.capacity - this.callbacks_ : 0; // of what is left of the budget
		while (
			base.queueHead_[priority] >= 0 &&
			base.budget_ > floor &&
			(base.end_ & LOOP_LEAVE) === 0
		) {
			const what = takeOff(base, priority);
			(base.running_ as EventOwner).fire_(what);
			if (limited && this.intervalMs_ >= 0) {
				const elapsed = (base.host.ticks() - base.now_) | 0;
				if (elapsed >= this.intervalMs_) return;
			}
		}
	}
}
