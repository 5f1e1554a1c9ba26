/** All queries of a resolver together: what is due in a turn, and when the next turn is due. */

import { EAGAIN } from "../core/errno.js";
import { eventChange, eventDue, turnTick } from "../core/event-table.js";
import { EV_PERSIST, EV_READ, EV_WRITE } from "../core/flags.js";
import { answerClear } from "./answer.js";
import { DNS_ERR_NOSERVER, DNS_ERR_TIMEOUT } from "./flags.js";
import {
	DEADLINE,
	DUE,
	ERRNO,
	ERROR,
	FOLLOWER,
	LENGTH,
	queryEnd,
	queryFail,
	queryPrepare,
	querySend,
	queryWake,
	ROW,
	SERVER,
	STATE,
	STATE_DONE,
	STATE_FREE,
	STATE_NEW,
	STATE_READY,
	STATE_SENT,
	STATE_WAIT,
} from "./query.js";
import { receive } from "./receive.js";
import type { Resolver } from "./resolver.js";
import { serverStrike } from "./servers.js";

/** The most datagrams taken in one turn: a flood may fill the socket, not the loop. */
export const RECEIVE_MAX = 8;

/** Continues the query at `slot`, whose tick has come. */
function expire(r: Resolver, slot: number, now: number): void {
	const q = r.rows_;
	const row = ROW * slot;
	if (q[row + STATE] === STATE_SENT) serverStrike(r, q[row + SERVER], now);
	if (((q[row + DEADLINE] - now) | 0) > 0) q[row + STATE] = STATE_READY;
	else queryEnd(r, slot, q[row + ERROR] === 0 ? DNS_ERR_TIMEOUT : q[row + ERROR]);
}

/**
 * Begins the query at `slot`: unless a part answers it, it is to be sent. Returns `slot` if the answer
 * is there, else -1.
 */
function begin(r: Resolver, slot: number): number {
	const q = r.rows_;
	const row = ROW * slot;
	answerClear(r.answer, 0);
	q[row + FOLLOWER] = 0;
	for (let part = r.parts_; part !== null; part = part.next_) {
		if (part.begin_(slot)) return q[row + STATE] === STATE_NEW ? slot : -1;
	}
	q[row + STATE] = STATE_READY;
	return -1;
}

/**
 * Makes the packet of the query at `slot` unless it is made, and opens the socket unless it is open.
 * Returns 0; else ends the query and returns less.
 */
function ready(r: Resolver, slot: number): number {
	let result = 0;
	if (r.servers_.length === 0) {
		queryEnd(r, slot, DNS_ERR_NOSERVER);
		return -1;
	}
	if (r.rows_[ROW * slot + LENGTH] === 0) result = queryPrepare(r, slot);
	if (result >= 0) result = r.open_();
	if (result < 0) queryFail(r, slot, -result);
	return result;
}

/** Does for the query at `slot` what is due. Returns `slot` if its outcome is in `r.answer` now, else -1. */
function run(r: Resolver, slot: number, writable: boolean): number {
	const q = r.rows_;
	const row = ROW * slot;
	const state = q[row + STATE];
	const now = turnTick(r.base);
	if (state === STATE_DONE) {
		answerClear(r.answer, q[row + ERROR]);
		r.answer.errno = q[row + ERRNO];
		return slot;
	}
	if (state === STATE_NEW) {
		if (begin(r, slot) >= 0) return slot;
	} else if (state === STATE_FREE) return -1;
	else if (((q[row + DUE] - now) | 0) <= 0) expire(r, slot, now);
	else if (state === STATE_WAIT && (writable || r.fd_ < 0)) q[row + STATE] = STATE_READY;
	if (q[row + STATE] === STATE_READY && ready(r, slot) >= 0) querySend(r, slot);
	return -1;
}

/** The chain of those that get the outcome in `r.answer` too: the next that was not cancelled meanwhile. */
function nextFollower(r: Resolver): number {
	const q = r.rows_;
	while (r.follower_ > 0) {
		const slot = r.follower_ - 1;
		if (q[ROW * slot + STATE] === STATE_NEW) return slot;
		r.follower_ = q[ROW * slot + FOLLOWER];
	}
	return -1;
}

/**
 * Does what is due in this turn, step by step, up to the next outcome: what has arrived, then each
 * query, then the parts. Returns the slot of the query whose outcome is in `r.answer`, -1 at the end of
 * the turn. Each step returns here
 * instead of calling the next one, which keeps the stack of a small board shallow.
 */
export function queriesNext(r: Resolver, what: number): number {
	const follower = nextFollower(r);
	if (follower >= 0) return follower;
	while (r.step_ < RECEIVE_MAX) {
		r.step_++;
		const slot = receive(r);
		if (slot >= 0) return slot;
		if (slot === -EAGAIN) r.step_ = RECEIVE_MAX;
	}
	const writable = (what & EV_WRITE) !== 0;
	if (writable && r.step_ === RECEIVE_MAX) eventChange(r.base, r.event_, EV_READ | EV_PERSIST);
	while (r.step_ < RECEIVE_MAX + r.capacity) {
		const slot = run(r, r.step_++ - RECEIVE_MAX, writable);
		if (slot >= 0) return slot;
	}
	for (let part = r.parts_; part !== null; part = part.next_) {
		const slot = part.turn_();
		if (slot >= 0) return slot;
	}
	return -1;
}

/** Sets the timer to the next tick at which something is due, or requests a turn. */
export function queriesArm(r: Resolver): void {
	const q = r.rows_;
	const now = turnTick(r.base);
	let left = -1;
	for (let slot = 0; slot < r.capacity; slot++) {
		const row = ROW * slot;
		const state = q[row + STATE];
		if (state === STATE_FREE) continue;
		if (state === STATE_NEW || state === STATE_READY || state === STATE_DONE) return queryWake(r);
		const delay = (q[row + DUE] - now) | 0;
		if (left < 0 || delay < left) left = delay > 0 ? delay : 0;
	}
	if (left >= 0) eventDue(r.base, r.event_, (now + left) | 0);
}
