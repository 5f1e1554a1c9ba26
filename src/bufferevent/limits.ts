/** What many bufferevents have in common: watermarks, timeouts, transport, and whom they return to. */
import type { BufferEvent } from "./bufferevent.js";
import type { Transport } from "./transport.js";

/** Where a pooled bufferevent goes when it is closed. */
export interface Pool {
	release_(connection: BufferEvent): void;
	/** Tells whether somebody waits for one that is free, and none is. */
	isAwaited_(): boolean;
}

export interface LimitOptions {
	/** `onRead` runs when the input holds at least this many bytes. 0 = any. */
	readLow?: number;
	/** Reading pauses while the input holds this many bytes. 0 = its capacity. */
	readHigh?: number;
	/** `onWrite` runs when the output has been written down to this many bytes. 0 = empty. */
	writeLow?: number;
	/** Milliseconds without a byte received after which BEV_EVENT_TIMEOUT | READING comes. 0 = never. */
	readTimeoutMs?: number;
	/** Milliseconds without a byte sent, while there are some to send, after which BEV_EVENT_TIMEOUT | WRITING comes. 0 = never. */
	writeTimeoutMs?: number;
}

/** @setup */
function whole(name: string, value: number | undefined): number {
	if (value === undefined) return 0;
	if (!(value >= 0 && value <= 0x7fffffff && (value | 0) === value)) {
		throw new RangeError(`${name}: a whole number from 0 to 2147483647`);
	}
	return value;
}

export class Limits {
	readLow: number;
	readHigh: number;
	writeLow: number;
	readTimeoutMs: number;
	writeTimeoutMs: number;
	io_: Transport;
	pool_: Pool | null;

	constructor(io: Transport, options: LimitOptions) {
		this.readLow = whole("readLow", options.readLow);
		this.readHigh = whole("readHigh", options.readHigh);
		this.writeLow = whole("writeLow", options.writeLow);
		this.readTimeoutMs = whole("readTimeoutMs", options.readTimeoutMs);
		this.writeTimeoutMs = whole("writeTimeoutMs", options.writeTimeoutMs);
		this.io_ = io;
		this.pool_ = null;
	}
}
