/**
 * Refuse: the overload policy that gives a client a last word and hangs up, instead of letting it
 * wait: HTTP's 503, for instance. One connection beside the pool does this, one client at a time,
 * so that a crowd costs no more than a single one. It half-closes where the host can and drops
 * what the client sends for up to a second, because closing at once could take the word with it.
 */
import { EAGAIN, EMFILE } from "../core/errno.js";
import { eventDue } from "../core/event-table.js";
import { EV_READ, EV_WRITE, SHUT_WR } from "../core/flags.js";
import { BufferEvent } from "./bufferevent.js";
import { readDue } from "./deadlines.js";
import { BEV_ENDING, BEV_EVENT_CLOSED, BEV_EVENT_ERROR, BEV_OPEN } from "./flags.js";
import type { Pool } from "./limits.js";
import { Limits } from "./limits.js";
import type { Listener } from "./listener.js";
import type { Overload } from "./overload.js";
import { openOn, sendReference } from "./transfer.js";

const LINGER_MS = 1000;
const SEND_MS = 2000;
const RETRY_MS = 100;

/** Drops what the client says. */
function drop(usher: BufferEvent): void {
	usher.input.drain(usher.input.length);
}

/** The word is sent: hangs up, gently where that can be done. The end or the time of the client: at once. */
function said(usher: BufferEvent, what: number): void {
	if ((what & BEV_EVENT_CLOSED) === 0) {
		if ((what & BEV_EVENT_ERROR) === 0) usher.close();
		return;
	}
	if (usher.limits_.io_.shutdown(usher.fd, SHUT_WR) < 0) return; // it closes
	usher.state_ = (usher.state_ & ~(BEV_ENDING | EV_WRITE)) | EV_READ;
	readDue(usher, LINGER_MS);
}

export class Refuse implements Overload, Pool {
	/** Clients refused. */
	refused: number;
	readonly word_: Uint8Array;
	usher_: BufferEvent | null;
	listener_: Listener | null;

	/**
	 * `lastWord` is sent to each client, and must not change. With a listener it takes one event of
	 * the base more, one descriptor of the host, and about 70 bytes of buffers.
	 */
	constructor(lastWord: Uint8Array) {
		this.refused = 0;
		this.word_ = lastWord;
		this.usher_ = null;
		this.listener_ = null;
	}

	/** @setup */
	attach_(listener: Listener): void {
		const base = listener.base;
		const limits = new Limits(base.host, { writeTimeoutMs: SEND_MS });
		limits.pool_ = this;
		this.listener_ = listener;
		this.usher_ = new BufferEvent(
			base,
			{ input: 64, output: 1, onRead: drop, onEvent: said },
			limits,
		);
	}

	relieve_(listener: Listener): boolean {
		const usher = this.usher_ as BufferEvent;
		const base = listener.base;
		if (usher.fd >= 0) return false; // release_ goes on
		const fd = base.host.accept(listener.fd);
		if (fd === -EAGAIN) return true;
		if (fd === -EMFILE) {
			eventDue(base, listener.slot_, (base.now_ + RETRY_MS) | 0);
			return false;
		}
		if (fd < 0 || openOn(usher, fd, BEV_OPEN | EV_READ | EV_WRITE) < 0) return true;
		this.refused++;
		sendReference(usher, this.word_, 0);
		usher.end();
		return true;
	}

	release_(_usher: BufferEvent): void {
		if (this.listener_ !== null) this.listener_.resume_();
	}
}
