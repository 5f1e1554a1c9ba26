/** Rate limits of bufferevents and groups (RL-03 to RL-05), the limit of one go (BE-21). */
import {
	addToGroup,
	type BufferEvent,
	BufferEventPair,
	decrementGroupRead,
	decrementReadLimit,
	decrementWriteLimit,
	EV_RATE_LIMIT_MAX,
	freeGroup,
	getMaxToRead,
	getMaxToWrite,
	getReadLimit,
	getTokenBucketConfig,
	getWriteLimit,
	groupReadLimit,
	groupWriteLimit,
	Listener,
	limitConnections,
	RateLimitGroup,
	removeFromGroup,
	resetGroupTotals,
	setGroupConfig,
	setGroupMinShare,
	setMaxSingleRead,
	setMaxSingleWrite,
	setRateLimit,
	TokenBucketConfig,
} from "../../src/bufferevent/index.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EINVAL, ENOBUFS } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";
import { Scene } from "./scene.js";

const SOME = new Uint8Array(100);

/** A connection whose other end is raw, and room in the table for limits. */
class Limited {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly listener: Listener;
	readonly fds: number[] = [];
	readonly connections: BufferEvent[] = [];
	log = "";

	constructor(count: number, startTick?: number) {
		this.host = new MemoryHost({ descriptors: 2 * count + 1, window: 1000, startTick });
		this.base = new EventBase(this.host, { events: 2 * count + 2 });
		this.listener = new Listener(this.base, {
			port: 7,
			connections: count,
			input: 1000,
			output: 1000,
			onConnection: (be) => this.connections.push(be),
			onEvent: (_be, what) => {
				this.log += what.toString(16);
			},
		});
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
	}

	connect(): void {
		while (this.fds.length < this.listener.idle_.length) {
			this.fds.push(this.host.tcpConnect("127.0.0.1", 7));
			this.host.settle();
		}
	}

	/** Sends 100 bytes to each. */
	feed(): void {
		for (const fd of this.fds) this.host.send(fd, SOME, 0, 100);
	}

	/** What each has received so far, which stays in its input. */
	held(): string {
		this.host.settle();
		return this.connections.map((be) => be.input.length).join(" ");
	}

	over(t: Assertions): void {
		for (const be of this.connections) be.close();
		for (const fd of this.fds) this.host.close(fd);
		this.listener.close();
		this.host.settle();
		t.is(this.host.descriptors.open, 0);
		t.is(checkInvariants(this.base), "");
		t.is(this.base.exceptions, 0);
	}
}

const TEN = new TokenBucketConfig({ readRate: 10, readBurst: 25, writeRate: 10 });

test("RL-03 reading: so many bytes a tick, then nothing until the next, and no turns meanwhile", (t) => {
	const s = new Limited(1);
	t.is(limitConnections(s.listener, TEN, null), 0);
	s.connect();
	s.feed();
	t.is(s.held(), "10");
	const turns = s.host.turns;
	s.host.advance(999);
	t.is(s.held(), "10");
	t.is(s.host.turns, turns);
	s.host.advance(1);
	t.is(s.held(), "20");
	s.host.advance(3000);
	t.is(s.held(), "50", "each tick its own, as it keeps up");
	s.over(t);
});

test("RL-03 reading: idle ticks save up to the burst", (t) => {
	const s = new Limited(1);
	limitConnections(s.listener, TEN, null);
	s.connect();
	s.host.advance(10_000);
	s.feed();
	t.is(s.held(), "25");
	s.over(t);
});

test("RL-03 writing: so many bytes a tick; all arrives in order", (t) => {
	const s = new Limited(1);
	limitConnections(s.listener, TEN, null);
	s.connect();
	const into = new Uint8Array(1000);
	const data = new Uint8Array(35);
	for (let i = 0; i < 35; i++) data[i] = i;
	s.connections[0].output.add(data);
	let at = 0;
	for (const expected of [10, 10, 10, 5]) {
		s.host.settle();
		const count = s.host.recv(s.fds[0], into, at, 1000 - at);
		t.is(count, expected);
		at += count;
		s.host.advance(1000);
	}
	t.deepEqual(into.subarray(0, 35), data);
	s.over(t);
});

test("RL-03 the limit of a single read holds beside the rate, which does not replace it", (t) => {
	const s = new Limited(1);
	limitConnections(s.listener, TEN, null);
	s.connect();
	setMaxSingleRead(s.connections[0], 4);
	s.feed();
	s.host.settle(1);
	t.is(s.connections[0].input.length, 4);
	t.is(getMaxToRead(s.connections[0]), 4);
	t.is(s.held(), "10");
	t.is(getMaxToRead(s.connections[0]), 0);
	s.over(t);
});

test("RL-03 a suspended direction has no timeout, and continues where it was", (t) => {
	const s = new Scene({ readTimeoutMs: 300 }, false);
	t.is(setRateLimit(s.be, TEN), 0);
	s.connect();
	s.send("0123456789abcdef");
	t.is(s.take(), "e80 r");
	s.host.advance(999);
	t.is(s.log, "", "no timeout while suspended");
	s.host.advance(1);
	t.is(s.take(), "r");
	t.is(s.input(), "0123456789abcdef");
	s.host.advance(301);
	t.is(s.take(), "e41");
	s.over(t);
});

