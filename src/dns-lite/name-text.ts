/**
 * Names as text with RFC 1035's escapes (5.1): "\." is a dot inside a label, "\032" the byte 32.
 * For the edges; `Resolver.resolve` takes plain names without this.
 */

import { BACKSLASH, DEL, DOT, NINE, SP, ZERO } from "../core/ascii.js";
import { LABEL_MAX, NAME_MAX } from "./flags.js";
import { nameExpand } from "./name.js";

/** Returns the decimal escape `\DDD` at `i` as a byte, or -1. */
function decimalEscape(text: string, i: number): number {
	let value = 0;
	if (i + 3 >= text.length) return -1;
	for (let k = 1; k <= 3; k++) {
		const digit = text.charCodeAt(i + k) - ZERO;
		if (!(digit >= 0 && digit <= 9)) return -1;
		value = 10 * value + digit;
	}
	return value <= 255 ? value : -1;
}

/**
 * Returns the wire format of the name that `text` writes, escapes and all, as `resolve` takes it;
 * null for an invalid name. Bytes above 126 need an escape.
 * @setup
 */
export function wireName(text: string): Uint8Array | null {
	const bytes = new Uint8Array(NAME_MAX + 1);
	const length = text.length;
	let mark = 0;
	let at = 1;
	let i = 0;
	if (text === ".") return new Uint8Array(1);
	while (i < length) {
		let code = text.charCodeAt(i);
		if (code === DOT) {
			if (at - mark === 1) return null;
			if (i + 1 === length) break;
			mark = at++;
			i++;
			continue;
		}
		if (code === BACKSLASH) {
			const value = decimalEscape(text, i);
			i += value < 0 ? 1 : 3;
			code = value < 0 ? text.charCodeAt(i) : value;
			if (value < 0 && !(code > SP && code < DEL && !(code >= ZERO && code <= NINE))) return null;
		} else if (code <= SP || code >= DEL) return null;
		i++;
		if (at - mark > LABEL_MAX || at >= NAME_MAX - 1) return null;
		bytes[at++] = code;
		bytes[mark] = at - mark - 1;
	}
	return at - mark === 1 ? null : bytes.slice(0, at + 1);
}

/** Returns the text of one byte of a label. @allocates */
function byteText(byte: number): string {
	if (byte === DOT || byte === BACKSLASH) return `\\${String.fromCharCode(byte)}`;
	if (byte > SP && byte < DEL) return String.fromCharCode(byte);
	const digits = `${1000 + byte}`;
	return `\\${digits.substring(1)}`;
}

/**
 * Returns the name at `at` of the message of `size` bytes as text, without a dot at the end ("."
 * for the root); "" if it is malformed.
 * @allocates strings
 */
export function nameText(message: Uint8Array, at: number, size: number): string {
	const wire = new Uint8Array(NAME_MAX);
	const length = nameExpand(message, at, size, wire, 0);
	let text = "";
	if (length === 1) return ".";
	for (let i = 0; i < length - 1; i += 1 + wire[i]) {
		if (i > 0) text += ".";
		for (let k = 1; k <= wire[i]; k++) text += byteText(wire[i + k]);
	}
	return text;
}
