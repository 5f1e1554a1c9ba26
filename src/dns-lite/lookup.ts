/**
 * Lookup: all addresses of a name, IPv4 and IPv6 asked for together (libevent
 * `evdns_getaddrinfo`). Made once, used for one name after the other; the addresses lie in a fixed
 * array. It takes two queries of the resolver while under way, and one slot of the event base, in
 * whose own turn `onFound` runs, where the stack is shallow.
 *
 * The order is that of RFC 8305, 4: the families take turns, IPv6 first. When one family has
 * addresses, the other gets `skewMs` more. A literal address is its own answer, without a server.
 */

import { eventActivate } from "../core/active-queue.js";
import { addressText, parseAddress } from "../core/address.js";
import { EALREADY, EBADF, EBUSY, ENOBUFS } from "../core/errno.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import { eventClose, eventOpen, turnTick } from "../core/event-table.js";
import { EV_TIMEOUT } from "../core/flags.js";
import { needEvents, wholeOption } from "../core/option.js";
import type { DnsAnswer } from "./answer.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_CANCEL,
	DNS_ERR_NODATA,
	DNS_ERR_NONE,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SEND,
	DNS_ERR_SHUTDOWN,
} from "./flags.js";
import { queriesArm } from "./queries.js";
import { DEADLINE, DUE, ROW } from "./query.js";
import type { Resolver } from "./resolver.js";

/**
 * Called once, in a turn, when a look-up has ended; `lookup.error` and `lookup.count` give the
 * outcome.
 */
export type OnFound = (lookup: Lookup) => void;

/** Options of a `Lookup`. */
export interface LookupOptions {
	/** 4 or 6 for addresses of that kind only; both if not given. */
	family?: number;
	/** Milliseconds that one family gets after the other has answered; 3,000 if not given. */
	skewMs?: number;
}

/** Returns how much `error` says about a name, compared with the other family's error. */
function weight(error: number): number {
	if (error === DNS_ERR_NONE) return 0;
	if (error === DNS_ERR_NODATA) return 1; // the other family may have failed
	if (error === DNS_ERR_NOTEXIST) return 3; // holds for both
	return error === DNS_ERR_CANCEL || error === DNS_ERR_SHUTDOWN ? 4 : 2;
}

function onResolved(answer: DnsAnswer): void {
	(answer.context as Lookup).take_(answer);
}

/**
 * Looks up all addresses of one name after the other. Takes one event slot of the base, and up to
 * two queries of the resolver while under way. libevent `evdns_getaddrinfo`.
 */
export class Lookup implements EventOwner {
	/** The base of its resolver. */
	readonly base: EventBase;
	/** The resolver that it asks. */
	readonly resolver: Resolver;
	/** DNS_ERR_NONE, or why there is no address: of the two reasons the one that says more. */
	error: number;
	/** With DNS_ERR_SEND the error number of the host; else 0. */
	errno: number;
	/** Addresses found. */
	count: number;
	/** Seconds that all of them may be kept. */
	ttl: number;
	/** The user's own, given to `start`. */
	context: unknown;
	/** 4 or 6 for addresses of that kind only; 0 = both. */
	readonly family: number;
	/** Milliseconds that one family gets after the other has answered. */
	readonly skewMs: number;
	readonly addresses_: Uint8Array; // [records] of IPv6, then [records] of IPv4
	readonly room_: number; // of each family
	count4_: number;
	count6_: number;
	handle4_: number; // of the query under way, -1 = none
	handle6_: number;
	begun_: boolean;
	onFound_: OnFound | null;
	readonly event_: number;

