/**
 * Resolver: asks name servers over UDP without ever blocking (libevent's evdns). Every query ends
 * in exactly one callback with a truthful reason, within its deadline; the callback runs in a turn,
 * never inside `resolve`.
 *
 * All memory is taken by the constructor: a table of queries, for each the packet that is sent,
 * one message that datagrams are received into, one answer that is lent to callbacks. The event base
 * gives one slot, for the socket and the timer together. The socket is open only while queries are
 * under way, so an idle resolver keeps neither the loop alive nor a descriptor, and each burst of
 * queries gets another port that a forger would have to guess besides the 16-bit id and the random
 * case of the letters (RFC 5452).
 *
 * What only some programs need is added as a part (ResolverPart): search domains, a cache, TCP.
 */

import { descriptorsReserve } from "../core/descriptors.js";
import { EALREADY, EBADF, EINVAL, EMSGSIZE, ENOBUFS } from "../core/errno.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import {
	eventAdd,
	eventClose,
	eventDelete,
	eventOpen,
	eventSetup,
	turnTick,
} from "../core/event-table.js";
import { EV_PERSIST, EV_READ } from "../core/flags.js";
import { SocketAddress } from "../core/host.js";
import { isWhole, needDescriptors, needEvents, wholeOption } from "../core/option.js";
import { DnsAnswer } from "./answer.js";
import { DNS_ERR_CANCEL, DNS_ERR_SHUTDOWN, HEADER_SIZE, NAME_MAX } from "./flags.js";
import { nameCheck, nameFromText } from "./name.js";
import type { ResolverPart } from "./part.js";
import { queriesArm, queriesNext, RECEIVE_MAX } from "./queries.js";
import {
	DEADLINE,
	DUE,
	ERRNO,
	ERROR,
	GENERATION,
	OPT_SIZE,
	queryAsk,
	queryEnd,
	queryFree,
	queryTake,
	queryWake,
	RAW,
	ROW,
	STATE,
	STATE_DONE,
	STATE_FREE,
} from "./query.js";
import type { ServerOption } from "./servers.js";
import { serversSet } from "./servers.js";

/**
 * Called once when a query ends, in a turn. The answer is lent until the callback returns;
 * `answer.error` gives the reason.
 */
export type OnResolved = (answer: DnsAnswer) => void;

/** Options of a `Resolver`. */
export interface ResolverOptions {
	/** Name servers in the order in which to ask them; none gives DNS_ERR_NOSERVER. At most 16. */
	servers: ServerOption[];
	/** Queries under way at once, 1 to 256; 4 if not given. */
	queries?: number;
	/** Milliseconds to wait for an answer before asking again; 2,000 if not given. */
	timeoutMs?: number;
	/** Transmissions of one query, 1 to 255; 3, or the number of servers if greater, if not given. */
	attempts?: number;
	/** Milliseconds within which a query ends in any case; 10,000 if not given. */
	deadlineMs?: number;
	/** Records that an answer has room for, 1 to 64; 4 if not given. */
	records?: number;
	/** Longest name in bytes, the text's length + 2; 16 to 255, which it is if not given. */
	nameSize?: number;
	/** Longest datagram, 512 to 4,096; above 512, which it is if not given, queries carry EDNS0. */
	messageSize?: number;
	/** Asks the servers in turn instead of in order. False if not given. */
	rotate?: boolean;
	/** Asks in random letter case and wants the same back. True if not given. */
	randomizeCase?: boolean;
}

/**
 * Asks name servers over UDP. Takes one event slot of the base and, while queries are under way,
 * one descriptor; nothing is allocated per query. `close()` ends all queries with DNS_ERR_SHUTDOWN.
 * libevent `struct evdns_base`.
 */
export class Resolver implements EventOwner {
	/** The base that it runs on. */
	readonly base: EventBase;
	/** Queries that can be under way at once. */
	readonly capacity: number;
	/** Milliseconds to wait for an answer before asking again. */
	readonly timeoutMs: number;
	/** Transmissions of one query, at most. */
	readonly attempts: number;
	/** Milliseconds within which every query ends. */
	readonly deadlineMs: number;
	/** Lent to callbacks; its fields hold until the callback returns. */
	readonly answer: DnsAnswer;
	/** Queries under way. */
	used: number;
	/** Datagrams that were no answer to any query: late, forged or malformed. */
	ignored: number;

