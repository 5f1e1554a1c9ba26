/** Text and bytes by XS's own conversions. */
import { ENOBUFS } from "../../src/core/errno.js";

/** What XS adds to the standard constructors. */
interface XsArrayBuffer {
	fromString(text: string): ArrayBuffer;
}
interface XsString {
	fromArrayBuffer(buffer: ArrayBufferLike, at: number, length: number): string;
}

/** XS keeps U+0000 inside a string as C0 80, which is no UTF-8. */
const NUL_LEAD = 0xc0;

/**
 * Encodes by way of a new buffer: 7 slots and the text's bytes.
 * @allocates
 */
export function encode(text: string, bytes: Uint8Array, at: number, length: number): number {
	const encoded = new Uint8Array((ArrayBuffer as unknown as XsArrayBuffer).fromString(text));
	let size = encoded.length;
	for (let nul = encoded.indexOf(NUL_LEAD); nul >= 0; nul = encoded.indexOf(NUL_LEAD, nul)) {
		encoded[nul] = 0;
		encoded.copyWithin(nul + 1, nul + 2, size--);
		encoded[size] = 0;
	}
	if (size > length) return -ENOBUFS;
	if (size === encoded.length) bytes.set(encoded, at);
	else for (let i = 0; i < size; i++) bytes[at + i] = encoded[i];
	return size;
}

/**
 * One string by XS's own conversion, which ends at a zero byte and throws at what is not valid.
 * @allocates
 */
function convert(bytes: Uint8Array, at: number, length: number): string {
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
 * Decodes UTF-8; text that is not valid is taken as Latin-1, so that decoding cannot fail.
 * @allocates
 */
export function decode(bytes: Uint8Array, at: number, length: number): string {
	const end = at + length;
	let text = "";
	let from = at;
	for (let i = at; i < end; i++) {
		if (bytes[i] !== 0) continue;
		text += `${convert(bytes, from, i - from)}\u0000`;
		from = i + 1;
	}
	return from === at ? convert(bytes, at, length) : text + convert(bytes, from, end - from);
}
