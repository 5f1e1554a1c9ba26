/**
 * What constructors and setters refuse, all of them by one table: the text of the error names the
 * option, its value and what is allowed; one that throws has taken nothing; a setter returns -EINVAL
 * for what the constructor refuses, and changes nothing.
 */
import {
	addToGroup,
	BufferEvent,
	BufferEventPair,
	bufferEventPrioritySet,
	decrementGroupRead,
	decrementGroupWrite,
	decrementReadLimit,
	decrementWriteLimit,
	EvictIdle,
	FilterBufferEvent,
	getMaxToRead,
	getMaxToWrite,
	highWatermark,
	Listener,
	lowWatermark,
	RateLimitGroup,
	Refuse,
	setGroupMinShare,
	setMaxSingleRead,
	setMaxSingleWrite,
	setRateLimit,
	setTimeouts,
	setWatermark,
	TokenBucketConfig,
} from "../../src/bufferevent/index.js";
import { EINVAL } from "../../src/core/errno.js";
import {
	checkInvariants,
	DispatchLimit,
	EV_READ,
	EV_WRITE,
	EventBase,
	eventAddTimeout,
	eventOnce,
	eventPrioritySet,
	loopExitAfter,
} from "../../src/core/index.js";
import { EvBuffer } from "../../src/evbuffer-lite/evbuffer.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import type { Option } from "../options.js";
import {
	baseOf,
	isUntouched,
	lacksDescriptors,
	lacksEvents,
	MAX,
	ODD,
	RANGE_ERROR,
	refuse,
	thrown,
} from "../options.js";

const none = (): void => {};

const OPTIONS: Option[] = [
	["events", 1, 32767, (b, events) => new EventBase(b.host, { events })],
	["priorities", 1, 255, (b, priorities) => new EventBase(b.host, { events: 1, priorities })],
	["descriptors", 1, 16384, (_b, descriptors) => new MemoryHost({ descriptors })],
	["timeoutMs", -1, MAX, (b, timeoutMs) => b.event({ timeoutMs, onEvent: none })],
	["priority", 0, 1, (b, priority) => b.event({ priority, onEvent: none })],
	["callbacks", 1, MAX, (b, callbacks) => new DispatchLimit(b, { callbacks })],
	["intervalMs", -1, MAX, (b, intervalMs) => new DispatchLimit(b, { intervalMs })],
	["minPriority", 0, 255, (b, minPriority) => new DispatchLimit(b, { minPriority })],
	["size", 1, 65531, (b, size) => new EvBuffer(b.host, { size })],
	["input", 1, 65531, (b, input) => new BufferEvent(b, { input })],
	["output", 1, 65531, (b, output) => new BufferEvent(b, { output })],
	["readLow", 0, 512, (b, readLow) => new BufferEvent(b, { readLow })],
	["readLow", 0, 20, (b, readLow) => new BufferEvent(b, { input: 20, readLow, readHigh: 30 })],
	["readLow", 0, 7, (b, readLow) => new BufferEvent(b, { readLow, readHigh: 7 })],
	["readHigh", 0, MAX, (b, readHigh) => new BufferEvent(b, { readHigh })],
	["writeLow", 0, MAX, (b, writeLow) => new BufferEvent(b, { writeLow })],
	["readTimeoutMs", 0, MAX, (b, readTimeoutMs) => new BufferEvent(b, { readTimeoutMs })],
	["writeTimeoutMs", 0, MAX, (b, writeTimeoutMs) => new BufferEvent(b, { writeTimeoutMs })],
	["input", 1, 65531, (b, input) => new BufferEventPair(b, { input })],
	["readLow", 0, 512, (b, readLow) => new BufferEventPair(b, { readLow })],
	["connections", 1, 16383, (b, connections) => listen(b, { connections })],
	["port", 0, 65535, (b, port) => listen(b, { port })],
	["backlog", 0, MAX, (b, backlog) => listen(b, { backlog })],
	["input", 1, 65531, (b, input) => listen(b, { input })],
	["output", 1, 65531, (b, output) => listen(b, { output })],
	["readLow", 0, 9, (b, readLow) => listen(b, { input: 9, readLow })],
	["readTimeoutMs", 0, MAX, (b, readTimeoutMs) => listen(b, { readTimeoutMs })],
	["idleMs", 0, MAX, (_b, idleMs) => new EvictIdle(idleMs)],
	["readRate", 1, MAX, (_b, readRate) => new TokenBucketConfig({ readRate })],
	["writeRate", 1, MAX, (_b, writeRate) => new TokenBucketConfig({ writeRate })],
	["readBurst", 5, MAX, (_b, readBurst) => new TokenBucketConfig({ readRate: 5, readBurst })],
	["writeBurst", 5, MAX, (_b, writeBurst) => new TokenBucketConfig({ writeRate: 5, writeBurst })],
	["tickMs", 1, 1073741823, (_b, tickMs) => new TokenBucketConfig({ tickMs })],
];