test("RL-03 the next connection of a pool starts with a bucket of its own", (t) => {
	const s = new Limited(1);
	limitConnections(s.listener, TEN, null);
	s.connect();
	s.feed();
	t.is(s.held(), "10");
	s.connections[0].close();
	s.host.close(s.fds[0]);
	s.connections.splice(0, s.connections.length);
	s.fds.splice(0, s.fds.length);
	s.host.settle();
	s.connect();
	s.feed();
	t.is(s.held(), "10", "and is not suspended");
	s.over(t);
});

test("RL-04 a group: members share a bucket, none gets more than there is", (t) => {
	const s = new Limited(3);
	const group = new RateLimitGroup(s.base, new TokenBucketConfig({ readRate: 60, writeRate: 60 }));
	setGroupMinShare(group, 1);
	t.is(limitConnections(s.listener, null, group), 0);
	t.is(group.members, 3);
	s.connect();
	s.feed();
	s.held();
	let total = 0;
	for (const be of s.connections) total += be.input.length;
	t.is(total, 60);
	t.is(group.totalRead, 60);
	s.host.advance(1000);
	s.held();
	total = 0;
	for (const be of s.connections) {
		total += be.input.length;
		t.true(be.input.length >= 20, "every member has had something");
	}
	t.is(total, 120);
	s.over(t);
});

test("RL-04 the least share is 64 at first, at most the rates, and never above what is left", (t) => {
	const s = new Limited(1);
	const group = new RateLimitGroup(s.base, new TokenBucketConfig({ readRate: 500, writeRate: 90 }));
	t.is(group.minShare, 64);
	setGroupMinShare(group, 1000);
	t.is(group.minShare, 90);
	setGroupConfig(group, new TokenBucketConfig({ readRate: 30, writeRate: 40 }));
	t.is(group.minShare, 30);
	limitConnections(s.listener, null, group);
	s.connect();
	s.feed();
	s.host.settle(1);
	t.is(groupReadLimit(group), 0);
	t.is(s.held(), "30");
	s.over(t);
});

test("RL-04 after a tick the members continue from a random one", (t) => {
	const s = new Limited(4);
	const config = new TokenBucketConfig({ readRate: 4, writeRate: 4, tickMs: 10 });
	const group = new RateLimitGroup(s.base, config);
	limitConnections(s.listener, null, group);
	s.connect();
	const served = [0, 0, 0, 0];
	for (let i = 0; i < 200; i++) {
		s.feed();
		for (const be of s.connections) be.input.drain(1000);
		s.host.advance(10);
		s.connections.forEach((be, k) => {
			served[k] += be.input.length;
		});
	}
	t.true(served[0] + served[1] + served[2] + served[3] <= 4 * 201);
	for (const count of served) t.true(count > 100, `${served}`);
	s.over(t);
});

test("RL-04 a member of a group with a limit of its own obeys both", (t) => {
	const s = new Limited(2);
	const group = new RateLimitGroup(s.base, new TokenBucketConfig({ readRate: 30 }));
	setGroupMinShare(group, 0);
	limitConnections(s.listener, null, group);
	s.connect();
	setRateLimit(s.connections[0], new TokenBucketConfig({ readRate: 5 }));
	s.feed();
	t.is(s.held(), "5 25");
	s.host.advance(1000);
	t.is(s.held(), "10 50");
	s.over(t);
});

test("RL-05 getters: EV_RATE_LIMIT_MAX without a limit, else what is left", (t) => {
	const s = new Limited(1);
	s.connect();
	const be = s.connections[0];
	t.is(getReadLimit(be), EV_RATE_LIMIT_MAX);
	t.is(getWriteLimit(be), EV_RATE_LIMIT_MAX);
	t.is(getMaxToRead(be), 16384);
	t.is(getMaxToWrite(be), EV_RATE_LIMIT_MAX);
	t.is(getTokenBucketConfig(be), null);
	setRateLimit(be, TEN);
	t.is(getTokenBucketConfig(be), TEN);
	t.is(getReadLimit(be), 10);
	be.output.add(SOME.subarray(0, 3));
	s.host.settle();
	t.is(getWriteLimit(be), 7);
	t.is(getMaxToWrite(be), 7);
	s.over(t);
});

test("RL-05 by hand: taking suspends, giving resumes; without a bucket -EINVAL", (t) => {
	const s = new Limited(1);
	s.connect();
	const be = s.connections[0];
	t.is(decrementReadLimit(be, 1), -EINVAL);
	t.is(decrementWriteLimit(be, 1), -EINVAL);
	setRateLimit(be, TEN);
	t.is(decrementReadLimit(be, 30), 0);
	s.feed();
	t.is(s.held(), "0");
	s.host.advance(2000);
	t.is(s.held(), "0", "still owed");
	t.is(decrementReadLimit(be, -7), 0);
	t.is(s.held(), "7");
	t.is(decrementWriteLimit(be, 15), 0);
	be.output.add(SOME.subarray(0, 5));
	s.host.settle();
	t.is(be.output.length, 5);
	t.is(decrementWriteLimit(be, -30), 0);
	s.host.settle();
	t.is(be.output.length, 0);
	s.over(t);
});

