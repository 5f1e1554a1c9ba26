/** Running callbacks though nothing happened. */
import { eventActivate } from "../core/active-queue.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import type { BufferEvent } from "./bufferevent.js";
import { BEV_OPEN, BEV_TRIGGER_WRITE } from "./flags.js";
import { triggerRead } from "./transfer.js";

/** Runs the callbacks whatever the watermarks say. */
export const BEV_TRIG_IGNORE_WATERMARKS = 0x10000;

/** Runs `onWrite` in a turn soon, whatever the output holds. */
export function triggerWrite(be: BufferEvent): void {
	if ((be.state_ & BEV_OPEN) === 0) return;
	eventActivate(be.base, be.slot_, BEV_TRIGGER_WRITE);
}

/**
 * Runs `onRead` (EV_READ in `what`) and `onWrite` (EV_WRITE) in a turn soon, if the low watermarks
 * allow it now or `options` say to ignore them. libevent `bufferevent_trigger`, always deferred.
 */
export function trigger(be: BufferEvent, what: number, options: number): void {
	const force = (options & BEV_TRIG_IGNORE_WATERMARKS) !== 0;
	const limits = be.shared_;
	if ((what & EV_READ) !== 0 && (force || be.input.length >= limits.readLow)) triggerRead(be);
	if ((what & EV_WRITE) !== 0 && (force || be.output.length <= limits.writeLow)) triggerWrite(be);
}

/**
 * Runs `onEvent` now with `what` (BEV_EVENT_* bits) and an errno; what the bits mean does not
 * happen. libevent `bufferevent_trigger_event`.
 */
export function triggerEvent(be: BufferEvent, what: number, error: number): void {
	if ((be.state_ & BEV_OPEN) !== 0 && be.onEvent !== null) be.onEvent(be, what, error);
}
