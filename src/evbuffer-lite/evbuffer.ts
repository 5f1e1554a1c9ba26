/**
 * EvBuffer: a byte FIFO of fixed size in a region of a slab. Linear: the bytes held are always
 * contiguous, at `slab.bytes[at .. at + length)`, so that protocols parse them in place; the
 * region is compacted only when the space after them is too small, and starts over when empty,
 * so that a steady stream of messages uses the same bytes each time (docs/decisions/0003).
 *
 * A full buffer is an ordinary result: -ENOBUFS now, -EMSGSIZE if the bytes can never fit. Nothing
 * grows.
 *
 * Invariants: start_ <= at, at + length <= start_ + size; empty means at === start_. One byte
 * after the region is spare, for scanning.
 */
import { copyBytes } from "../core/copy-bytes.js";
import { EINVAL, EMSGSIZE, ENOBUFS } from "../core/errno.js";
import type { Host } from "../core/host.js";
import { bufferSize, Slab, slabStride, slabTake } from "./slab.js";

/** Notified of changes of a buffer: its bufferevent, or the list of its callbacks. */
export interface BufferOwner {
	/** Bytes were added to (`added` > 0) or drained from `buffer` by anyone but the owner. */
	changed_(buffer: EvBuffer, added: number): void;
}

/** Options of an `EvBuffer`. */
export interface EvBufferOptions {
	/** Capacity in bytes, 1 to 65,531. */
	size: number;
	/** Memory to take the region from; a slab of its own if not given. */
	slab?: Slab;
}

/**
 * A byte FIFO of fixed size, always contiguous, for reading and parsing in place. Takes a region of
 * a slab (its size rounded up to whole words, plus a spare byte); a region is never given back.
 * Offsets that its functions return count from the front. libevent `struct evbuffer`.
 */
export class EvBuffer {
	/** The memory that holds its region. */
	readonly slab: Slab;
	/** Capacity in bytes. */
	readonly size: number;
	/** Offset of the first byte in `slab.bytes`. */
	at: number;
	/** Bytes held. */
	length: number;
	readonly start_: number;
	owner_: BufferOwner | null; // learns of changes

	/** Takes a region. Throws RangeError for an invalid size, or if the slab is used up. */
	constructor(host: Host, options: EvBufferOptions) {
		const size = bufferSize("size", options.size, -1);
		const slab = options.slab === undefined ? new Slab(host, 1, size) : options.slab;
		const start = slabTake(slab, size);
		if (start < 0) {
			const free = slab.bytes.length - slab.used;
			throw new RangeError(`Slab has ${free} free bytes, EvBuffer needs ${slabStride(size)}`);
		}
		this.slab = slab;
		this.size = size;
		this.at = start;
		this.length = 0;
		this.start_ = start;
		this.owner_ = null;
	}

	/**
	 * Appends a copy of `bytes`, all of them or none. Returns their count, -ENOBUFS if they do not
	 * fit now, -EMSGSIZE if they never will. libevent `evbuffer_add`.
	 */
	add(bytes: Uint8Array): number {
		const count = bytes.length;
		const to = reserve(this, count);
		if (to < 0) return to;
		this.slab.bytes.set(bytes, to);
		return commit(this, count);
	}

	/**
	 * Appends `text` as UTF-8, all of it or nothing. Returns the count of bytes, -ENOBUFS or
	 * -EMSGSIZE. Making the text cost a string; encoding may cost one more on XS (docs/MEMORY.md).
	 */
	addText(text: string): number {
		if (text.length > this.size) return -EMSGSIZE;
		const room = this.size - this.length;
		const to = reserve(this, room);
		const count = this.slab.host.encodeText(text, this.slab.bytes, to, room);
		if (count >= 0) return commit(this, count);
		return room === this.size ? -EMSGSIZE : count;
	}

