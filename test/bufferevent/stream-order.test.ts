/**
 * References and outputs keep their order through every transport: random interleavings of `add`,
 * `sendReference` and flushes, functions of filters that wait for bytes or for room; what the other
 * end reads is, byte for byte, what was written.
 */
import type { BufferEvent, FilterFunction } from "../../src/bufferevent/index.js";
import {
	BEV_FINISHED,
	BEV_FLUSH,
	BEV_NEED_MORE,
	BEV_NORMAL,
	BEV_OK,
	BufferEventPair,
	bufferEventFlush,
	BufferEvent as Connection,
	FilterBufferEvent,
	sendReference,
	setFd,
	setMaxSingleWrite,
	setRateLimit,
	TokenBucketConfig,
} from "../../src/bufferevent/index.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { EvBuffer } from "../../src/evbuffer-lite/evbuffer.js";
import { byteAt } from "../../src/evbuffer-lite/index.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";

const RECORD = 16;
const LENGTHS: Uint8Array[] = [];
for (let n = 0; n <= RECORD; n++) LENGTHS.push(new Uint8Array([n]));

/** Moves `count` bytes after their number. */
function frame(source: EvBuffer, into: EvBuffer, count: number): void {
	const bytes = new Uint8Array(count);
	source.remove(bytes);
	into.add(LENGTHS[count]);
	into.add(bytes);
}

/** As many bytes as there are, at most a record, or nothing while there is no room for all of them. */
const frames: FilterFunction = (source, into, limit, mode) => {
	const count = source.length < RECORD ? source.length : RECORD;
	if (count === 0) return mode === BEV_FINISHED ? BEV_OK : BEV_NEED_MORE;
	if (count + 1 > limit) return BEV_NEED_MORE;
	frame(source, into, count);
	return BEV_OK;
};

/** Whole records: waits for bytes and for room; a shorter one only if nothing is to be kept back. */
const records: FilterFunction = (source, into, limit, mode) => {
	const count = source.length < RECORD ? source.length : RECORD;
	if (count === 0) return mode === BEV_FINISHED ? BEV_OK : BEV_NEED_MORE;
	if (count + 1 > limit || (count < RECORD && mode === BEV_NORMAL)) return BEV_NEED_MORE;
	frame(source, into, count);
	return BEV_OK;
};

const unframe: FilterFunction = (source, into, limit) => {
	const count = byteAt(source, 0);
	if (count < 0 || source.length < 1 + count || count > limit) return BEV_NEED_MORE;
	const bytes = new Uint8Array(count);
	source.drain(1);
	source.remove(bytes);
	into.add(bytes);
	return BEV_OK;
};

/** A byte or a few at a time. */
const bytewise: FilterFunction = (source, into, limit, mode) => {
	const some = 1 + (source.length % 3);
	const count = some < source.length ? some : source.length;
	if (count === 0) return mode === BEV_FINISHED ? BEV_OK : BEV_NEED_MORE;
	if (limit < count) return BEV_NEED_MORE;
	const bytes = new Uint8Array(count);
	source.remove(bytes);
	into.add(bytes);
	return BEV_OK;
};

const OUTPUTS: [FilterFunction | null, FilterFunction | null][] = [
	[null, null],
	[bytewise, null],
	[frames, unframe],
	[records, unframe],
];

/** Buffers between two functions hold what both may wait with: less than a record and its room. */
class Run {
	readonly random: Random;
	readonly host = new MemoryHost({ descriptors: 8, window: 48 });
	readonly base = new EventBase(this.host, { events: 9 });
	readonly a: BufferEvent;
	readonly b: BufferEvent;
	readonly constant = new Uint8Array(256 * 3);
	readonly bytes = new Uint8Array(64);
	sent = 0;
	read = 0;
	wrong = "";
	ended = false;
	over = false; // nothing more is written

	constructor(seed: number, over: string, kind: number) {
		this.random = new Random(seed);
		for (let i = 0; i < this.constant.length; i++) this.constant[i] = i & 0xff;
		this.base.onError = (_base, error) => this.fail(`throws ${error}`);
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
		let [a, b] = over === "socket" ? this.sockets() : this.pair();
		if (over === "limited") this.limit(a);
		for (
			let depth = over === "filters" ? 2 : over === "filter" || over === "limited" ? 1 : 0;
			depth > 0;
		) {
			const [onOutput, onInput] = OUTPUTS[(kind + depth) % OUTPUTS.length];
			const stage = this.random.between(RECORD, 40);
			a = new FilterBufferEvent(a, {
				input: 40,
				output: this.random.between(2 * RECORD + 2, 60),
				onOutput,
				stage,
			});
			b = new FilterBufferEvent(b, { input: 40, output: 40, onInput });
			depth--;
		}
		if (over === "limited" || this.random.oneIn(3)) this.limit(a);
		this.a = a;
		this.b = b;
		a.onWrite = () => {
			if (this.random.oneIn(2)) this.act();
		};
		a.onEvent = (_be, what, error) => {
			if ((what & 0x20) !== 0) this.fail(`the writer fails: ${what.toString(16)} ${error}`);
		};
		b.onRead = () => this.take(this.random.below(40));
		b.onEvent = (_be, what, error) => {
			if ((what & 0x20) !== 0) this.fail(`the reader fails: ${what.toString(16)} ${error}`);
			this.ended = (what & 0x10) !== 0;
		};
		b.enable(EV_READ);
	}