	/** Takes a slot of the event base, for `owner` if given. Throws RangeError. */
	constructor(resolver: Resolver, options: LookupOptions, owner?: EventOwner) {
		const family = options.family === undefined ? 0 : options.family;
		const skewMs = wholeOption("skewMs", options.skewMs, 3000, 0, 0x3fffffff);
		if (family !== 0 && family !== 4 && family !== 6) {
			throw new RangeError(`family is ${family}: give 4 or 6`);
		}
		needEvents(resolver.base, owner === undefined ? "Lookup" : "NameConnector", 1, "");
		this.base = resolver.base;
		this.resolver = resolver;
		this.error = DNS_ERR_NONE;
		this.errno = 0;
		this.count = 0;
		this.ttl = 0;
		this.context = null;
		this.family = family;
		this.skewMs = skewMs;
		this.room_ = resolver.answer.data_.length >> 1;
		this.addresses_ = new Uint8Array(20 * this.room_);
		this.count4_ = 0;
		this.count6_ = 0;
		this.handle4_ = -1;
		this.handle6_ = -1;
		this.begun_ = false;
		this.onFound_ = null;
		this.event_ = eventOpen(this.base, owner === undefined ? this : owner);
	}

	/**
	 * Looks for the addresses of `name`, as `Resolver.resolve` takes it. `onFound` is called once,
	 * in a turn. Returns 0; -EBUSY while a look-up is under way; -errno of `resolve` with nothing
	 * begun.
	 */
	start(name: string | Uint8Array, onFound: OnFound, context?: unknown): number {
		if (this.begun_) return -EBUSY;
		if (this.base.owner_[this.event_] === null) return -EBADF;
		this.error = DNS_ERR_NONE;
		this.errno = 0;
		this.count = 0;
		this.ttl = 0x7fffffff;
		this.count4_ = 0;
		this.count6_ = 0;
		if (typeof name !== "string" || !this.literal_(name)) {
			const r = this.resolver;
			if (this.family === 0 && r.capacity - r.used < 2) return -ENOBUFS;
			const first = r.resolve(name, this.family === 4 ? DNS_A : DNS_AAAA, onResolved, this);
			if (first < 0) return first;
			if (this.family === 4) this.handle4_ = first;
			else this.handle6_ = first;
			if (this.family === 0) this.ask4_(name);
		}
		this.begun_ = true;
		this.onFound_ = onFound;
		this.context = context;
		return 0;
	}

	/**
	 * Ends the look-up: `onFound` gets DNS_ERR_CANCEL in a turn. Returns 0, -EALREADY if it has
	 * ended and its callback is about to run, -EBADF if none is under way. libevent
	 * `evdns_getaddrinfo_cancel`.
	 */
	cancel(): number {
		if (!this.begun_) return -EBADF;
		const four = this.handle4_ < 0 ? -EALREADY : this.resolver.cancel(this.handle4_);
		const six = this.handle6_ < 0 ? -EALREADY : this.resolver.cancel(this.handle6_);
		if (four < 0 && six < 0) return -EALREADY;
		this.error = DNS_ERR_CANCEL;
		return 0;
	}

	/** Returns the slot to the event base. Returns 0, or -EBUSY while a look-up is under way. */
	close(): number {
		if (this.begun_) return -EBUSY;
		eventClose(this.base, this.event_);
		return 0;
	}

	/** Takes `name` if it is a literal address; one of the wrong family gives "no data". */
	literal_(name: string): boolean {
		const size = parseAddress(name, this.addresses_, 0);
		if (size < 0) return false;
		const wanted = this.family === 0 || size === (this.family === 4 ? 4 : 16);
		if (!wanted) this.error = DNS_ERR_NODATA;
		else if (size === 16) this.count6_ = 1;
		else {
			parseAddress(name, this.addresses_, 16 * this.room_);
			this.count4_ = 1;
		}
		this.count = this.count4_ + this.count6_;
		this.wake_();
		return true;
	}

	/** Asks for IPv4 too; a failure of the host at this point is an outcome like others. */
	ask4_(name: string | Uint8Array): void {
		this.handle4_ = this.resolver.resolve(name, DNS_A, onResolved, this);
		if (this.handle4_ >= 0) return;
		this.error = DNS_ERR_SEND;
		this.errno = -this.handle4_;
	}

