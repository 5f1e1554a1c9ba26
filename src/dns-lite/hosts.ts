/**
 * Names that need no server: the entries of a hosts file (hosts(5); libevent
 * `evdns_base_load_hosts`). A part of a resolver, for every kind of look-up (in libevent only
 * `evdns_getaddrinfo` sees them, DN-21). Add it before the others, so that it sees a name as it was
 * asked for, before search domains.
 *
 * A name in the file is answered from the file alone: for a family without an address the answer is
 * "no data", and no server is asked. Other types than A and AAAA are not answered.
 */

import { parseAddress } from "../core/address.js";
import { getUint16 } from "../core/bytes.js";
import { wholeOption } from "../core/option.js";
import { DNS_A, DNS_AAAA, DNS_ERR_NODATA, DNS_ERR_NONE, HEADER_SIZE } from "./flags.js";
import { nameEqual } from "./name.js";
import { wireName } from "./name-text.js";
import type { ResolverPart } from "./part.js";
import { partAdd } from "./part.js";
import { ROW as QUERY, QUESTION_END } from "./query.js";
import type { Resolver } from "./resolver.js";
import { wordsOf } from "./words.js";

const TTL = 0x7fffffff;
const LOCALHOST = "127.0.0.1 localhost\n::1 localhost";
const BYTES_MAX = 65535; // an offset has 16 bits

// Fields of an entry's row
const NAME = 0; // offset of its name in wire format
const ADDRESS = 1; // offset of its address
const SIZE = 2; // of the address: 4 or 16
const ROW = 3;

/** Options of a `DnsHosts`. */
export interface DnsHostsOptions {
	/**
	 * Lines of an address and its names, "#" starts a comment; 65,535 bytes of names and addresses
	 * at most. Without a text there is "localhost", 127.0.0.1 and ::1.
	 */
	text?: string;
}

// What is counted while lines are read
const BYTES = 0;
const COUNT = 1;
const REFUSED = 2;

/** Counts the entries of `line` in `sizes`, and appends them if there are arrays. @setup */
function readLine(
	line: string,
	sizes: Int32Array,
	bytes: Uint8Array | null,
	rows: Uint16Array | null,
): void {
	const words = wordsOf(line);
	const address = new Uint8Array(16);
	const size = words.length === 0 ? 0 : parseAddress(words[0], address, 0);
	const known = sizes[COUNT];
	const at = sizes[BYTES];
	for (let i = 1; i < words.length && size > 0; i++) {
		const name = wireName(words[i]);
		if (name === null) continue;
		if (sizes[COUNT] === known) sizes[BYTES] += size;
		if (bytes !== null && rows !== null) {
			bytes.set(address.slice(0, size), at);
			bytes.set(name, sizes[BYTES]);
			rows[ROW * sizes[COUNT] + NAME] = sizes[BYTES];
			rows[ROW * sizes[COUNT] + ADDRESS] = at;
			rows[ROW * sizes[COUNT] + SIZE] = size;
		}
		sizes[COUNT]++;
		sizes[BYTES] += name.length;
	}
	if (words.length > 0 && sizes[COUNT] === known) sizes[REFUSED]++;
}

export class DnsHosts implements ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	readonly resolver: Resolver;
	/** Pairs of a name and an address. */
	readonly count: number;
	/** Lines without a literal address or a name: they were left out. */
	readonly refused: number;
	readonly bytes_: Uint8Array;
	readonly rows_: Uint16Array; // [count * ROW]

	/** Adds itself to `resolver`. Throws RangeError if the file is too long. */
	constructor(resolver: Resolver, options: DnsHostsOptions) {
		const lines = (options.text === undefined ? LOCALHOST : options.text).split("\n");
		const sizes = new Int32Array(3);
		for (let i = 0; i < lines.length; i++) readLine(lines[i], sizes, null, null);
		wholeOption("bytes of hosts", sizes[BYTES], -1, 0, BYTES_MAX);
		this.next_ = null;
		this.before_ = null;
		this.resolver = resolver;
		this.count = sizes[COUNT];
		this.refused = sizes[REFUSED];
		this.bytes_ = new Uint8Array(sizes[BYTES]);
		this.rows_ = new Uint16Array(ROW * sizes[COUNT]);
		sizes.fill(0);
		for (let i = 0; i < lines.length; i++) readLine(lines[i], sizes, this.bytes_, this.rows_);
		partAdd(resolver, this);
	}

	begin_(slot: number): boolean {
		const r = this.resolver;
		const at = r.stride_ * slot;
		const type = getUint16(r.packets_, at + r.rows_[QUERY * slot + QUESTION_END] - 4);
		const answer = r.answer;
		const size = type === DNS_A ? 4 : type === DNS_AAAA ? 16 : 0;
		let known = false;
		if (size === 0) return false;
		for (let row = 0; row < this.rows_.length; row += ROW) {
			if (!this.isName_(row, r.packets_, at + HEADER_SIZE)) continue;
			known = true;
			if (this.rows_[row + SIZE] !== size) continue;
			const to = size * answer.count;
			if (to + size > answer.addresses.length || 2 * answer.count === answer.data_.length) break;
			const from = this.rows_[row + ADDRESS];
			for (let i = 0; i < size; i++) answer.addresses[to + i] = this.bytes_[from + i];
			answer.count++;
		}
		answer.error = answer.count > 0 ? DNS_ERR_NONE : DNS_ERR_NODATA;
		answer.ttl = TTL;
		return known;
	}

	end_(_slot: number): boolean {
		return false;
	}

	drop_(_slot: number): void {}

	turn_(): number {
		return -1;
	}

	/** Returns whether the entry at `row` has the whole name at `at` of `packet`. */
	isName_(row: number, packet: Uint8Array, at: number): boolean {
		const bytes = this.bytes_;
		const from = this.rows_[row + NAME];
		return nameEqual(bytes, from, bytes.length, packet, at, packet.length) === 1;
	}
}
