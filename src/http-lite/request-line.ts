/** The request line: method, target, version (RFC 9112, 3). */
import { QUESTION, SLASH, SP, STAR, ZERO } from "../core/ascii.js";
import { isAuthority, uriEnd } from "./authority.js";
import { isToken } from "./fields.js";
import {
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	HTTP_LINE,
	HTTP_MINOR,
} from "./flags.js";
import { LINE_END_SIZE } from "./lookup.js";
import { methodAt } from "./method.js";
import type { HttpRequest } from "./request.js";
import {
	LOWER,
	MASK_3,
	WORD_COLON_SLASHES,
	WORD_DOT_1_END,
	WORD_GET,
	WORD_HTTP,
	WORD_P_SLASH_1_DOT,
	WORD_SCHEME,
	WORD_SP_HTT,
} from "./words.js";

const VERSION_SIZE = 9; // " HTTP/1.x"
const SCHEME_SIZE = 7; // "http://"

/**
 * Finds the path in an absolute-form target, http://host/path (RFC 9112, 3.2.2). An empty one means
 * "/" (RFC 9110, 4.2.3): the host moves forward by one byte, over a slash of "http://", and "/" takes
 * the byte after it. Returns the path's offset, or -1.
 */
function absolutePath(r: HttpRequest, bytes: Uint8Array, at: number, end: number): number {
	const view = r.server_.view_;
	const host = at + SCHEME_SIZE;
	if (end <= host || (view.getInt32(at, true) | LOWER) !== WORD_SCHEME) return -1;
	if ((view.getInt32(at + 4, true) & MASK_3) !== WORD_COLON_SLASHES) return -1;
	let i = host;
	while (i < end && bytes[i] !== SLASH && bytes[i] !== QUESTION) i++;
	if (!isAuthority(r.server_.token_, bytes, host, i)) return -1;
	if (i < end && bytes[i] === SLASH) return i;
	for (let k = host; k < i; k++) bytes[k - 1] = bytes[k];
	bytes[i - 1] = SLASH;
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
	if (bytes[target] !== SLASH) {
		if (bytes[target] !== STAR) path = absolutePath(r, bytes, target, space);
		else if ((flags & EVHTTP_REQ_OPTIONS) === 0 || target + 1 !== space) path = -1;
		if (path < 0) return 400;
	}
	const front = r.connection.input.at;
	r.flags_ = flags | HTTP_LINE;
	r.target_ = (path - front) | ((space - front) << 16);
	return 1;
}

/**
 * Reads the request line in [at, end). Returns 1, or the status to refuse it with. Control
 * characters have been looked for already.
 */
export function readRequestLine(
	r: HttpRequest,
	bytes: Uint8Array,
	at: number,
	end: number,
): number {
	const view = r.server_.view_;
	const token = r.server_.token_;
	const space = end - VERSION_SIZE;
	if (space - at < 3 || bytes[space] !== SP) return 400;
	if (view.getInt32(space + 1, true) !== WORD_HTTP) return 400;
	const version = view.getInt32(space + 5, true);
	const minor = (version >>> 24) - ZERO;
	if ((version & 0xff00ff) !== 0x2e002f || !(minor >= 0 && minor <= 9)) return 400; // "/?."
	const major = ((version >> 8) & 0xff) - ZERO;
	if (major !== 1) return major > 1 && major <= 9 ? 505 : 400;
	const target = bytes.indexOf(SP, at) + 1;
	if (!isToken(token, bytes, at, target - 1)) return 400;
	const method = methodAt(view, at);
	if (method === 0) return bytes.indexOf(SP, target) === space ? 501 : 400;
	if (uriEnd(token, bytes, target, true) !== space) return 400; // one space on each side
	return setTarget(r, bytes, target, space, minor > 0 ? method | HTTP_MINOR : method);
}

/**
 * Notes that the request line, which is to be refused, begins with "HEAD", so that the reply has no
 * body (RFC 9110, 9.3.2).
 */
export function noteHead(r: HttpRequest): void {
	const input = r.connection.input;
	const line = r.scanned_ >>> 16;
	if (input.length - line < 5) return;
	r.flags_ |= methodAt(r.server_.view_, input.at + line) & EVHTTP_REQ_HEAD;
}

/**
 * Reads the request line at the front if it is what nearly all are: GET, HTTP/1.1, and there as a
 * whole. Returns false if it is anything else and wants a closer look.
 */
export function readUsualLine(r: HttpRequest, end: number): boolean {
	const input = r.connection.input;
	const front = input.at;
	const view = r.server_.view_;
	if (input.length < 16 || view.getInt32(front, true) !== WORD_GET) return false;
	const bytes = input.slab.bytes;
	const token = r.server_.token_;
	let at = front + 4;
	if (bytes[at] !== SLASH) return false;
	do at++;
	while (token[bytes[at]]);
	if (bytes[at] !== SP) at = uriEnd(token, bytes, at, true);
	if (at + LINE_END_SIZE > end || at - front + VERSION_SIZE > r.server_.lineMax_) return false;
	if (view.getInt32(at, true) !== WORD_SP_HTT) return false;
	if (view.getInt32(at + 4, true) !== WORD_P_SLASH_1_DOT) return false;
	if (view.getInt32(at + 7, true) !== WORD_DOT_1_END) return false;
	at -= front;
	r.flags_ = EVHTTP_REQ_GET | HTTP_LINE | HTTP_MINOR;
	r.target_ = 4 | (at << 16);
	at += LINE_END_SIZE;
	r.scanned_ = at | (at << 16);
	return true;
}
