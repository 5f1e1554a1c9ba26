/** Ending and steering a running loop; the names follow libevent's `event_base_loop*`. */
import { EINVAL, ENOBUFS } from "./errno.js";
import { Event } from "./event.js";
import type { EventBase } from "./event-base.js";
import { isWhole, MS_MAX } from "./option.js";
import { LOOP_BREAK, LOOP_CONTINUE, LOOP_EXIT } from "./states.js";

/**
 * Ends the loop once nothing of the middle priority or a more urgent one is active; what is less
 * urgent stays active for the next run. libevent `event_base_loopexit(base, NULL)`.
 */
export function loopExit(base: EventBase): void {
	base.end_ |= LOOP_EXIT;
	base.wake();
}

function exitNow(event: Event): void {
	loopExit(event.base);
	event.free();
}

/**
 * Ends the loop in `delayMs` milliseconds. Takes a slot of the event table until then. Returns 0,
 * -ENOBUFS when no slot is free, or -EINVAL. libevent `event_base_loopexit`.
 * @allocates one event
 */
export function loopExitAfter(base: EventBase, delayMs: number): number {
	if (!isWhole(delayMs, 0, MS_MAX)) return -EINVAL;
	if (base.used === base.capacity) return -ENOBUFS;
	return new Event(base, { timeoutMs: delayMs, priority: 0, onEvent: exitNow }).add();
}

/**
 * Ends the loop right after the running callback; what else is active stays so for the next run.
 * libevent `event_base_loopbreak`.
 */
export function loopBreak(base: EventBase): void {
	base.end_ |= LOOP_BREAK;
	base.wake();
}

/** Leaves the running queue after this callback and looks again for the most urgent. libevent `event_base_loopcontinue`. */
export function loopContinue(base: EventBase): void {
	if (base.running_ !== null) base.end_ |= LOOP_CONTINUE;
}

/** Returns whether the last run was ended by `loopExit`. libevent `event_base_got_exit`. */
export function gotExit(base: EventBase): boolean {
	return (base.end_ & LOOP_EXIT) !== 0;
}

/** Returns whether the last run was ended by `loopBreak`. libevent `event_base_got_break`. */
export function gotBreak(base: EventBase): boolean {
	return (base.end_ & LOOP_BREAK) !== 0;
}
