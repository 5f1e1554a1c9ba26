/**
 * Long heads in short buffers: when the input is full before the head is complete, or leaves the body
 * no room, the fields that neither the server nor the program reads leave it. Those that concern the
 * server have been noted by then; the request line, Host and the fields that the program named stay.
 *
 * A head that was shortened once is shortened again when it is complete, so that what is left of it
 * does not depend on how it arrived.
 */
import { COLON, LF } from "../core/ascii.js";
import { isServersField } from "./fields.js";
import { HTTP_DROPPED, HTTP_HEAD } from "./flags.js";
import { LINE_END_SIZE, sameLetter } from "./lookup.js";
import type { HttpRequest } from "./request.js";
import { NAMES_AT } from "./texts.js";

/** Returns whether the field whose line starts at `line` is Host or one that the program named. */
function isKept(r: HttpRequest, bytes: Uint8Array, line: number): boolean {
	const names = r.server_.texts_;
	let i = NAMES_AT;
	while (i < names.length) {
		let at = line;
		while (names[i] !== COLON && sameLetter(names[i], bytes[at])) {
			i++;
			at++;
		}
		if (names[i] === COLON && bytes[at] === COLON) return true;
		i = names.indexOf(COLON, i) + 1;
	}
	return false;
}

/** Moves what the input holds from `from` on to `to`, which is before it. Returns by how many bytes. */
function closeGap(r: HttpRequest, to: number, from: number): number {
	const input = r.connection.input;
	const gap = from - to;
	if (gap === 0) return 0;
	input.slab.host.moveBytes(input.slab.bytes, to, from, input.at + input.length - from);
	input.length -= gap;
	return gap;
}

/** Takes the lines before `stop` out that need not be kept. Returns how many bytes they had. */
function dropLines(r: HttpRequest, stop: number): number {
	const slab = r.connection.input.slab;
	const bytes = slab.bytes;
	let from = r.connection.input.at + (r.target_ >>> 16) + LINE_END_SIZE;
	let to = from;
	while (from < stop) {
		const next = bytes.indexOf(LF, from) + 1;
		if (isKept(r, bytes, from)) {
			if (to !== from) slab.host.moveBytes(bytes, to, from, next - from);
			to += next - from;
		}
		from = next;
	}
	return closeGap(r, to, stop);
}

/** Takes out what has been read of the value of an unfinished line, if the field need not be kept. */
function dropValue(r: HttpRequest): number {
	const input = r.connection.input;
	const line = input.at + (r.scanned_ >>> 16);
	const colon = input.at + (r.headEnd_ & 0xffff);
	if (colon === input.at || isKept(r, input.slab.bytes, line)) return 0;
	if (isServersField(r.server_.view_, line, colon - line)) return 0;
	return closeGap(r, colon + 1, input.at + (r.scanned_ & 0xffff));
}

/** Makes room by shortening the head of `r`, complete or not. Returns how many bytes went. */
export function shortenHead(r: HttpRequest): number {
	const front = r.connection.input.at;
	r.flags_ |= HTTP_DROPPED;
	if ((r.flags_ & HTTP_HEAD) !== 0) {
		const count = dropLines(r, front + r.headEnd_ - 2);
		r.headEnd_ -= count;
		return count;
	}
	const lines = dropLines(r, front + (r.scanned_ >>> 16));
	r.scanned_ -= lines | (lines << 16);
	if ((r.headEnd_ & 0xffff) !== 0) r.headEnd_ -= lines;
	const value = dropValue(r);
	r.scanned_ -= value;
	r.headEnd_ += (lines + value) << 16;
	return lines + value;
}
