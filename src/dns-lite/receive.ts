/**
 * Receiving: from a datagram to the outcome of a query. What does not come from a server that was
 * asked, with the id and the question it was asked, is counted and otherwise as if it had not come;
 * so is what is malformed. The query goes on.
 */
import { getUint16 } from "../core/bytes.js";
import { EAGAIN } from "../core/errno.js";
import { answerRead } from "./answer.js";
import {
	ARCOUNT_AT,
	DNS_ERR_FORMAT,
	DNS_ERR_NOTEXIST,
	DNS_ERR_NOTIMPL,
	DNS_ERR_REFUSED,
	DNS_ERR_SEND,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_TRUNCATED,
	DNS_ERR_UNKNOWN,
	FLAG_QR,
	FLAG_TC,
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
	queryDeliver,
	queryFind,
	querySend,
	REFUSED,
	ROW,
	SERVER,
	STATE,
	STATE_SENT,
	STATE_TAKEN,
	TRIES,
} from "./query.js";
import type { Resolver } from "./resolver.js";
import { serverDown, serverFind, serverUp } from "./servers.js";

/** The most datagrams taken in one turn: a flood may fill the socket, not the loop. */
const RECEIVE_MAX = 8;

/** Notes that `server` answered `code` instead of an answer, and asks the next one. */
function refuse(r: Resolver, slot: number, server: number, code: number): void {
	const q = r.rows_;
	const row = ROW * slot;
	if (code === DNS_ERR_FORMAT && q[row + LENGTH] !== q[row + QUESTION_END]) {
		r.packets_[r.stride_ * slot + ARCOUNT_AT + 1] = 0; // it may be too old for EDNS: without it
		q[row + LENGTH] = q[row + QUESTION_END];
		q[row + SERVER] = server - 1;
		if (q[row + TRIES] === r.attempts) q[row + TRIES]--;
		return querySend(r, slot);
	}
	q[row + REFUSED] |= 1 << server;
	q[row + ERROR] = code <= DNS_ERR_REFUSED ? code : DNS_ERR_UNKNOWN;
	if (code === DNS_ERR_REFUSED || code === DNS_ERR_NOTIMPL) serverDown(r, server, r.now_());
	if (q[row + STATE] === STATE_SENT && q[row + SERVER] === server) querySend(r, slot);
}

/**
 * Sets `r.answer` from the message of `size` bytes in `answer.message`, which answers `slot`.
 * Returns 0, -EBADMSG, or the response code (positive) of a server that does not answer.
 */
export function answerTake(r: Resolver, slot: number, size: number): number {
	const answer = r.answer;
	const message = answer.message;
	const code = message[RCODE_AT] & RCODE_MASK;
	if (code !== 0 && code !== DNS_ERR_NOTEXIST) return code;
	const at = r.stride_ * slot;
	const end = r.rows_[ROW * slot + QUESTION_END];
	const found = answerRead(answer, size, end, getUint16(r.packets_, at + end - 4));
	answer.errno = 0;
	if ((message[FLAGS_AT] & FLAG_TC) !== 0) {
		answer.error = DNS_ERR_TRUNCATED; // what there is of it may be used
		if (answer.count === 0) answer.ttl = 0;
		return 0;
	}
	if (found < 0) return found;
	answer.error = code === 0 ? found : DNS_ERR_NOTEXIST;
	return 0;
}

/** Takes the datagram of `size` bytes in `r.message_`. Returns false if it is to be ignored. */
function accept(r: Resolver, size: number): boolean {
	const message = r.message_;
	const q = r.rows_;
	if (size < HEADER_SIZE || (message[FLAGS_AT] & (FLAG_QR | OPCODE_MASK)) !== FLAG_QR) return false;
	const server = serverFind(r, r.from_);
	const slot = queryFind(r, getUint16(message, 0));
	if (server < 0 || slot < 0 || (q[ROW * slot + ASKED] & (1 << server)) === 0) return false;
	if (q[ROW * slot + STATE] === STATE_TAKEN || !queryAsks(r, slot, message, size)) return false;
	r.answer.message = message;
	const code = answerTake(r, slot, size);
	if (code < 0) return false;
	if (code > 0) {
		if (code === DNS_ERR_SERVERFAILED || code === DNS_ERR_FORMAT) serverUp(r, server);
		refuse(r, slot, server, code);
	} else {
		serverUp(r, server);
		queryDeliver(r, slot);
	}
	return true;
}

/**
 * Closes the socket, which failed; the next transmission opens another. Nothing is ever received as
 * an error but the late news of a send, so queries that end unanswered say so.
 */
function fail(r: Resolver, errno: number): void {
	r.shut_();
	for (let row = 0; row < r.rows_.length; row += ROW) {
		if (r.rows_[row + STATE] !== STATE_SENT) continue;
		r.rows_[row + ERRNO] = errno;
		if (r.rows_[row + ERROR] === 0) r.rows_[row + ERROR] = DNS_ERR_SEND;
	}
}

/** Takes what has arrived at the resolver's socket. */
export function receive(r: Resolver): void {
	const host = r.base.host;
	for (let left = RECEIVE_MAX; left > 0 && r.fd_ >= 0; left--) {
		const size = host.recvFrom(r.fd_, r.message_, 0, r.message_.length, r.from_);
		if (size === -EAGAIN) return;
		if (size < 0) return fail(r, -size);
		if (!accept(r, size)) r.ignored++;
	}
}
