/**
 * Authority: a host with its port, as the Host field and a target in absolute-form carry it
 * (RFC 9112, 3.2; RFC 3986, 3.2). Nothing has to be checked against an end: what follows an
 * authority is a byte that none can have.
 */
import {
	AT,
	COLON,
	COMMA,
	DOT,
	EQUALS,
	LEFT_BRACKET,
	LEFT_PARENTHESIS,
	PERCENT,
	QUESTION,
	RIGHT_BRACKET,
	RIGHT_PARENTHESIS,
	SEMICOLON,
	SLASH,
	ZERO,
} from "../core/ascii.js";
import { hexDigit } from "../core/hex-digit.js";

const PORT_MAX = 65535;
const GROUPS = 8; // of 16 bits in an IPv6 address

/** Tells whether `byte`, which is not in the table of `tokenTable`, is a sub-delimiter: one of (),;= */
function isSubDelimiter(byte: number): boolean {
	switch (byte) {
		case LEFT_PARENTHESIS:
		case RIGHT_PARENTHESIS:
		case COMMA:
		case SEMICOLON:
		case EQUALS:
			return true;
	}
	return false;
}

/** Tells whether a target can have `byte` although a host cannot: one of /?:@[] */
function isTargetSign(byte: number): boolean {
	switch (byte) {
		case SLASH:
		case QUESTION:
		case COLON:
		case AT:
		case LEFT_BRACKET: // RFC 3986 has brackets in hosts only; browsers send them in queries
		case RIGHT_BRACKET:
			return true;
	}
	return false;
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
		} else if (isSubDelimiter(byte) || (isTarget && isTargetSign(byte))) at++;
		else return at;
	}
}

/** Tells whether [from, end) is a port: digits, or nothing, of up to 65,535. */
export function isPort(bytes: Uint8Array, from: number, end: number): boolean {
	let port = 0;
	for (let i = from; i < end; i++) {
		const digit = bytes[i] - ZERO;
		if (!(digit >= 0 && digit <= 9)) return false;
		port = port * 10 + digit;
		if (port > PORT_MAX) return false;
	}
	return true;
}

/** Tells whether [from, end) is a dotted quad without leading zeros. */
function isQuad(bytes: Uint8Array, from: number, end: number): boolean {
	let at = from;
	for (let part = 0; part < 4; part++) {
		if (part > 0 && bytes[at++] !== DOT) return false;
		const start = at;
		let value = 0;
		while (at < end && bytes[at] !== DOT) {
			const digit = bytes[at++] - ZERO;
			if (!(digit >= 0 && digit <= 9) || (value === 0 && at - start > 1)) return false;
			value = value * 10 + digit;
			if (value > 255) return false;
		}
		if (at === start) return false;
	}
	return at === end;
}

/** Tells whether [from, end), which a bracket follows, is an IPv6 address. */
function isIpv6(bytes: Uint8Array, from: number, end: number): boolean {
	let left = GROUPS;
	let at = from;
	let gap = bytes[at] === COLON && bytes[at + 1] === COLON;
	if (gap) at += 2;
	while (at < end) {
		const start = at;
		while (at - start < 4 && hexDigit(bytes[at]) >= 0) at++;
		if (bytes[at] === DOT) {
			if (!isQuad(bytes, start, end)) return false;
			left -= 2;
			break;
		}
		if (at === start) return false;
		left--;
		if (at === end) break;
		if (bytes[at++] !== COLON || left <= 0) return false;
		if (bytes[at] === COLON) {
			if (gap) return false;
			gap = true;
			at++;
		} else if (at === end) return false;
	}
	return gap ? left >= 1 : left === 0;
}

/** Tells whether [from, end), which a bracket follows, is "v", a hex number, ".", and what a later version of IP has. */
function isIpFuture(token: Uint8Array, bytes: Uint8Array, from: number, end: number): boolean {
	let at = from + 1;
	while (hexDigit(bytes[at]) >= 0) at++;
	if ((bytes[from] | 0x20) !== 0x76 || at === from + 1 || bytes[at++] !== DOT) return false;
	const start = at;
	while (token[bytes[at]] || isSubDelimiter(bytes[at]) || bytes[at] === COLON) at++;
	return at > start && at === end;
}

/** Tells whether [from, end) is a host, which must not be empty, and a port, or only a host. */
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
