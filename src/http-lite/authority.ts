/**
 * Authority: a host with its port, as the Host field and a target in absolute-form carry it
 * (RFC 9112, 3.2; RFC 3986, 3.2). Nothing has to be checked against an end: what follows an
 * authority is a byte that none can have.
 */
import { COLON, DOT, LEFT_BRACKET, PERCENT, RIGHT_BRACKET, ZERO } from "../core/ascii.js";
import { hexDigit } from "../core/hex-digit.js";

const PORT_MAX = 65535;
const GROUPS = 8; // of 16 bits in an IPv6 address

// bytes that the table of `tokenTable` lacks, as bits: of 32 to 63, and of 64 to 95
const SUB_DELIMITERS = 0x28001300; // (),;=
const TARGET_LOW = -0x53ff6d00; // these, and /?:
const TARGET_HIGH = 0x28000001; // @[]; RFC 3986 has brackets in hosts only, browsers send them in queries

/** Returns whether a host, or, if `isTarget`, a path or a query, can have `byte`, which is not in the table. */
function isUri(byte: number, isTarget: boolean): boolean {
	let set = 0;
	if (byte >> 5 === 1) set = isTarget ? TARGET_LOW : SUB_DELIMITERS;
	else if (isTarget && byte >> 5 === 2) set = TARGET_HIGH;
	return ((set >> (byte & 31)) & 1) !== 0;
}

/**
 * Returns the offset of the first byte from `from` on that is neither a character of a host's name
 * nor, if `isTarget`, one of a path or a query. Each "%" must be followed by two hex digits.
 */
export function uriEnd(
	token: Uint8Array,
	bytes: Uint8Array,
	from: number,
	isTarget: boolean,
): number {
	let at = from;
	for (;;) {
		while (token[bytes[at]]) at++;
		const byte = bytes[at];
		if (byte === PERCENT) {
			if (hexDigit(bytes[at + 1]) < 0 || hexDigit(bytes[at + 2]) < 0) return at;
			at += 3;
		} else if (isUri(byte, isTarget)) at++;
		else return at;
	}
}

/** Returns the end of the digits from `from` on, -1 if their number is above `max`. */
function numberEnd(bytes: Uint8Array, from: number, max: number): number {
	let value = 0;
	let at = from;
	for (;;) {
		const digit = bytes[at] - ZERO;
		if (!(digit >= 0 && digit <= 9)) return at;
		value = value * 10 + digit;
		if (value > max) return -1;
		at++;
	}
}

/** Returns whether [from, end) is a port: digits, or nothing, of up to 65,535. */
export function isPort(bytes: Uint8Array, from: number, end: number): boolean {
	return numberEnd(bytes, from, PORT_MAX) === end;
}

/** Returns whether [from, end) is a dotted quad without leading zeros. */
function isQuad(bytes: Uint8Array, from: number, end: number): boolean {
	let at = from;
	for (let part = 0; ; part++) {
		const stop = numberEnd(bytes, at, 255);
		if (stop <= at || (bytes[at] === ZERO && stop !== at + 1)) return false;
		if (part === 3) return stop === end;
		if (bytes[stop] !== DOT) return false;
		at = stop + 1;
	}
}

/** Returns whether [from, end), which a bracket follows, is an IPv6 address. */
function isIpv6(bytes: Uint8Array, from: number, end: number): boolean {
	let left = GROUPS;
	let gap = false;
	let at = from;
	do {
		if (bytes[at] === COLON && bytes[at + 1] === COLON) {
			if (gap) return false;
			gap = true;
			at += 2;
			if (at === end) break;
		} else if (at !== from && bytes[at++] !== COLON) return false;
		const start = at;
		while (hexDigit(bytes[at]) >= 0) at++;
		if (bytes[at] === DOT) {
			if (!isQuad(bytes, start, end)) return false;
			left--;
			at = end;
		} else if (at === start || at - start > 4) return false;
		left--;
	} while (at !== end);
	return gap ? left > 0 : left === 0;
}

/** Returns whether [from, end), which a bracket follows, is "v", a hex number, ".", and what a later version of IP has. */
function isIpFuture(token: Uint8Array, bytes: Uint8Array, from: number, end: number): boolean {
	let at = from + 1;
	while (hexDigit(bytes[at]) >= 0) at++;
	if ((bytes[from] | 0x20) !== 0x76 || at === from + 1 || bytes[at++] !== DOT) return false;
	const start = at;
	while (token[bytes[at]] || bytes[at] === COLON || isUri(bytes[at], false)) at++;
	return at > start && at === end;
}

/** Returns whether [from, end) is a host, which must not be empty, and a port, or only a host. */
export function isAuthority(
	token: Uint8Array,
	bytes: Uint8Array,
	from: number,
	end: number,
): boolean {
	let at: number;
	if (bytes[from] === LEFT_BRACKET) {
		at = from + 1;
		while (at < end && bytes[at] !== RIGHT_BRACKET) at++;
		if (at >= end) return false;
		if (!isIpv6(bytes, from + 1, at) && !isIpFuture(token, bytes, from + 1, at)) return false;
		at++;
	} else {
		at = uriEnd(token, bytes, from, false);
		if (at === from) return false;
	}
	return at === end || (bytes[at] === COLON && isPort(bytes, at + 1, end));
}
