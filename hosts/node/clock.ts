/**
 * Clock: ticks, and the one turn that is scheduled. A turn that is wanted at once takes a
 * setImmediate, which Node runs right after it has let platform events in; a later one takes the
 * one setTimeout. A timer that is armed for an earlier tick than the wanted one stays armed and,
 * when it fires, is armed again for the rest: idle timeouts move at every request, and arming anew
 * costs more than one idle firing.
 */
import type { Loop } from "../../src/core/host.js";

const DELAY_MAX = 0x7fffffff; // the longest that setTimeout knows

export class Clock {
	loop: Loop | null; // who wants a turn
	due: number; // at which tick
	immediate: NodeJS.Immediate | null;
	timer: NodeJS.Timeout | null;
	armed: number; // tick at which the timer fires
	readonly onImmediate: () => void;
	readonly onTimer: () => void;

	constructor() {
		this.loop = null;
		this.due = 0;
		this.immediate = null;
		this.timer = null;
		this.armed = 0;
		this.onImmediate = () => this.fireImmediate();
		this.onTimer = () => this.fireTimer();
	}

	/** Milliseconds of the monotonic clock as an int32 that wraps. */
	ticks(): number {
		return performance.now() | 0;
	}

	/** See Host.schedule. */
	schedule(loop: Loop, delayMs: number): void {
		if (delayMs === 0) {
			this.loop = loop;
			if (this.immediate === null) this.immediate = setImmediate(this.onImmediate);
			return;
		}
		if (this.immediate !== null) {
			clearImmediate(this.immediate);
			this.immediate = null;
		}
		if (delayMs < 0) return this.cancel();
		const due = (this.ticks() + delayMs) | 0;
		this.loop = loop;
		this.due = due;
		if (this.timer !== null) {
			if (((due - this.armed) | 0) >= 0) return;
			clearTimeout(this.timer);
		}
		this.arm(due, delayMs);
	}

	/** Nothing is wanted any more; the timer must not keep the process alive. */
	cancel(): void {
		this.loop = null;
		if (this.timer !== null) clearTimeout(this.timer);
		this.timer = null;
	}

	arm(due: number, delayMs: number): void {
		this.armed = due;
		this.timer = setTimeout(this.onTimer, delayMs > DELAY_MAX ? DELAY_MAX : delayMs);
	}

	fireImmediate(): void {
		this.immediate = null;
		this.run();
	}

	fireTimer(): void {
		this.timer = null;
		if (this.loop === null || this.immediate !== null) return; // a turn comes anyway
		const left = (this.due - this.ticks()) | 0;
		if (left > 0) this.arm(this.due, left);
		else this.run();
	}

	run(): void {
		const loop = this.loop;
		this.loop = null;
		if (loop !== null) loop.turn();
	}
}
