/**
 * EvictIdle: the overload policy that closes the connection that has been idle for longest, if that
 * is long enough, in favour of the client that waits: without a byte received or sent since it was
 * accepted or since its last one. Its owner gets BEV_EVENT_ERROR with ECONNABORTED. It watches what
 * connections receive and send; a pool without it pays nothing.
 */
import { SLOT_MASK } from "../core/descriptors.js";
import { ECONNABORTED } from "../core/errno.js";
import { eventDue } from "../core/event-table.js";
import { MS_MAX, wholeOption } from "../core/option.js";
import type { BufferEvent } from "./bufferevent.js";
import { BEV_EVENT_ERROR } from "./flags.js";
import type { Listener } from "./listener.js";
import { notify } from "./notify.js";
import type { Overload } from "./overload.js";
import type { Transport } from "./transport.js";
import { setTransport } from "./transport.js";

export class EvictIdle implements Overload, Transport {
	/** Connections closed in favour of others. */
	evicted: number;
	readonly extra_: number;
	readonly idleMs_: number;
	connections_: BufferEvent[]; // the pool
	inner_: Transport | null;
	listener_: Listener | null;
	tick_: Int32Array; // [descriptors] when it last received or sent, or was accepted

	/** Connections are left alone until they have been idle for `idleMs`, 0 to 2^31 - 1. @setup */
	constructor(idleMs: number) {
		this.evicted = 0;
		this.extra_ = 0;
		this.idleMs_ = wholeOption("idleMs", idleMs, -1, 0, MS_MAX);
		this.connections_ = [];
		this.inner_ = null;
		this.listener_ = null;
		this.tick_ = new Int32Array(0);
	}

	/** @setup */
	attach_(listener: Listener): void {
		const pool = listener.idle_;
		const shared = pool[0].shared_;
		const count = listener.base.descriptors_.capacity;
		this.listener_ = listener;
		this.connections_ = [];
		for (let i = 0; i < pool.length; i++) this.connections_.push(pool[i]);
		this.inner_ = shared.io_;
		setTransport(shared, this);
		this.tick_ = new Int32Array(count);
	}

	onOverload_(listener: Listener): boolean {
		const base = listener.base;
		const pool = this.connections_;
		let victim: BufferEvent | null = null;
		let longest = -1;
		for (let i = 0; i < pool.length; i++) {
			const fd = pool[i].fd;
			if (fd < 0) continue;
			const idle = (base.now_ - this.tick_[fd & SLOT_MASK]) | 0;
			if (idle <= longest) continue;
			longest = idle;
			victim = pool[i];
		}
		if (victim === null) return false;
		if (longest < this.idleMs_) {
			eventDue(base, listener.slot_, (base.now_ + this.idleMs_ - longest) | 0);
			return false;
		}
		this.evict_(listener, victim);
		return listener.open < pool.length;
	}

	evict_(listener: Listener, victim: BufferEvent): void {
		this.evicted++;
		listener.opening_ = victim; // which it closes if onEvent throws
		notify(victim, BEV_EVENT_ERROR, ECONNABORTED);
		listener.opening_ = null;
	}

	opened_(fd: number): void {
		this.tick_[fd & SLOT_MASK] = (this.listener_ as Listener).base.now_;
	}

	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const count = (this.inner_ as Transport).recv(fd, bytes, at, length);
		if (count > 0) this.opened_(fd);
		return count;
	}

	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const count = (this.inner_ as Transport).send(fd, bytes, at, length);
		if (count > 0) this.opened_(fd);
		return count;
	}

	shutdown(fd: number, how: number): number {
		return (this.inner_ as Transport).shutdown(fd, how);
	}

	close(fd: number): number {
		return (this.inner_ as Transport).close(fd);
	}
}
