/** Bytes and text of a virtual device, in the plainest JavaScript. */
import { DEL } from "../../src/core/ascii.js";
import { ENOBUFS } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import { characterSize } from "../../src/core/utf8.js";

export function moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void {
	if (to <= from) for (let i = 0; i < length; i++) bytes[to + i] = bytes[from + i];
	else for (let i = length - 1; i >= 0; i--) bytes[to + i] = bytes[from + i];
}

export function findControl(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] >= 0x20 && bytes[at] !== DEL) at++;
	return at;
}

/** Encodes by way of a new array; plain ASCII goes straight. */
export function encode(text: string, bytes: Uint8Array, at: number, length: number): number {
	const size = text.length;
	let i = 0;
	while (i < size && i < length && text.charCodeAt(i) < 0x80) {
		bytes[at + i] = text.charCodeAt(i);
		i++;
	}
	if (i === size) return size;
	if (size > length) return -ENOBUFS;
	const encoded = textBytes(text);
	if (encoded.length > length) return -ENOBUFS;
	bytes.set(encoded, at);
	return encoded.length;
}

/**
 * Makes a string of `length` bytes of UTF-8. What is none becomes U+FFFD, as many as the WHATWG
 * Encoding standard has.
 * @allocates
 */
export function decode(bytes: Uint8Array, from: number, length: number): string {
	const end = from + length;
	let text = "";
	let at = from;
	while (at < end) {
		const size = characterSize(bytes, at, end);
		let code = 0xfffd;
		if (size === 1) code = bytes[at];
		else if (size === 2) code = ((bytes[at] & 0x1f) << 6) | (bytes[at + 1] & 0x3f);
		else if (size > 2) {
			code = ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f);
			if (size === 3) code |= (bytes[at] & 0x0f) << 12;
			else code = (code << 6) | ((bytes[at] & 0x07) << 18) | (bytes[at + 3] & 0x3f);
		}
		if (code < 0x10000) text += String.fromCharCode(code);
		else text += String.fromCharCode(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
		at += size < 0 ? -size : size;
	}
	return text;
}
