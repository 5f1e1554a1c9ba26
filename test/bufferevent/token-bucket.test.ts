/** Token buckets (RL-01, RL-02) against exact arithmetic, across the wrap of the clock. */
import { TokenBucketConfig } from "../../src/bufferevent/index.js";
import {
	TokenBucket,
	tokenBucketConfigure,
	tokenBucketDelay,
	tokenBucketReset,
	tokenBucketUpdate,
} from "../../src/bufferevent/token-bucket.js";
import { test } from "../harness.js";
import { Random } from "../random.js";

test("RL-01 a configuration: rates, bursts and ticks, and what is impossible", (t) => {
	const config = new TokenBucketConfig({ readRate: 10, writeRate: 20, writeBurst: 50 });
	t.is(config.readBurst, 10);
	t.is(config.writeBurst, 50);
	t.is(config.tickMs, 1000);
	t.is(new TokenBucketConfig({}).readRate, 0x7fffffff, "unlimited");
	t.is(new TokenBucketConfig({ tickMs: 0x3fffffff }).tickMs, 0x3fffffff);
	for (const wrong of [
		{ readRate: 0 },
		{ writeRate: -1 },
		{ readRate: 1.5 },
		{ readRate: 2, readBurst: 1 },
		{ writeRate: 2, writeBurst: 1 },
		{ tickMs: 0 },
		{ tickMs: 0x40000000 },
		{ readRate: 0x80000000 },
	]) {
		t.throws(() => new TokenBucketConfig(wrong), "RangeError");
	}
});

test("RL-02 a bucket starts with its rate, gets it each tick, up to the burst", (t) => {
	const config = new TokenBucketConfig({ readRate: 10, readBurst: 25, writeRate: 1, tickMs: 100 });
	const bucket = new TokenBucket(config, 5);
	t.is(bucket.read, 10);
	t.false(tokenBucketUpdate(bucket, 104));
	t.is(bucket.read, 10);
	t.is(tokenBucketDelay(bucket, 104), 1);
	t.true(tokenBucketUpdate(bucket, 105));
	t.is(bucket.read, 20);
	tokenBucketUpdate(bucket, 305);
	t.is(bucket.read, 25);
	bucket.read -= 60; // more than there was
	t.is(bucket.read, -35);
	tokenBucketUpdate(bucket, 699);
	t.is(bucket.read, -5, "three ticks");
	tokenBucketReset(bucket, 699);
	t.is(bucket.read, 10);
	t.is(tokenBucketDelay(bucket, 699), 100);
});

test("RL-02 a clock that goes back gives nothing; a new configuration only takes", (t) => {
	const bucket = new TokenBucket(new TokenBucketConfig({ readRate: 10, readBurst: 30 }), 0);
	tokenBucketUpdate(bucket, 2000);
	t.is(bucket.read, 30);
	bucket.read = 5;
	tokenBucketUpdate(bucket, 1000);
	t.is(bucket.read, 5);
	tokenBucketUpdate(bucket, 1999);
	t.is(bucket.read, 5, "counts from where it went back to");
	tokenBucketUpdate(bucket, 2000);
	t.is(bucket.read, 15);
	tokenBucketConfigure(bucket, new TokenBucketConfig({ readRate: 100 }));
	t.is(bucket.read, 15);
	tokenBucketConfigure(bucket, new TokenBucketConfig({ readRate: 7 }));
	t.is(bucket.read, 7);
});

/** Bytes a bucket allowed, as whole ticks counted one by one. */
class Model {
	tokens: number;
	next: number; // ms, without wrap, of the next tick

	readonly rate: number;
	readonly burst: number;
	readonly tickMs: number;

	constructor(rate: number, burst: number, tickMs: number) {
		this.rate = rate;
		this.burst = burst;
		this.tickMs = tickMs;
		this.tokens = rate;
		this.next = tickMs;
	}

	update(now: number): void {
		for (; this.next <= now; this.next += this.tickMs) {
			if (this.tokens + this.rate > this.burst) this.tokens = this.burst;
			else this.tokens += this.rate;
		}
	}
}

test("RL-02 random use equals exact arithmetic, across tick 2^31", (t) => {
	const random = new Random(3);
	for (let round = 0; round < 40; round++) {
		const rate = 1 + random.below(500);
		const burst = rate + random.below(2000);
		const tickMs = 1 + random.below(300);
		const start = 0x7fffffff - random.below(5000);
		const model = new Model(rate, burst, tickMs);
		const config = new TokenBucketConfig({ readRate: rate, readBurst: burst, tickMs });
		const bucket = new TokenBucket(config, start | 0);
		let now = 0;
		for (let i = 0; i < 60; i++) {
			now += random.below(i % 7 === 0 ? 3000 : 200);
			tokenBucketUpdate(bucket, (start + now) | 0);
			model.update(now);
			if (bucket.read !== model.tokens) t.fail(`round ${round}: ${bucket.read} at ${now}`);
			const delay = tokenBucketDelay(bucket, (start + now) | 0);
			if (delay !== model.next - now) t.fail(`round ${round}: delay ${delay} at ${now}`);
			const used = random.below(burst + 50);
			bucket.read -= used;
			model.tokens -= used;
		}
	}
	t.pass();
});

test("RL-02 a bucket left alone for over 2^31 ms continues, at worst without what it had saved", (t) => {
	const bucket = new TokenBucket(new TokenBucketConfig({ readRate: 10 }), 0);
	bucket.read = 0;
	tokenBucketUpdate(bucket, 0x80000000 | 0);
	tokenBucketUpdate(bucket, (0x80000000 + 1000) | 0);
	t.is(bucket.read, 10);
});

test("RL-02 the largest rates and longest times stay exact at the burst", (t) => {
	const config = new TokenBucketConfig({ readRate: 0x7fffffff, writeRate: 1, tickMs: 1 });
	const bucket = new TokenBucket(config, 0);
	bucket.read = -0x7fffffff;
	bucket.write = -1000;
	tokenBucketUpdate(bucket, 0x7fffffff);
	t.is(bucket.read, 0x7fffffff);
	t.is(bucket.write, 1);
});
