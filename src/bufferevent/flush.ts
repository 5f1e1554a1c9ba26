/** Flushes bytes through the filters and pairs between a bufferevent and its peer. */
import type { BufferEvent } from "./bufferevent.js";
import type { Transport } from "./transport.js";

/** A transport that can be flushed: a pair, a filter. */
export interface Flushable extends Transport {
	/** Returns 1 if something moved, 0 if not, or -errno. */
	flush_(what: number, mode: number): number;
}

/**
 * Flushes EV_READ, EV_WRITE or both: BEV_NORMAL as far as usual, BEV_FLUSH past the watermarks,
 * BEV_FINISHED with the end of the stream after it. On a socket there is nothing to do. Returns 1
 * if something moved, 0 if not, or -errno. libevent `bufferevent_flush`.
 */
export function bufferEventFlush(be: BufferEvent, what: number, mode: number): number {
	const io = be.shared_.io_ as Flushable;
	return io.flush_ === undefined ? 0 : io.flush_(what, mode);
}
