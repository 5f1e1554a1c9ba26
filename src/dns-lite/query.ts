/**
 * The queries of a resolver: rows of one table, each with the packet that is sent for it, ready to
 * be sent again. Free functions over the resolver's columns; none allocates.
 *
 * A query goes NEW -> READY -> SENT -> gone. READY: to be sent in this turn. WAIT: the socket would
 * not take the packet yet. TAKEN: a part (TCP) works on it. DONE: it has an outcome without a message
 * and waits for its turn. Fields lie in one Int32Array, row by row: a view costs 64 bytes on XS, more than a column of four queries.
 */

import { eventActivate } from "../core/active-queue.js";
import { bytesEqual, bytesEqualIgnoreCase, getUint16, putUint16 } from "../core/bytes.js";
import { EAGAIN } from "../core/errno.js";
import { eventChange, turnTick } from "../core/event-table.js";
import { EV_PERSIST, EV_READ, EV_TIMEOUT, EV_WRITE } from "../core/flags.js";
import {
	ARCOUNT_AT,
	CLASS_IN,
	DNS_ERR_SEND,
	DNS_ERR_TIMEOUT,
	DNS_OPT,
	FLAG_RD,
	FLAGS_AT,
	HEADER_SIZE,
	QDCOUNT_AT,
} from "./flags.js";
import type { OnResolved, Resolver } from "./resolver.js";
import { serverNext } from "./servers.js";

// Fields of a query's row
export const STATE = 0;
export const GENERATION = 1;
export const DUE = 2; // tick of the next transmission, or of the end
export const DEADLINE = 3; // tick at which it ends in any case
export const LENGTH = 4; // bytes of its packet
export const QUESTION_END = 5; // offset after the question
export const TRIES = 6; // transmissions so far
export const SERVER = 7; // asked last
export const ASKED = 8; // set of servers asked
export const REFUSED = 9; // set of servers that refused
export const ERROR = 10; // DNS_ERR_* to end with, 0 = none learnt yet
export const ERRNO = 11; // why the last transmission failed
export const RAW = 12; // 1: no part may append a search domain
export const FOLLOWER = 13; // slot + 1 of a query that gets the same outcome, 0 = none
export const ROW = 14;

export const STATE_FREE = 0;
export const STATE_NEW = 1;
export const STATE_WAIT = 2;
export const STATE_SENT = 3;
export const STATE_TAKEN = 4;
export const STATE_DONE = 5;
export const STATE_READY = 6;

/** Size of the OPT record that says how long a datagram may be (RFC 6891, 6.1.2). */
export const OPT_SIZE = 11;

/** Requests a turn in which the resolver checks all of its queries. */
export function queryWake(r: Resolver): void {
	eventActivate(r.base, r.event_, EV_TIMEOUT);
}

/** Returns a free slot, or -1. */
export function queryFree(r: Resolver): number {
	for (let slot = 0; slot < r.capacity; slot++) {
		if (r.rows_[ROW * slot + STATE] === STATE_FREE) return slot;
	}
	return -1;
}

/** Returns the slot of the query with `id` that awaits an answer, or -1. */
export function queryFind(r: Resolver, id: number): number {
	for (let slot = 0; slot < r.capacity; slot++) {
		const state = r.rows_[ROW * slot + STATE];
		if (state === STATE_FREE || state === STATE_DONE) continue;
		if (getUint16(r.packets_, r.stride_ * slot) === id) return slot;
	}
	return -1;
}