	readonly event_: number; // slot in the base's table
	readonly nameSize_: number;
	readonly randomizeCase_: boolean;
	readonly rotate_: boolean;
	readonly stride_: number; // bytes of a packet's place
	readonly rows_: Int32Array; // [capacity * ROW]; by query.ts
	readonly packets_: Uint8Array; // [capacity * stride]
	readonly message_: Uint8Array;
	readonly random_: Uint8Array; // two bytes of id, the rest for letters
	readonly from_: SocketAddress;
	readonly onResolved_: (OnResolved | null)[]; // [capacity]; by query.ts
	readonly context_: unknown[]; // [capacity]; by query.ts
	servers_: SocketAddress[]; // by servers.ts
	health_: Int32Array; // by servers.ts
	first_: number; // server that the next query asks first; by servers.ts
	parts_: ResolverPart | null; // in the order in which they were added; by part.ts
	lastPart_: ResolverPart | null; // by part.ts
	fd_: number; // the socket, -1 = not open
	step_: number; // how far this turn is; by queries.ts
	follower_: number; // slot + 1 of the next query that gets the outcome in `answer`, 0 = none; by query.ts
	closed_: boolean;

	/** Throws RangeError for an option out of range or when the base's table is full. */
	constructor(base: EventBase, options: ResolverOptions) {
		const queries = wholeOption("queries", options.queries, 4, 1, 256);
		const servers = options.servers.length;
		const records = wholeOption("records", options.records, 4, 1, 64);
		const messageSize = wholeOption("messageSize", options.messageSize, 512, 512, 4096);
		needEvents(base, "Resolver", 1, "");
		needDescriptors(base.host.descriptors, "Resolver", 1, "");
		this.base = base;
		this.capacity = queries;
		this.timeoutMs = wholeOption("timeoutMs", options.timeoutMs, 2000, 1, 0x3fffffff);
		this.attempts = wholeOption("attempts", options.attempts, servers > 3 ? servers : 3, 1, 255);
		this.deadlineMs = wholeOption("deadlineMs", options.deadlineMs, 10_000, 1, 0x3fffffff);
		this.nameSize_ = wholeOption("nameSize", options.nameSize, NAME_MAX, 16, NAME_MAX);
		this.message_ = new Uint8Array(messageSize);
		this.answer = new DnsAnswer(records, this.message_);
		this.used = 0;
		this.ignored = 0;
		this.randomizeCase_ = options.randomizeCase !== false;
		this.rotate_ = options.rotate === true;
		this.stride_ = HEADER_SIZE + this.nameSize_ + 4 + (messageSize > 512 ? OPT_SIZE : 0);
		this.rows_ = new Int32Array(ROW * queries);
		this.packets_ = new Uint8Array(this.stride_ * queries);
		this.random_ = new Uint8Array(16);
		this.from_ = new SocketAddress("", 0);
		this.onResolved_ = [];
		this.context_ = [];
		for (let slot = 0; slot < queries; slot++) {
			this.onResolved_.push(null);
			this.context_.push(null);
		}
		this.servers_ = [];
		this.health_ = this.rows_;
		this.first_ = 0;
		this.parts_ = null;
		this.lastPart_ = null;
		this.fd_ = -1;
		this.step_ = 0;
		this.follower_ = 0;
		this.closed_ = false;
		if (serversSet(this, options.servers) < 0) {
			throw new RangeError(
				"servers has an invalid literal address, a duplicate, or more than 16: give each once",
			);
		}
		this.event_ = eventOpen(base, this);
		descriptorsReserve(base.descriptors_, 1);
		eventSetup(base, this.event_, -1, EV_READ | EV_PERSIST);
	}

	/**
	 * Asks for the records of `type` (DNS_A, ...) of `name`: text, or a whole name in wire format,
	 * which search domains leave alone. `onResolved` is called once, in a turn. Returns a handle for
	 * `cancel`; -ENOBUFS when the table is full, -EINVAL for an invalid name, -EMSGSIZE for
	 * one longer than `nameSize`, -EBADF after `close`. A host without UDP, random
	 * bytes or a free descriptor is an outcome, DNS_ERR_SEND. *Copies* the name; allocates
	 * nothing of its own. libevent `evdns_base_resolve_ipv4` and its kin.
	 */
	resolve(
		name: string | Uint8Array,
		type: number,
		onResolved: OnResolved,
		context?: unknown,
	): number {
		if (this.closed_) return -EBADF;
		const slot = queryFree(this);
		if (slot < 0) return -ENOBUFS;
		if (!isWhole(type, 1, 65535)) return -EINVAL;
		const size = this.putName_(slot, name);
		if (size < 0) return size;
		this.begin_(slot, size, type);
		this.onResolved_[slot] = onResolved;
		this.context_[slot] = context;
		return (this.rows_[ROW * slot + GENERATION] << 8) | slot;
	}

