/** Reading without removing. */
import { copyBytes } from "../core/copy-bytes.js";
import { ERANGE } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";

/**
 * Copies bytes from offset `from` into `into`; drops none. Returns the count, less than
 * `into.length` where the buffer ends, or -ERANGE if `from` lies after its end. libevent
 * `evbuffer_copyout_from`.
 */
export function copyOut(buffer: EvBuffer, from: number, into: Uint8Array): number {
	if (!(from >= 0 && from <= buffer.length)) return -ERANGE;
	const held = buffer.length - from;
	const count = into.length < held ? into.length : held;
	copyBytes(buffer.slab.bytes, buffer.at + from, into, 0, count);
	return count;
}

/** Returns the byte at offset `at`, or -ERANGE. */
export function byteAt(buffer: EvBuffer, at: number): number {
	return at >= 0 && at < buffer.length ? buffer.slab.bytes[buffer.at + at] : -ERANGE;
}
