/** Looking up header fields in the head as it was received. */
import { COLON, CR, HT, LF, LOWER_A, LOWER_Z, SLASH, SP } from "../core/ascii.js";
import { ENOBUFS, ENOENT } from "../core/errno.js";
import { HTTP_DROPPED } from "./flags.js";
import type { HttpRequest } from "./request.js";
import { NAMES_AT } from "./texts.js";

export const LINE_END_SIZE = 11; // " HTTP/1.x" and CR LF

/** Returns whether the target is in absolute-form: the byte before its path is one of the host. */
function isAbsolute(r: HttpRequest): boolean {
	const input = r.connection.input;
	return input.slab.bytes[input.at + (r.target_ & 0xffff) - 1] !== SP;
}

/** Returns the offset of the host in an absolute-form target: after the slash before it. */
function hostAt(r: HttpRequest): number {
	const input = r.connection.input;
	const bytes = input.slab.bytes;
	let at = input.at + (r.target_ & 0xffff) - 1;
	while (bytes[at - 1] !== SLASH) at--;
	return at - input.at;
}

/** Returns whether `name` is "host", in any case. */
function isHost(name: string): boolean {
	if (name.length !== 4) return false;
	for (let i = 0; i < 4; i++)
		if ((name.charCodeAt(i) | 0x20) !== "host".charCodeAt(i)) return false;
	return true;
}

/** Returns whether `name`, in any case, is one of the fields that a long head keeps. */
function isNamed(r: HttpRequest, name: string): boolean {
	const names = r.server_.texts_;
	let i = NAMES_AT;
	while (i < names.length) {
		let k = 0;
		while (k < name.length && sameLetter(names[i + k], name.charCodeAt(k))) k++;
		if (k === name.length && names[i + k] === COLON) return true;
		i = names.indexOf(COLON, i) + 1;
	}
	return false;
}

/**
 * Returns the offset in the input at which the value of the field `name` (any case) starts. -ENOENT
 * if it was not sent; -ENOBUFS if that is not known, because the head was longer than the input
 * and `name` is not among the server's `fields`. The value of "host" is the target's own host if it
 * has one (RFC 9112, 3.2.2).
 */
export function fieldAt(r: HttpRequest, name: string): number {
	const bytes = r.connection.input.slab.bytes;
	const front = r.connection.input.at;
	const end = front + r.headEnd_ - 2;
	const size = name.length;
	if (isAbsolute(r) && isHost(name)) return hostAt(r);
	let at = front + (r.target_ >>> 16) + LINE_END_SIZE;
	while (at < end) {
		if (bytes[at + size] === COLON) {
			let i = 0;
			while (i < size && sameLetter(bytes[at + i], name.charCodeAt(i))) i++;
			if (i === size) {
				at += size + 1;
				while (bytes[at] === SP || bytes[at] === HT) at++;
				return at - front;
			}
		}
		at = bytes.indexOf(LF, at) + 1; // each line ends, or the head would not be complete
	}
	return (r.flags_ & HTTP_DROPPED) !== 0 && !isNamed(r, name) ? -ENOBUFS : -ENOENT;
}

/** Returns whether two characters are equal but for the case of letters. */
export function sameLetter(a: number, b: number): boolean {
	return a === b || ((a ^ b) === 32 && (a | 32) >= LOWER_A && (a | 32) <= LOWER_Z);
}

/** Returns how many bytes the value at offset `at`, as `fieldAt` found it, takes. */
export function fieldSize(r: HttpRequest, at: number): number {
	const bytes = r.connection.input.slab.bytes;
	const front = r.connection.input.at + at;
	const path = r.target_ & 0xffff;
	if (at < path) return path - at; // the host of an absolute-form target
	let end = bytes.indexOf(CR, front);
	while (end > front && (bytes[end - 1] === SP || bytes[end - 1] === HT)) end--;
	return end - front;
}
