/** Fields: the header fields that concern the server itself, and looking up any of them by name. */
import {
	HTTP_CLOSE,
	HTTP_EXPECT,
	HTTP_HOST,
	HTTP_KEEP_ALIVE,
	HTTP_LENGTH,
	HTTP_MINOR,
} from "./flags.js";
import type { HttpRequest } from "./request.js";

// names that `readField` looks at, as bits; both begin anew from 32 on:
export const FIELD_SIZES = 0x24451; // 0, 4, 6, 10, 14, 17
export const FIELD_INITIALS = 0x4100128; // c, e, h, t in either case, and the colon of no name

const LOWER = 0x20202020; // makes the letters of a word of four lower case

/** Notes the option of a Connection field in [at, end). Returns false if it is none that matters. */
function readOption(r: HttpRequest, at: number, end: number): boolean {
	const view = r.server_.view_;
	const size = end - at;
	if (size !== 5 && size !== 10) return false;
	const word = view.getInt32(at, true) | LOWER;
	const rest = view.getInt32(end - 4, true) | LOWER;
	if (size === 5) {
		if (word !== 0x736f6c63 || rest !== 0x65736f6c) return false; // "clos" "lose"
		r.flags_ |= HTTP_CLOSE;
		return true;
	}
	if (word !== 0x7065656b || rest !== 0x6576696c) return false; // "keep" "live"
	if ((view.getInt32(at + 4, true) | LOWER) !== 0x696c612d) return false; // "-ali"
	r.flags_ |= HTTP_KEEP_ALIVE;
	return true;
}

/** Notes the options of a Connection field that matter (RFC 9110, 7.6.1). Returns 0. */
function readConnection(r: HttpRequest, bytes: Uint8Array, from: number, end: number): number {
	if (readOption(r, from, end)) return 0; // it is the only one, as nearly always
	let at = from;
	while (at < end) {
		let stop = at;
		while (stop < end && bytes[stop] !== 44) stop++;
		let last = stop;
		while (last > at && bytes[last - 1] <= 32) last--;
		while (at < last && bytes[at] <= 32) at++;
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
		const digit = bytes[i] - 48;
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
		(view.getInt32(at, true) | LOWER) === 0x6e6e6f63 && // "conn"
		(view.getInt32(at + 4, true) | LOWER) === 0x69746365 && // "ecti"
		(view.getInt32(at + 6, true) | LOWER) === 0x6e6f6974 // "tion"
	);
}

function isExpect(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === 0x65707865 && // "expe"
		(view.getInt32(at + 2, true) | LOWER) === 0x74636570 // "pect"
	);
}

function isContentLength(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === 0x746e6f63 && // "cont"
		(view.getInt32(at + 4, true) | LOWER) === 0x2d746e65 && // "ent-"
		(view.getInt32(at + 8, true) | LOWER) === 0x676e656c && // "leng"
		(view.getInt32(at + 10, true) | LOWER) === 0x6874676e // "ngth"
	);
}

function isTransferEncoding(view: DataView, at: number): boolean {
	return (
		(view.getInt32(at, true) | LOWER) === 0x6e617274 && // "tran"
		(view.getInt32(at + 4, true) | LOWER) === 0x72656673 && // "sfer"
		(view.getInt32(at + 8, true) | LOWER) === 0x636e652d && // "-enc"
		(view.getInt32(at + 12, true) | LOWER) === 0x6e69646f && // "odin"
		(view.getInt32(at + 13, true) | LOWER) === 0x676e6964 // "ding"
	);
}

/** Notes an Expect field. Returns 0, or 417 for anything but 100-continue (RFC 9110, 10.1.1). */
function readExpect(r: HttpRequest, at: number, end: number): number {
	const view = r.server_.view_;
	if (
		end - at !== 12 ||
		view.getInt32(at, true) !== 0x2d303031 || // "100-"
		(view.getInt32(at + 4, true) | LOWER) !== 0x746e6f63 || // "cont"
		(view.getInt32(at + 8, true) | LOWER) !== 0x65756e69 // "inue"
	) {
		return 417;
	}
	if ((r.flags_ & HTTP_MINOR) !== 0) r.flags_ |= HTTP_EXPECT;
	return 0;
}

/** Tells whether a host with its port may have `byte` although a token may not: one of (),:;=[] */
function isDelimiter(byte: number): boolean {
	switch (byte) {
		case 58:
		case 91:
		case 93:
		case 40:
		case 41:
		case 44:
		case 59:
		case 61:
			return true;
	}
	return false;
}

/**
 * Notes the Host field. Returns 0, or 400 for a second one or for bytes that no host and no port can
 * have (RFC 9112, 3.2; RFC 3986, 3.2.2).
 */
function readHost(r: HttpRequest, bytes: Uint8Array, from: number, end: number): number {
	const table = r.server_.token_;
	if ((r.flags_ & HTTP_HOST) !== 0) return 400;
	r.flags_ |= HTTP_HOST;
	let at = from - 1;
	for (;;) {
		do at++;
		while (table[bytes[at]]);
		if (at === end) return 0;
		if (!isDelimiter(bytes[at])) return 400;
	}
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
	while (from < to && bytes[from] <= 32) from++; // there are no controls but tabs
	while (from < to && bytes[to - 1] <= 32) to--;
	if (size === 4) {
		if ((view.getInt32(at, true) | LOWER) === 0x74736f68) return readHost(r, bytes, from, to); // "host"
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

/** Tells whether `byte` is one of a token that no host can have: one of #^`| */
export function isOddToken(byte: number): boolean {
	return byte === 35 || byte === 94 || byte === 96 || byte === 124;
}

/**
 * Marks the bytes that both a token, as field names are (RFC 9110, 5.6.2), and a Host may have
 * (RFC 3986, 3.2). What is beyond its end is undefined.
 * @setup
 */
export function tokenTable(): Uint8Array {
	const table = new Uint8Array(128);
	const signs = "!$%&'*+-._~";
	for (let c = 48; c <= 57; c++) table[c] = 1;
	for (let c = 65; c <= 90; c++) table[c] = table[c + 32] = 1;
	for (let i = 0; i < signs.length; i++) table[signs.charCodeAt(i)] = 1;
	return table;
}
