/** Text and bytes by XS's own conversions. */
import { ENOBUFS } from "../../src/core/errno.js";
import { characterSize } from "../../src/core/utf8.js";

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
 * One string by XS's own conversion, which ends at a zero byte, throws at most of what is not UTF-8 and
 * takes the rest for other characters: [from, end) has neither.
 * @allocates
 */
function convert(bytes: Uint8Array, from: number, end: number): string {
	const at = bytes.byteOffset + from;
	return (String as unknown as XsString).fromArrayBuffer(bytes.buffer, at, end - from);
}

/**
 * Decodes UTF-8; what is not valid becomes U+FFFD, as many as the WHATWG Encoding standard has.
 * @allocates
 */
export function decode(bytes: Uint8Array, from: number, length: number): string {
	const end = from + length;
	let text = "";
	let start = from; // of what is valid
	let at = from;
	while (at < end) {
		const byte = bytes[at];
		const size = byte < 0x80 ? byte && 1 : characterSize(bytes, at, end);
		if (size > 0) {
			at += size;
			continue;
		}
		text += convert(bytes, start, at) + (size < 0 ? "\ufffd" : "\0");
		at += size < 0 ? -size : 1;
		start = at;
	}
	const rest = convert(bytes, start, end);
	return start === from ? rest : text + rest;
}
