/** The request line: method, target, version (RFC 9112, 3). */
import {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
	HTTP_LINE,
	HTTP_MINOR,
} from "./flags.js";
import type { HttpRequest } from "./request.js";

/** Returns the method flag of the word at `at`, which a space must end, or 0. */
function methodOf(view: DataView, at: number): number {
	const word = view.getInt32(at, true);
	if (word === 0x20544547) return EVHTTP_REQ_GET; // "GET "
	if (word === 0x20545550) return EVHTTP_REQ_PUT; // "PUT "
	const rest = view.getInt32(at + 4, true);
	if (word === 0x44414548) return (rest & 0xff) === 32 ? EVHTTP_REQ_HEAD : 0; // "HEAD"
	if (word === 0x54534f50) return (rest & 0xff) === 32 ? EVHTTP_REQ_POST : 0; // "POST"
	if (word === 0x454c4544) return (rest & 0xffffff) === 0x204554 ? EVHTTP_REQ_DELETE : 0; // "ET "
	if (word === 0x4954504f) return rest === 0x20534e4f ? EVHTTP_REQ_OPTIONS : 0; // "OPTI" "ONS "
	if (word === 0x43544150) return (rest & 0xffff) === 0x2048 ? EVHTTP_REQ_PATCH : 0; // "PATC" "H "
	return 0;
}

/**
 * Finds the path in an absolute-form target, http://host/path (RFC 9112, 3.2.2). An empty one means
 * "/" (RFC 9110, 4.2.3), which is then written over the last byte of the host. Returns its offset,
 * or -1.
 */
function absolutePath(view: DataView, bytes: Uint8Array, at: number, end: number): number {
	if (end - at < 8 || (view.getInt32(at, true) | 0x20202020) !== 0x70747468) return -1; // "http"
	if ((view.getInt32(at + 3, true) & 0xffffff00) !== 0x2f2f3a00) return -1; // "://"
	let i = at + 7;
	while (i < end && bytes[i] !== 47 && bytes[i] !== 63) i++;
	if (i === at + 7) return -1; // no host
	if (i < end && bytes[i] === 47) return i;
	bytes[i - 1] = 47;
	return i - 1;
}

/** Notes a target in [target, space), of a request with `flags`. Returns 1, or 400. */
function setTarget(
	r: HttpRequest,
	bytes: Uint8Array,
	target: number,
	space: number,
	flags: number,
): number {
	let path = target;
	if (bytes[target] !== 47) {
		if (bytes[target] !== 42) path = absolutePath(r.server_.view_, bytes, target, space);
		else if ((flags & EVHTTP_REQ_OPTIONS) === 0 || target + 1 !== space) path = -1; // "*"
		if (path < 0) return 400;
	}
	const front = r.connection.input.at;
	r.flags_ = flags | HTTP_LINE;
	r.target_ = (path - front) | ((space - front) << 16);
	return 1;
}

/**
 * Reads the request line in [at, end). Returns 1, or the status to refuse it with. Bytes below 0x20
 * have been looked for already.
 */
export function readRequestLine(
	r: HttpRequest,
	bytes: Uint8Array,
	at: number,
	end: number,
): number {
	const view = r.server_.view_;
	const space = end - 9;
	if (space - at < 3 || bytes[space] !== 32) return 400;
	if (view.getInt32(space + 1, true) !== 0x50545448) return 400; // "HTTP"
	const version = view.getInt32(space + 5, true);
	const minor = (version >>> 24) - 48;
	if ((version & 0xff00ff) !== 0x2e002f || !(minor >= 0 && minor <= 9)) return 400; // "/?."
	const major = ((version >> 8) & 0xff) - 48;
	if (major !== 1) return major > 1 && major <= 9 ? 505 : 400;
	const target = bytes.indexOf(32, at) + 1;
	if (target > space || bytes.indexOf(32, target) !== space) return 400; // one space on each side
	const method = methodOf(view, at);
	if (method === 0) return target - at < 2 ? 400 : 501;
	return setTarget(r, bytes, target, space, minor > 0 ? method | HTTP_MINOR : method);
}

/**
 * Reads the request line at the front if it is what nearly all are: GET, HTTP/1.1, and there as a
 * whole. Returns false if it is anything else and wants a closer look.
 */
export function readUsualLine(r: HttpRequest, end: number): boolean {
	const input = r.connection.input;
	const front = input.at;
	const view = r.server_.view_;
	if (input.length < 16 || view.getInt32(front, true) !== 0x20544547) return false; // "GET "
	const bytes = input.slab.bytes;
	let at = front + 4;
	if (bytes[at] !== 47) return false; // "/"
	do at++;
	while (bytes[at] > 32);
	if (at + 11 > end || at - front + 9 > r.server_.lineMax_) return false;
	if (view.getInt32(at, true) !== 0x54544820) return false; // " HTT"
	if (view.getInt32(at + 4, true) !== 0x2e312f50) return false; // "P/1."
	if (view.getInt32(at + 7, true) !== 0x0a0d312e) return false; // ".1" CR LF
	at -= front;
	r.flags_ = EVHTTP_REQ_GET | HTTP_LINE | HTTP_MINOR;
	r.target_ = 4 | (at << 16);
	at += 11;
	r.scanned_ = at | (at << 16);
	return true;
}
