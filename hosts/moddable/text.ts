/** Text and bytes by XS's own conversions. */
import { ENOBUFS } from "../../src/core/errno.js";

/** What XS adds to the standard constructors. */
interface XsArrayBuffer {
	fromString(text: string): ArrayBuffer;
}
interface XsString {
	fromArrayBuffer(buffer: ArrayBufferLike, at: number, length: number): string;
}

/**
 * Encodes by way of a new buffer: 7 slots and the text's bytes.
 * @allocates
 */
export function encode(text: string, bytes: Uint8Array, at: number, length: number): number {
	const encoded = new Uint8Array((ArrayBuffer as unknown as XsArrayBuffer).fromString(text));
	const size = encoded.length;
	if (size > length) return -ENOBUFS;
	bytes.set(encoded, at);
	return size;
}

/**
 * Decodes UTF-8; text that is not valid is taken as Latin-1, so that decoding cannot fail.
 * @allocates
 */
export function decode(bytes: Uint8Array, at: number, length: number): string {
	try {
		const from = bytes.byteOffset + at;
		return (String as unknown as XsString).fromArrayBuffer(bytes.buffer, from, length);
	} catch (_error) {
		let text = "";
		for (let i = 0; i < length; i++) text += String.fromCharCode(bytes[at + i]);
		return text;
	}
}

/**
 * Finds the first byte below 0x20, word by word: 5 metering units a byte where `indexOf` takes 8
 * and a loop 18. A byte put behind the end stops the search, so that nothing else has to.
 */
export function findControl(
	bytes: Uint8Array,
	words: Int32Array,
	from: number,
	end: number,
): number {
	let at = from;
	bytes[end] = 0;
	while ((at & 3) !== 0) {
		if (bytes[at] < 0x20) return at;
		at++;
	}
	let i = at >> 2;
	let x = words[i];
	while (((x - 0x20202020) & ~x & -0x7f7f7f80) === 0) {
		x = words[++i];
		if (((x - 0x20202020) & ~x & -0x7f7f7f80) !== 0) break;
		x = words[++i];
	}
	at = i << 2;
	while (bytes[at] >= 0x20) at++;
	return at;
}
