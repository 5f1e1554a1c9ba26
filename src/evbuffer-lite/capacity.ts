/** Changing how much a buffer may hold. */
import type { EvBuffer } from "./evbuffer.js";

/**
 * Limits `buffer` to `size` bytes, at most the size of its region. Bytes already held stay, even
 * if they are more; nothing can be added then until enough has been drained.
 */
export function setCapacity(buffer: EvBuffer, size: number): void {
	const start = buffer.start_;
	(buffer as { size: number }).size = size;
	if (buffer.at + buffer.length > start + size && buffer.at !== start) {
		buffer.slab.host.moveBytes(buffer.slab.bytes, start, buffer.at, buffer.length);
		buffer.at = start;
	}
}
