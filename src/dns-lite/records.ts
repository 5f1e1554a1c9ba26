/**
 * Reading the records of an answer: what is more than addresses. An answer lends its message, so
 * these functions are for the callback; each takes the answer and the record's index.
 */
import { addressText } from "../core/address.js";
import { getUint16 } from "../core/bytes.js";
import { EBADMSG, ENOENT } from "../core/errno.js";
import type { DnsAnswer } from "./answer.js";
import { DNS_A, DNS_AAAA, DNS_CNAME, DNS_MX, DNS_NS, DNS_PTR, DNS_SRV } from "./flags.js";
import { nameEnd, nameExpand } from "./name.js";
import { nameText } from "./name-text.js";

/** Returns the text of address `index` of an answer to DNS_A or DNS_AAAA; "" if there is none. @allocates */
export function answerAddress(answer: DnsAnswer, index: number): string {
	const width = answer.type === DNS_A ? 4 : answer.type === DNS_AAAA ? 16 : 0;
	if (!(index >= 0 && index < answer.count)) return "";
	return addressText(answer.addresses, width * index, width);
}

/** Returns the offset of the data of record `index` in the message, -ENOENT if there is none. */
function dataAt(answer: DnsAnswer, index: number): number {
	if (!(index >= 0 && index < answer.count) || answer.size === 0) return -ENOENT;
	return answer.data_[2 * index];
}

/**
 * Returns where in the data of record `index` the name starts that a record of this type holds;
 * -ENOENT if it holds none, -EBADMSG if the data is not just that.
 */
function nameAt(answer: DnsAnswer, index: number): number {
	const at = dataAt(answer, index);
	if (at < 0) return at;
	const type = answer.type;
	let skip = 0;
	if (type === DNS_MX) skip = 2;
	else if (type === DNS_SRV) skip = 6;
	else if (type !== DNS_PTR && type !== DNS_CNAME && type !== DNS_NS) return -ENOENT;
	const end = at + answer.data_[2 * index + 1];
	if (at + skip >= end || nameEnd(answer.message, at + skip, end) !== end) return -EBADMSG;
	return at + skip;
}

/**
 * Copies the name that record `index` (PTR, CNAME, NS, MX, SRV) leads to, in wire format, to `into`
 * at `at`, where 255 bytes must be free; as `resolve` takes it. Returns its size, -ENOENT or
 * -EBADMSG.
 */
export function answerTarget(
	answer: DnsAnswer,
	index: number,
	into: Uint8Array,
	at: number,
): number {
	const from = nameAt(answer, index);
	if (from < 0) return from;
	return nameExpand(answer.message, from, answer.size, into, at);
}

/** Returns the name that record `index` leads to as text; "" if there is none. @allocates */
export function answerName(answer: DnsAnswer, index: number): string {
	const at = nameAt(answer, index);
	return at < 0 ? "" : nameText(answer.message, at, answer.size);
}

/**
 * Returns the name that owns the records: the one asked for, or where its aliases end
 * (`AI_CANONNAME`). "" for an answer without a message. @allocates
 */
export function answerCanonicalName(answer: DnsAnswer): string {
	return answer.size === 0 ? "" : nameText(answer.message, answer.nameAt_, answer.size);
}

/** Returns field `field` (0, 1, 2) of 16 bits of record `index` if it is of `type`. */
function field(answer: DnsAnswer, index: number, type: number, at: number): number {
	if (answer.type !== type) return -ENOENT;
	const name = nameAt(answer, index);
	return name < 0 ? name : getUint16(answer.message, answer.data_[2 * index] + at);
}

/** Returns the preference of MX record `index`, less is better; -ENOENT or -EBADMSG. RFC 1035, 3.3.9. */
export function mxPreference(answer: DnsAnswer, index: number): number {
	return field(answer, index, DNS_MX, 0);
}

/** Returns the priority of SRV record `index`, less is better; -ENOENT or -EBADMSG. RFC 2782. */
export function srvPriority(answer: DnsAnswer, index: number): number {
	return field(answer, index, DNS_SRV, 0);
}

/** Returns the weight of SRV record `index` among those of its priority; -ENOENT or -EBADMSG. */
export function srvWeight(answer: DnsAnswer, index: number): number {
	return field(answer, index, DNS_SRV, 2);
}

/** Returns the port of SRV record `index`; -ENOENT or -EBADMSG. */
export function srvPort(answer: DnsAnswer, index: number): number {
	return field(answer, index, DNS_SRV, 4);
}

/**
 * Copies character-string `part` of TXT record `index` to `into` at `at`, where 255 bytes must be
 * free. Returns its length, 0 to 255; -ENOENT if the record has no such part, -EBADMSG if its
 * lengths lie. RFC 1035, 3.3.14.
 */
export function txtPart(
	answer: DnsAnswer,
	index: number,
	part: number,
	into: Uint8Array,
	at: number,
): number {
	let i = dataAt(answer, index);
	if (i < 0) return i;
	const end = i + answer.data_[2 * index + 1];
	for (let left = part; i < end; left--) {
		const length = answer.message[i++];
		if (i + length > end) return -EBADMSG;
		if (left === 0) {
			for (let k = 0; k < length; k++) into[at + k] = answer.message[i + k];
			return length;
		}
		i += length;
	}
	return -ENOENT;
}
