/** Link: how good a device's way to the network is. A path is two links, one after the other. */
import type { Random } from "./random.js";

/** Options of a `Link`. */
export interface LinkOptions {
	/** One way, milliseconds. 5 if not given. */
	latencyMs?: number;
	/** Up to so many milliseconds more, drawn for each packet. 0 if not given. */
	jitterMs?: number;
	/** Bytes a second, 0 = no limit, which is the default. */
	bytesPerSecond?: number;
	/** How many packets get lost, 0 to 1. TCP's come later instead: a stall. 0 if not given. */
	loss?: number;
	/** How many datagrams arrive twice, 0 to 1. 0 if not given. */
	duplicate?: number;
	/** How many datagrams are overtaken by later ones, 0 to 1. 0 if not given. */
	reorder?: number;
}

/** How good one device's connection to the network is. All fields may be changed at any time. */
export class Link {
	latencyMs: number;
	jitterMs: number;
	bytesPerSecond: number;
	loss: number;
	duplicate: number;
	reorder: number;
	busyUs_: number; // until when it is sending

	constructor(options: LinkOptions) {
		this.latencyMs = options.latencyMs === undefined ? 5 : options.latencyMs;
		this.jitterMs = options.jitterMs === undefined ? 0 : options.jitterMs;
		this.bytesPerSecond = options.bytesPerSecond === undefined ? 0 : options.bytesPerSecond;
		this.loss = options.loss === undefined ? 0 : options.loss;
		this.duplicate = options.duplicate === undefined ? 0 : options.duplicate;
		this.reorder = options.reorder === undefined ? 0 : options.reorder;
		this.busyUs_ = 0;
	}
}

/** Microseconds that a packet takes over `link`, with its jitter. */
export function linkDelayUs(link: Link, random: Random): number {
	let us = link.latencyMs * 1000;
	if (link.jitterMs > 0) us += random.below(65536) * link.jitterMs * (1000 / 65536);
	return us - (us % 1);
}

/** Sends `size` bytes over `link` from `nowUs` on, after what it is sending. Returns when they have left. */
export function linkSend(link: Link, nowUs: number, size: number): number {
	if (link.bytesPerSecond <= 0) return nowUs;
	const begin = link.busyUs_ > nowUs ? link.busyUs_ : nowUs;
	const us = (size * 1000000) / link.bytesPerSecond;
	link.busyUs_ = begin + us - (us % 1);
	return link.busyUs_;
}
