/** Bytes and text of a virtual device, in the plainest JavaScript. */
import { DEL } from "../../src/core/ascii.js";
import { ENOBUFS } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";

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

/** Decodes valid UTF-8; what is not valid becomes U+FFFD, one for each byte. */
export function decode(bytes: Uint8Array, at: number, length: number): string {
	const end = at + length;
	let text = "";
	let i = at;
	while (i < end) {
		const lead = bytes[i++];
		let more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
		if (lead < 0x80) {
			text += String.fromCharCode(lead);
			continue;
		}
		let code = lead & (0x3f >> more);
		if (more === 0 || i + more > end) code = 0xfffd;
		else while (more-- > 0) code = (code << 6) | (bytes[i++] & 0x3f);
		if (code < 0x10000) text += String.fromCharCode(code);
		else text += String.fromCharCode(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
	}
	return text;
}
