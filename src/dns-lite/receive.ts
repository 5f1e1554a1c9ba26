/**
 * Receiving: from a datagram to the outcome of a query. A datagram that is malformed, or that
 * does not come from a server that was asked, with the id and question it was asked, is counted and
 * ignored. The query continues.
 */
import { getUint16 } from "../core/bytes.js";
import { EAGAIN, ENOENT } from "../core/errno.js";
import { turnTick } from "../core/event-table.js";
import { answerRead, answerSettle } from "./answer.js";
import {
	ARCOUNT_AT,
	DNS_ERR_FORMAT,
	DNS_ERR_NOTEXIST,
	DNS_ERR_NOTIMPL,
	DNS_ERR_REFUSED,
	DNS_ERR_SEND,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_UNKNOWN,
	FLAG_QR,
	FLAGS_AT,
	HEADER_SIZE,
	OPCODE_MASK,
	RCODE_AT,
	RCODE_MASK,
} from "./flags.js";
import {
	ASKED,
	ERRNO,
	ERROR,
	LENGTH,
	QUESTION_END,
	queryAsks,
	queryFind,
	REFUSED,
	ROW,
	SERVER,
	STATE,
	STATE_READY,
	STATE_SENT,
	STATE_TAKEN,
	TRIES,
} from "./query.js";
import type { Resolver } from "./resolver.js";
import { serverDown, serverFind, serverUp } from "./servers.js";

/** Records that the sender responded with error `code`; the next server is to be asked. */
function refuse(r: Resolver, slot: number, code: number): void {
	const q = r.rows_;
	const row = ROW * slot;
	const server = serverFind(r, r.from_);
	if (code === DNS_ERR_SERVERFAILED || code === DNS_ERR_FORMAT) serverUp(r, server);
	if (code === DNS_ERR_FORMAT && q[row + LENGTH] !== q[row + QUESTION_END]) {
		r.packets_[r.stride_ * slot + ARCOUNT_AT + 1] = 0; // it may be too old for EDNS: without it
		q[row + LENGTH] = q[row + QUESTION_END];
		q[row + SERVER] = server - 1;
		if (q[row + TRIES] === r.attempts) q[row + TRIES]--;
		q[row + STATE] = STATE_READY;
		return;
	}
	q[row + REFUSED] |= 1 << server;
	q[row + ERROR] = code <= DNS_ERR_REFUSED ? code : DNS_ERR_UNKNOWN;
	if (code === DNS_ERR_REFUSED || code === DNS_ERR_NOTIMPL) serverDown(r, server, turnTick(r.base));
	if (q[row + STATE] === STATE_SENT && q[row + SERVER] === server) q[row + STATE] = STATE_READY;
}

/** Returns the slot of the query that the datagram of `size` bytes in `r.message_` answers, or -1. */
function match(r: Resolver, size: number): number {
	const message = r.message_;
	const q = r.rows_;
	if (size < HEADER_SIZE || (message[FLAGS_AT] & (FLAG_QR | OPCODE_MASK)) !== FLAG_QR) return -1;
	const server = serverFind(r, r.from_);
	const slot = queryFind(r, getUint16(message, 0));
	if (server < 0 || slot < 0 || (q[ROW * slot + ASKED] & (1 << server)) === 0) return -1;
	if (q[ROW * slot + STATE] === STATE_TAKEN || !queryAsks(r, slot, message, size)) return -1;
	return slot;
}

/**
 * Closes the socket, which failed; the next transmission opens another. An error on receiving always
 * belongs to an earlier send, so queries that end unanswered report it.
 */
function fail(r: Resolver, errno: number): void {
	r.shut_();
	for (let row = 0; row < r.rows_.length; row += ROW) {
		if (r.rows_[row + STATE] !== STATE_SENT) continue;
		r.rows_[row + ERRNO] = errno;
		if (r.rows_[row + ERROR] === 0) r.rows_[row + ERROR] = DNS_ERR_SEND;
	}
}

/**
 * Takes one datagram from the resolver's socket. Returns the slot of the query whose outcome is in
 * `r.answer` now, -ENOENT if it was no answer, -EAGAIN if nothing more has arrived. The steps follow
 * one another here instead of calling one another, and the caller delivers, which keeps the stack
 * of a small board shallow.
 */
export function receive(r: Resolver): number {
	const answer = r.answer;
	const message = r.message_;
	if (r.fd_ < 0) return -EAGAIN;
	const size = r.base.host.recvFrom(r.fd_, message, 0, message.length, r.from_);
	if (size < 0) {
		if (size !== -EAGAIN) fail(r, -size);
		return -EAGAIN;
	}
	const slot = match(r, size);
	const code = message[RCODE_AT] & RCODE_MASK;
	if (slot >= 0 && code !== 0 && code !== DNS_ERR_NOTEXIST) {
		refuse(r, slot, code);
		return -ENOENT;
	}
	if (slot >= 0) {
		const end = r.rows_[ROW * slot + QUESTION_END];
		answer.message = message;
		const found = answerRead(answer, size, end, getUint16(message, end - 4));
		if (answerSettle(answer, code, found) >= 0) {
			serverUp(r, serverFind(r, r.from_));
			return slot;
		}
	}
	r.ignored++;
	return -ENOENT;
}
