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

/**
 * Finds the path in an absolute-form target, http://host/path (RFC 9112, 3.2.2). An empty one means
 * "/" (RFC 9110, 4.2.3), which is then written over the last byte of the host. Returns its offset,
 * or -1.
 */
function absolutePath(bytes: Uint8Array, at: number, end: number): number {
	if (end - at < 8 || (bytes4(bytes, at) | 0x20202020) !== 0x70747468) return -1; // "http"
	if ((bytes4(bytes, at + 3) & 0xffffff00) !== 0x2f2f3a00) return -1; // "://"
	let i = at + 7;
	while (i < end && bytes[i] !== 47 && bytes[i] !== 63) i++;
	if (i === at + 7) return -1; // no host
	if (i < end && bytes[i] === 47) return i;
	bytes[i - 1] = 47;
	return i - 1;
}

/** Notes a target in [target, space) of a request with `method`. Returns 0, or 400. */
function setTarget(
	r: HttpRequest,
	bytes: Uint8Array,
	target: number,
	space: number,
	method: number,
): number {
	let path = target;
	if (bytes[target] !== 47) {
		if (bytes[target] !== 42) path = absolutePath(bytes, target, space);
		else if (method !== EVHTTP_REQ_OPTIONS || target + 1 !== space) path = -1; // "*"
		if (path < 0) return 400;
	}
	const front = r.connection.input.at;
	r.flags_ = method | HTTP_LINE;
	r.target_ = (path - front) | ((space - front) << 16);
	return 0;
}

/**
 * Reads the request line in [at, end). Returns 0, or the status to refuse it with. Bytes below 0x20
 * have been looked for already.
 */
export function readRequestLine(
	r: HttpRequest,
	bytes: Uint8Array,
	at: number,
	end: number,
): number {
	const space = end - 9;
	if (space - at < 3 || bytes[space] !== 32) return 400;
	if (bytes4(bytes, space + 1) !== 0x50545448) return 400; // "HTTP"
	const version = bytes4(bytes, space + 5);
	const minor = (version >>> 24) - 48;
	if ((version & 0xff00ff) !== 0x2e002f || !(minor >= 0 && minor <= 9)) return 400; // "/?."
	const major = ((version >> 8) & 0xff) - 48;
	if (major !== 1) return major > 1 && major <= 9 ? 505 : 400;
	const target = bytes.indexOf(32, at) + 1;
	if (target > space || bytes.indexOf(32, target) !== space) return 400; // one space on each side
	const method = methodOf(bytes, at);
	if (method === 0) return target - at < 2 ? 400 : 501;
	const status = setTarget(r, bytes, target, space, method);
	if (status === 0 && minor > 0) r.flags_ |= HTTP_MINOR;
	return status;
}

/**
 * Reads the request line at `at` if it is what nearly all are: GET, HTTP/1.1, and there as a whole.
 * Returns the offset behind its CR LF, or 0 if it is anything else and wants a closer look.
 */
export function readUsualLine(r: HttpRequest, bytes: Uint8Array, at: number, end: number): number {
	if (bytes[at] !== 71 || bytes[at + 1] !== 69 || bytes[at + 2] !== 84 || bytes[at + 3] !== 32) {
		return 0; // "GET "
	}
	let i = at + 4;
	if (bytes[i] !== 47) return 0; // "/"
	while (i < end && bytes[i] > 32) i++;
	if (i + 11 > end || i - at + 9 > r.server_.lineMax_ || bytes[i] !== 32) return 0;
	if (bytes[i + 1] !== 72 || bytes[i + 2] !== 84 || bytes[i + 3] !== 84 || bytes[i + 4] !== 80) {
		return 0; // "HTTP"
	}
	if (bytes[i + 5] !== 47 || bytes[i + 6] !== 49 || bytes[i + 7] !== 46 || bytes[i + 8] !== 49) {
		return 0; // "/1.1"
	}
	if (bytes[i + 9] !== 13 || bytes[i + 10] !== 10) return 0;
	const front = r.connection.input.at;
	r.flags_ = EVHTTP_REQ_GET | HTTP_LINE | HTTP_MINOR;
	r.target_ = (at + 4 - front) | ((i - front) << 16);
	return i + 11;
}