function listen(base: EventBase, options: object): Listener {
	const all = { port: 7, connections: 1, input: 16, output: 16, onConnection: none };
	return new Listener(base, Object.assign(all, options));
}

test("options: a number that is not whole or out of range is refused by name, value and range", (t) => {
	const base = baseOf(4, 4, 2);
	refuse(t, base, OPTIONS);
	const bits = thrown(() => base.event({ interest: 0x60, onEvent: none }));
	t.is(bits, `${RANGE_ERROR}: interest is 96: give bits of EV_READ, EV_WRITE and EV_CLOSED`);
	isUntouched(t, base, "interest");
});

test("options: the lowest and, where it is small, the highest are taken", (t) => {
	for (const [name, low, high, make] of OPTIONS) {
		for (const value of high > 100_000 ? [low] : [low, high]) {
			const big = name === "connections" || value > 9000;
			if (big && name !== "port") continue;
			t.is(
				thrown(() => make(baseOf(4, 4, 2), value)),
				"",
				`${name} ${value}`,
			);
		}
	}
});

test("options: what must be given and is not", (t) => {
	const base = baseOf(4, 4);
	const text = thrown(() => listen(base, { connections: undefined }));
	t.is(text, `${RANGE_ERROR}: connections is undefined: give a whole number from 1 to 16383`);
	isUntouched(t, base, "connections");
});

test("room: events and descriptors that are missing are counted, with what to raise", (t) => {
	const word = new Refuse(new Uint8Array(1));
	const pool = "Listener needs 4 (connections + 1)";
	for (const [base, make, wanted] of [
		[baseOf(3, 9), (b: EventBase) => listen(b, { connections: 3 }), lacksEvents(3, pool)],
		[baseOf(9, 3), (b: EventBase) => listen(b, { connections: 3 }), lacksDescriptors(3, pool)],
		[
			baseOf(2, 9),
			(b: EventBase) => listen(b, { overload: word }),
			lacksEvents(2, "Listener needs 3 (connections + 2)"),
		],
		[
			baseOf(9, 2),
			(b: EventBase) => listen(b, { overload: word }),
			lacksDescriptors(2, "Listener needs 3 (connections + 2)"),
		],
		[
			baseOf(1, 9),
			(b: EventBase) => new BufferEventPair(b, {}),
			lacksEvents(1, "BufferEventPair needs 2"),
		],
		[
			baseOf(9, 1),
			(b: EventBase) => new BufferEventPair(b, {}),
			lacksDescriptors(1, "BufferEventPair needs 2"),
		],
	] as [EventBase, (base: EventBase) => unknown, string][]) {
		t.is(
			thrown(() => make(base)),
			wanted,
		);
		isUntouched(t, base, wanted);
	}
	const base = baseOf(1, 1);
	base.event({ onEvent: none });
	t.is(
		thrown(() => base.event({ onEvent: none })),
		lacksEvents(0, "Event needs 1"),
	);
	t.is(
		thrown(() => new BufferEvent(base, {})),
		lacksEvents(0, "BufferEvent needs 1"),
	);
	t.is(
		thrown(() => new RateLimitGroup(base, new TokenBucketConfig({}))),
		lacksEvents(0, "Event needs 1"),
	);
	t.is(base.used, 1);
});

test("room: a filter that finds none, or is to be made impossibly, keeps nothing", (t) => {
	const base = baseOf(9, 2);
	const pair = new BufferEventPair(base, {});
	const used = base.used;
	t.is(
		thrown(() => new FilterBufferEvent(pair.first, {})),
		lacksDescriptors(0, "FilterBufferEvent needs 1"),
	);
	for (const options of [{ stage: 0 }, { input: 0 }, { readLow: 513 }, { writeTimeoutMs: -1 }]) {
		t.not(
			thrown(() => new FilterBufferEvent(pair.first, options)),
			"",
		);
	}
	t.is(base.used, used);
	t.is(base.descriptors_.open, 2);
	t.is(pair.first.context, undefined, "and does not use the underlying");
});

