/** Moving between buffers, beyond `EvBuffer.addBuffer`. */
import { copyBytes } from "../core/copy-bytes.js";
import { EMSGSIZE, ENOBUFS } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";
import { commit, copyFront, reserve } from "./evbuffer.js";

/**
 * Moves up to `count` bytes from the front of `source` to the end of `to`, as many as fit. Returns
 * how many. libevent `evbuffer_remove_buffer`.
 */
export function removeBuffer(source: EvBuffer, to: EvBuffer, count: number): number {
	const room = to.size - to.length;
	let moved = source.length < room ? source.length : room;
	if (count < moved) moved = count;
	if (!(moved > 0) || source === to) return 0;
	copyFront(to, source, moved);
	return source.drain(moved);
}

/**
 * Moves all of `source` before what `buffer` holds, or nothing. Returns the count, -ENOBUFS or
 * -EMSGSIZE; 0 from an empty buffer or from itself. libevent `evbuffer_prepend_buffer`.
 */
export function prependBuffer(buffer: EvBuffer, source: EvBuffer): number {
	const count = source.length;
	if (count === 0 || source === buffer) return 0;
	if (count > buffer.size) return -EMSGSIZE;
	if (buffer.length + count > buffer.size) return -ENOBUFS;
	const host = buffer.slab.host;
	const memory = buffer.slab.bytes;
	const from = source.slab.bytes;
	let at = buffer.at - count;
	if (at < buffer.start_) {
		at = buffer.start_;
		host.moveBytes(memory, at + count, buffer.at, buffer.length);
	}
	if (source.slab === buffer.slab) host.moveBytes(memory, at, source.at, count);
	else copyBytes(from, source.at, memory, at, count);
	buffer.at = at;
	buffer.length += count;
	if (buffer.owner_ !== null) buffer.owner_.changed_(buffer, count);
	return source.drain(count);
}

/**
 * Appends copies of all `vectors`, in order, or of none. Returns the bytes added, -ENOBUFS or
 * -EMSGSIZE. The owner is notified once. libevent `evbuffer_add_iovec`.
 */
export function addVectors(buffer: EvBuffer, vectors: readonly Uint8Array[]): number {
	let size = 0;
	for (let i = 0; i < vectors.length; i++) size += vectors[i].length;
	let to = reserve(buffer, size);
	if (to < 0) return to;
	for (let i = 0; i < vectors.length; i++) {
		buffer.slab.bytes.set(vectors[i], to);
		to += vectors[i].length;
	}
	return commit(buffer, size);
}
