/** Timers of a swarm's device: each is to fire within a tick of when it is due, and not before. */
import type { Device, Random } from "../../../hosts/virtual/index.js";
import type { Event } from "../../../src/core/event.js";
import type { EventBase } from "../../../src/core/event-base.js";
import { eventAddTimeout } from "../../../src/core/event-info.js";
import type { Verdict } from "./verdict.js";

/** Returns whether the device has just not been able to run a turn. */
export function isStalled(device: Device): boolean {
	return device.network.queue_.nowUs <= device.stallUs_ + 2000;
}

export class SwarmTimer {
	readonly verdict: Verdict;
	readonly device: Device;
	readonly random: Random;
	readonly event: Event;
	readonly persist: boolean;
	due: number;
	interval: number;
	pending: boolean;
	fired: number;
	onFire: () => void;

	constructor(verdict: Verdict, base: EventBase, device: Device, random: Random) {
		this.verdict = verdict;
		this.device = device;
		this.random = random;
		this.persist = random.oneIn(2);
		this.due = 0;
		this.interval = 0;
		this.pending = false;
		this.fired = 0;
		this.onFire = () => {};
		this.event = base.event({ timeoutMs: 1, persist: this.persist, onEvent: () => this.fire() });
	}

	/** Sets it to fire in `ms`. */
	set(ms: number): void {
		this.interval = ms;
		this.due = (this.device.ticks() + ms) | 0;
		this.pending = true;
		eventAddTimeout(this.event, ms);
	}

	clear(): void {
		this.pending = false;
		this.event.del();
	}

	fire(): void {
		const late = (this.device.ticks() - this.due) | 0;
		this.fired++;
		if (!this.verdict.check(this.pending, this.device.name, "a timer fires that is not pending"))
			return;
		this.verdict.check(late >= 0, this.device.name, `a timer fires ${-late} ms early`);
		this.verdict.check(
			late <= 1 || isStalled(this.device),
			this.device.name,
			`a timer fires ${late} ms late`,
		);
		if (this.persist && this.interval > 0) {
			this.due = (this.due + this.interval) | 0; // counted from when it was due
			if (late > this.interval) this.due = (this.due + late) | 0; // what was missed is skipped
		} else this.pending = false;
		this.onFire();
	}

	/** Checks that it has not been forgotten. */
	look(): void {
		const late = (this.device.ticks() - this.due) | 0;
		if (!this.pending || isStalled(this.device)) return;
		this.verdict.check(late <= 1, this.device.name, `a timer is ${late} ms overdue`);
	}
}