	/**
	 * Ends the query with `handle`: its callback gets DNS_ERR_CANCEL in a turn. Returns 0, -EALREADY
	 * if it has ended and its callback is about to run, -EBADF if it is over. libevent
	 * `evdns_cancel_request`.
	 */
	cancel(handle: number): number {
		const slot = handle & 0xff;
		if (handle < 0 || slot >= this.capacity) return -EBADF;
		const row = ROW * slot;
		if (this.rows_[row + GENERATION] !== handle >> 8) return -EBADF;
		if (this.rows_[row + STATE] === STATE_FREE) return -EBADF;
		if (this.rows_[row + STATE] === STATE_DONE) return -EALREADY;
		queryEnd(this, slot, DNS_ERR_CANCEL);
		return 0;
	}

	/**
	 * Ends all queries: their callbacks get DNS_ERR_SHUTDOWN in a turn, after which the slot of the
	 * event base is free. libevent `evdns_base_free` with `fail_requests`.
	 */
	close(): void {
		if (this.closed_) return;
		this.closed_ = true;
		descriptorsReserve(this.base.descriptors_, -1);
		this.shut_();
		for (let slot = 0; slot < this.capacity; slot++) {
			const state = this.rows_[ROW * slot + STATE];
			if (state !== STATE_FREE && state !== STATE_DONE) queryEnd(this, slot, DNS_ERR_SHUTDOWN);
		}
		if (this.used === 0) eventClose(this.base, this.event_);
		else queryWake(this);
	}

	/** Writes `name` in wire format into the packet of `slot`. Returns its size or -errno. */
	putName_(slot: number, name: string | Uint8Array): number {
		const at = this.stride_ * slot + HEADER_SIZE;
		const room = this.nameSize_;
		if (typeof name === "string") {
			const length = this.base.host.encodeText(name, this.packets_, at + 1, room - 1);
			if (length < 0) return -EMSGSIZE;
			const size = nameFromText(this.packets_, at, length);
			this.rows_[ROW * slot + RAW] = size === length + 2 ? 0 : 1; // a dot at the end
			return size > room ? -EMSGSIZE : size;
		}
		const size = nameCheck(name);
		this.rows_[ROW * slot + RAW] = 1;
		if (size > room) return -EMSGSIZE;
		for (let i = 0; i < size; i++) this.packets_[at + i] = name[i];
		return size;
	}

	/**
	 * Records the query at `slot`, whose name of `size` bytes is in place. All else is done in a turn of
	 * the resolver's own, because the caller may already be deep in a small board's stack.
	 */
	begin_(slot: number, size: number, type: number): void {
		const q = this.rows_;
		const row = ROW * slot;
		this.used++;
		queryAsk(this, slot, size, type);
		q[row + ERROR] = 0;
		q[row + ERRNO] = 0;
		q[row + DEADLINE] = (turnTick(this.base) + this.deadlineMs) | 0;
		q[row + DUE] = q[row + DEADLINE];
		if (this.rotate_ && ++this.first_ >= this.servers_.length) this.first_ = 0;
		queryWake(this);
	}

	/**
	 * Opens the socket unless it is open. Returns 0 or -errno. Forgets the timer and what was
	 * active: whoever calls it arms the event again afterwards.
	 */
	open_(): number {
		const base = this.base;
		if (this.fd_ >= 0) return 0;
		const fd = base.host.udpBind("", 0);
		if (fd < 0) return fd;
		this.fd_ = fd;
		eventDelete(base, this.event_);
		eventSetup(base, this.event_, fd, EV_READ | EV_PERSIST);
		return eventAdd(base, this.event_, -1);
	}

	/** Closes the socket. */
	shut_(): void {
		if (this.fd_ < 0) return;
		eventDelete(this.base, this.event_);
		this.base.host.close(this.fd_);
		this.fd_ = -1;
	}

	/** Waits for what comes next, or for nothing if no query is left. */
	settle_(): void {
		if (this.base.owner_[this.event_] !== this) return; // closed in the last callback
		if (this.used > 0) return queriesArm(this);
		this.shut_();
		if (this.closed_) eventClose(this.base, this.event_);
		else eventDelete(this.base, this.event_);
	}

	fire_(what: number): void {
		this.step_ = (what & EV_READ) !== 0 ? 0 : RECEIVE_MAX;
		for (let slot = queriesNext(this, what); slot >= 0; slot = queriesNext(this, what)) {
			const onResolved = queryTake(this, slot);
			if (onResolved !== null) onResolved(this.answer);
		}
		this.settle_();
	}

	/** A callback threw: the others' turn comes. */
	fault_(_error: unknown): void {
		this.follower_ = 0;
		this.settle_();
	}
}
