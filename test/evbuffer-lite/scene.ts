/** Buffers full of letters, for tests. */
import { textBytes } from "../../src/core/text.js";
import { EvBuffer } from "../../src/evbuffer-lite/index.js";
import { MemoryHost } from "../memory-host.js";

/** A host with next to nothing: buffers need only its bytes. */
export function memory(): MemoryHost {
	return new MemoryHost({ descriptors: 1, window: 1, datagrams: 1, datagramBytes: 1 });
}

/** A buffer of `size` that holds `text`. */
export function bufferOf(size: number, text: string): EvBuffer {
	const buffer = new EvBuffer(memory(), { size });
	buffer.add(textBytes(text));
	return buffer;
}

/** What the buffer holds, of ASCII. */
export function held(buffer: EvBuffer): string {
	return buffer.text(0, buffer.length);
}

/** Returns "" or what is wrong with a buffer: see evbuffer.ts. */
export function checkBuffer(buffer: EvBuffer): string {
	const end = buffer.start_ + buffer.size;
	if (buffer.length < 0 || buffer.length > buffer.size) return "length";
	if (buffer.at < buffer.start_ || buffer.at + buffer.length > end) return "region";
	if (buffer.length === 0 && buffer.at !== buffer.start_) return "empty, not at its start";
	return "";
}

/** Counts the notifications of an owner. */
export class Owner {
	calls = 0;
	added = 0;
	/** Called with a buffer and the bytes added, 0 = drained. */
	changed_(_buffer: EvBuffer, added: number): void {
		this.calls++;
		this.added += added;
	}
}