	fail(what: string): void {
		if (this.wrong === "") this.wrong = `${what} after ${this.sent} sent, ${this.read} read`;
	}

	pair(): [BufferEvent, BufferEvent] {
		const size = this.random.between(RECORD + 4, 50);
		const pair = new BufferEventPair(this.base, { input: size, output: size });
		return [pair.first, pair.second];
	}

	sockets(): [BufferEvent, BufferEvent] {
		const listener = this.host.tcpListen("", 7, 1);
		const a = new Connection(this.base, { input: 32, output: 32 });
		const b = new Connection(this.base, { input: 32, output: 32 });
		a.connect("127.0.0.1", 7);
		this.host.settle();
		setFd(b, this.host.accept(listener));
		this.host.close(listener);
		return [a, b];
	}

	limit(be: BufferEvent): void {
		if (this.random.oneIn(2)) setMaxSingleWrite(be, this.random.between(1, 30));
		else
			setRateLimit(
				be,
				new TokenBucketConfig({ writeRate: this.random.between(5, 40), tickMs: 10 }),
			);
	}

	/** Reads up to `count` bytes and compares them. */
	take(count: number): void {
		const input = this.b.input;
		for (let left = count; left > 0 && input.length > 0; left--) {
			if (byteAt(input, 0) !== (this.read & 0xff)) this.fail("another byte");
			this.read++;
			input.drain(1);
		}
	}

	/** Writes, or flushes. */
	act(): void {
		if (this.over) return;
		const r = this.random;
		const count = r.between(1, r.oneIn(3) ? 200 : 30);
		switch (r.below(5)) {
			case 0:
				bufferEventFlush(this.a, EV_WRITE, r.oneIn(3) ? BEV_NORMAL : BEV_FLUSH);
				break;
			case 1:
			case 2: {
				const from = this.sent & 0xff;
				const bytes = this.constant.slice(0, from + count);
				if (sendReference(this.a, bytes, from) >= 0) this.sent += count;
				break;
			}
			default: {
				const from = this.sent & 0xff;
				const bytes = this.constant.slice(from, from + (count > 40 ? 40 : count));
				if (this.a.output.add(bytes) > 0) this.sent += bytes.length;
			}
		}
	}

	step(): void {
		const r = this.random;
		this.act();
		if (r.oneIn(2)) this.host.settle();
		if (r.oneIn(4)) this.host.advance(r.below(25));
		if (r.oneIn(3)) this.take(r.below(50));
		if (r.oneIn(6)) this.b.disable(EV_READ);
		if (r.oneIn(3)) this.b.enable(EV_READ);
		if (r.oneIn(12)) this.a.disable(EV_WRITE);
		if (r.oneIn(4)) this.a.enable(EV_WRITE);
	}

	/** Ends the writer and reads all. Returns "" or what went wrong. */
	end(finished: boolean): string {
		this.over = true;
		this.a.enable(EV_WRITE);
		this.b.enable(EV_READ);
		if (finished) bufferEventFlush(this.a, EV_WRITE, BEV_FINISHED);
		else this.a.end();
		for (let i = 0; i < 2000 && !(this.ended && this.b.input.length === 0); i++) {
			this.host.settle();
			this.take(64);
			this.host.advance(10);
		}
		if (!this.ended) this.fail("no end");
		if (this.read !== this.sent) this.fail("bytes are lost");
		const broken = checkInvariants(this.base);
		if (broken !== "") this.fail(broken);
		return this.wrong;
	}
}

for (const over of ["socket", "pair", "filter", "filters", "limited"]) {
	test(`order: references, outputs and flushes at random, over ${over}`, (t) => {
		for (let seed = 1; seed <= rounds(40); seed++) {
			const run = new Run(seed, over, seed);
			for (let i = 0; i < 60 && run.wrong === ""; i++) run.step();
			const finished = over === "pair" && seed % 2 === 0;
			t.is(run.end(finished), "", `seed ${seed}`);
		}
	});
}
