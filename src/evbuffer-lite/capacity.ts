/** Changing how much a buffer may hold. */
import type { EvBuffer } from "./evbuffer.js";

/**
 * Lets `buffer` hold at most `size` bytes from now on, not more than its region has. What it holds
 * stays, even if that is more: nothing is added then until it has been drained below.
 */
export function setCapacity(buffer: EvBuffer, size: number): void {
	const start = buffer.start_;
	(buffer as { size: number }).size = size;
	if (buffer.at + buffer.length > start + size && buffer.at !== start) {
		buffer.slab.host.moveBytes(buffer.slab.bytes, start, buffer.at, buffer.length);
		buffer.at = start;
	}
}
