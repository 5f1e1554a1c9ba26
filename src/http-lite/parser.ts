/**
 * Parser: reads the head of a request (RFC 9112) in place, incrementally, without allocating. Bytes
 * stay in the input buffer; the request keeps offsets from the buffer's front, which compaction
 * does not change. Each byte is scanned once, however the peer cuts its stream.
 *
 * It is strict where leniency lets requests be smuggled: a bare CR or LF, white space before a
 * colon, a folded line, two lengths, a length with a transfer coding are all refused.
 */
import { COLON, CR, HT, LF } from "../core/ascii.js";
import { FIELD_INITIALS, FIELD_SIZES, isOddToken, readField } from "./fields.js";
import {
	HTTP_COUNT,
	HTTP_DROPPED,
	HTTP_HEAD,
	HTTP_HOST,
	HTTP_LINE,
	HTTP_METHODS,
	HTTP_MINOR,
} from "./flags.js";
import { shortenHead } from "./long-head.js";
import { keepHead, recallHead } from "./memo.js";
import type { HttpRequest } from "./request.js";
import { readRequestLine, readUsualLine } from "./request-line.js";

const EMPTY_LINES_MAX = 8; // before a request line, which RFC 9112, 2.2, has a server pass over

/** The head is complete at offset `end`: checks what needs the whole head. Returns 1 or a status. */
function endHead(r: HttpRequest, end: number): number {
	if (end + (r.headEnd_ >>> 16) > r.server_.headMax_) return 431; // first, as where the head is cut in two
	if ((r.flags_ & (HTTP_MINOR | HTTP_HOST)) === HTTP_MINOR) return 400; // RFC 9112, 3.2
	r.flags_ |= HTTP_HEAD;
	r.headEnd_ = end;
	r.scanned_ = 0;
	if ((r.flags_ & HTTP_DROPPED) !== 0) shortenHead(r);
	else keepHead(r);
	return 1;
}

/** Remembers that the line at `line` was scanned up to `at`. Returns 0, or a status if it is too long. */
function pause(r: HttpRequest, line: number, at: number): number {
	const front = r.connection.input.at;
	r.scanned_ = (at - front) | ((line - front) << 16);
	if ((r.flags_ & HTTP_LINE) !== 0) {
		return at - front + (r.headEnd_ >>> 16) > r.server_.headMax_ ? 431 : 0;
	}
	return at - line > r.server_.lineMax_ ? 414 : 0;
}

/** The byte at `at` is wrong; but a line that is too long by then is refused as that, however it was cut. */
function bad(r: HttpRequest, line: number, at: number): number {
	const status = pause(r, line, at);
	return status !== 0 ? status : 400;
}

/** Reads the request line. Returns 1 when it is read, 0 if it is not complete yet, or a status. */
function readLine(r: HttpRequest, end: number): number {
	const slab = r.connection.input.slab;
	const bytes = slab.bytes;
	const front = r.connection.input.at;
	let line = front + (r.scanned_ >>> 16);
	let at = front + (r.scanned_ & 0xffff);
	for (;;) {
		at = slab.host.findControl(bytes, slab.words, at, end);
		if (at === end || (bytes[at] === CR && at + 1 === end)) return pause(r, line, at);
		if (bytes[at] !== CR || bytes[at + 1] !== LF) return bad(r, line, at);
		if (at !== line) break;
		at += 2;
		line = at;
		if (line - front > 2 * EMPTY_LINES_MAX) return 400;
	}
	const tooLong = pause(r, line, at);
	if (tooLong !== 0) return tooLong;
	const status = readRequestLine(r, bytes, line, at);
	if (status !== 1) return status;
	const size = at + 2 - front;
	r.scanned_ = size | (size << 16);
	return 1;
}

/** Reads the fields. Returns as `readHead` does. */
function readFields(r: HttpRequest, end: number): number {
	const slab = r.connection.input.slab;
	const host = slab.host;
	const bytes = slab.bytes;
	const words = slab.words;
	const token = r.server_.token_;
	const front = r.connection.input.at;
	let line = front + (r.scanned_ >>> 16);
	let at = front + (r.scanned_ & 0xffff) - 1; // do loops cost the least
	let over = r.flags_ - r.server_.countMax_; // in the unit of HTTP_COUNT, >= 0: too many fields
	let max = r.server_.headMax_;
	let colon = 0;
	if (r.headEnd_ !== 0) {
		max -= r.headEnd_ >>> 16;
		if ((r.headEnd_ & 0xffff) !== 0) colon = front + (r.headEnd_ & 0xffff);
	}
	for (;;) {
		if (colon === 0) {
			do at++;
			while (token[bytes[at]]);
			if (bytes[at] !== COLON) {
				if (!isOddToken(bytes[at])) break;
				continue;
			}
			colon = at;
		}
		at = host.findControl(bytes, words, at, end);
		if (bytes[at] !== CR) {
			while (bytes[at] === HT) at = host.findControl(bytes, words, at + 1, end);
			if (bytes[at] !== CR) break;
		}
		if (bytes[at + 1] !== LF) break;
		over += HTTP_COUNT;
		if (over >= 0) return 431;
		if ((FIELD_SIZES >> (colon - line)) & 1 && (FIELD_INITIALS >> bytes[line]) & 1) {
			if (at - front > max) return 431;
			const status = readField(r, bytes, line, colon, at);
			if (status !== 0) return status;
		}
		colon = 0;
		at++;
		line = at + 1;
	}
	const count = (over + r.server_.countMax_) & -HTTP_COUNT;
	r.flags_ = (r.flags_ & (HTTP_COUNT - 1)) | count;
	r.headEnd_ = (r.headEnd_ & -0x10000) | (colon === 0 ? 0 : colon - front);
	if (at === end) return pause(r, line, at);
	if (bytes[at] !== CR || (colon === 0 && at !== line)) return bad(r, line, at);
	if (at + 1 === end) return pause(r, line, at);
	return bytes[at + 1] === LF && at === line ? endHead(r, at + 2 - front) : bad(r, line, at);
}

/**
 * Reads on in the input of `r`. Returns 0 if the head is not complete yet, 1 when it is, or the
 * status to refuse the request with.
 */
export function readHead(r: HttpRequest): number {
	if (r.scanned_ === 0) {
		if (recallHead(r)) return 1;
		r.headEnd_ = 0;
	}
	const input = r.connection.input;
	const end = input.at + input.length;
	input.slab.bytes[end] = 0; // where whatever runs along the bytes stops
	if ((r.flags_ & HTTP_LINE) === 0 && (r.scanned_ !== 0 || !readUsualLine(r, end))) {
		const status = readLine(r, end);
		if (status !== 1) return status;
	}
	return readFields(r, end);
}

/** Returns the method of `r`, an EVHTTP_REQ_* flag. */
export function requestMethod(r: HttpRequest): number {
	return r.flags_ & HTTP_METHODS;
}
