/** Fields: the header fields that concern the server itself, and the characters of tokens. */
import { BACKTICK, BAR, CARET, COLON, COMMA, HASH, PERCENT, SP, ZERO } from "../core/ascii.js";
import { isAuthority, isPort } from "./authority.js";
import {
	HTTP_CLOSE,
	HTTP_EXPECT,
	HTTP_HOST,
	HTTP_KEEP_ALIVE,
	HTTP_LENGTH,
	HTTP_MINOR,
} from "./flags.js";
import type { HttpRequest } from "./request.js";
import {
	LOWER,
	WORD_100_DASH,
	WORD_0000,
	WORD_CLOS,
	WORD_CONN,
	WORD_CONT,
	WORD_DASH_ALI,
	WORD_DASH_ENC,
	WORD_DING,
	WORD_ECTI,
	WORD_ENT_DASH,
	WORD_EXPE,
	WORD_HOST,
	WORD_INUE,
	WORD_KEEP,
	WORD_LENG,
	WORD_LIVE,
	WORD_LOSE,
	WORD_NGTH,
	WORD_ODIN,
	WORD_PECT,
	WORD_SFER,
	WORD_TION,
	WORD_TRAN,
} from "./words.js";

// names that `readField` looks at, as bits; both begin anew from 32 on:
export const FIELD_SIZES = 0x24451; // 0, 4, 6, 10, 14, 17
export const FIELD_INITIALS = 0x4100128; // c, e, h, t in either case, and the colon of no name

// four digits, and so they are still with 6 added to each
const NIBBLES = -0x0f0f0f10; // the upper half of each byte
const FILL = 0x06060606;

/** Notes the option of a Connection field in [at, end). Returns false if it is none that matters. */
function readOption(r: HttpRequest, at: number, end: number): boolean {
	const view = r.server_.view_;
	const size = end - at;
	if (size !== 5 && size !== 10) return false;
	const word = view.getInt32(at, true) | LOWER;
	const rest = view.getInt32(end - 4, true) | LOWER;
	if (size === 5) {
		if (word !== WORD_CLOS || rest !== WORD_LOSE) return false;
		r.flags_ |= HTTP_CLOSE;
		return true;
	}
	if (word !== WORD_KEEP || rest !== WORD_LIVE) return false;
	if ((view.getInt32(at + 4, true) | LOWER) !== WORD_DASH_ALI) return false;
	r.flags_ |= HTTP_KEEP_ALIVE;
	return true;
}

/** Notes the options of a Connection field that matter (RFC 9110, 7.6.1). Returns 0. */
function readConnection(r: HttpRequest, bytes: Uint8Array, from: number, end: number): number {
	if (readOption(r, from, end)) return 0; // it is the only one, as nearly always
	let at = from;
	while (at < end) {
		let stop = at;
		while (stop < end && bytes[stop] !== COMMA) stop++;
		let last = stop;
		while (last > at && bytes[last - 1] <= SP) last--;
		while (at < last && bytes[at] <= SP) at++;
		readOption(r, at, last);
		at = stop + 1;
	}
	return 0;
}

/** Reads a Content-Length (RFC 9110, 8.6): digits only, once. Returns 0 or a status. */
function readLength(r: HttpRequest, bytes: Uint8Array, at: number, end: number): number {
	if (at === end || (r.flags_ & HTTP_LENGTH) !== 0) return 400;
	let length = 0;
	for (let i = at; i < end; i++) {
		const digit = bytes[i] - ZERO;
		if (!(digit >= 0 && digit <= 9)) return 400;
		length = length * 10 + digit;
		if (length > 0x7fffffff) length = 0x7fffffff; // too long for any buffer: 413 later
	}
	r.flags_ |= HTTP_LENGTH;
	r.bodyLength = length;
	return 0;
}

function isConnection(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === WORD_CONN &&
		(view.getInt32(at + 4, true) | LOWER) === WORD_ECTI &&
		(view.getInt32(at + 6, true) | LOWER) === WORD_TION
	);
}

function isExpect(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === WORD_EXPE &&
		(view.getInt32(at + 2, true) | LOWER) === WORD_PECT
	);
}

function isContentLength(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === WORD_CONT &&
		(view.getInt32(at + 4, true) | LOWER) === WORD_ENT_DASH &&
		(view.getInt32(at + 8, true) | LOWER) === WORD_LENG &&
		(view.getInt32(at + 10, true) | LOWER) === WORD_NGTH
	);
}

