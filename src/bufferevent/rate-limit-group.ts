/**
 * Rate-limit groups: one token bucket for many bufferevents. Each may take its share of what is
 * left, but at least `minShare`, so that many members do not end in tiny reads; when it is used up
 * all are suspended, and continue with the next tick from a member picked at random.
 */

import { EINVAL, ENOBUFS } from "../core/errno.js";
import type { Event } from "../core/event.js";
import type { EventBase } from "../core/event-base.js";
import { cachedTicks, eventAddTimeout } from "../core/event-info.js";
import { isWhole } from "../core/option.js";
import { weakRandom, weakRange } from "../core/weak-random.js";
import type { BufferEvent } from "./bufferevent.js";
import { BEV_READ_SUSPENDED, BEV_WRITE_SUSPENDED } from "./flags.js";
import { limiterFor, limiterOf, type RateLimiter } from "./rate-limit.js";
import type { TokenBucketConfig } from "./token-bucket.js";
import {
	EV_RATE_LIMIT_MAX,
	isCount,
	TokenBucket,
	tokenBucketConfigure,
	tokenBucketDelay,
	tokenBucketUpdate,
} from "./token-bucket.js";

/**
 * One token bucket for several bufferevents together. Takes one event slot of the base until it is
 * freed. libevent `struct bufferevent_rate_limit_group`.
 */
export class RateLimitGroup {
	readonly base: EventBase;
	/** Members now. */
	members: number;
	/** Bytes received by all members since the last reset. */
	totalRead: number;
	/** Bytes sent by all members since the last reset. */
	totalWritten: number;
	/** The least that a member may move in one go, while there are tokens. */
	minShare: number;
	readonly bucket_: TokenBucket;
	readonly event_: Event;
	first_: RateLimiter | null;
	seed_: number;

	/** Takes an event of the base; throws RangeError when there is none. libevent `bufferevent_rate_limit_group_new`. */
	constructor(base: EventBase, config: TokenBucketConfig) {
		this.base = base;
		this.members = 0;
		this.totalRead = 0;
		this.totalWritten = 0;
		this.minShare = 0;
		this.bucket_ = new TokenBucket(config, cachedTicks(base));
		this.event_ = base.event({ onEvent: refilled, context: this });
		this.first_ = null;
		this.seed_ = 1;
		setGroupMinShare(this, 64);
	}

	/** Bytes that a member may receive now. */
	readShare_(): number {
		tokenBucketUpdate(this.bucket_, cachedTicks(this.base));
		return share(this, this.bucket_.read);
	}

	/** Bytes that a member may send now. */
	writeShare_(): number {
		tokenBucketUpdate(this.bucket_, cachedTicks(this.base));
		return share(this, this.bucket_.write);
	}

	/** Takes tokens for what a member moved. */
	charge_(read: number, written: number): void {
		this.totalRead += read;
		this.totalWritten += written;
		this.bucket_.read -= read;
		this.bucket_.write -= written;
		this.check_();
	}

	/** Suspends all members in the directions that have no tokens left. */
	check_(): void {
		const bits =
			(this.bucket_.read <= 0 ? BEV_READ_SUSPENDED : 0) |
			(this.bucket_.write <= 0 ? BEV_WRITE_SUSPENDED : 0);
		if (bits === 0) return;
		for (let member = this.first_; member !== null; member = member.next_) {
			if ((bits & BEV_READ_SUSPENDED) !== 0) member.suspend_(BEV_READ_SUSPENDED);
			if ((bits & BEV_WRITE_SUSPENDED) !== 0) member.suspend_(BEV_WRITE_SUSPENDED);
		}
		eventAddTimeout(this.event_, tokenBucketDelay(this.bucket_, cachedTicks(this.base)));
	}
}

/** Of `tokens`, what one member may take. */
function share(group: RateLimitGroup, tokens: number): number {
	if (tokens <= 0) return tokens;
	const part = (tokens / (group.members > 0 ? group.members : 1)) | 0;
	const least = part > group.minShare ? part : group.minShare;
	return least < tokens ? least : tokens;
}

/** A tick has passed: all continue, from a random one, unless tokens are still owed. */
function refilled(event: Event): void {
	const group = event.context as RateLimitGroup;
	tokenBucketUpdate(group.bucket_, cachedTicks(group.base));
	resumeAll(group);
	group.check_();
}