test("room: what one listener is entitled to another cannot have, until it is closed", (t) => {
	const base = baseOf(9, 6);
	const first = listen(base, { connections: 3 });
	t.is(
		thrown(() => listen(base, { connections: 2, port: 8 })),
		lacksDescriptors(2, "Listener needs 3 (connections + 1)"),
	);
	listen(base, { connections: 1, port: 8 });
	first.close();
	listen(base, { connections: 3, port: 9 });
	t.is(base.descriptors_.reserved_, 6);
});

type Set = (value: number) => number;

test("setters: what a constructor refuses is -EINVAL, and changes nothing", (t) => {
	const base = baseOf(12, 4, 2);
	const be = new BufferEvent(base, { input: 64, output: 64, readLow: 3, readHigh: 60 });
	const event = base.event({ onEvent: none });
	const config = new TokenBucketConfig({ readRate: 100, writeRate: 100 });
	const group = new RateLimitGroup(base, config);
	setRateLimit(be, config);
	addToGroup(be, group);
	const add = (timeoutMs: number) => {
		event.timeoutMs = timeoutMs;
		return event.add();
	};
	const setters: [string, number, number, Set][] = [
		["add", -1, MAX, add],
		["eventAddTimeout", -1, MAX, (v) => eventAddTimeout(event, v)],
		["eventPrioritySet", 0, 1, (v) => eventPrioritySet(event, v)],
		["eventOnce", -1, MAX, (v) => eventOnce(base, -1, 0, v, none, null)],
		["loopExitAfter", 0, MAX, (v) => loopExitAfter(base, v)],
		["low of reading", 0, 60, (v) => setWatermark(be, EV_READ, v, 60)],
		["low of reading", 0, 64, (v) => setWatermark(be, EV_READ, v, 0)],
		["low of both", 0, 64, (v) => setWatermark(be, EV_READ | EV_WRITE, v, 0)],
		["high of reading", 3, MAX, (v) => setWatermark(be, EV_READ, 3, v === 0 ? -1 : v)],
		["low of writing", 0, MAX, (v) => setWatermark(be, EV_WRITE, v, 0)],
		["high of writing", 0, 64, (v) => setWatermark(be, EV_WRITE, 0, v)],
		["read timeout", 0, MAX, (v) => setTimeouts(be, v, 0)],
		["write timeout", 0, MAX, (v) => setTimeouts(be, 0, v)],
		["bufferEventPrioritySet", 0, 1, (v) => bufferEventPrioritySet(be, v)],
		["setMaxSingleRead", 0, MAX, (v) => setMaxSingleRead(be, v)],
		["setMaxSingleWrite", 0, MAX, (v) => setMaxSingleWrite(be, v)],
		["setGroupMinShare", 0, MAX, (v) => setGroupMinShare(group, v)],
		["decrementReadLimit", -MAX - 1, MAX, (v) => decrementReadLimit(be, v)],
		["decrementWriteLimit", -MAX - 1, MAX, (v) => decrementWriteLimit(be, v)],
		["decrementGroupRead", -MAX - 1, MAX, (v) => decrementGroupRead(group, v)],
		["decrementGroupWrite", -MAX - 1, MAX, (v) => decrementGroupWrite(group, v)],
	];
	const state = () =>
		[
			lowWatermark(be, EV_READ),
			highWatermark(be, EV_READ),
			lowWatermark(be, EV_WRITE),
			highWatermark(be, EV_WRITE),
			be.shared_.readTimeoutMs,
			be.shared_.writeTimeoutMs,
			getMaxToRead(be),
			getMaxToWrite(be),
			group.minShare,
			base.used,
			base.heap_.count,
		].join();
	const before = state();
	for (const [name, low, high, set] of setters) {
		const odd = high - low > MAX ? ODD.slice(0, 7) : [low - 1, high + 1].concat(ODD);
		for (const value of odd) t.is(set(value), -EINVAL, `${name} ${value}`);
		t.is(state(), before, name);
	}
	event.timeoutMs = -1;
	for (const [name, low, , set] of setters) {
		t.is(set(low > -MAX ? low : 1), 0, name);
		if (name === "eventOnce" || name === "loopExitAfter") base.loop(2); // it runs and gives its slot back
	}
	t.is(checkInvariants(base), "");
});
