/**
 * Rate limits: bytes in a tick, for one bufferevent by a token bucket of its own, for many by the
 * bucket of a group (rate-limit-group.ts), and in one go. They are between the bufferevent and
 * its transport; a direction whose tokens are used up is suspended until the next tick, with its
 * timeout. libevent `bufferevent_ratelim.c`, without two of its defects: a rate limit does not
 * replace the limit of a single read, and a group's share never exceeds its bucket.
 */

import { EAGAIN, EINVAL, ENOBUFS } from "../core/errno.js";
import type { Event } from "../core/event.js";
import type { EventBase } from "../core/event-base.js";
import { cachedTicks, eventAddTimeout } from "../core/event-info.js";
import { isWhole } from "../core/option.js";
import type { BufferEvent } from "./bufferevent.js";
import { BEV_READ_SUSPENDED, BEV_WRITE_SUSPENDED } from "./flags.js";
import type { Flushable } from "./flush.js";
import { ownLimits } from "./own-limits.js";
import type { RateLimitGroup } from "./rate-limit-group.js";
import { suspend, unsuspend } from "./state.js";
import type { TokenBucketConfig } from "./token-bucket.js";
import {
	EV_RATE_LIMIT_MAX,
	isCount,
	TokenBucket,
	tokenBucketConfigure,
	tokenBucketDelay,
	tokenBucketReset,
	tokenBucketUpdate,
} from "./token-bucket.js";
import { settle } from "./transfer.js";
import type { Transport } from "./transport.js";
import { setTransport } from "./transport.js";

/** The transport of a limited bufferevent, around its own. */
export class RateLimiter implements Flushable {
	readonly be_: BufferEvent;
	inner_: Transport;
	readonly event_: Event; // fires when tokens are due
	bucket_: TokenBucket | null;
	group_: RateLimitGroup | null; // by rate-limit-group.ts
	next_: RateLimiter | null; // in the group; by rate-limit-group.ts
	maxRead_: number;
	maxWrite_: number;

