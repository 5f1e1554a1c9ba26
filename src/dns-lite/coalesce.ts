/**
 * Equal queries under way at the same time are asked once: the later ones wait for the outcome of
 * the first. A part of a resolver, to be added after search domains and the cache. It saves
 * traffic, and denies a forger several chances to answer one question (RFC 5452, 5).
 *
 * Cancelling the first query, or its deadline, does not end the others: they start over, within
 * their own deadlines.
 *
 * Each query that waits is a link of a chain that starts at the one that is asked (FOLLOWER in its
 * row); `r.follower_` leads along it.
 */
import { bytesEqualIgnoreCase, getUint16 } from "../core/bytes.js";
import { DNS_ERR_CANCEL, DNS_ERR_TIMEOUT, HEADER_SIZE } from "./flags.js";
import type { ResolverPart } from "./part.js";
import { partAdd } from "./part.js";
import {
	DEADLINE,
	DUE,
	FOLLOWER,
	QUESTION_END,
	queryWake,
	ROW,
	STATE,
	STATE_DONE,
	STATE_FREE,
	STATE_NEW,
	STATE_TAKEN,
} from "./query.js";
import type { Resolver } from "./resolver.js";

export class DnsCoalesce implements ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	readonly resolver: Resolver;
	/** Queries that were not asked because an equal one was under way. */
	saved: number;
	readonly waits_: Uint8Array; // [queries] 1: in another's chain

	/** Adds itself to `resolver`. */
	constructor(resolver: Resolver) {
		this.next_ = null;
		this.before_ = null;
		this.resolver = resolver;
		this.saved = 0;
		this.waits_ = new Uint8Array(resolver.capacity);
		partAdd(resolver, this);
	}

	begin_(slot: number): boolean {
		const q = this.resolver.rows_;
		const row = ROW * slot;
		this.waits_[slot] = 0;
		for (let other = 0; other < this.resolver.capacity; other++) {
			const state = q[ROW * other + STATE];
			if (state === STATE_FREE || state === STATE_NEW || state === STATE_DONE) continue;
			if (this.waits_[other] !== 0 || other === slot || !this.isSame_(slot, other)) continue;
			q[row + FOLLOWER] = q[ROW * other + FOLLOWER];
			q[ROW * other + FOLLOWER] = slot + 1;
			q[row + STATE] = STATE_TAKEN;
			q[row + DUE] = q[row + DEADLINE];
			this.waits_[slot] = 1;
			this.saved++;
			return true;
		}
		return false;
	}

	end_(slot: number): boolean {
		const q = this.resolver.rows_;
		const error = this.resolver.answer.error;
		this.waits_[slot] = 0;
		if (error !== DNS_ERR_CANCEL && error !== DNS_ERR_TIMEOUT) return false;
		let next = q[ROW * slot + FOLLOWER];
		q[ROW * slot + FOLLOWER] = 0;
		if (next > 0) queryWake(this.resolver);
		while (next > 0) {
			const row = ROW * (next - 1);
			this.waits_[next - 1] = 0;
			q[row + STATE] = STATE_NEW;
			next = q[row + FOLLOWER];
			q[row + FOLLOWER] = 0;
		}
		return false;
	}

	/** Takes the query at `slot` out of the chain that it waits in. */
	drop_(slot: number): void {
		const q = this.resolver.rows_;
		if (this.waits_[slot] === 0) return;
		this.waits_[slot] = 0;
		for (let row = FOLLOWER; row < q.length; row += ROW) {
			if (q[row] !== slot + 1) continue;
			q[row] = q[ROW * slot + FOLLOWER];
			q[ROW * slot + FOLLOWER] = 0;
		}
	}

	turn_(): number {
		return -1;
	}

	/** Returns whether the queries at `a` and `b` ask the same, but for the case of letters. */
	isSame_(a: number, b: number): boolean {
		const r = this.resolver;
		const bytes = r.packets_;
		const end = r.rows_[ROW * a + QUESTION_END];
		const i = r.stride_ * a;
		const k = r.stride_ * b;
		if (r.rows_[ROW * b + QUESTION_END] !== end) return false;
		if (getUint16(bytes, i + end - 4) !== getUint16(bytes, k + end - 4)) return false;
		const size = end - 4 - HEADER_SIZE;
		return bytesEqualIgnoreCase(bytes, i + HEADER_SIZE, bytes, k + HEADER_SIZE, size);
	}
}
