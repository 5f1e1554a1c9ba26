/**
 * DnsRequest: one question to a server, and the reply, which is written after it in the same bytes.
 * A server owns a fixed number of them and lends one to `onRequest`, which answers, keeps it to
 * answer later, or drops it; after `respond` or `drop` it is used for another question.
 */
import { bytesEqualIgnoreCase, getUint16, putUint16 } from "../core/bytes.js";
import { EALREADY, EBADMSG } from "../core/errno.js";
import { SocketAddress } from "../core/host.js";
import { NameTable, nameTableStart } from "./compress.js";
import {
	ANCOUNT_AT,
	ARCOUNT_AT,
	CLASS_IN,
	DNS_ERR_FORMAT,
	DNS_ERR_NOTIMPL,
	DNS_ERR_REFUSED,
	DNS_ERR_SERVERFAILED,
	DNS_OPT,
	FLAG_AA,
	FLAG_CD,
	FLAG_QR,
	FLAG_RA,
	FLAG_RD,
	FLAG_TC,
	FLAGS_AT,
	HEADER_SIZE,
	LABEL_MAX,
	NSCOUNT_AT,
	OPCODE_MASK,
	QDCOUNT_AT,
	RCODE_AT,
	RCODE_MASK,
} from "./flags.js";
import { nameEnd } from "./name.js";

const OPT_SIZE = 11;
const PLAIN_MAX = 512; // of a datagram without EDNS
const BADVERS = 16;

/** Who sends replies and takes requests back: the UDP server, a TCP connection's server. */
export interface Carrier {
	/** Sends the reply of `request.size` bytes and takes the request back when it is sent. */
	send_(request: DnsRequest): void;
	/** Takes the request back without an answer. */
	release_(request: DnsRequest): void;
}

/**
 * One question to a DNS server, and its reply. Owned by the server and lent from `onRequest` until
 * `respond()` or `drop()`. libevent `struct evdns_server_request`.
 */
export class DnsRequest {
	/** Type asked for. */
	type: number;
	/** Address of the client. */
	readonly peer: SocketAddress;
	/** The reply is authoritative (AA). False until set. */
	authoritative: boolean;
	/** Recursion is available (RA). False until set. */
	recursion: boolean;
	/** A record did not fit; the reply is marked truncated (TC). */
	truncated: boolean;
	/** Longest datagram that the client accepts by EDNS0, 0 = it does not use EDNS0. */
	ednsSize: number;
	/** The user's own; null for each new request. */
	context: unknown;
	/** The message: the question, then the reply as far as it is written. */
	readonly bytes: Uint8Array;
	/** Bytes of the reply so far. */
	size: number;
	readonly carrier_: Carrier;
	readonly names_: NameTable;
	limit_: number; // end of what records may fill
	section_: number; // offset of the count of the section being written
	open_: boolean; // with the user
	owner_: unknown; // the carrier's own: a connection

	constructor(carrier: Carrier, size: number) {
		this.type = 0;
		this.peer = new SocketAddress("", 0);
		this.authoritative = false;
		this.recursion = false;
		this.truncated = false;
		this.ednsSize = 0;
		this.context = null;
		this.bytes = new Uint8Array(size);
		this.size = 0;
		this.carrier_ = carrier;
		this.names_ = new NameTable();
		this.limit_ = 0;
		this.section_ = ANCOUNT_AT;
		this.open_ = false;
		this.owner_ = null;
	}

	/**
	 * Sends the reply with response code `error` (0, or DNS_ERR_FORMAT to DNS_ERR_REFUSED, or any
	 * up to 15). Returns 0, or -EALREADY if it was answered. libevent `evdns_server_request_respond`.
	 */
	respond(error: number): number {
		if (!this.open_) return -EALREADY;
		this.open_ = false;
		requestSeal(this, error);
		this.carrier_.send_(this);
		return 0;
	}

	/** Never answers. Returns 0 or -EALREADY. libevent `evdns_server_request_drop`. */
	drop(): number {
		if (!this.open_) return -EALREADY;
		this.open_ = false;
		this.carrier_.release_(this);
		return 0;
	}
}

/** Returns whether the name asked for is `name`, in wire format, but for the case of letters. */
export function requestIs(request: DnsRequest, name: Uint8Array): boolean {
	return bytesEqualIgnoreCase(request.bytes, HEADER_SIZE, name, 0, name.length);
}

/** Returns the offset after the question at the start of a message of `size` bytes, or -EBADMSG. */
function questionEnd(m: Uint8Array, size: number): number {
	let i = HEADER_SIZE;
	const end = nameEnd(m, i, size);
	if (end < 0 || end + 4 > size) return -EBADMSG;
	while (m[i] !== 0) {
		if (m[i] > LABEL_MAX) return -EBADMSG; // there is nothing that it could point at
		i += 1 + m[i];
	}
	return end + 4;
}

