/** The timer of the loop, and the turn that it runs. */
import type { EventBase } from "../../src/core/event-base.js";
import type { Host } from "./host.js";
import type { Handler } from "./platform.js";
import { recover } from "./recover.js";

declare function setTimeout(call: Handler, ms: number): number;
declare function clearTimeout(timer: number): void;

// States of the timer
export const TIMER_IDLE = 0; // it runs the next turn, or none is set
export const TIMER_CHANGES = 1; // another is being set, or that was aborted
export const TIMER_GUARDS = 2; // it is set for the case that the turn that runs is aborted

const RECOVER_MS = 1000; // after which an aborted turn is noticed, if no event comes before

/** Runs a turn; recovers first if the one before was aborted. */
export function tick(host: Host): void {
	const before = host.timer_;
	const base = host.loop_ as EventBase;
	base.asked_ = false; // if setTimeout fails, the next event schedules a turn
	host.timer_ = 0; // its number may be given to another
	const guard = setTimeout(host.handler_, RECOVER_MS); // fires only if the turn is aborted
	host.timer_ = guard;
	if (host.timerState_ === TIMER_CHANGES && before !== 0) clearTimeout(before); // it was to be replaced by the one that fired
	host.timerState_ = TIMER_GUARDS;
	if (base.turning_) recover(host, base); // a turn is never begun inside another
	base.turn();
	if (host.timerState_ !== TIMER_GUARDS) return; // not by its number: those of timers that were cleared are used again
	host.timerState_ = TIMER_IDLE;
	host.timer_ = 0; // no loop runs
	clearTimeout(guard);
}