function isTransferEncoding(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === WORD_TRAN &&
		(view.getInt32(at + 4, true) | LOWER) === WORD_SFER &&
		(view.getInt32(at + 8, true) | LOWER) === WORD_DASH_ENC &&
		(view.getInt32(at + 12, true) | LOWER) === WORD_ODIN &&
		(view.getInt32(at + 13, true) | LOWER) === WORD_DING
	);
}

/** Returns whether the field with a name of `size` bytes at `at` concerns the server, besides Host. */
export function isServersField(view: DataView, at: number, size: number): boolean {
	if (size === 14) return isContentLength(view, at);
	if (size === 10) return isConnection(view, at);
	if (size === 17) return isTransferEncoding(view, at);
	return size === 6 && isExpect(view, at);
}

/** Notes an Expect field. Returns 0, or 417 for anything but 100-continue (RFC 9110, 10.1.1). */
function readExpect(r: HttpRequest, at: number, end: number): number {
	const view = r.server_.view_;
	if (
		end - at !== 12 ||
		view.getInt32(at, true) !== WORD_100_DASH ||
		(view.getInt32(at + 4, true) | LOWER) !== WORD_CONT ||
		(view.getInt32(at + 8, true) | LOWER) !== WORD_INUE
	) {
		return 417;
	}
	if ((r.flags_ & HTTP_MINOR) !== 0) r.flags_ |= HTTP_EXPECT;
	return 0;
}

/**
 * Records the Host field. Returns 0, or 400 for a second one or for an invalid host or port
 * (RFC 9112, 3.2). It may be empty.
 */
function readHost(r: HttpRequest, bytes: Uint8Array, from: number, end: number): number {
	const token = r.server_.token_;
	if ((r.flags_ & HTTP_HOST) !== 0) return 400;
	r.flags_ |= HTTP_HOST;
	let at = from - 1;
	do at++;
	while (token[bytes[at]]);
	if (at === end) return 0;
	if (bytes[at] === COLON && at !== from) {
		if (at + 5 === end) {
			const port = r.server_.view_.getInt32(at + 1, true); // as nearly always
			if ((port & NIBBLES) === WORD_0000 && ((port + FILL) & NIBBLES) === WORD_0000) return 0;
		}
		return isPort(bytes, at + 1, end) ? 0 : 400;
	}
	return isAuthority(token, bytes, from, end) ? 0 : 400;
}

/**
 * Reads the field in [at, end) with its colon at `colon`. Returns 0, or the status to refuse the
 * request with.
 */
export function readField(
	r: HttpRequest,
	bytes: Uint8Array,
	at: number,
	colon: number,
	end: number,
): number {
	const view = r.server_.view_;
	const size = colon - at;
	let from = colon + 1;
	let to = end;
	while (from < to && bytes[from] <= SP) from++; // there are no controls but tabs
	while (from < to && bytes[to - 1] <= SP) to--;
	if (size === 4) {
		if ((view.getInt32(at, true) | LOWER) === WORD_HOST) return readHost(r, bytes, from, to);
	} else if (size === 14) {
		if (isContentLength(view, at)) return readLength(r, bytes, from, to);
	} else if (size === 10) {
		if (isConnection(view, at)) return readConnection(r, bytes, from, to);
	} else if (size === 17) {
		if (isTransferEncoding(view, at)) return (r.flags_ & HTTP_LENGTH) !== 0 ? 400 : 501;
	} else if (size === 6) {
		if (isExpect(view, at)) return readExpect(r, from, to);
	} else if (size === 0) return 400;
	return 0;
}

/** Returns whether `byte` is one of a token that the table lacks: one of #%^`| */
export function isOddToken(byte: number): boolean {
	return byte === HASH || byte === PERCENT || byte === CARET || byte === BACKTICK || byte === BAR;
}

/** Returns whether [from, end) is a token: a name, a method (RFC 9110, 5.6.2). */
export function isToken(token: Uint8Array, bytes: Uint8Array, from: number, end: number): boolean {
	let at = from;
	while (at < end && (token[bytes[at]] || isOddToken(bytes[at]))) at++;
	return at > from && at === end;
}

/**
 * Marks the bytes that a token, as field names are (RFC 9110, 5.6.2), a host (RFC 3986, 3.2.2) and a
 * path (3.3) may all have. What is beyond its end is undefined.
 * @setup
 */
export function tokenTable(): Uint8Array {
	const table = new Uint8Array(128);
	const signs = "!$&'*+-._~";
	for (let c = 48; c <= 57; c++) table[c] = 1;
	for (let c = 65; c <= 90; c++) table[c] = table[c + 32] = 1;
	for (let i = 0; i < signs.length; i++) table[signs.charCodeAt(i)] = 1;
	return table;
}
