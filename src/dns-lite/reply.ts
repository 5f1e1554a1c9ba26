/**
 * Writing the records of a reply. Each function takes the request, then the owner of the record:
 * null for the name asked for, or a name in wire format (`wireName`). Names are compressed. Each
 * returns 0; -EMSGSIZE if the record does not fit, which makes the reply a truncated one (TC) with
 * what fitted before; -EALREADY after `respond`; -EINVAL for invalid data. Nothing allocates.
 */
import { getUint16, putUint16, putUint32 } from "../core/bytes.js";
import { EALREADY, EINVAL, EMSGSIZE } from "../core/errno.js";
import { nameWrite } from "./compress.js";
import {
	ANCOUNT_AT,
	ARCOUNT_AT,
	CLASS_IN,
	DNS_A,
	DNS_AAAA,
	DNS_MX,
	DNS_SRV,
	DNS_TXT,
	HEADER_SIZE,
	NSCOUNT_AT,
} from "./flags.js";
import type { DnsRequest } from "./request.js";

/** Sections of a reply, in their order (libevent `EVDNS_ANSWER_SECTION` and its kin). */
export const SECTION_ANSWER = 0;
/** Section of a reply: the authority. libevent `EVDNS_AUTHORITY_SECTION`. */
export const SECTION_AUTHORITY = 1;
/** Section of a reply: additional records. libevent `EVDNS_ADDITIONAL_SECTION`. */
export const SECTION_ADDITIONAL = 2;

/** Adds the following records to `section`. Returns 0, or -EINVAL for an earlier section than the current one. */
export function replySection(request: DnsRequest, section: number): number {
	const count = section === 0 ? ANCOUNT_AT : section === 1 ? NSCOUNT_AT : ARCOUNT_AT;
	if (!request.open_) return -EALREADY;
	if (count < request.section_) return -EINVAL;
	request.section_ = count;
	return 0;
}

/** Writes owner, type, class and ttl. Returns the offset of the data's length, or -errno. */
function start(request: DnsRequest, owner: Uint8Array | null, type: number, ttl: number): number {
	const m = request.bytes;
	if (!request.open_) return -EALREADY;
	let at = request.size;
	if (request.truncated) return -EMSGSIZE;
	if (owner === null) {
		if (at + 2 <= request.limit_) putUint16(m, at, 0xc000 | HEADER_SIZE);
		at += 2;
	} else at = nameWrite(request.names_, m, at, request.limit_, owner, 0);
	if (at < 0 || at + 10 > request.limit_) return -EMSGSIZE;
	putUint16(m, at, type);
	putUint16(m, at + 2, CLASS_IN);
	putUint32(m, at + 4, ttl);
	return at + 8;
}

/** Ends the record whose data's length is at `at` and whose data ends at `end`. Returns 0 or -errno. */
function finish(request: DnsRequest, known: number, at: number, end: number): number {
	if (at < 0 || end < 0) {
		request.names_.count = known; // nothing may point at what is not sent
		const error = at < 0 ? at : end;
		if (error === -EMSGSIZE) request.truncated = true;
		return error;
	}
	const m = request.bytes;
	putUint16(m, at, end - at - 2);
	putUint16(m, request.section_, getUint16(m, request.section_) + 1);
	request.size = end;
	return 0;
}

/** Copies `count` bytes at `from` to `at` of the message. Returns the offset after them, or -EMSGSIZE. */
function put(
	request: DnsRequest,
	at: number,
	bytes: Uint8Array,
	from: number,
	count: number,
): number {
	if (at + count > request.limit_) return -EMSGSIZE;
	for (let i = 0; i < count; i++) request.bytes[at + i] = bytes[from + i];
	return at + count;
}

/** Adds a record of any type whose data is `size` bytes at `from`. libevent `evdns_server_request_add_reply`. */
export function replyRecord(
	request: DnsRequest,
	owner: Uint8Array | null,
	type: number,
	ttl: number,
	data: Uint8Array,
	from: number,
	size: number,
): number {
	const known = request.names_.count;
	const at = start(request, owner, type, ttl);
	return finish(request, known, at, at < 0 ? at : put(request, at + 2, data, from, size));
}

/** Adds an A record (`size` 4) or an AAAA record (16). libevent `evdns_server_request_add_a_reply`. */
export function replyAddress(
	request: DnsRequest,
	owner: Uint8Array | null,
	ttl: number,
	address: Uint8Array,
	from: number,
	size: number,
): number {
	if (size !== 4 && size !== 16) return -EINVAL;
	return replyRecord(request, owner, size === 4 ? DNS_A : DNS_AAAA, ttl, address, from, size);
}

/** Adds a record whose data is `count` 16-bit numbers and a name; SRV's is not compressed. */
function named(
	request: DnsRequest,
	owner: Uint8Array | null,
	type: number,
	ttl: number,
	count: number,
	a: number,
	b: number,
	c: number,
	name: Uint8Array,
): number {
	const m = request.bytes;
	const known = request.names_.count;
	const at = start(request, owner, type, ttl);
	let end = at;
	if (at >= 0) {
		let to = at + 2;
		if (to + 2 * count > request.limit_) end = -EMSGSIZE;
		else {
			if (count > 0) putUint16(m, to, a);
			if (count > 1) putUint16(m, to + 2, b);
			if (count > 2) putUint16(m, to + 4, c);
			to += 2 * count;
			if (type === DNS_SRV)
				end = put(request, to, name, 0, name.length); // RFC 2782
			else end = nameWrite(request.names_, m, to, request.limit_, name, 0);
		}
	}
	return finish(request, known, at, end);
}

/** Adds a CNAME, PTR or NS record that leads to `target`, in wire format. libevent `evdns_server_request_add_cname_reply`. */
export function replyName(
	request: DnsRequest,
	owner: Uint8Array | null,
	type: number,
	ttl: number,
	target: Uint8Array,
): number {
	return named(request, owner, type, ttl, 0, 0, 0, 0, target);
}

/** Adds an MX record. */
export function replyMx(
	request: DnsRequest,
	owner: Uint8Array | null,
	ttl: number,
	preference: number,
	exchange: Uint8Array,
): number {
	return named(request, owner, DNS_MX, ttl, 1, preference, 0, 0, exchange);
}

/** Adds an SRV record. RFC 2782. */
export function replySrv(
	request: DnsRequest,
	owner: Uint8Array | null,
	ttl: number,
	priority: number,
	weight: number,
	port: number,
	target: Uint8Array,
): number {
	return named(request, owner, DNS_SRV, ttl, 3, priority, weight, port, target);
}

/** Adds a TXT record of one part: `size` (0 to 255) bytes of `text`. -EINVAL if it is longer. */
export function replyTxt(
	request: DnsRequest,
	owner: Uint8Array | null,
	ttl: number,
	text: Uint8Array,
	from: number,
	size: number,
): number {
	const known = request.names_.count;
	if (!(size >= 0 && size <= 255)) return -EINVAL;
	const at = start(request, owner, DNS_TXT, ttl);
	let end = at;
	if (at >= 0) {
		end = put(request, at + 3, text, from, size);
		if (end >= 0) request.bytes[at + 2] = size;
	}
	return finish(request, known, at, end);
}