	/** Appends an integer in decimal. Returns the count of bytes, -ENOBUFS, or -EINVAL for any other value. */
	addDecimal(value: number): number {
		let rest = value < 0 ? -value : value;
		if (!(rest <= 0x1fffffffffffff) || rest % 1 !== 0) return -EINVAL;
		let count = value < 0 ? 2 : 1;
		for (let power = 10; power <= rest; power *= 10) count++;
		const to = reserve(this, count);
		if (to < 0) return to;
		const bytes = this.slab.bytes;
		for (let i = to + count - 1; i >= to; i--) {
			const digit = rest % 10;
			bytes[i] = 48 + digit;
			rest = (rest - digit) / 10;
		}
		if (value < 0) bytes[to] = 45;
		return commit(this, count);
	}

	/**
	 * Moves as many bytes as fit from the front of `source` to the end; the rest stays in `source`.
	 * Returns the count moved, 0 when full. libevent `evbuffer_remove_buffer`.
	 */
	addBuffer(source: EvBuffer): number {
		const room = this.size - this.length;
		const count = source.length < room ? source.length : room;
		if (count <= 0 || source === this) return 0;
		copyFront(this, source, count);
		source.drain(count);
		return count;
	}

	/** Drops up to `count` bytes from the front. Returns how many. libevent `evbuffer_drain`. */
	drain(count: number): number {
		if (count > this.length) count = this.length;
		if (!(count > 0)) return 0;
		this.length -= count;
		this.at = this.length === 0 ? this.start_ : this.at + count;
		if (this.owner_ !== null) this.owner_.changed_(this, 0);
		return count;
	}

	/** Copies bytes from the front into `into` and drops them here. Returns the count. libevent `evbuffer_remove`. */
	remove(into: Uint8Array): number {
		const count = into.length < this.length ? into.length : this.length;
		copyBytes(this.slab.bytes, this.at, into, 0, count);
		return this.drain(count);
	}

	/** Returns `length` bytes from offset `from` as a string, read as UTF-8; "" if out of range. Allocates it. */
	text(from: number, length: number): string {
		if (!(from >= 0 && length > 0 && from + length <= this.length)) return "";
		return this.slab.host.decodeText(this.slab.bytes, this.at + from, length);
	}
}

/**
 * Makes `count` bytes writable after those held, compacting if necessary. Returns the offset in
 * `slab.bytes` at which to write them, -ENOBUFS if they do not fit now, -EMSGSIZE if they never
 * will. Adds nothing: `commit` does. libevent `evbuffer_reserve_space`.
 */
export function reserve(buffer: EvBuffer, count: number): number {
	const held = buffer.length;
	if (held + count > buffer.size) return count > buffer.size ? -EMSGSIZE : -ENOBUFS;
	const start = buffer.start_;
	if (buffer.at + held + count > start + buffer.size) {
		buffer.slab.host.moveBytes(buffer.slab.bytes, start, buffer.at, held);
		buffer.at = start;
	}
	return buffer.at + held;
}

/**
 * Adds the `count` bytes written at the offset that `reserve` returned. Returns `count`, or -EINVAL
 * if they exceed the space reserved. libevent `evbuffer_commit_space`.
 */
export function commit(buffer: EvBuffer, count: number): number {
	if (!(count >= 0) || buffer.at + buffer.length + count > buffer.start_ + buffer.size) {
		return -EINVAL;
	}
	buffer.length += count;
	if (count !== 0 && buffer.owner_ !== null) buffer.owner_.changed_(buffer, count);
	return count;
}

/** Appends `count` bytes of `bytes` from offset `from`; they must fit. */
export function copyIn(buffer: EvBuffer, bytes: Uint8Array, from: number, count: number): void {
	const to = reserve(buffer, count);
	copyBytes(bytes, from, buffer.slab.bytes, to, count);
	commit(buffer, count);
}

/**
 * Appends the first `count` bytes of `source`, another buffer; they must fit. Compares slabs, not
 * their arrays: on Espruino `===` on typed arrays compares contents.
 */
export function copyFront(buffer: EvBuffer, source: EvBuffer, count: number): void {
	const to = reserve(buffer, count);
	const slab = buffer.slab;
	if (slab === source.slab) slab.host.moveBytes(slab.bytes, to, source.at, count);
	else copyBytes(source.slab.bytes, source.at, slab.bytes, to, count);
	commit(buffer, count);
}

/** Has `owner` learn of the changes of `buffer`. */
export function setOwner(buffer: EvBuffer, owner: BufferOwner): void {
	buffer.owner_ = owner;
}