/** Resumes every member that may continue, from one picked at random. */
function resumeAll(group: RateLimitGroup): void {
	if (group.members === 0) return;
	group.seed_ = weakRandom(group.seed_);
	let skip = weakRange(group.seed_, group.members);
	let member = group.first_;
	while (skip-- > 0 && member !== null) member = member.next_;
	for (let left = group.members; left > 0; left--) {
		if (member === null) member = group.first_;
		if (member === null) return;
		member.resume_();
		member = member.next_;
	}
}

/**
 * Has `be` share the bucket of `group`; it leaves any other. Takes an event of the base at the
 * first limit of `be`. Returns 0 or -ENOBUFS. libevent `bufferevent_add_to_rate_limit_group`.
 * @allocates at the first limit of `be`
 */
export function addToGroup(be: BufferEvent, group: RateLimitGroup): number {
	const limiter = limiterFor(be);
	if (limiter === null) return -ENOBUFS;
	if (limiter.group_ === group) return 0;
	if (limiter.group_ !== null) removeFromGroup(be);
	limiter.group_ = group;
	limiter.next_ = group.first_;
	group.first_ = limiter;
	group.members++;
	group.check_();
	return 0;
}

/** Removes `be` from its group; suspended directions resume. Returns 0, or -EINVAL if it is in none. libevent `bufferevent_remove_from_rate_limit_group`. */
export function removeFromGroup(be: BufferEvent): number {
	const limiter = limiterOf(be);
	if (limiter === null || limiter.group_ === null) return -EINVAL;
	const group = limiter.group_;
	if (group.first_ === limiter) group.first_ = limiter.next_;
	else {
		let before = group.first_;
		while (before !== null && before.next_ !== limiter) before = before.next_;
		if (before !== null) before.next_ = limiter.next_;
	}
	limiter.group_ = null;
	limiter.next_ = null;
	group.members--;
	limiter.resume_();
	return 0;
}

/** Follows `config` from now on; tokens above its bursts are lost. libevent `bufferevent_rate_limit_group_set_cfg`. */
export function setGroupConfig(group: RateLimitGroup, config: TokenBucketConfig): void {
	tokenBucketConfigure(group.bucket_, config);
	setGroupMinShare(group, group.minShare);
}

/**
 * Sets the least share of a member: 64 at first; above the rates it is the lesser of them. Returns 0,
 * or -EINVAL for anything but a whole number of 0 or more. libevent
 * `bufferevent_rate_limit_group_set_min_share`.
 */
export function setGroupMinShare(group: RateLimitGroup, size: number): number {
	if (!isWhole(size, 0, EV_RATE_LIMIT_MAX)) return -EINVAL;
	const config = group.bucket_.config;
	let least = size < config.readRate ? size : config.readRate;
	if (config.writeRate < least) least = config.writeRate;
	group.minShare = least > 1 ? least : 1;
	return 0;
}

/** Returns the group's tokens for receiving. libevent `bufferevent_rate_limit_group_get_read_limit`. */
export function groupReadLimit(group: RateLimitGroup): number {
	tokenBucketUpdate(group.bucket_, cachedTicks(group.base));
	return group.bucket_.read;
}

/** Returns the group's tokens for sending. libevent `bufferevent_rate_limit_group_get_write_limit`. */
export function groupWriteLimit(group: RateLimitGroup): number {
	tokenBucketUpdate(group.bucket_, cachedTicks(group.base));
	return group.bucket_.write;
}

/**
 * Takes `count` tokens for receiving by hand, or gives some if it is less than 0. Returns 0, or
 * -EINVAL for no whole number. libevent `bufferevent_rate_limit_group_decrement_read`.
 */
export function decrementGroupRead(group: RateLimitGroup, count: number): number {
	if (!isCount(count)) return -EINVAL;
	group.bucket_.read -= count;
	if (count < 0) resumeAll(group);
	group.check_();
	return 0;
}

/** As `decrementGroupRead`, for sending. libevent `bufferevent_rate_limit_group_decrement_write`. */
export function decrementGroupWrite(group: RateLimitGroup, count: number): number {
	if (!isCount(count)) return -EINVAL;
	group.bucket_.write -= count;
	if (count < 0) resumeAll(group);
	group.check_();
	return 0;
}

/** Zeroes the totals. libevent `bufferevent_rate_limit_group_reset_totals`. */
export function resetGroupTotals(group: RateLimitGroup): void {
	group.totalRead = 0;
	group.totalWritten = 0;
}

/** Gives the group's event back. Returns 0, or -EINVAL while it has members. libevent `bufferevent_rate_limit_group_free`. */
export function freeGroup(group: RateLimitGroup): number {
	if (group.members !== 0) return -EINVAL;
	group.event_.free();
	return 0;
}
