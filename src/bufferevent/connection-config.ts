/** Limits of connections: watermarks and timeouts. */
import { MS_MAX, wholeOption } from "../core/option.js";

/** Watermarks and timeouts of a bufferevent. */
export interface LimitOptions {
	/** `onRead` runs when the input holds at least this many bytes, at most its capacity and `readHigh`. 0 = any. */
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

/** Returns the most bytes that an input of capacity `input` comes to hold with high watermark `high`. */
export function readMost(input: number, high: number): number {
	return high === 0 || high > input ? input : high;
}

export class ConnectionConfig {
	readLow: number;
	readHigh: number;
	writeLow: number;
	readTimeoutMs: number;
	writeTimeoutMs: number;

	/**
	 * `input` is the capacity of the inputs. Throws RangeError for what is out of range, and for a
	 * `readLow` that an input can never hold.
	 */
	constructor(options: LimitOptions, input: number) {
		const high = wholeOption("readHigh", options.readHigh, 0, 0, MS_MAX);
		this.readLow = wholeOption("readLow", options.readLow, 0, 0, readMost(input, high));
		this.readHigh = high;
		this.writeLow = wholeOption("writeLow", options.writeLow, 0, 0, MS_MAX);
		this.readTimeoutMs = wholeOption("readTimeoutMs", options.readTimeoutMs, 0, 0, MS_MAX);
		this.writeTimeoutMs = wholeOption("writeTimeoutMs", options.writeTimeoutMs, 0, 0, MS_MAX);
	}
}
