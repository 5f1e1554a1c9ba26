/**
 * Token buckets: so many bytes for each tick of the bucket, saved up to a burst. Time is the host's
 * int32 milliseconds that wrap. libevent `bufferevent_ratelim.c`, `ev_token_bucket`.
 */
import { wholeOption } from "../core/option.js";

/** What an unlimited direction answers. libevent `EV_RATE_LIMIT_MAX`. */
export const EV_RATE_LIMIT_MAX = 0x7fffffff;

const TICK_MAX = 0x3fffffff; // so that the difference of two of them still has a sign

/** Options of a `TokenBucketConfig`: rates and bursts in bytes. */
export interface TokenBucketOptions {
	/** Bytes received in a tick, 1 to 2^31 - 1; unlimited if not given. */
	readRate?: number;
	/** Bytes received at most after idle ticks, at least `readRate`; that if not given. */
	readBurst?: number;
	/** Bytes sent in a tick, 1 to 2^31 - 1; unlimited if not given. */
	writeRate?: number;
	/** Bytes sent at most after idle ticks, at least `writeRate`; that if not given. */
	writeBurst?: number;
	/** Milliseconds of a tick, 1 to 2^30 - 1. 1,000 if not given. */
	tickMs?: number;
}

/** Rates that any number of connections and groups may share. libevent `ev_token_bucket_cfg`. */
export class TokenBucketConfig {
	readonly readRate: number;
	readonly readBurst: number;
	readonly writeRate: number;
	readonly writeBurst: number;
	readonly tickMs: number;

	/** Throws RangeError for impossible rates: a burst below its rate, a rate or a tick of 0. libevent `ev_token_bucket_cfg_new`. */
	constructor(options: TokenBucketOptions) {
		const most = EV_RATE_LIMIT_MAX;
		const read = wholeOption("readRate", options.readRate, most, 1, most);
		const write = wholeOption("writeRate", options.writeRate, most, 1, most);
		this.readRate = read;
		this.writeRate = write;
		this.readBurst = wholeOption("readBurst", options.readBurst, read, read, most);
		this.writeBurst = wholeOption("writeBurst", options.writeBurst, write, write, most);
		this.tickMs = wholeOption("tickMs", options.tickMs, 1000, 1, TICK_MAX);
	}
}

/** The tokens of one connection or group. */
export class TokenBucket {
	config: TokenBucketConfig;
	/** Bytes that may be received now; less than 0 after too many. */
	read: number;
	/** Bytes that may be sent now. */
	write: number;
	at_: number; // tick of the host up to which tokens were given

	/** Starts with one tick's tokens. */
	constructor(config: TokenBucketConfig, now: number) {
		this.config = config;
		this.read = config.readRate;
		this.write = config.writeRate;
		this.at_ = now;
	}
}

/** Returns `tokens` after `ticks` of `rate` more, at most `burst`. */
function refill(tokens: number, rate: number, burst: number, ticks: number): number {
	return (burst - tokens) / ticks < rate ? burst : tokens + ticks * rate;
}

/**
 * Adds the tokens that are due at tick `now`. A clock that went back, or was stopped for over 2^31 ms, gives
 * nothing, and counts from there. Returns whether a tick has passed.
 */
export function tokenBucketUpdate(bucket: TokenBucket, now: number): boolean {
	const config = bucket.config;
	const elapsed = (now - bucket.at_) | 0;
	if (elapsed < 0) bucket.at_ = now;
	if (elapsed < config.tickMs) return false;
	const ticks = (elapsed / config.tickMs) | 0;
	bucket.at_ = (bucket.at_ + ticks * config.tickMs) | 0;
	bucket.read = refill(bucket.read, config.readRate, config.readBurst, ticks);
	bucket.write = refill(bucket.write, config.writeRate, config.writeBurst, ticks);
	return true;
}

/** Follows `config` from now on; tokens above its bursts are lost, none are given. */
export function tokenBucketConfigure(bucket: TokenBucket, config: TokenBucketConfig): void {
	bucket.config = config;
	if (bucket.read > config.readBurst) bucket.read = config.readBurst;
	if (bucket.write > config.writeBurst) bucket.write = config.writeBurst;
}

/** Returns whether tokens may be taken or given by `count`, which is any int32. */
export function isCount(count: number): boolean {
	return (count | 0) === count;
}

/** Starts over with one tick's tokens, for the next user of the bucket. */
export function tokenBucketReset(bucket: TokenBucket, now: number): void {
	bucket.read = bucket.config.readRate;
	bucket.write = bucket.config.writeRate;
	bucket.at_ = now;
}

/** Returns the milliseconds from `now` until the next tokens. */
export function tokenBucketDelay(bucket: TokenBucket, now: number): number {
	const left = (bucket.at_ + bucket.config.tickMs - now) | 0;
	return left > 1 ? left : 1;
}
