/** What can be asked of a bufferevent, and set while it lives. */
import { EINVAL } from "../core/errno.js";
import { eventSetPriority } from "../core/event-table.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import { isWhole, MS_MAX } from "../core/option.js";
import { setCapacity } from "../evbuffer-lite/capacity.js";
import type { BufferEvent } from "./bufferevent.js";
import { readMost } from "./connection-config.js";
import { readDue, writeDue } from "./deadlines.js";
import { BEV_READ_DUE, BEV_WRITE_DUE } from "./flags.js";
import { ownLimits } from "./own-limits.js";
import { cancelWriteTimeout } from "./state.js";

const BOTH = EV_READ | EV_WRITE;

/** Returns which of EV_READ and EV_WRITE are enabled. libevent `bufferevent_get_enabled`. */
export function getEnabled(be: BufferEvent): number {
	return be.state_ & BOTH;
}

/** Returns the low watermark of exactly EV_READ or EV_WRITE, else -EINVAL. libevent `bufferevent_getwatermark`. */
export function lowWatermark(be: BufferEvent, what: number): number {
	if (what === EV_READ) return be.shared_.readLow;
	return what === EV_WRITE ? be.shared_.writeLow : -EINVAL;
}

/**
 * Returns the high watermark of exactly EV_READ (0 = the input's capacity) or EV_WRITE (what the
 * output may hold), else -EINVAL. libevent `bufferevent_getwatermark`.
 */
export function highWatermark(be: BufferEvent, what: number): number {
	if (what === EV_READ) return be.shared_.readHigh;
	return what === EV_WRITE ? be.output.size : -EINVAL;
}

/**
 * Sets the watermarks of EV_READ, EV_WRITE or both, for `be` alone; it obeys at once. `high` 0 is
 * the buffer's capacity. That of EV_WRITE is enforced: what would exceed it is refused with
 * -ENOBUFS. Returns 0, or -EINVAL for anything but a whole number, a high mark above the output's capacity, or a low
 * mark of EV_READ that the input can never hold. libevent
 * `bufferevent_setwatermark`. @allocates at the first time
 */
export function setWatermark(be: BufferEvent, what: number, low: number, high: number): number {
	if ((what & BOTH) !== what || !isWhole(low, 0, MS_MAX) || !isWhole(high, 0, MS_MAX)) {
		return -EINVAL;
	}
	if ((what & EV_READ) !== 0 && low > readMost(be.input.size, high)) return -EINVAL;
	const limits = ownLimits(be);
	if ((what & EV_WRITE) !== 0) {
		if (high > limits.capacity_) return -EINVAL;
		limits.writeLow = low;
		setCapacity(be.output, high === 0 ? limits.capacity_ : high);
	}
	if ((what & EV_READ) !== 0) {
		limits.readLow = low;
		limits.readHigh = high;
	}
	be.changed_();
	return 0;
}

/**
 * Sets the timeouts, for `be` alone, 0 = none; those that run start anew. Returns 0 or -EINVAL.
 * libevent `bufferevent_set_timeouts`. @allocates at the first time
 */
export function setTimeouts(be: BufferEvent, readMs: number, writeMs: number): number {
	if (!isWhole(readMs, 0, MS_MAX) || !isWhole(writeMs, 0, MS_MAX)) return -EINVAL;
	const limits = ownLimits(be);
	limits.readTimeoutMs = readMs;
	limits.writeTimeoutMs = writeMs;
	if ((be.state_ & BEV_READ_DUE) !== 0) readDue(be, readMs);
	if ((be.state_ & BEV_WRITE_DUE) !== 0) {
		cancelWriteTimeout(be);
		if (writeMs > 0) writeDue(be, writeMs);
	}
	be.changed_();
	return 0;
}

/** Sets the priority, 0 = the most urgent. Returns 0, or -EINVAL if out of range or active now. libevent `bufferevent_priority_set`. */
export function bufferEventPrioritySet(be: BufferEvent, priority: number): number {
	return eventSetPriority(be.base, be.slot_, priority);
}

/** Returns the priority. libevent `bufferevent_get_priority`. */
export function bufferEventPriority(be: BufferEvent): number {
	return be.base.priority_[be.slot_];
}
