/** Adding at the front. */
import { EMSGSIZE, ENOBUFS } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";

/**
 * Inserts a copy of `bytes` before those held, all of them or none. Returns their count, -ENOBUFS
 * or -EMSGSIZE. Moves the bytes held if there is no space before them. libevent `evbuffer_prepend`.
 */
export function prepend(buffer: EvBuffer, bytes: Uint8Array): number {
	const count = bytes.length;
	if (buffer.length + count > buffer.size) return count > buffer.size ? -EMSGSIZE : -ENOBUFS;
	if (count === 0) return 0;
	const memory = buffer.slab.bytes;
	let at = buffer.at - count;
	if (at < buffer.start_) {
		at = buffer.start_ + buffer.size - buffer.length - count; // to the end: space for more in front
		buffer.slab.host.moveBytes(memory, at + count, buffer.at, buffer.length);
	}
	memory.set(bytes, at);
	buffer.at = at;
	buffer.length += count;
	if (buffer.owner_ !== null) buffer.owner_.changed_(buffer, count);
	return count;
}
