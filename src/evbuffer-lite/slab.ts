/**
 * Slab: one preallocated byte array that several buffers share, each with a region of its own. One
 * array instead of many is what small heaps want; buffers of one slab move bytes between them with
 * the platform's own move.
 */
import { ENOBUFS } from "../core/errno.js";
import type { Host } from "../core/host.js";
import { wholeOption } from "../core/option.js";

/**
 * Memory for several buffers: one byte array, given out in regions in order and never given back.
 * Has no counterpart in libevent, whose buffers are chains from the heap.
 */
export class Slab {
	/** The host whose byte functions its buffers use. */
	readonly host: Host;
	/** The memory; byte offsets of buffers count from here. */
	readonly bytes: Uint8Array;
	/** The same memory in words, for `Host.findControl`. */
	readonly words: Int32Array;
	/** Bytes given to regions so far. */
	used: number;

	/** Allocates `count` regions of `size` bytes each, plus a spare byte and padding for each. */
	constructor(host: Host, count: number, size: number) {
		const memory = new ArrayBuffer(count * slabStride(size));
		this.host = host;
		this.bytes = new Uint8Array(memory);
		this.words = new Int32Array(memory);
		this.used = 0;
	}
}

/** Returns the bytes that a region of `size` takes: at least one spare byte more, in whole words. */
export function slabStride(size: number): number {
	return (size + 4) & ~3;
}

/** Returns the capacity of a buffer given by option `name`. Throws RangeError if it is invalid. @setup */
export function bufferSize(name: string, value: number | undefined, fallback: number): number {
	return wholeOption(name, value, fallback, 1, 65531);
}

/** Takes a region of `size` bytes. Returns its offset, or -ENOBUFS when the slab is used up. */
export function slabTake(slab: Slab, size: number): number {
	const at = slab.used;
	if (at + slabStride(size) > slab.bytes.length) return -ENOBUFS;
	slab.used = at + slabStride(size);
	return at;
}
