/** The clock of MemoryHost: it stands until a test moves it, and runs the turns that fall due. */
import type { Turner } from "../../src/core/host.js";

const TURNS_MAX = 10000;

export class MemoryClock {
	/** Turns run. */
	turns: number;
	/** Calls of `schedule`. */
	schedules: number;
	now_: number;
	due_: number;
	turner_: Turner | null;

	constructor(startTick: number) {
		this.turns = 0;
		this.schedules = 0;
		this.now_ = startTick;
		this.due_ = 0;
		this.turner_ = null;
	}

	ticks(): number {
		return this.now_;
	}

	schedule(turner: Turner, delayMs: number): void {
		this.schedules++;
		this.turner_ = delayMs < 0 ? null : turner;
		this.due_ = (this.now_ + delayMs) | 0;
	}

	/** Tells whether a turn is due now. */
	isDue_(): boolean {
		return this.turner_ !== null && ((this.due_ - this.now_) | 0) <= 0;
	}

	turn_(): void {
		const turner = this.turner_ as Turner;
		this.turner_ = null;
		this.turns++;
		turner.turn();
	}

	/** Runs the turns that are due now, at most `turnsMax` (10,000). Time stands. Returns how many. */
	settle(turnsMax?: number): number {
		const limit = turnsMax === undefined ? TURNS_MAX : turnsMax;
		let count = 0;
		while (count < limit && this.isDue_()) {
			this.turn_();
			count++;
		}
		return count;
	}

	/**
	 * Runs turns until none is scheduled, at most `turnsMax` (10,000); the clock jumps to each that
	 * is not due yet. Returns how many.
	 */
	run(turnsMax?: number): number {
		const limit = turnsMax === undefined ? TURNS_MAX : turnsMax;
		let count = 0;
		while (count < limit && this.turner_ !== null) {
			if (!this.isDue_()) this.now_ = this.due_;
			this.turn_();
			count++;
		}
		return count;
	}

	/**
	 * Lets `ms` milliseconds pass; the turns due on the way run at their ticks, at most 10,000 of
	 * them at one tick. Returns how many.
	 */
	advance(ms: number): number {
		const end = (this.now_ + ms) | 0;
		let count = this.settle();
		while (this.turner_ !== null && !this.isDue_() && ((this.due_ - end) | 0) <= 0) {
			this.now_ = this.due_;
			count += this.settle();
		}
		this.now_ = end;
		return count;
	}
}
