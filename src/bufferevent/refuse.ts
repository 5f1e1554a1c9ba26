/**
 * Refuse: the overload policy that sends a client a fixed response and closes, instead of letting it
 * wait: HTTP's 503, for instance. One connection beside the pool does this, one client at a time,
 * so that many clients cost no more than one. It lingers (linger.ts), but shortens that for the next
 * client.
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
	readonly response_: Uint8Array;
	refuser_: BufferEvent | null;
	listener_: Listener | null;

	/**
	 * `response` is sent to each client, and must not change. With a listener it takes one more event
	 * of the base, one descriptor of the host, and about 70 bytes of buffers.
	 */
	constructor(response: Uint8Array) {
		this.refused = 0;
		this.extra_ = 1;
		this.response_ = response;
		this.refuser_ = null;
		this.listener_ = null;
	}

	/** @setup */
	attach_(listener: Listener): void {
		const base = listener.base;
		const shared = new Shared(base.host, { writeTimeoutMs: SEND_MS }, 64, this);
		this.listener_ = listener;
		this.refuser_ = new BufferEvent(base, { input: 64, output: 1 }, shared);
	}

	opened_(_fd: number): void {}

	onOverload_(listener: Listener): boolean {
		const refuser = this.refuser_ as BufferEvent;
		const base = listener.base;
		if (refuser.fd >= 0) return false; // release_ resumes the listener
		const fd = base.host.accept(listener.fd);
		if (fd === -EAGAIN) return true;
		if (fd === -EMFILE) {
			eventDue(base, listener.slot_, (base.now_ + RETRY_MS) | 0);
			return false;
		}
		if (fd < 0 || openOn(refuser, fd, BEV_OPEN | EV_READ | EV_WRITE) < 0) return true;
		this.refused++;
		sendReference(refuser, this.response_, 0);
		refuser.end();
		return true;
	}

	isAwaited_(): boolean {
		const listener = this.listener_;
		if (listener === null) return false;
		return listener.isAwaited_();
	}

	release_(_refuser: BufferEvent): void {
		if (this.listener_ !== null) this.listener_.resume_();
	}
}
