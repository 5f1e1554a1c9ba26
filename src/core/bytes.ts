/**
 * Bytes: big-endian integers, ASCII, decimal and hex over byte arrays. Free functions that allocate
 * nothing and do not look at bounds: the caller has checked that what it asks for is there.
 */
import { UPPER_A, UPPER_Z, ZERO } from "./ascii.js";
import { EBADMSG, ERANGE } from "./errno.js";
import { hexByte, hexDigit } from "./hex-digit.js";

/** Returns the big-endian 16-bit integer at `at`. */
export function getUint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}

/** Returns the big-endian 32-bit integer at `at`, without sign. */
export function getUint32(bytes: Uint8Array, at: number): number {
	return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** Stores the low 16 bits of `value` at `at`, high byte first. */
export function putUint16(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value >> 8;
	bytes[at + 1] = value;
}

/** Stores the low 32 bits of `value` at `at`, high byte first. */
export function putUint32(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value >>> 24;
	bytes[at + 1] = value >>> 16;
	bytes[at + 2] = value >>> 8;
	bytes[at + 3] = value;
}

/** Returns `byte`, or its lower case if it is an ASCII capital. */
export function lowerAscii(byte: number): number {
	return byte >= UPPER_A && byte <= UPPER_Z ? byte | 0x20 : byte;
}

/** Returns whether two runs of `length` bytes are equal. */
export function bytesEqual(
	a: Uint8Array,
	aAt: number,
	b: Uint8Array,
	bAt: number,
	length: number,
): boolean {
	for (let i = 0; i < length; i++) if (a[aAt + i] !== b[bAt + i]) return false;
	return true;
}

/**
 * Returns whether two runs of `length` bytes are equal but for the case of ASCII letters; no locale
 * has a say. libevent `evutil_ascii_strcasecmp`.
 */
export function bytesEqualIgnoreCase(
	a: Uint8Array,
	aAt: number,
	b: Uint8Array,
	bAt: number,
	length: number,
): boolean {
	for (let i = 0; i < length; i++) {
		const x = a[aAt + i];
		const y = b[bAt + i];
		if (x !== y && ((x ^ y) !== 0x20 || lowerAscii(x) !== lowerAscii(y))) return false;
	}
	return true;
}

/**
 * Reads `length` digits as a decimal number of at most `max` (2^53 - 1 at most). Returns the
 * number; -EBADMSG if there is no digit or anything but digits, -ERANGE if it is above `max`.
 * Leading zeros are allowed, signs and blanks are not.
 */
export function parseDecimal(bytes: Uint8Array, at: number, length: number, max: number): number {
	const end = at + length;
	let value = 0;
	let over = false;
	if (length < 1) return -EBADMSG;
	for (let i = at; i < end; i++) {
		const digit = bytes[i] - ZERO;
		if (!(digit >= 0 && digit <= 9)) return -EBADMSG;
		if (over) continue;
		if (value > (max - digit) / 10) over = true;
		else value = value * 10 + digit;
	}
	return over ? -ERANGE : value;
}

/** Returns the number of decimal digits of `value`, a whole number from 0 to 2^53 - 1. */
export function decimalSize(value: number): number {
	let size = 1;
	let limit = 10;
	while (value >= limit && size < 16) {
		size++;
		limit *= 10;
	}
	return size;
}

/** Writes `value`, a whole number from 0 to 2^53 - 1, in decimal at `at`. Returns the digits written. */
export function formatDecimal(value: number, bytes: Uint8Array, at: number): number {
	const size = decimalSize(value);
	let rest = value;
	let i = at + size;
	while (rest > 0x7fffffff) {
		const tenth = Math.floor(rest / 10);
		bytes[--i] = ZERO + (rest - tenth * 10);
		rest = tenth;
	}
	while (i > at) {
		const tenth = (rest / 10) | 0;
		bytes[--i] = ZERO + (rest - tenth * 10);
		rest = tenth;
	}
	return size;
}

/**
 * Reads `length` digits as a hexadecimal number of at most `max` (2^53 - 1 at most); results as
 * `parseDecimal`. Both cases are accepted, a prefix is not.
 */
export function parseHex(bytes: Uint8Array, at: number, length: number, max: number): number {
	const end = at + length;
	let value = 0;
	let over = false;
	if (length < 1) return -EBADMSG;
	for (let i = at; i < end; i++) {
		const digit = hexDigit(bytes[i]);
		if (digit < 0) return -EBADMSG;
		if (over) continue;
		if (value > (max - digit) / 16) over = true;
		else value = value * 16 + digit;
	}
	return over ? -ERANGE : value;
}

/** Writes `value`, a whole number from 0 to 2^53 - 1, in lower-case hex without leading zeros. Returns the digits written. */
export function formatHex(value: number, bytes: Uint8Array, at: number): number {
	let size = 1;
	for (let rest = Math.floor(value / 16); rest > 0; rest = Math.floor(rest / 16)) size++;
	let rest = value;
	for (let i = at + size - 1; i >= at; i--) {
		const digit = rest % 16;
		bytes[i] = hexByte(digit);
		rest = (rest - digit) / 16;
	}
	return size;
}
