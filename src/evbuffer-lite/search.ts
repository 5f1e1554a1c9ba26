/**
 * Searches a buffer. Offsets count from the front of the buffer and are valid until it is drained.
 * Scanning uses the platform's `indexOf`, which is 20 to 50 times faster than a loop on Espruino
 * but takes no end: the byte after the range is set to the one sought, and then restored.
 */
import { ENOENT } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";

/** Returns the offset of the first `byte` in [from, end), or -ENOENT. */
export function indexOfByte(buffer: EvBuffer, byte: number, from: number, end: number): number {
	if (end > buffer.length) end = buffer.length;
	if (!(from >= 0 && from < end)) return -ENOENT;
	const bytes = buffer.slab.bytes;
	const stop = buffer.at + end; // inside the region, or the spare byte after it
	const kept = bytes[stop];
	bytes[stop] = byte;
	const found = bytes.indexOf(byte, buffer.at + from);
	bytes[stop] = kept;
	return found < stop ? found - buffer.at : -ENOENT;
}

/**
 * Returns the offset of the first `what` that lies entirely in [from, end), or -ENOENT; an empty
 * `what` is found at `from`. libevent `evbuffer_search_range`.
 */
export function searchRange(buffer: EvBuffer, what: Uint8Array, from: number, end: number): number {
	if (end > buffer.length) end = buffer.length;
	if (!(from >= 0 && from <= end)) return -ENOENT;
	const count = what.length;
	if (count === 0) return from;
	const bytes = buffer.slab.bytes;
	const last = end - count + 1;
	let at = indexOfByte(buffer, what[0], from, last);
	while (at >= 0) {
		let i = 1;
		while (i < count && bytes[buffer.at + at + i] === what[i]) i++;
		if (i === count) return at;
		at = indexOfByte(buffer, what[0], at + 1, last);
	}
	return -ENOENT;
}

/** Returns the offset of the first `what` from `from` on, or -ENOENT. libevent `evbuffer_search`. */
export function search(buffer: EvBuffer, what: Uint8Array, from: number): number {
	return searchRange(buffer, what, from, buffer.length);
}
