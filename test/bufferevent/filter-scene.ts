/** Two filters back to back over a pair: what the suites of filters start from. */
import type { BufferEvent, FilterOptions } from "../../src/bufferevent/index.js";
import { BufferEventPair, FilterBufferEvent } from "../../src/bufferevent/index.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ } from "../../src/core/flags.js";
import type { Assertions } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

export class FilterScene {
	readonly host = new MemoryHost({ descriptors: 5, window: 4 });
	readonly base = new EventBase(this.host, { events: 6 });
	readonly pair: BufferEventPair;
	/** Over the first end. */
	readonly a: FilterBufferEvent;
	/** Over the second end. */
	readonly b: FilterBufferEvent;
	/** What happened, in order: "ar" onRead of a, "bw" onWrite of b, "ae11" an event of a. */
	log = "";

	/** Buffers of 32 bytes, below of `under` bytes. */
	constructor(options: FilterOptions, under: number, other?: FilterOptions) {
		this.pair = new BufferEventPair(this.base, { input: under, output: under });
		this.a = new FilterBufferEvent(this.pair.first, this.options("a", options));
		const second = other === undefined ? options : other;
		this.b = new FilterBufferEvent(this.pair.second, this.options("b", second));
		for (const filter of [this.a, this.b]) filter.disable(EV_READ); // each test says when it reads
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
		this.base.onError = (_base, error) => this.note(String(error));
	}

	options(name: string, options: FilterOptions): FilterOptions {
		const all: FilterOptions = {
			input: 32,
			output: 32,
			onRead: () => this.note(`${name}r`),
			onWrite: () => this.note(`${name}w`),
			onEvent: (_be, what, error) => this.note(`${name}e${what.toString(16)}${error || ""}`),
		};
		return Object.assign(all, options);
	}

	note(what: string): void {
		this.log += this.log === "" ? what : ` ${what}`;
	}

	take(): string {
		this.host.settle();
		const log = this.log;
		this.log = "";
		return log;
	}

	held(be: BufferEvent): string {
		return be.input.text(0, be.input.length);
	}

	over(t: Assertions, exceptions?: number): void {
		for (const be of [this.a, this.b, this.pair.first, this.pair.second]) be.close();
		this.host.settle();
		t.is(this.host.descriptors.open, 0, "descriptors open");
		t.is(checkInvariants(this.base), "");
		t.is(this.base.exceptions, exceptions === undefined ? 0 : exceptions, "exceptions");
	}
}
