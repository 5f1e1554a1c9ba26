/**
 * Refuse: the overload policy that gives a client a last word and hangs up, instead of letting it
 * wait: HTTP's 503, for instance. One connection beside the pool does this, one client at a time,
 * so that a crowd costs no more than a single one. It lingers (linger.ts), which it cuts short for
 * the next one.
 */
import { EAGAIN, EMFILE } from "../core/errno.js";
import { eventDue } from "../core/event-table.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import { BufferEvent } from "./bufferevent.js";
import { BEV_OPEN } from "./flags.js";
import type { Listener } from "./listener.js";
import type { Overload } from "./overload.js";
import type { Pool } from "./shared.js";
import { Shared } from "./shared.js";
import { openOn, sendReference } from "./transfer.js";

const SEND_MS = 2000;
const RETRY_MS = 100;

export class Refuse implements Overload, Pool {
	/** Clients refused. */
	refused: number;
	readonly extra_: number;
	readonly word_: Uint8Array;
	usher_: BufferEvent | null;
	listener_: Listener | null;

	/**
	 * `lastWord` is sent to each client, and must not change. With a listener it takes one event of
	 * the base more, one descriptor of the host, and about 70 bytes of buffers.
	 */
	constructor(lastWord: Uint8Array) {
		this.refused = 0;
		this.extra_ = 1;
		this.word_ = lastWord;
		this.usher_ = null;
		this.listener_ = null;
	}

	/** @setup */
	attach_(listener: Listener): void {
		const base = listener.base;
		const shared = new Shared(base.host, { writeTimeoutMs: SEND_MS }, 64, this);
		this.listener_ = listener;
		this.usher_ = new BufferEvent(base, { input: 64, output: 1 }, shared);
	}

	opened_(_fd: number): void {}

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

	isAwaited_(): boolean {
		const listener = this.listener_;
		if (listener === null) return false;
		return listener.isAwaited_();
	}

	release_(_usher: BufferEvent): void {
		if (this.listener_ !== null) this.listener_.resume_();
	}
}
