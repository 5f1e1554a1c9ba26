/** Lines: finds ends of line and removes lines from the front (libevent `evbuffer_readln`). */
import { CR, LF } from "../core/ascii.js";
import { copyBytes } from "../core/copy-bytes.js";
import { EAGAIN, EMSGSIZE, ENOENT } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";
import { indexOfByte } from "./search.js";

/** `style`: any run of CR and LF is one end of line. */
export const EVBUFFER_EOL_ANY = 0;
/** `style`: LF, with or without one CR before it. */
export const EVBUFFER_EOL_CRLF = 1;
/** `style`: exactly CR LF. */
export const EVBUFFER_EOL_CRLF_STRICT = 2;
/** `style`: LF only. */
export const EVBUFFER_EOL_LF = 3;
/** `style`: a zero byte. */
export const EVBUFFER_EOL_NUL = 4;

function isCrlf(byte: number): boolean {
	return byte === LF || byte === CR;
}

/** Returns the offset of the first end of line from `from` on, or -ENOENT. libevent `evbuffer_search_eol`. */
export function searchEol(buffer: EvBuffer, from: number, style: number): number {
	const bytes = buffer.slab.bytes;
	const end = buffer.length;
	if (style === EVBUFFER_EOL_NUL) return indexOfByte(buffer, 0, from, end);
	const lf = indexOfByte(buffer, 10, from, end);
	if (style === EVBUFFER_EOL_LF) return lf;
	if (style === EVBUFFER_EOL_ANY) {
		const cr = indexOfByte(buffer, 13, from, lf < 0 ? end : lf);
		return cr < 0 ? lf : cr;
	}
	let at = lf;
	if (style === EVBUFFER_EOL_CRLF_STRICT) {
		while (at >= 0 && (at === from || bytes[buffer.at + at - 1] !== 13)) {
			at = indexOfByte(buffer, 10, at + 1, end);
		}
	}
	if (at > from && bytes[buffer.at + at - 1] === CR) at--;
	return at < 0 ? -ENOENT : at;
}

/** Returns the size in bytes of the end of line at offset `at`, as found by `searchEol`. */
export function eolSize(buffer: EvBuffer, at: number, style: number): number {
	const bytes = buffer.slab.bytes;
	if (style === EVBUFFER_EOL_LF || style === EVBUFFER_EOL_NUL) return 1;
	if (style !== EVBUFFER_EOL_ANY) return bytes[buffer.at + at] === CR ? 2 : 1;
	let end = at;
	while (end < buffer.length && isCrlf(bytes[buffer.at + end])) end++;
	return end - at;
}

/**
 * Copies the first line, without its end, into `into` and drops both. Returns the length of the
 * line, -EAGAIN if there is no whole line yet, -EMSGSIZE if `into` is too short (nothing is
 * dropped) or the buffer is full without a line. libevent `evbuffer_readln`.
 */
export function readln(buffer: EvBuffer, into: Uint8Array, style: number): number {
	const length = searchEol(buffer, 0, style);
	if (length < 0) return buffer.length === buffer.size ? -EMSGSIZE : -EAGAIN;
	if (length > into.length) return -EMSGSIZE;
	copyBytes(buffer.slab.bytes, buffer.at, into, 0, length);
	buffer.drain(length + eolSize(buffer, length, style));
	return length;
}
