/**
 * Parser: reads the head of a request (RFC 9112) in place, incrementally, without allocating. Bytes
 * stay in the input buffer; the request keeps offsets from the buffer's front, which compaction
 * does not change. Each byte is scanned once, however the peer cuts its stream.
 *
 * It is strict where leniency lets requests be smuggled: a bare CR or LF, white space before a
 * colon, a folded line, two lengths, a length with a transfer coding are all refused.
 */
import { readField } from "./fields.js";
import {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
	HTTP_COUNT,
	HTTP_HEAD,
	HTTP_HOST,
	HTTP_LINE,
	HTTP_METHODS,
	HTTP_MINOR,
} from "./flags.js";
import type { HttpRequest } from "./request.js";
import { bytes4 } from "./word.js";

/** Returns the method flag of the word at `at`, which a space must end, or 0. */
function methodOf(bytes: Uint8Array, at: number): number {
	const word = bytes4(bytes, at);
	if (word === 0x20544547) return EVHTTP_REQ_GET; // "GET "
	const next = bytes[at + 4];
	if (word === 0x44414548) return next === 32 ? EVHTTP_REQ_HEAD : 0; // "HEAD"
	if (word === 0x54534f50) return next === 32 ? EVHTTP_REQ_POST : 0; // "POST"
	if (word === 0x20545550) return EVHTTP_REQ_PUT; // "PUT "
	const rest = bytes4(bytes, at + 4);
	if (word === 0x454c4544) return (rest & 0xffffff) === 0x204554 ? EVHTTP_REQ_DELETE : 0; // "ET "
	if (word === 0x4954504f) return rest === 0x20534e4f ? EVHTTP_REQ_OPTIONS : 0; // "OPTI" "ONS "
	if (word === 0x43544150) return (rest & 0xffff) === 0x2048 ? EVHTTP_REQ_PATCH : 0; // "PATC" "H "
	return 0;
}

/** Finds the path in an absolute-form target, http://host/path (RFC 9112, 3.2.2). Returns its offset, or -1. */
function absolutePath(bytes: Uint8Array, at: number, end: number): number {
	if (end - at < 8 || (bytes4(bytes, at) | 0x20202020) !== 0x70747468) return -1; // "http"
	if ((bytes4(bytes, at + 3) & 0xffffff00) !== 0x2f2f3a00) return -1; // "://"
	for (let i = at + 7; i < end; i++) if (bytes[i] === 47) return i;
	return -1;
}

/** Reads the request line in [at, end). Returns 0, or the status to refuse it with. */
function readRequestLine(r: HttpRequest, bytes: Uint8Array, at: number, end: number): number {
	const space = end - 9;
	if (space - at < 5 || bytes[space] !== 32) return 400;
	if (bytes4(bytes, space + 1) !== 0x50545448) return 400; // "HTTP"
	const version = bytes4(bytes, space + 5);
	if ((version & 0xffffff) !== 0x2e312f) {
		// "/1."
		return (version & 0xff00ff) === 0x2e002f && ((version >> 8) & 0xff) > 49 ? 505 : 400;
	}
	const minor = (version >>> 24) - 48;
	if (!(minor >= 0 && minor <= 9)) return 400;
	const method = methodOf(bytes, at);
	let target = bytes.indexOf(32, at) + 1;
	if (target > space || bytes.indexOf(32, target) !== space) return 400; // one space on each side
	if (method === 0) return target - at < 2 ? 400 : 501;
	if (bytes[target] !== 47) {
		if (bytes[target] === 42) {
			if (method !== EVHTTP_REQ_OPTIONS || target + 1 !== space) return 400; // "*"
		} else {
			target = absolutePath(bytes, target, space);
			if (target < 0) return 400;
		}
	}
	const front = r.connection.input.at;
	r.flags_ = method | HTTP_LINE | (minor > 0 ? HTTP_MINOR : 0);
	r.targetAt_ = target - front;
	r.targetEnd_ = space - front;
	return 0;
}

/** The head is complete at offset `end`: checks what only the whole can tell. Returns 1 or a status. */
function endHead(r: HttpRequest, end: number): number {
	if ((r.flags_ & (HTTP_MINOR | HTTP_HOST)) === HTTP_MINOR) return 400; // RFC 9112, 3.2
	r.flags_ |= HTTP_HEAD;
	r.headEnd_ = end;
	r.line_ = 0;
	return 1;
}

/**
 * Reads on in the input of `r`. Returns 0 if the head is not complete yet, 1 when it is, or the
 * status to refuse the request with.
 */
export function readHead(r: HttpRequest): number {
	const input = r.connection.input;
	const slab = input.slab;
	const bytes = slab.bytes;
	const front = input.at;
	const end = front + input.length;
	let line = front + r.line_;
	let at = front + r.scanned_;
	while (at < end) {
		let byte = bytes[at];
		if (byte >= 32) {
			at = slab.host.findControl(bytes, slab.words, at, end);
			if (at === end) break;
			byte = bytes[at];
		}
		if (byte === 9 && (r.flags_ & HTTP_LINE) !== 0) {
			at++; // allowed inside a field value
			continue;
		}
		if (byte !== 13) return 400;
		if (at + 1 === end) break;
		if (bytes[at + 1] !== 10) return 400;
		let status = 0;
		if (at === line) {
			if ((r.flags_ & HTTP_LINE) !== 0) return endHead(r, at + 2 - front);
			if (line !== front) return 400; // one empty line before a request is allowed (RFC 9112, 2.2)
		} else if ((r.flags_ & HTTP_LINE) === 0) {
			if (at - line > r.server_.lineMax_) return 414;
			status = readRequestLine(r, bytes, line, at);
		} else {
			r.flags_ += HTTP_COUNT;
			if (at + 2 - front > r.server_.headMax_) return 431;
			if (r.flags_ >= r.server_.countMax_) return 431;
			status = readField(r, bytes, line, at);
		}
		if (status !== 0) return status;
		at += 2;
		line = at;
	}
	r.line_ = line - front;
	r.scanned_ = at - front;
	if ((r.flags_ & HTTP_LINE) === 0) return at - line > r.server_.lineMax_ ? 414 : 0;
	return at - front > r.server_.headMax_ ? 431 : 0;
}

/** Returns the method of `r`, an EVHTTP_REQ_* flag. */
export function requestMethod(r: HttpRequest): number {
	return r.flags_ & HTTP_METHODS;
}
