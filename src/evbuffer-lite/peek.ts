/** Reads a buffer's memory in place. The bytes held are always contiguous: one vector. */
import { ERANGE } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";

/**
 * Lends the bytes [from, from + length) in place: stores their offset in `buffer.slab.bytes` in
 * `vector[0]` and their count in `vector[1]`; a `length` of -1 means all that follow. Valid
 * until the next call that changes the buffer. Returns how many vectors that takes: 1, or 0 for
 * none; -ERANGE, with `vector` untouched, if `from` lies after the end. libevent `evbuffer_peek`.
 */
export function peek(buffer: EvBuffer, from: number, length: number, vector: Int32Array): number {
	if (!(from >= 0 && from <= buffer.length)) return -ERANGE;
	const held = buffer.length - from;
	const count = length >= 0 && length < held ? length : held;
	if (count === 0) return 0;
	vector[0] = buffer.at + from;
	vector[1] = count;
	return 1;
}

/**
 * Lends the first `count` bytes, -1 = all, as one run. Returns their offset in `buffer.slab.bytes`,
 * or -ERANGE if fewer are held or `count` is 0. Copies nothing. libevent `evbuffer_pullup`.
 */
export function pullup(buffer: EvBuffer, count: number): number {
	const wanted = count < 0 ? buffer.length : count;
	return wanted > 0 && wanted <= buffer.length ? buffer.at : -ERANGE;
}

/** Returns how many bytes are contiguous from the first: always all. libevent `evbuffer_get_contiguous_space`. */
export function contiguousSpace(buffer: EvBuffer): number {
	return buffer.length;
}