test("RL-05 taking a limit away, or leaving the group, resumes at once", (t) => {
	const s = new Limited(2);
	const group = new RateLimitGroup(s.base, new TokenBucketConfig({ readRate: 10 }));
	limitConnections(s.listener, TEN, null);
	s.connect();
	t.is(removeFromGroup(s.connections[1]), -EINVAL);
	setRateLimit(s.connections[1], null);
	t.is(addToGroup(s.connections[1], group), 0);
	s.feed();
	t.is(s.held(), "10 10");
	t.is(setRateLimit(s.connections[0], null), 0);
	t.is(s.held(), "100 10");
	t.is(freeGroup(group), -EINVAL);
	t.is(removeFromGroup(s.connections[1]), 0);
	t.is(s.held(), "100 100");
	t.is(freeGroup(group), 0);
	s.over(t);
});

test("RL-05 totals of a group are counted and reset; its tokens taken and given by hand", (t) => {
	const s = new Limited(1);
	const group = new RateLimitGroup(s.base, new TokenBucketConfig({ readRate: 10, writeRate: 10 }));
	limitConnections(s.listener, null, group);
	s.connect();
	s.feed();
	s.connections[0].output.add(SOME.subarray(0, 4));
	t.is(s.held(), "10");
	t.is(group.totalRead, 10);
	t.is(group.totalWritten, 4);
	t.is(groupWriteLimit(group), 6);
	resetGroupTotals(group);
	t.is(group.totalRead + group.totalWritten, 0);
	decrementGroupRead(group, -5);
	t.is(s.held(), "15");
	t.is(group.totalRead, 5);
	s.over(t);
});

test("BE-21 setMaxSingleWrite: a large output goes out in turns", (t) => {
	const s = new Limited(1);
	s.connect();
	const be = s.connections[0];
	t.is(setMaxSingleWrite(be, -1), -EINVAL);
	t.is(setMaxSingleWrite(be, 30), 0);
	be.output.add(SOME);
	s.host.settle(1);
	t.is(be.output.length, 70);
	s.host.settle();
	t.is(be.output.length, 0);
	t.is(setMaxSingleWrite(be, 0), 0);
	be.output.add(SOME);
	s.host.settle(1);
	t.is(be.output.length, 0);
	s.over(t);
});

test("BE-21 a connection reads at most 16,384 bytes in a turn", (t) => {
	const host = new MemoryHost({ descriptors: 2 });
	const base = new EventBase(host, { events: 2 });
	const pair = new BufferEventPair(base, { input: 16500, output: 16500 });
	base.loop(4);
	pair.first.output.add(new Uint8Array(16500));
	pair.second.enable(EV_READ);
	const reads: number[] = [];
	pair.second.onRead = (be) => {
		reads.push(be.input.drain(16500));
	};
	host.settle();
	t.deepEqual(reads, [16384, 116]);
	pair.first.close();
	pair.second.close();
});

test("rate limits: an event of the base each, -ENOBUFS when there is none", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 8 });
	const base = new EventBase(host, { events: 2 });
	const pair = new BufferEventPair(base, {});
	t.is(setRateLimit(pair.first, TEN), -ENOBUFS);
	t.is(setMaxSingleRead(pair.first, 1), -ENOBUFS);
	t.is(setRateLimit(pair.first, null), 0);
	t.throws(() => new RateLimitGroup(base, TEN), "RangeError");
});

test("rate limits of both ends of a pair, at random, across tick 2^31: the sums are exact", (t) => {
	const random = new Random(5);
	const host = new MemoryHost({ descriptors: 2, window: 8, startTick: 0x7fffffff - 40_000 });
	const base = new EventBase(host, { events: 4 });
	const pair = new BufferEventPair(base, { input: 300, output: 300 });
	const config = new TokenBucketConfig({
		readRate: 17,
		writeRate: 13,
		writeBurst: 40,
		tickMs: 100,
	});
	t.is(setRateLimit(pair.first, config), 0);
	t.is(setRateLimit(pair.second, config), 0);
	base.loop(4);
	pair.second.enable(EV_READ);
	const one = new Uint8Array(1);
	let got = 0;
	let ms = 0;
	while (ms < 80_000) {
		while (pair.first.output.length < 300) pair.first.output.add(one);
		const step = 1 + random.below(150);
		host.advance(step);
		ms += step;
		got += pair.second.input.drain(300);
		const ticks = (ms / 100) | 0;
		const most = 13 * (ticks + 1);
		if (got > most || got < most - 13) t.fail(`${got} bytes after ${ticks} ticks`);
	}
	t.true(host.now_ < 0, "the clock has wrapped");
	t.is(base.exceptions, 0);
	pair.first.disable(EV_WRITE);
	pair.first.close();
	pair.second.close();
});
