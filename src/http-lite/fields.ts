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
import { bytes4 } from "./word.js";

const LOWER = 0x20202020; // makes the letters of a word of four lower case

/** Compares ASCII letters in [at, at + word.length) with the lower-case `word`. */
export function equalsLower(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
	for (let i = 0; i < word.length; i++) {
		let byte = bytes[at + i];
		if (byte >= 65 && byte <= 90) byte |= 32;
		if (byte !== word[i]) return false;
	}
	return true;
}

/** Notes the options of a Connection field that matter (RFC 9110, 7.6.1). */
function readConnection(r: HttpRequest, bytes: Uint8Array, from: number, end: number): void {
	let at = from;
	while (at < end) {
		let stop = at;
		while (stop < end && bytes[stop] !== 44) stop++;
		let last = stop;
		while (last > at && (bytes[last - 1] === 32 || bytes[last - 1] === 9)) last--;
		while (at < last && (bytes[at] === 32 || bytes[at] === 9)) at++;
		const word = bytes4(bytes, at) | LOWER;
		if (last - at === 5 && word === 0x736f6c63 && (bytes[at + 4] | 32) === 101) {
			r.flags_ |= HTTP_CLOSE;
		} else if (
			last - at === 10 &&
			word === 0x7065656b && // "keep"
			(bytes4(bytes, at + 4) | LOWER) === 0x696c612d && // "-ali"
			(bytes4(bytes, at + 6) | LOWER) === 0x6576696c // "live"
		) {
			r.flags_ |= HTTP_KEEP_ALIVE;
		}
		at = stop + 1;
	}
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

function isConnection(bytes: Uint8Array, at: number): boolean {
	return (
		(bytes4(bytes, at) | LOWER) === 0x6e6e6f63 && // "conn"
		(bytes4(bytes, at + 4) | LOWER) === 0x69746365 && // "ecti"
		(bytes4(bytes, at + 6) | LOWER) === 0x6e6f6974 // "tion"
	);
}

function isExpect(bytes: Uint8Array, at: number): boolean {
	return (
		(bytes4(bytes, at) | LOWER) === 0x65707865 && // "expe"
		(bytes4(bytes, at + 2) | LOWER) === 0x74636570 // "pect"
	);
}

function isContentLength(bytes: Uint8Array, at: number): boolean {
	return (
		(bytes4(bytes, at) | LOWER) === 0x746e6f63 && // "cont"
		(bytes4(bytes, at + 4) | LOWER) === 0x2d746e65 && // "ent-"
		(bytes4(bytes, at + 8) | LOWER) === 0x676e656c && // "leng"
		(bytes4(bytes, at + 10) | LOWER) === 0x6874676e // "ngth"
	);
}

function isTransferEncoding(bytes: Uint8Array, at: number): boolean {
	return (
		(bytes4(bytes, at) | LOWER) === 0x6e617274 && // "tran"
		(bytes4(bytes, at + 4) | LOWER) === 0x72656673 && // "sfer"
		(bytes4(bytes, at + 8) | LOWER) === 0x636e652d && // "-enc"
		(bytes[at + 12] | 32) === 111 &&
		(bytes4(bytes, at + 13) | LOWER) === 0x676e6964 // "ding"
	);
}

/** Notes an Expect field. Returns 0, or 417 for anything but 100-continue (RFC 9110, 10.1.1). */
function readExpect(r: HttpRequest, bytes: Uint8Array, at: number, end: number): number {
	if (
		end - at !== 12 ||
		bytes4(bytes, at) !== 0x2d303031 || // "100-"
		(bytes4(bytes, at + 4) | LOWER) !== 0x746e6f63 || // "cont"
		(bytes4(bytes, at + 8) | LOWER) !== 0x65756e69 // "inue"
	) {
		return 417;
	}
	if ((r.flags_ & HTTP_MINOR) !== 0) r.flags_ |= HTTP_EXPECT;
	return 0;
}

/**
 * Notes the Host field. Returns 0, or 400 for a second one or for bytes that no host and no port can
 * have (RFC 9112, 3.2; RFC 3986, 3.2.2).
 */
function readHost(r: HttpRequest, bytes: Uint8Array, from: number, end: number): number {
	const table = r.server_.token_;
	if ((r.flags_ & HTTP_HOST) !== 0) return 400;
	r.flags_ |= HTTP_HOST;
	for (let i = from; i < end; i++) {
		if ((table[bytes[i]] & 1) === 0) return 400;
	}
	return 0;
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
	const size = colon - at;
	if (size !== 4 && size !== 6 && size !== 10 && size !== 14 && size !== 17) return 0;
	let from = colon + 1;
	let to = end;
	while (from < to && (bytes[from] === 32 || bytes[from] === 9)) from++;
	while (to > from && (bytes[to - 1] === 32 || bytes[to - 1] === 9)) to--;
	if (size === 4) {
		if ((bytes4(bytes, at) | LOWER) === 0x74736f68) return readHost(r, bytes, from, to); // "host"
	} else if (size === 14) {
		if (isContentLength(bytes, at)) return readLength(r, bytes, from, to);
	} else if (size === 10) {
		if (isConnection(bytes, at)) readConnection(r, bytes, from, to);
	} else if (size === 17) {
		if (isTransferEncoding(bytes, at)) return (r.flags_ & HTTP_LENGTH) !== 0 ? 400 : 501;
	} else if (isExpect(bytes, at)) return readExpect(r, bytes, from, to);
	return 0;
}

/**
 * Marks the bytes that a Host can have (RFC 3986, 3.2) with 1, those of a token, the characters of
 * field names (RFC 9110, 5.6.2), with 2; most are both.
 * @setup
 */
export function tokenTable(): Uint8Array {
	const table = new Uint8Array(128);
	const both = "!$%&'*+-._~";
	const tokens = "#^`|";
	const hosts = "(),:;=[]";
	for (let c = 48; c <= 57; c++) table[c] = 3;
	for (let c = 65; c <= 90; c++) table[c] = table[c + 32] = 3;
	for (let i = 0; i < both.length; i++) table[both.charCodeAt(i)] = 3;
	for (let i = 0; i < tokens.length; i++) table[tokens.charCodeAt(i)] = 2;
	for (let i = 0; i < hosts.length; i++) table[hosts.charCodeAt(i)] = 1;
	return table;
}
