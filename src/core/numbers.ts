/** Numbers in text, with signs and whatever follows: what strtoll does. */
import { CR, HT, LOWER_X, MINUS, PLUS, SP, ZERO } from "./ascii.js";
import { hexDigit } from "./hex-digit.js";

/**
 * Returns how many bytes from `at` on belong to a whole number in `base` (10 or 16): blanks, a sign,
 * with 16 a prefix "0x", digits. 0 if there is no digit. Bytes after them are ignored: the end
 * pointer of libevent `evutil_strtoll`.
 */
export function numberSize(bytes: Uint8Array, at: number, length: number, base: number): number {
	const end = at + length;
	let i = at;
	while (i < end && (bytes[i] === SP || (bytes[i] >= HT && bytes[i] <= CR))) i++;
	if (i < end && (bytes[i] === PLUS || bytes[i] === MINUS)) i++;
	if (base === 16 && i + 2 < end && bytes[i] === ZERO && (bytes[i + 1] | 32) === LOWER_X) {
		if (hexDigit(bytes[i + 2]) >= 0) i += 2;
	}
	const from = i;
	while (i < end) {
		const digit = hexDigit(bytes[i]);
		if (digit < 0 || digit >= base) break;
		i++;
	}
	return i === from ? 0 : i - at;
}

/**
 * Returns the number that `numberSize` found in these `size` bytes; NaN if there is none, or if it
 * lies beyond 2^53 - 1 either way. libevent `evutil_strtoll`.
 */
export function parseNumber(bytes: Uint8Array, at: number, size: number, base: number): number {
	let value = 0;
	let digits = 0;
	let negative = false;
	for (let i = at; i < at + size; i++) {
		const digit = hexDigit(bytes[i]);
		if (digit >= 0 && digit < base) {
			value = value * base + digit;
			digits++;
		} else if (bytes[i] === MINUS) negative = true;
	}
	if (digits === 0 || value > 0x1fffffffffffff) return NaN;
	return negative ? -value : value;
}
