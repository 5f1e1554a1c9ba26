/**
 * Search domains: a name of few labels is tried within each domain of a list (libevent
 * `evdns_base_search_add`; resolv.conf `search` and `ndots`). A part of a resolver.
 *
 * With at least `ndots` dots the name is tried as it is first, with fewer at last. A dot at the end,
 * or a name in wire format, means just that name. NXDOMAIN and no data lead on to the next name;
 * any other outcome ends the query. All of it happens within the one deadline. A name that becomes
 * too long is left out.
 */

import { getUint16 } from "../core/bytes.js";
import { wholeOption } from "../core/option.js";
import { DNS_ERR_NODATA, DNS_ERR_NOTEXIST, HEADER_SIZE } from "./flags.js";
import { wireName } from "./name-text.js";
import type { ResolverPart } from "./part.js";
import { partAdd } from "./part.js";
import { QUESTION_END, queryAsk, queryWake, RAW, ROW } from "./query.js";
import type { Resolver } from "./resolver.js";

export const DOMAINS_MAX = 250; // a step has 8 bits

/** Options of `SearchDomains`. */
export interface SearchOptions {
	/** Domains in the order in which to try them. */
	domains: string[];
	/** Dots from which on a name is tried as it is first, 0 to 127; 1 if not given. */
	ndots?: number;
}

export class SearchDomains implements ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	readonly resolver: Resolver;
	readonly domains_: Uint8Array[]; // in wire format
	readonly ndots_: number;
	readonly size_: Uint8Array; // [queries] bytes of the name asked for, without the closing zero
	readonly step_: Uint8Array; // [queries] name tried now, from 1; 0 = none of ours

	/** Adds itself to `resolver`. Throws RangeError for an invalid domain, or more than 250. */
	constructor(resolver: Resolver, options: SearchOptions) {
		const ndots = wholeOption("ndots", options.ndots, 1, 0, 127);
		wholeOption("domains.length", options.domains.length, -1, 0, DOMAINS_MAX);
		this.next_ = null;
		this.before_ = null;
		this.resolver = resolver;
		this.ndots_ = ndots;
		this.domains_ = [];
		for (let i = 0; i < options.domains.length; i++) {
			const domain = wireName(options.domains[i]);
			if (domain === null)
				throw new RangeError(`domains has ${options.domains[i]}, which is no domain`);
			this.domains_.push(domain);
		}
		this.size_ = new Uint8Array(resolver.capacity);
		this.step_ = new Uint8Array(resolver.capacity);
		partAdd(resolver, this);
	}

	begin_(slot: number): boolean {
		const q = this.resolver.rows_;
		if (this.step_[slot] !== 0 || q[ROW * slot + RAW] !== 0) return false;
		this.size_[slot] = q[ROW * slot + QUESTION_END] - HEADER_SIZE - 5;
		this.advance_(slot);
		return false;
	}

	end_(slot: number): boolean {
		const error = this.resolver.answer.error;
		if (this.step_[slot] === 0) return false;
		if ((error === DNS_ERR_NOTEXIST || error === DNS_ERR_NODATA) && this.advance_(slot)) {
			queryWake(this.resolver);
			return true;
		}
		this.step_[slot] = 0;
		return false;
	}

	drop_(_slot: number): void {}

	turn_(): number {
		return -1;
	}

	/** Makes the query at `slot` ask for the next name. Returns false if there is none. */
	advance_(slot: number): boolean {
		const names = this.domains_.length + 1;
		while (this.step_[slot] < names) {
			const step = this.step_[slot]++;
			if (this.put_(slot, this.dots_(slot) >= this.ndots_ ? step - 1 : step)) return true;
		}
		return false;
	}

	/** Counts the dots of the name asked for. */
	dots_(slot: number): number {
		const bytes = this.resolver.packets_;
		const start = this.resolver.stride_ * slot + HEADER_SIZE;
		const end = start + this.size_[slot];
		let dots = -1;
		for (let i = start; i < end; i += 1 + bytes[i]) dots++;
		return dots;
	}

	/** Puts the name asked for into the packet, within domain `index`, or as it is if there is none such. */
	put_(slot: number, index: number): boolean {
		const r = this.resolver;
		const size = this.size_[slot];
		const to = r.stride_ * slot + HEADER_SIZE + size;
		const end = r.stride_ * slot + r.rows_[ROW * slot + QUESTION_END];
		const type = getUint16(r.packets_, end - 4);
		const isRaw = index < 0 || index === this.domains_.length;
		const domain = isRaw ? null : this.domains_[index];
		const length = domain === null ? 1 : domain.length;
		if (size + length > r.nameSize_) return false;
		for (let i = 0; i < length; i++) r.packets_[to + i] = domain === null ? 0 : domain[i];
		queryAsk(r, slot, size + length, type);
		return true;
	}
}
