/**
 * Parser: reads the head of a request (RFC 9112) in place, incrementally, without allocating. Bytes
 * stay in the input buffer; the request keeps offsets from the buffer's front, which compaction
 * does not change. Each byte is scanned once, however the peer cuts its stream.
 *
 * It is strict where leniency lets requests be smuggled: a bare CR or LF, white space before a
 * colon, a folded line, two lengths, a length with a transfer coding are all refused.
 */
import { readField } from "./fields.js";
import { HTTP_COUNT, HTTP_HEAD, HTTP_HOST, HTTP_LINE, HTTP_METHODS, HTTP_MINOR } from "./flags.js";
import { keepHead, recallHead } from "./memo.js";
import type { HttpRequest } from "./request.js";
import { readRequestLine, readUsualLine } from "./request-line.js";

/** The head is complete at offset `end`: checks what only the whole can tell. Returns 1 or a status. */
function endHead(r: HttpRequest, end: number): number {
	if ((r.flags_ & (HTTP_MINOR | HTTP_HOST)) === HTTP_MINOR) return 400; // RFC 9112, 3.2
	if (end > r.server_.headMax_) return 431;
	r.flags_ |= HTTP_HEAD;
	r.headEnd_ = end;
	if (r.scanned_ === 0) {
		keepHead(r.server_.memo_, r, r.connection.input.slab.words, r.connection.input.at);
	}
	r.scanned_ = 0;
	return 1;
}

/** Remembers that the line at `line` was scanned up to `at`. Returns 0, or a status if it is too long. */
function pause(r: HttpRequest, line: number, at: number): number {
	const front = r.connection.input.at;
	r.scanned_ = (at - front) | ((line - front) << 16);
	if ((r.flags_ & HTTP_LINE) !== 0) return at - front > r.server_.headMax_ ? 431 : 0;
	return at - line > r.server_.lineMax_ ? 414 : 0;
}

/** The byte at `at` is wrong; but a line that is too long by then is refused as that, however it was cut. */
function bad(r: HttpRequest, line: number, at: number): number {
	const status = pause(r, line, at);
	return status !== 0 ? status : 400;
}

/**
 * Reads on in the input of `r`. Returns 0 if the head is not complete yet, 1 when it is, or the
 * status to refuse the request with.
 */
export function readHead(r: HttpRequest): number {
	const input = r.connection.input;
	const slab = input.slab;
	const bytes = slab.bytes;
	const token = r.server_.token_;
	const front = input.at;
	const end = front + input.length;
	let line = front + (r.scanned_ >>> 16);
	let at = front + (r.scanned_ & 0xffff);
	if (r.scanned_ === 0) {
		const memo = r.server_.memo_;
		if (memo.size !== 0 && input.length >= memo.size && (front & 3) === 0) {
			if (recallHead(memo, r, slab.words, front)) return 1;
		}
		r.headEnd_ = 0;
		const next = readUsualLine(r, bytes, at, end);
		if (next !== 0) line = at = next;
	}
	while (at < end) {
		const inField = (r.flags_ & HTTP_LINE) !== 0;
		if (inField && r.headEnd_ === 0) {
			while (at < end && token[bytes[at]] > 1) at++;
			if (at === end) break;
			if (at !== line) {
				if (bytes[at] !== 58) return bad(r, line, at);
				r.headEnd_ = at - front;
			} else {
				if (bytes[at] !== 13) return bad(r, line, at);
				if (at + 1 === end) break;
				return bytes[at + 1] === 10 ? endHead(r, at + 2 - front) : bad(r, line, at);
			}
		}
		at = slab.host.findControl(bytes, slab.words, at, end);
		if (at === end) break;
		if (bytes[at] === 9 && inField) {
			at++; // allowed inside a field value
			continue;
		}
		if (bytes[at] !== 13) return bad(r, line, at);
		if (at + 1 === end) break;
		if (bytes[at + 1] !== 10) return bad(r, line, at);
		if (at !== line) {
			const status = readLine(r, bytes, line, at);
			if (status !== 0) return status;
		} else if (line !== front) return 400; // one before the request line is let pass (RFC 9112, 2.2)
		at += 2;
		line = at;
	}
	return pause(r, line, at);
}

/** Reads the line in [line, end), which is whole and has no control characters but tabs. */
function readLine(r: HttpRequest, bytes: Uint8Array, line: number, end: number): number {
	if ((r.flags_ & HTTP_LINE) === 0) {
		if (end - line > r.server_.lineMax_) return 414;
		return readRequestLine(r, bytes, line, end);
	}
	const front = r.connection.input.at;
	r.flags_ += HTTP_COUNT;
	if (r.flags_ >= r.server_.countMax_ || end - front > r.server_.headMax_) return 431;
	const colon = front + r.headEnd_;
	r.headEnd_ = 0;
	return readField(r, bytes, line, colon, end);
}

/** Returns the method of `r`, an EVHTTP_REQ_* flag. */
export function requestMethod(r: HttpRequest): number {
	return r.flags_ & HTTP_METHODS;
}
