/**
 * Linger: the end of a connection that `end()` closes. A close while bytes of the peer are unread or
 * under way resets the connection, and may take with it what was just sent (RFC 9112, 9.6). So only
 * our side ends; what the peer still sends is discarded, without memory, until it ends too, is
 * quiet, has had all of its time, or somebody waits for its place in the pool. A host that cannot
 * end one side closes sooner, because the peer may wait for that.
 *
 * While it lingers, `reference_` is not used, and `sent_` counts the steps until the peer is quiet.
 */
import { EAGAIN, EOPNOTSUPP } from "../core/errno.js";
import { SHUT_WR } from "../core/flags.js";
import type { BufferEvent } from "./bufferevent.js";
import { noteDeadline, readDue } from "./deadlines.js";
import { BEV_EOF, BEV_EVENT_CLOSED, BEV_SHUT } from "./flags.js";
import { notify } from "./notify.js";
import { beginLingering } from "./state.js";

const STEP_MS = 50; // who lingers for that long makes room for one that waits
const QUIET_SHUT = 20; // steps, the first in part, without a byte, once our side has ended
const QUIET = 4; // where it cannot end alone
const LINGER_MS = 10000;
const READS_PER_TURN = 32;

/** All is sent: lingers, or closes where the peer has ended or is lost. */
export function linger(be: BufferEvent): void {
	if ((be.state_ & BEV_EOF) !== 0) return notify(be, BEV_EVENT_CLOSED, 0);
	const result = be.shared_.io_.shutdown(be.fd, SHUT_WR);
	if (result < 0 && result !== -EOPNOTSUPP) return notify(be, BEV_EVENT_CLOSED, 0);
	beginLingering(be, result < 0 ? 0 : BEV_SHUT);
	be.sent_ = result < 0 ? QUIET : QUIET_SHUT;
	be.input.length = 0;
	be.input.at = be.input.start_;
	readDue(be, STEP_MS);
	noteDeadline(be, LINGER_MS);
}

/** Discards what the peer sends; closes at its end. */
export function discard(be: BufferEvent): void {
	const input = be.input;
	const io = be.shared_.io_;
	for (let i = 0; i < READS_PER_TURN; i++) {
		const count = io.recv(be.fd, input.slab.bytes, input.start_, input.size);
		if (count === -EAGAIN) return;
		if (count <= 0) return notify(be, BEV_EVENT_CLOSED, 0);
		be.sent_ = (be.state_ & BEV_SHUT) !== 0 ? QUIET_SHUT : QUIET;
	}
}

/** A step is over: closes, or waits for another. */
export function lingerOn(be: BufferEvent): void {
	const left = (be.readDue_ - be.base.now_) | 0;
	if (left > 0) return readDue(be, left); // the timer was set for something earlier
	const pool = be.shared_.pool_;
	let isOver = --be.sent_ <= 0 || ((be.base.now_ - be.writeDue_) | 0) >= 0;
	if (pool !== null && !isOver) isOver = pool.isAwaited_();
	if (isOver) return notify(be, BEV_EVENT_CLOSED, 0);
	readDue(be, STEP_MS);
}