/** Gives the packet at `at` a random id that no other query has, and its name random case. */
function randomizeQuery(r: Resolver, at: number, nameSize: number): void {
	const bytes = r.packets_;
	const random = r.random_;
	let id = getUint16(random, 0);
	putUint16(bytes, at, 0xffff); // DN-04: never an id
	while (id === 0xffff || queryFind(r, id) >= 0) id = (id + 1) & 0xffff;
	putUint16(bytes, at, id);
	if (!r.randomizeCase_) return;
	const bits = 8 * (random.length - 2);
	let bit = 0;
	let label = at + HEADER_SIZE; // where the next length is; lengths are no letters
	const end = label + nameSize - 1;
	for (let i = label; i < end; i++) {
		if (i === label) {
			label += 1 + bytes[i];
			continue;
		}
		const lower = bytes[i] | 0x20;
		if (lower < 0x61 || lower > 0x7a) continue;
		if (((random[2 + (bit >> 3)] >> (bit & 7)) & 1) !== 0) bytes[i] ^= 0x20;
		bit = bit + 1 < bits ? bit + 1 : 0;
	}
}

/** Makes the query at `slot` ask for `type` of the name of `nameSize` bytes already in its packet. */
export function queryAsk(r: Resolver, slot: number, nameSize: number, type: number): void {
	const row = ROW * slot;
	const end = HEADER_SIZE + nameSize + 4;
	putUint16(r.packets_, r.stride_ * slot + end - 4, type);
	r.rows_[row + STATE] = STATE_NEW;
	r.rows_[row + QUESTION_END] = end;
	r.rows_[row + LENGTH] = 0; // to be made when it is sent
}

/** Writes all of the packet of `slot` but id, name and type. */
function complete(r: Resolver, slot: number): void {
	const bytes = r.packets_;
	const at = r.stride_ * slot;
	const end = at + r.rows_[ROW * slot + QUESTION_END];
	let length = end - at;
	for (let i = at + FLAGS_AT; i < at + HEADER_SIZE; i++) bytes[i] = 0;
	bytes[at + FLAGS_AT] = FLAG_RD;
	bytes[at + QDCOUNT_AT + 1] = 1;
	putUint16(bytes, end - 2, CLASS_IN);
	if (r.message_.length > 512) {
		bytes[at + ARCOUNT_AT + 1] = 1;
		for (let i = 0; i < OPT_SIZE; i++) bytes[end + i] = 0;
		bytes[end + 2] = DNS_OPT;
		putUint16(bytes, end + 3, r.message_.length);
		length += OPT_SIZE;
	}
	r.rows_[ROW * slot + LENGTH] = length;
}

/**
 * Makes the packet of the query at `slot`, for which nothing was done yet. Returns 0, or -errno of the
 * host's random.
 */
export function queryPrepare(r: Resolver, slot: number): number {
	const q = r.rows_;
	const row = ROW * slot;
	const random = r.base.host.random(r.random_);
	if (random < 0) return random;
	randomizeQuery(r, r.stride_ * slot, q[row + QUESTION_END] - HEADER_SIZE - 4);
	complete(r, slot);
	q[row + TRIES] = 0;
	q[row + SERVER] = r.first_ - 1;
	q[row + ASKED] = 0;
	q[row + REFUSED] = 0;
	q[row + ERROR] = 0;
	q[row + ERRNO] = 0;
	return 0;
}

/** Ends the query at `slot` with `error`; its callback runs in a turn. */
export function queryEnd(r: Resolver, slot: number, error: number): void {
	const row = ROW * slot;
	if (r.rows_[row + STATE] === STATE_TAKEN) {
		for (let part = r.parts_; part !== null; part = part.next_) part.drop_(slot);
	}
	r.rows_[row + ERROR] = error;
	r.rows_[row + STATE] = STATE_DONE;
	queryWake(r);
}

/**
 * Sends the query at `slot`, the socket being open, to the next server; ends it if there is none
 * left to ask.
 */