	/** Takes an event of the base; throws RangeError when there is none. */
	constructor(be: BufferEvent) {
		this.be_ = be;
		this.inner_ = be.shared_.io_;
		this.event_ = be.base.event({ onEvent: refilled, context: this });
		this.bucket_ = null;
		this.group_ = null;
		this.next_ = null;
		this.maxRead_ = EV_RATE_LIMIT_MAX;
		this.maxWrite_ = EV_RATE_LIMIT_MAX;
	}

	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		let allowed = this.mayRead_();
		if (allowed <= 0) return this.suspend_(BEV_READ_SUSPENDED);
		if (length < allowed) allowed = length;
		const count = this.inner_.recv(fd, bytes, at, allowed);
		if (count > 0) this.charge_(count, 0);
		return count;
	}

	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		if (length === 0) return this.inner_.send(fd, bytes, at, length);
		let allowed = this.mayWrite_();
		if (allowed <= 0) return this.suspend_(BEV_WRITE_SUSPENDED);
		if (length < allowed) allowed = length;
		const count = this.inner_.send(fd, bytes, at, allowed);
		if (count > 0) this.charge_(0, count);
		return count;
	}

	shutdown(fd: number, how: number): number {
		return this.inner_.shutdown(fd, how);
	}

	/** The next connection starts with a fresh bucket; it stays in its group. */
	close(fd: number): number {
		this.event_.del();
		if (this.bucket_ !== null) tokenBucketReset(this.bucket_, cachedTicks(this.be_.base));
		return this.inner_.close(fd);
	}

	flush_(what: number, mode: number): number {
		const inner = this.inner_ as Flushable;
		return inner.flush_ === undefined ? 0 : inner.flush_(what, mode);
	}

	/** Bytes that may be received now. */
	mayRead_(): number {
		const bucket = this.bucket_;
		let allowed = this.maxRead_;
		if (bucket !== null) {
			tokenBucketUpdate(bucket, cachedTicks(this.be_.base));
			if (bucket.read < allowed) allowed = bucket.read;
		}
		if (this.group_ === null) return allowed;
		const share = this.group_.readShare_();
		return share < allowed ? share : allowed;
	}

	/** Bytes that may be sent now. */
	mayWrite_(): number {
		const bucket = this.bucket_;
		let allowed = this.maxWrite_;
		if (bucket !== null) {
			tokenBucketUpdate(bucket, cachedTicks(this.be_.base));
			if (bucket.write < allowed) allowed = bucket.write;
		}
		if (this.group_ === null) return allowed;
		const share = this.group_.writeShare_();
		return share < allowed ? share : allowed;
	}

	/** Takes tokens for bytes that went through. */
	charge_(read: number, written: number): void {
		const bucket = this.bucket_;
		if (bucket !== null) {
			bucket.read -= read;
			bucket.write -= written;
			if (read > 0 && bucket.read <= 0) this.suspend_(BEV_READ_SUSPENDED);
			if (written > 0 && bucket.write <= 0) this.suspend_(BEV_WRITE_SUSPENDED);
		}
		if (this.group_ !== null) this.group_.charge_(read, written);
	}

	/** Stops a direction until tokens are due. Returns -EAGAIN. */
	suspend_(bit: number): number {
		const be = this.be_;
		if (be.fd < 0 || (be.state_ & bit) !== 0) return -EAGAIN;
		suspend(be, bit);
		settle(be, -1);
		if (this.bucket_ !== null) this.await_();
		return -EAGAIN;
	}

	/** Comes back when the own bucket has its next tokens; a group notifies by itself. */
	await_(): void {
		const bucket = this.bucket_ as TokenBucket;
		const empty = bucket.read <= 0 || bucket.write <= 0;
		if (empty) eventAddTimeout(this.event_, tokenBucketDelay(bucket, cachedTicks(this.be_.base)));
	}

	/** Resumes what tokens allow again. */
	resume_(): void {
		const be = this.be_;
		let over = 0;
		if (be.fd < 0) return;
		if ((be.state_ & BEV_READ_SUSPENDED) !== 0 && this.mayRead_() > 0) over |= BEV_READ_SUSPENDED;
		if ((be.state_ & BEV_WRITE_SUSPENDED) !== 0 && this.mayWrite_() > 0) {
			over |= BEV_WRITE_SUSPENDED;
		}
		if (over !== 0) {
			unsuspend(be, over);
			be.changed_();
		}
		const waits = (be.state_ & (BEV_READ_SUSPENDED | BEV_WRITE_SUSPENDED)) !== 0;
		if (waits && this.bucket_ !== null) this.await_();
	}
}

/** A tick of the bucket has passed. */
function refilled(event: Event): void {
	(event.context as RateLimiter).resume_();
}

/** Returns the limiter of `be`, or null. */
export function limiterOf(be: BufferEvent): RateLimiter | null {
	const io = be.shared_.io_;
	return io instanceof RateLimiter ? io : null;
}

/** Returns the limiter of `be`, made if there is none; null when the base has no slot for its event. @allocates at the first time */
export function limiterFor(be: BufferEvent): RateLimiter | null {
	const limiter = limiterOf(be);
	const base: EventBase = be.base;
	if (limiter !== null || base.used === base.capacity) return limiter;
	const made = new RateLimiter(be);
	setTransport(ownLimits(be), made);
	return made;
}

/**
 * Limits `be` by a bucket of its own, or removes the limit with null; suspended directions resume then. Takes an event
 * of the base at the first time, and keeps it. Returns 0 or -ENOBUFS. libevent
 * `bufferevent_set_rate_limit`. @allocates at the first time
 */
export function setRateLimit(be: BufferEvent, config: TokenBucketConfig | null): number {
	if (config === null) {
		const limiter = limiterOf(be);
		if (limiter === null) return 0;
		limiter.bucket_ = null;
		limiter.event_.del();
		limiter.resume_();
		return 0;
	}
	const limiter = limiterFor(be);
	if (limiter === null) return -ENOBUFS;
	if (limiter.bucket_ !== null) tokenBucketConfigure(limiter.bucket_, config);
	else limiter.bucket_ = new TokenBucket(config, cachedTicks(be.base));
	limiter.resume_();
	return 0;
}

/** Returns the rates that `be` follows by itself, or null. libevent `bufferevent_get_token_bucket_cfg`. */
export function getTokenBucketConfig(be: BufferEvent): TokenBucketConfig | null {
	const limiter = limiterOf(be);
	return limiter === null || limiter.bucket_ === null ? null : limiter.bucket_.config;
}

