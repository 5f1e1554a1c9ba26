/** All queries of a resolver together: what is due in a turn, and when the next turn is due. */
import { eventChange, eventDue } from "../core/event-table.js";
import { EV_PERSIST, EV_READ } from "../core/flags.js";
import { answerClear } from "./answer.js";
import { DNS_ERR_TIMEOUT } from "./flags.js";
import {
	DEADLINE,
	DUE,
	ERRNO,
	ERROR,
	FOLLOWER,
	queryDeliver,
	queryEnd,
	querySend,
	queryWake,
	ROW,
	SERVER,
	STATE,
	STATE_DONE,
	STATE_FREE,
	STATE_NEW,
	STATE_SENT,
	STATE_WAIT,
} from "./query.js";
import type { Resolver } from "./resolver.js";
import { serverStrike } from "./servers.js";

/** Goes on with the query at `slot`, whose tick has come. */
function expire(r: Resolver, slot: number, now: number): void {
	const q = r.rows_;
	const row = ROW * slot;
	if (q[row + STATE] === STATE_SENT) serverStrike(r, q[row + SERVER], now);
	if (((q[row + DEADLINE] - now) | 0) <= 0) {
		queryEnd(r, slot, q[row + ERROR] === 0 ? DNS_ERR_TIMEOUT : q[row + ERROR]);
	} else querySend(r, slot);
}

/** Begins the query at `slot`: a part answers it, or it is sent. */
function begin(r: Resolver, slot: number): void {
	answerClear(r.answer, 0);
	r.rows_[ROW * slot + FOLLOWER] = 0;
	for (let part = r.parts_; part !== null; part = part.next_) {
		if (part.begin_(slot)) {
			if (r.rows_[ROW * slot + STATE] === STATE_NEW) queryDeliver(r, slot);
			return;
		}
	}
	querySend(r, slot);
}

/** Does for each query what is due. */
export function queriesRun(r: Resolver, writable: boolean): void {
	const q = r.rows_;
	const now = r.now_();
	if (writable) eventChange(r.base, r.event_, EV_READ | EV_PERSIST);
	for (let slot = 0; slot < r.capacity; slot++) {
		const row = ROW * slot;
		const state = q[row + STATE];
		if (state === STATE_FREE) continue;
		if (state === STATE_DONE) {
			answerClear(r.answer, q[row + ERROR]);
			r.answer.errno = q[row + ERRNO];
			queryDeliver(r, slot);
		} else if (state === STATE_NEW) begin(r, slot);
		else if (((q[row + DUE] - now) | 0) <= 0) expire(r, slot, now);
		else if (state === STATE_WAIT && (writable || r.fd_ < 0)) querySend(r, slot);
	}
}

/** Sets the timer to the next tick at which something is due, or asks for a turn soon. */
export function queriesArm(r: Resolver): void {
	const q = r.rows_;
	const now = r.now_();
	let left = -1;
	for (let slot = 0; slot < r.capacity; slot++) {
		const row = ROW * slot;
		const state = q[row + STATE];
		if (state === STATE_FREE) continue;
		if (state === STATE_NEW || state === STATE_DONE) return queryWake(r);
		const delay = (q[row + DUE] - now) | 0;
		if (left < 0 || delay < left) left = delay > 0 ? delay : 0;
	}
	if (left >= 0) eventDue(r.base, r.event_, (now + left) | 0);
}