export function querySend(r: Resolver, slot: number): void {
	const q = r.rows_;
	const row = ROW * slot;
	const now = turnTick(r.base);
	while (q[row + TRIES] < r.attempts) {
		const server = serverNext(r, q[row + SERVER], q[row + REFUSED], now);
		if (server < 0) break;
		const at = r.stride_ * slot;
		const to = r.servers_[server];
		const result = r.base.host.sendTo(r.fd_, r.packets_, at, q[row + LENGTH], to);
		if (result === -EAGAIN) {
			q[row + STATE] = STATE_WAIT;
			q[row + DUE] = q[row + DEADLINE];
			eventChange(r.base, r.event_, EV_READ | EV_WRITE | EV_PERSIST);
			return;
		}
		q[row + SERVER] = server;
		q[row + TRIES]++;
		if (result >= 0) {
			const due = (now + r.timeoutMs) | 0;
			q[row + ASKED] |= 1 << server;
			q[row + STATE] = STATE_SENT;
			q[row + DUE] = ((due - q[row + DEADLINE]) | 0) < 0 ? due : q[row + DEADLINE];
			return;
		}
		q[row + REFUSED] |= 1 << server;
		q[row + ERRNO] = -result;
		if (q[row + ERROR] === 0) q[row + ERROR] = DNS_ERR_SEND;
	}
	queryEnd(r, slot, q[row + ERROR] === 0 ? DNS_ERR_TIMEOUT : q[row + ERROR]);
}

/** Ends the query at `slot`, which could not be sent because of `errno`. */
export function queryFail(r: Resolver, slot: number, errno: number): void {
	const row = ROW * slot;
	r.rows_[row + ERRNO] = errno;
	queryEnd(r, slot, r.rows_[row + ERROR] === 0 ? DNS_ERR_SEND : r.rows_[row + ERROR]);
}

/** Restarts the chain of queries that starts with `follower`, a slot + 1. */
export function queriesRenew(r: Resolver, follower: number): void {
	for (let next = follower; next > 0; next = r.rows_[ROW * (next - 1) + FOLLOWER]) {
		r.rows_[ROW * (next - 1) + STATE] = STATE_NEW;
	}
}

/**
 * Offers the outcome in `r.answer` to the parts and, unless one continues the query, ends the query
 * at `slot`. Returns its owner's callback, for the caller to call, or null. Its followers get the
 * same outcome next (`r.follower_`); if a callback throws, they start over.
 */
export function queryTake(r: Resolver, slot: number): OnResolved | null {
	const answer = r.answer;
	const q = r.rows_;
	const row = ROW * slot;
	let taken = false;
	answer.handle = (q[row + GENERATION] << 8) | slot;
	answer.type = getUint16(r.packets_, r.stride_ * slot + q[row + QUESTION_END] - 4);
	answer.context = r.context_[slot];
	for (let part = r.lastPart_; part !== null && !taken; part = part.before_) {
		taken = part.end_(slot);
	}
	if (taken && q[row + STATE] === STATE_TAKEN) return null; // for those that follow it as well
	if (r.follower_ === 0) queriesRenew(r, q[row + FOLLOWER]); // it is the first of its chain
	r.follower_ = q[row + FOLLOWER];
	q[row + FOLLOWER] = 0;
	if (taken) return null;
	const onResolved = r.onResolved_[slot];
	q[row + STATE] = STATE_FREE;
	q[row + GENERATION] = (q[row + GENERATION] + 1) & 0x3fffff;
	r.onResolved_[slot] = null;
	r.context_[slot] = null;
	r.used--;
	return onResolved;
}

/**
 * Returns whether `message` of `size` bytes repeats the question of `slot`: byte for byte, as the
 * random case is part of what a forger has to guess (DN-07); without it, but for the case.
 */
export function queryAsks(r: Resolver, slot: number, message: Uint8Array, size: number): boolean {
	const end = r.rows_[ROW * slot + QUESTION_END];
	if (size < end || getUint16(message, QDCOUNT_AT) !== 1) return false;
	const name = end - HEADER_SIZE - 4;
	const at = r.stride_ * slot;
	const bytes = r.packets_;
	if (!bytesEqual(message, end - 4, bytes, at + end - 4, 4)) return false;
	if (r.randomizeCase_) return bytesEqual(message, HEADER_SIZE, bytes, at + HEADER_SIZE, name);
	return bytesEqualIgnoreCase(message, HEADER_SIZE, bytes, at + HEADER_SIZE, name);
}