/** Reads the records after the question for EDNS0. Returns 0, DNS_ERR_FORMAT or BADVERS. */
function readOpt(request: DnsRequest, from: number, size: number): number {
	const m = request.bytes;
	const others = getUint16(m, ANCOUNT_AT) + getUint16(m, NSCOUNT_AT);
	let at = from;
	let version = 0;
	for (let k = others + getUint16(m, ARCOUNT_AT); k > 0; k--) {
		const name = at;
		at = nameEnd(m, at, size);
		if (at < 0 || at + 10 > size) return DNS_ERR_FORMAT;
		const end = at + 10 + getUint16(m, at + 8);
		if (end > size) return DNS_ERR_FORMAT;
		if (getUint16(m, at) === DNS_OPT) {
			if (request.ednsSize !== 0 || m[name] !== 0) return DNS_ERR_FORMAT;
			const room = getUint16(m, at + 2);
			request.ednsSize = room < PLAIN_MAX ? PLAIN_MAX : room;
			version = m[at + 5];
		}
		at = end;
	}
	return version === 0 ? 0 : BADVERS;
}

/**
 * Reads the message of `size` bytes in `request.bytes` and makes it the start of a reply of at most
 * `limit` bytes, or what the client accepts if `datagram`. Returns 0 for a question for the user;
 * the response code with which to answer at once; -EBADMSG for a message that must not be answered:
 * a reply, or less than a header. RFC 1035, 4.1; 6891, 6; 9619.
 */
export function requestRead(request: DnsRequest, size: number, datagram: boolean): number {
	const m = request.bytes;
	if (size < HEADER_SIZE || (m[FLAGS_AT] & FLAG_QR) !== 0) return -EBADMSG;
	request.authoritative = false;
	request.recursion = false;
	request.truncated = false;
	request.ednsSize = 0;
	request.context = null;
	request.section_ = ANCOUNT_AT;
	request.size = HEADER_SIZE;
	let error = 0;
	const end = getUint16(m, QDCOUNT_AT) === 1 ? questionEnd(m, size) : -EBADMSG;
	if ((m[FLAGS_AT] & OPCODE_MASK) !== 0) error = DNS_ERR_NOTIMPL;
	else if (end < 0) error = DNS_ERR_FORMAT;
	else {
		error = readOpt(request, end, size);
		request.size = end;
		request.type = getUint16(m, end - 4);
		if (error === 0 && getUint16(m, end - 2) !== CLASS_IN) error = DNS_ERR_REFUSED;
		nameTableStart(request.names_, m, HEADER_SIZE);
	}
	if (request.size === HEADER_SIZE) putUint16(m, QDCOUNT_AT, 0);
	for (let i = ANCOUNT_AT; i < HEADER_SIZE; i++) m[i] = 0;
	let limit = m.length;
	if (datagram) {
		const taken = request.ednsSize === 0 ? PLAIN_MAX : request.ednsSize;
		if (taken < limit) limit = taken;
	}
	request.limit_ = request.ednsSize === 0 ? limit : limit - OPT_SIZE;
	return error;
}

/** Completes the reply with response code `error`: its flags, and EDNS0 if the question had it. */
export function requestSeal(request: DnsRequest, error: number): void {
	const m = request.bytes;
	let flags = FLAG_QR | (m[FLAGS_AT] & (OPCODE_MASK | FLAG_RD));
	if (request.authoritative) flags |= FLAG_AA;
	if (request.truncated) flags |= FLAG_TC;
	m[FLAGS_AT] = flags;
	m[RCODE_AT] = (request.recursion ? FLAG_RA : 0) | (m[RCODE_AT] & FLAG_CD) | (error & RCODE_MASK);
	if (request.ednsSize === 0) return;
	const at = request.size;
	for (let i = 0; i < OPT_SIZE; i++) m[at + i] = 0;
	m[at + 2] = DNS_OPT;
	putUint16(m, at + 3, m.length);
	m[at + 5] = error >> 4;
	putUint16(m, ARCOUNT_AT, getUint16(m, ARCOUNT_AT) + 1);
	request.size = at + OPT_SIZE;
}

/** What serves requests, over UDP or TCP. */
export interface RequestServer extends Carrier {
	asked: number;
	refused: number;
	onRequest: (request: DnsRequest) => void;
	current_: DnsRequest | null;
}

/**
 * Asks the program about the message of `size` bytes in `request`, or refuses it; `datagram` as for
 * `requestRead`, whose result it returns.
 */
export function requestServe(
	server: RequestServer,
	request: DnsRequest,
	size: number,
	datagram: boolean,
): number {
	const error = requestRead(request, size, datagram);
	if (error === 0) {
		server.asked++;
		request.open_ = true;
		server.current_ = request;
		server.onRequest(request);
		server.current_ = null;
		return 0;
	}
	server.refused++;
	if (error < 0) server.release_(request);
	else {
		requestSeal(request, error);
		server.send_(request);
	}
	return error;
}

/** The callback of the request that is served threw: it gets SERVFAIL. */
export function requestFault(server: RequestServer): void {
	const request = server.current_;
	server.current_ = null;
	if (request !== null) request.respond(DNS_ERR_SERVERFAILED);
}

/** Takes `request` from whoever holds it: it is answered no more. */
export function requestRevoke(request: DnsRequest): void {
	request.open_ = false;
}

/** Notes the carrier's own of `request`: a connection, or null. */
export function requestOwner(request: DnsRequest, owner: unknown): void {
	request.owner_ = owner;
}
