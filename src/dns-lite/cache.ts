/**
 * A cache of a fixed number of answers, kept as long as their ttl says, at most a day. A part of a
 * resolver. It keeps addresses (DNS_A, DNS_AAAA) and, of any type, that there is none (RFC 2308:
 * for as long as the zone's SOA record says; without one, not at all). When it is full, an answer
 * that has expired makes room, or the one that expires soonest.
 *
 * An answer from here has no message: no canonical name, and `answer.size` is 0.
 */

import { getUint16, getUint32 } from "../core/bytes.js";
import { turnTick } from "../core/event-table.js";
import { wholeOption } from "../core/option.js";
import {
	ANCOUNT_AT,
	DNS_A,
	DNS_AAAA,
	DNS_ERR_NODATA,
	DNS_ERR_NONE,
	DNS_ERR_NOTEXIST,
	DNS_SOA,
	HEADER_SIZE,
	NSCOUNT_AT,
} from "./flags.js";
import { nameEnd, nameEqual } from "./name.js";
import type { ResolverPart } from "./part.js";
import { partAdd } from "./part.js";
import { ROW as QUERY, QUESTION_END } from "./query.js";
import type { Resolver } from "./resolver.js";

const TTL_MAX = 86_400; // seconds

// Fields of an entry's row
const TYPE = 0; // 0 = free
const EXPIRES = 1; // tick
const FAILURE = 2; // DNS_ERR_*
const COUNT = 3; // addresses
const ROW = 4;

/** Options of a `DnsCache`. */
export interface DnsCacheOptions {
	/** Answers that it can hold, 1 to 1,024. */
	entries: number;
}

/**
 * Returns the seconds for which the answer in `resolver.answer` that there is nothing may be kept:
 * the lesser of ttl and minimum of the SOA record in its authority section; 0 without one.
 */
function negativeTtl(r: Resolver): number {
	const m = r.answer.message;
	const size = r.answer.size;
	const answers = getUint16(m, ANCOUNT_AT);
	let at = nameEnd(m, HEADER_SIZE, size) + 4;
	for (let k = 0; k < answers + getUint16(m, NSCOUNT_AT); k++) {
		const fields = nameEnd(m, at, size);
		if (fields < 0 || fields + 10 > size) return 0;
		at = fields + 10 + getUint16(m, fields + 8);
		if (at > size) return 0;
		if (k < answers || getUint16(m, fields) !== DNS_SOA || at < fields + 10 + 22) continue;
		const ttl = getUint32(m, fields + 4);
		const minimum = getUint32(m, at - 4);
		return ttl < minimum ? ttl : minimum;
	}
	return 0;
}

export class DnsCache implements ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	readonly resolver: Resolver;
	/** Answers that it can hold. */
	readonly capacity: number;
	/** Queries answered from here. */
	hits: number;
	readonly rows_: Int32Array; // [capacity * ROW]
	readonly names_: Uint8Array; // [capacity * nameSize] in wire format
	readonly addresses_: Uint8Array; // [capacity * room of an answer]

	/** Adds itself to `resolver`. Throws RangeError for an impossible number. */
	constructor(resolver: Resolver, options: DnsCacheOptions) {
		const count = wholeOption("entries", options.entries, -1, 1, 1024);
		this.next_ = null;
		this.before_ = null;
		this.resolver = resolver;
		this.capacity = count;
		this.hits = 0;
		this.rows_ = new Int32Array(ROW * count);
		this.names_ = new Uint8Array(resolver.nameSize_ * count);
		this.addresses_ = new Uint8Array(resolver.answer.addresses.length * count);
		partAdd(resolver, this);
	}

	/** Forgets everything. */
	clear(): void {
		this.rows_.fill(0);
	}

	begin_(slot: number): boolean {
		const r = this.resolver;
		const at = r.stride_ * slot;
		const end = r.rows_[QUERY * slot + QUESTION_END];
		const entry = this.find_(r.packets_, at + HEADER_SIZE, getUint16(r.packets_, at + end - 4));
		const left = entry < 0 ? 0 : this.left_(entry);
		if (left === 0) return false;
		const answer = r.answer;
		const room = answer.addresses.length;
		answer.error = this.rows_[ROW * entry + FAILURE];
		answer.count = this.rows_[ROW * entry + COUNT];
		answer.ttl = Math.ceil(left / 1000);
		for (let i = 0; i < room; i++) answer.addresses[i] = this.addresses_[room * entry + i];
		this.hits++;
		return true;
	}

	end_(_slot: number): boolean {
		const answer = this.resolver.answer;
		const type = answer.type;
		if (answer.size === 0) return false;
		let ttl = 0;
		if (answer.error === DNS_ERR_NONE) {
			if (type === DNS_A || type === DNS_AAAA) ttl = answer.ttl;
		} else if (answer.error === DNS_ERR_NOTEXIST || answer.error === DNS_ERR_NODATA) {
			ttl = negativeTtl(this.resolver);
		}
		if (ttl > 0) this.put_(type, ttl < TTL_MAX ? ttl : TTL_MAX);
		return false;
	}

	drop_(_slot: number): void {}

	turn_(): number {
		return -1;
	}

	/** Returns the milliseconds for which `entry` holds yet, 0 if it has expired. */
	left_(entry: number): number {
		const left = (this.rows_[ROW * entry + EXPIRES] - turnTick(this.resolver.base)) | 0;
		return left > 0 && left <= 1000 * TTL_MAX ? left : 0; // more: expired long ago, and wrapped
	}

	/** Returns the entry for `type` of the whole name at `at` of `name`, or -1. */
	find_(name: Uint8Array, at: number, type: number): number {
		const width = this.resolver.nameSize_;
		for (let entry = 0; entry < this.capacity; entry++) {
			if (this.rows_[ROW * entry + TYPE] !== type) continue;
			const end = width * (entry + 1);
			if (nameEqual(this.names_, width * entry, end, name, at, name.length) === 1) return entry;
		}
		return -1;
	}

	/** Returns the entry to overwrite: free, expired, or the next to expire. */
	worst_(): number {
		let worst = 0;
		let least = TTL_MAX * 1000 + 1;
		for (let entry = 0; entry < this.capacity; entry++) {
			const left = this.rows_[ROW * entry + TYPE] === 0 ? 0 : this.left_(entry);
			if (left >= least) continue;
			least = left;
			worst = entry;
		}
		return worst;
	}

	/** Keeps the answer in `resolver.answer` for `ttl` seconds. */
	put_(type: number, ttl: number): void {
		const r = this.resolver;
		const answer = r.answer;
		const room = answer.addresses.length;
		const m = answer.message;
		const end = nameEnd(m, HEADER_SIZE, answer.size);
		if (end < 0 || end - HEADER_SIZE > r.nameSize_) return;
		let entry = this.find_(m, HEADER_SIZE, type);
		if (entry < 0) entry = this.worst_();
		for (let i = HEADER_SIZE; i < end; i++) {
			this.names_[r.nameSize_ * entry + i - HEADER_SIZE] = m[i];
		}
		this.rows_[ROW * entry + TYPE] = type;
		this.rows_[ROW * entry + EXPIRES] = (turnTick(r.base) + 1000 * ttl) | 0;
		this.rows_[ROW * entry + FAILURE] = answer.error;
		this.rows_[ROW * entry + COUNT] = answer.error === DNS_ERR_NONE ? answer.count : 0;
		for (let i = 0; i < room; i++) this.addresses_[room * entry + i] = answer.addresses[i];
	}
}
