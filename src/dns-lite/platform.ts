/**
 * Resolves names by the platform's own resolver when evlite's cannot: the host has no UDP, or no
 * server is known. A part of a resolver, to be added last. It resolves addresses only (DNS_A,
 * DNS_AAAA); an answer has one address, no ttl and no message.
 *
 * The platform is asked through a function that the program gives, such as the `lookupName` of
 * `evlite/host` on Node or, on Espruino's Wi-Fi modules,
 * `(name, _family, callback) => require("Wifi").getHostByName(name, callback)`.
 */
import { parseAddress } from "../core/address.js";
import { EOPNOTSUPP } from "../core/errno.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_NONE,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SEND,
	HEADER_SIZE,
} from "./flags.js";
import { nameText } from "./name-text.js";
import type { ResolverPart } from "./part.js";
import { partAdd } from "./part.js";
import {
	DEADLINE,
	DUE,
	ERROR,
	GENERATION,
	QUESTION_END,
	queryWake,
	ROW,
	STATE,
	STATE_TAKEN,
} from "./query.js";
import type { Resolver } from "./resolver.js";

/**
 * Asks the platform for an address of `name`, of `family` 4 or 6 where the platform can choose. Calls
 * `callback` once, after it has returned, with a literal address, or null if there is none.
 */
export type PlatformLookup = (
	name: string,
	family: number,
	callback: (address: string | null | undefined) => void,
) => void;

export class PlatformNames implements ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	readonly resolver: Resolver;
	readonly lookup_: PlatformLookup;
	readonly size_: Int8Array; // [queries] of the address found, 0 = none, -1 = no answer yet, -2 = not asked
	readonly address_: Uint8Array; // [16 * queries]

	/** Adds itself to `resolver`. */
	constructor(resolver: Resolver, lookup: PlatformLookup) {
		this.next_ = null;
		this.before_ = null;
		this.resolver = resolver;
		this.lookup_ = lookup;
		this.size_ = new Int8Array(resolver.capacity).fill(-2);
		this.address_ = new Uint8Array(16 * resolver.capacity);
		partAdd(resolver, this);
	}

	begin_(_slot: number): boolean {
		return false;
	}

	/** Takes over what could not be asked. @allocates the name, a closure, and what the platform does */
	end_(slot: number): boolean {
		const r = this.resolver;
		const answer = r.answer;
		const isOurs = answer.type === DNS_A || answer.type === DNS_AAAA;
		const isLost =
			answer.error === DNS_ERR_NOSERVER ||
			(answer.error === DNS_ERR_SEND && answer.errno === EOPNOTSUPP);
		if (!isOurs || !isLost || this.size_[slot] !== -2) {
			this.size_[slot] = -2;
			return false;
		}
		const row = ROW * slot;
		const at = r.stride_ * slot + HEADER_SIZE;
		const end = r.stride_ * slot + r.rows_[row + QUESTION_END] - 4;
		const name = nameText(r.packets_.slice(at, end), 0, end - at);
		const generation = r.rows_[row + GENERATION];
		this.size_[slot] = -1;
		r.rows_[row + STATE] = STATE_TAKEN;
		r.rows_[row + ERROR] = 0; // the outcome is up to the platform
		r.rows_[row + DUE] = r.rows_[row + DEADLINE];
		this.lookup_(name, answer.type === DNS_A ? 4 : 6, (address) => {
			if (r.rows_[row + GENERATION] === generation) this.take_(slot, address);
		});
		return true;
	}

	drop_(slot: number): void {
		this.size_[slot] = 0; // the platform's answer comes too late
	}

	turn_(): number {
		const r = this.resolver;
		const answer = r.answer;
		for (let slot = 0; slot < r.capacity; slot++) {
			const size = this.size_[slot];
			if (size < 0 || r.rows_[ROW * slot + STATE] !== STATE_TAKEN) continue;
			answer.error = size > 0 ? DNS_ERR_NONE : DNS_ERR_NOTEXIST;
			answer.errno = 0;
			answer.count = size > 0 ? 1 : 0;
			answer.ttl = 0;
			answer.size = 0;
			for (let i = 0; i < size; i++) answer.addresses[i] = this.address_[16 * slot + i];
			return slot;
		}
		return -1;
	}

	/** Takes the platform's answer to the query at `slot`. */
	take_(slot: number, address: string | null | undefined): void {
		const r = this.resolver;
		if (this.size_[slot] !== -1) return;
		const at = 16 * slot;
		const size = typeof address === "string" ? parseAddress(address, this.address_, at) : 0;
		const end = r.stride_ * slot + r.rows_[ROW * slot + QUESTION_END];
		const wanted = r.packets_[end - 3] === DNS_A ? 4 : 16;
		this.size_[slot] = size === wanted ? size : 0;
		queryWake(r);
	}
}