/** @allocates at the first time */
function setMax(be: BufferEvent, size: number, isRead: boolean): number {
	if (!isWhole(size, 0, EV_RATE_LIMIT_MAX)) return -EINVAL;
	const limiter = limiterFor(be);
	if (limiter === null) return -ENOBUFS;
	const max = size === 0 ? EV_RATE_LIMIT_MAX : size;
	if (isRead) limiter.maxRead_ = max;
	else limiter.maxWrite_ = max;
	return 0;
}

/** Receives at most `size` bytes in a turn, 0 = as many as usual. Returns 0, -EINVAL or -ENOBUFS. libevent `bufferevent_set_max_single_read`. @allocates at the first time */
export function setMaxSingleRead(be: BufferEvent, size: number): number {
	return setMax(be, size, true);
}

/** Sends at most `size` bytes in one go, 0 = as many as there are. Returns 0, -EINVAL or -ENOBUFS. libevent `bufferevent_set_max_single_write`. @allocates at the first time */
export function setMaxSingleWrite(be: BufferEvent, size: number): number {
	return setMax(be, size, false);
}

/** Returns the tokens of its own that `be` has for receiving, EV_RATE_LIMIT_MAX if unlimited. libevent `bufferevent_get_read_limit`. */
export function getReadLimit(be: BufferEvent): number {
	const limiter = limiterOf(be);
	if (limiter === null || limiter.bucket_ === null) return EV_RATE_LIMIT_MAX;
	tokenBucketUpdate(limiter.bucket_, cachedTicks(be.base));
	return limiter.bucket_.read;
}

/** Returns the tokens of its own that `be` has for sending, EV_RATE_LIMIT_MAX if unlimited. libevent `bufferevent_get_write_limit`. */
export function getWriteLimit(be: BufferEvent): number {
	const limiter = limiterOf(be);
	if (limiter === null || limiter.bucket_ === null) return EV_RATE_LIMIT_MAX;
	tokenBucketUpdate(limiter.bucket_, cachedTicks(be.base));
	return limiter.bucket_.write;
}

/** Returns the bytes that `be` may receive now, by all its limits, 0 or more. libevent `bufferevent_get_max_to_read`. */
export function getMaxToRead(be: BufferEvent): number {
	const limiter = limiterOf(be);
	const most = 16384; // of one turn
	const allowed = limiter === null ? most : limiter.mayRead_();
	if (allowed < 0 || (be.state_ & BEV_READ_SUSPENDED) !== 0) return 0;
	return allowed < most ? allowed : most;
}

/** Returns the bytes that `be` may send now, by all its limits, 0 or more. libevent `bufferevent_get_max_to_write`. */
export function getMaxToWrite(be: BufferEvent): number {
	const limiter = limiterOf(be);
	const allowed = limiter === null ? EV_RATE_LIMIT_MAX : limiter.mayWrite_();
	return allowed < 0 || (be.state_ & BEV_WRITE_SUSPENDED) !== 0 ? 0 : allowed;
}

/** Takes `count` tokens for receiving by hand, or gives some if it is less than 0. Returns 0, or -EINVAL without a bucket or for no whole number. libevent `bufferevent_decrement_read_limit`. */
export function decrementReadLimit(be: BufferEvent, count: number): number {
	const limiter = limiterOf(be);
	if (limiter === null || limiter.bucket_ === null || !isCount(count)) return -EINVAL;
	limiter.bucket_.read -= count;
	if (limiter.bucket_.read <= 0) limiter.suspend_(BEV_READ_SUSPENDED);
	else limiter.resume_();
	return 0;
}

/** Takes `count` tokens for sending by hand, or gives some if it is less than 0. Returns 0, or -EINVAL without a bucket or for no whole number. libevent `bufferevent_decrement_write_limit`. */
export function decrementWriteLimit(be: BufferEvent, count: number): number {
	const limiter = limiterOf(be);
	if (limiter === null || limiter.bucket_ === null || !isCount(count)) return -EINVAL;
	limiter.bucket_.write -= count;
	if (limiter.bucket_.write <= 0) limiter.suspend_(BEV_WRITE_SUSPENDED);
	else limiter.resume_();
	return 0;
}
