/**
 * The answer to a query: one record that a resolver fills again and again and lends to `onResolved`.
 * Addresses are copied into a fixed array; records of other types are read from the message by the
 * functions of records.ts.
 *
 * Only what belongs to the question is taken (its bailiwick): records whose owner is the name asked
 * for, or where a chain of CNAMEs that starts there leads. A chain of aliases is followed in any
 * order of records, at most CHAIN_MAX long.
 */
import { getUint16, getUint32 } from "../core/bytes.js";
import { EBADMSG } from "../core/errno.js";
import {
	ANCOUNT_AT,
	CLASS_IN,
	DNS_A,
	DNS_AAAA,
	DNS_ANY,
	DNS_CNAME,
	DNS_ERR_NODATA,
	DNS_ERR_NONE,
	DNS_ERR_NOTEXIST,
	DNS_ERR_TRUNCATED,
	DNS_ERR_UNKNOWN,
	FLAG_TC,
	FLAGS_AT,
	HEADER_SIZE,
} from "./flags.js";
import { nameEnd, nameEqual, nameSize } from "./name.js";

const CHAIN_MAX = 16;
const TTL_MAX = 0x7fffffff;

/** What became of a query; lent until the callback returns. */
export class DnsAnswer {
	/** The handle that `resolve` returned. */
	handle: number;
	/** DNS_ERR_NONE, or why there is no answer. */
	error: number;
	/** With DNS_ERR_SEND the error number (positive) of the host's last refusal; else 0. */
	errno: number;
	/** The type asked for. */
	type: number;
	/** Records found, at most what the resolver was given room for. */
	count: number;
	/** Seconds that the answer may be kept: the least of the records used, aliases too. */
	ttl: number;
	/** With DNS_A address i is 4 bytes from 4 * i, with DNS_AAAA 16 bytes from 16 * i. */
	readonly addresses: Uint8Array;
	/** The user's own, given to `resolve`. */
	context: unknown;
	/** The message that answered; `size` bytes of it count, none if there was no message. */
	message: Uint8Array;
	size: number;
	nameAt_: number; // offset of the name at the end of the chain of aliases
	readonly data_: Uint16Array; // [2 * capacity] offset and size of each record's data

	constructor(capacity: number, message: Uint8Array) {
		this.handle = -1;
		this.error = DNS_ERR_NONE;
		this.errno = 0;
		this.type = 0;
		this.count = 0;
		this.ttl = 0;
		this.addresses = new Uint8Array(16 * capacity);
		this.context = null;
		this.message = message;
		this.size = 0;
		this.nameAt_ = 0;
		this.data_ = new Uint16Array(2 * capacity);
	}
}

/** Makes `answer` an empty one with `error`, without a message. */
export function answerClear(answer: DnsAnswer, error: number): void {
	answer.error = error;
	answer.errno = 0;
	answer.count = 0;
	answer.ttl = 0;
	answer.size = 0;
}

/** Adds the record whose data is `size` bytes at `at`. Returns 0, or -EBADMSG for a wrong size. */
function take(answer: DnsAnswer, at: number, size: number): number {
	const width = answer.type === DNS_A ? 4 : answer.type === DNS_AAAA ? 16 : 0;
	if (width !== 0) {
		if (size !== width) return -EBADMSG;
		if (width * (answer.count + 1) > answer.addresses.length) return 0;
	}
	if (2 * answer.count === answer.data_.length) return 0;
	for (let i = 0; i < width; i++) {
		answer.addresses[width * answer.count + i] = answer.message[at + i];
	}
	answer.data_[2 * answer.count] = at;
	answer.data_[2 * answer.count + 1] = size;
	answer.count++;
	return 0;
}

/**
 * Uses the record that the name looked for owns, whose fields are at `fields` and whose data ends
 * at `end`. Returns the offset of the name that it says the owner is an alias of, 0 if it does not
 * say so, or -EBADMSG.
 */
function use(answer: DnsAnswer, fields: number, end: number): number {
	const m = answer.message;
	const data = fields + 10;
	const type = getUint16(m, fields);
	let alias = 0;
	if (getUint16(m, fields + 2) !== CLASS_IN) return 0;
	if (type === answer.type || answer.type === DNS_ANY) {
		if (take(answer, data, end - data) < 0) return -EBADMSG;
	} else if (type === DNS_CNAME) {
		if (nameEnd(m, data, answer.size) !== end || nameSize(m, data, answer.size) < 0)
			return -EBADMSG;
		alias = data;
	} else return 0;
	let ttl = getUint32(m, fields + 4);
	if (ttl > TTL_MAX) ttl = 0; // RFC 2181, 8
	if (ttl < answer.ttl) answer.ttl = ttl;
	return alias;
}

/**
 * Reads the answer section of the message of `size` bytes in `answer.message` whose question is for
 * `type` and ends at `from`. Sets count, ttl, addresses. Returns DNS_ERR_NONE, DNS_ERR_NODATA,
 * DNS_ERR_UNKNOWN for aliases without end, or -EBADMSG for a malformed message. O(records) for each
 * alias. One flat loop: on the smallest board each call is felt in the stack.
 */
export function answerRead(answer: DnsAnswer, size: number, from: number, type: number): number {
	const m = answer.message;
	let hops = 0;
	let alias = 0;
	let at = from;
	let left = getUint16(m, ANCOUNT_AT);
	answer.size = size;
	answer.type = type;
	answer.count = 0;
	answer.ttl = TTL_MAX;
	answer.nameAt_ = HEADER_SIZE;
	for (;;) {
		if (left === 0) {
			if (answer.count > 0) return DNS_ERR_NONE;
			if (alias === 0 || ++hops > CHAIN_MAX) {
				answer.ttl = 0;
				return alias === 0 ? DNS_ERR_NODATA : DNS_ERR_UNKNOWN;
			}
			answer.nameAt_ = alias;
			alias = 0;
			at = from;
			left = getUint16(m, ANCOUNT_AT);
		}
		const fields = nameEnd(m, at, size);
		if (fields < 0 || fields + 10 > size) return -EBADMSG;
		const end = fields + 10 + getUint16(m, fields + 8);
		if (end > size) return -EBADMSG;
		const owned = nameEqual(m, at, size, m, answer.nameAt_, size);
		if (owned === 0 && nameSize(m, at, size) < 0) return -EBADMSG; // also a name of no interest
		const to = owned > 0 ? use(answer, fields, end) : owned;
		if (to < 0) return to;
		if (to > 0) alias = to;
		at = end;
		left--;
	}
}

/**
 * Sets the error of an answer whose reading gave `found`, from a message with response code `code`
 * (0 or DNS_ERR_NOTEXIST). Returns 0, or -EBADMSG for a message that is to be ignored.
 */
export function answerSettle(answer: DnsAnswer, code: number, found: number): number {
	answer.errno = 0;
	if ((answer.message[FLAGS_AT] & FLAG_TC) !== 0) {
		answer.error = DNS_ERR_TRUNCATED; // what there is of it may be used
		if (answer.count === 0) answer.ttl = 0;
		return 0;
	}
	if (found < 0) return found;
	answer.error = code === 0 ? found : DNS_ERR_NOTEXIST;
	return 0;
}