	/** Requests a turn of the owner of the slot. */
	wake_(): void {
		eventActivate(this.base, this.event_, EV_TIMEOUT);
	}

	/** Takes the answer to one of the two queries. */
	take_(answer: DnsAnswer): void {
		const isFour = answer.handle === this.handle4_;
		const width = isFour ? 4 : 16;
		const to = isFour ? 16 * this.room_ : 0;
		if (isFour) this.handle4_ = -1;
		else this.handle6_ = -1;
		for (let i = width * answer.count - 1; i >= 0; i--) {
			this.addresses_[to + i] = answer.addresses[i];
		}
		if (isFour) this.count4_ = answer.count;
		else this.count6_ = answer.count;
		if (answer.count > 0 && answer.ttl < this.ttl) this.ttl = answer.ttl;
		if (answer.count === 0 && weight(answer.error) > weight(this.error)) {
			this.error = answer.error;
			this.errno = answer.errno;
		}
		if (this.count4_ + this.count6_ > 0 && this.error !== DNS_ERR_CANCEL) {
			this.shortenDeadline_(isFour ? this.handle6_ : this.handle4_);
		}
		this.wake_();
	}

	/** Shortens the deadline of the query with `handle`, if there is one, to `skewMs` from now. */
	shortenDeadline_(handle: number): void {
		const r = this.resolver;
		if (handle < 0) return;
		const row = ROW * (handle & 0xff);
		const due = (turnTick(r.base) + this.skewMs) | 0;
		if (((r.rows_[row + DEADLINE] - due) | 0) > 0) r.rows_[row + DEADLINE] = due;
		if (((r.rows_[row + DUE] - due) | 0) > 0) r.rows_[row + DUE] = due;
		queriesArm(r);
	}

	/** Returns whether no query is under way any more; settles error, count and ttl then. */
	isSettled_(): boolean {
		if (this.handle4_ >= 0 || this.handle6_ >= 0) return false;
		if (this.error !== DNS_ERR_CANCEL && this.error !== DNS_ERR_SHUTDOWN) {
			this.count = this.count4_ + this.count6_;
		}
		if (this.count > 0) {
			this.error = DNS_ERR_NONE;
			this.errno = 0;
		} else this.ttl = 0;
		return true;
	}

	fire_(_what: number): void {
		if (!this.begun_ || !this.isSettled_()) return;
		const onFound = this.onFound_ as OnFound;
		this.begun_ = false;
		this.onFound_ = null;
		onFound(this);
	}

	fault_(_error: unknown): void {}
}

/** Returns the offset of address `index` in the fixed array, in the order in which to try them. */
function addressAt(lookup: Lookup, index: number): number {
	const four = lookup.count4_;
	const six = lookup.count6_;
	const both = four < six ? four : six;
	if (index < 2 * both) {
		const i = index >> 1;
		return (index & 1) === 0 ? 16 * i : 16 * lookup.room_ + 4 * i;
	}
	return six > four ? 16 * (index - both) : 16 * lookup.room_ + 4 * (index - both);
}

/** Returns the text of address `index`, in the order in which to try them; "" if there is none. @allocates */
export function lookupAddress(lookup: Lookup, index: number): string {
	if (!(index >= 0 && index < lookup.count)) return "";
	const at = addressAt(lookup, index);
	return addressText(lookup.addresses_, at, at < 16 * lookup.room_ ? 16 : 4);
}

/**
 * Copies address `index` to `into` at `at`, where 16 bytes must be free. Returns its size, 4 or 16;
 * 0 if there is none.
 */
export function lookupBytes(lookup: Lookup, index: number, into: Uint8Array, at: number): number {
	if (!(index >= 0 && index < lookup.count)) return 0;
	const from = addressAt(lookup, index);
	const size = from < 16 * lookup.room_ ? 16 : 4;
	for (let i = 0; i < size; i++) into[at + i] = lookup.addresses_[from + i];
	return size;
}
