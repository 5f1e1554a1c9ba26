/** Bytes and text by the fastest means that Node has. */
import { TextDecoder, TextEncoder } from "node:util";
import { DEL } from "../../src/core/ascii.js";
import { copyBytes as copyShort } from "../../src/core/copy-bytes.js";
import { ENOBUFS } from "../../src/core/errno.js";

const SHORT = 192; // bytes up to which a loop beats a native call

/** Copies `count` bytes. Beyond 192 of them Node makes a view. */
export function copyBytes(
	from: Buffer | Uint8Array,
	at: number,
	into: Uint8Array,
	to: number,
	count: number,
): void {
	if (count > SHORT) into.set(from.subarray(at, at + count), to);
	else copyShort(from, at, into, to, count);
}

/**
 * Returns the offset of the first control character, below 0x20 or 0x7f, in [from, end), or `end`.
 * Looks at four bytes at a time: of `(w - 0x20202020) & ~w` a byte has its top bit set if it was
 * below 0x20, and of `(x - 0x01010101) & ~x` if it was 0; a borrow can only spoil the bytes above
 * one that is.
 */
export function findControl(
	bytes: Uint8Array,
	words: Int32Array,
	from: number,
	end: number,
): number {
	let at = from;
	while (at < end && (at & 3) !== 0) {
		if (bytes[at] < 0x20 || bytes[at] === DEL) return at;
		at++;
	}
	let word = at >> 2;
	const wordEnd = end >> 2;
	while (word < wordEnd) {
		const w = words[word];
		const x = w ^ 0x7f7f7f7f;
		if (((((w - 0x20202020) & ~w) | ((x - 0x01010101) & ~x)) & 0x80808080) !== 0) break;
		word++;
	}
	if (word << 2 > at) at = word << 2;
	while (at < end && bytes[at] >= 0x20 && bytes[at] !== DEL) at++;
	return at;
}

/** Both halves of the text codec; a byte order mark is a character like any other. */
export class TextCodec {
	readonly encoder: TextEncoder;
	readonly decoder: TextDecoder;

	constructor() {
		this.encoder = new TextEncoder();
		this.decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	}

	/** See Host.encodeText. ASCII goes straight; the rest makes a view. */
	encode(text: string, bytes: Uint8Array, at: number, length: number): number {
		const size = text.length;
		if (size > length) return -ENOBUFS;
		for (let i = 0; i < size; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x80) return this.encodeWide(text, bytes, at, length);
			bytes[at + i] = code;
		}
		return size;
	}

	encodeWide(text: string, bytes: Uint8Array, at: number, length: number): number {
		const done = this.encoder.encodeInto(text, bytes.subarray(at, at + length));
		return done.read === text.length ? done.written : -ENOBUFS;
	}

	decode(bytes: Uint8Array, at: number, length: number): string {
		return this.decoder.decode(bytes.subarray(at, at + length));
	}
}
