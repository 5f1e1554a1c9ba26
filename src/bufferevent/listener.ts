/**
 * Listener: accepts connections into a pool that was made at the start. When the pool is empty it
 * stops accepting, and continues when a connection returns; the peers wait in the
 * platform's backlog. libevent `evconnlistener`, without its spinning at EMFILE.
 */
import { eventActivate } from "../core/active-queue.js";
import { descriptorsReserve, SLOT_MASK } from "../core/descriptors.js";
import { EAGAIN, EBADF, ECONNABORTED, EMFILE, ENOBUFS, ENOMEM } from "../core/errno.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import {
	eventAdd,
	eventChange,
	eventClose,
	eventDue,
	eventOpen,
	eventSetup,
} from "../core/event-table.js";
import { EV_PERSIST, EV_READ, EV_WRITE } from "../core/flags.js";
import { tellListenError } from "../core/listen-error.js";
import { MS_MAX, needDescriptors, needEvents, wholeOption } from "../core/option.js";
import { bufferSize, Slab, slabStride } from "../evbuffer-lite/slab.js";
import type { BufferEventOptions, ConnectionCallback } from "./bufferevent.js";
import { BufferEvent } from "./bufferevent.js";
import { BEV_OPEN } from "./flags.js";
import type { Overload } from "./overload.js";
import type { Pool } from "./shared.js";
import { Shared } from "./shared.js";
import { openOn } from "./transfer.js";

const ACCEPTS_PER_TURN = 8;
const BACKLOG = 511; // as in Node, nginx and others
const RETRY_MS = 100; // wait for a free descriptor

/** Options of a `Listener`; those of `BufferEventOptions` apply to each connection of the pool. */
export interface ListenerOptions extends BufferEventOptions {
	/** Port to listen on, 0 to 65535; 0 lets the platform pick one. */
	port: number;
	/** Literal local address; "" = all, which is the default. */
	address?: string;
	/** Connections that the platform may hold before they are accepted, where it can be asked. 511 if not given. */
	backlog?: number;
	/** Connections at the same time: the size of the pool. */
	connections: number;
	/** Runs for each new connection, with reading and writing enabled. */
	onConnection: ConnectionCallback;
	/** What to do when the pool is used up and a client waits: `Refuse`, `EvictIdle`. Without one it waits. */
	overload?: Overload | null;
	/** Runs when listening fails: for example, the port is in use. `error` is an errno. */
	onError?: ((listener: Listener, error: number) => void) | null;
}

/**
 * Accepts connections into a pool of bufferevents that is allocated at the start. Takes one event
 * slot of the base and one descriptor for itself and for each connection, and the buffers of all,
 * until `close()`; those of the connections stay. libevent `struct evconnlistener`.
 */
export class Listener implements EventOwner, Pool {
	readonly base: EventBase;
	/** The host's descriptor; less than 0 = not listening. */
	fd: number;
	/** Connections accepted so far. */
	accepted: number;
	/** Connections open now. */
	open: number;
	/** How often clients had to wait because the pool was used up. */
	waits: number;
	onConnection: ConnectionCallback;
	/** Runs when listening fails; may be replaced. While it is null the base reports the error. */
	onError: ((listener: Listener, error: number) => void) | null;
	readonly slot_: number;
	readonly idle_: BufferEvent[]; // [connections] a stack; the first length - open are not in use
	readonly overload_: Overload | null;
	opening_: BufferEvent | null; // the one whose callback runs
	error_: number; // errno to report in a turn, 0 = none
	readonly port_: number;
	readonly address_: string;
	enabled_: boolean; // the program wants connections
	waiting_: boolean; // a client has waited since the last accept, and is counted

	/**
	 * Allocates the pool (one slot of the base and two buffers each, all buffers in one array) and
	 * listens. A failure to listen comes as `onError`. Throws RangeError for impossible options, or
	 * when the base has not an event or the host not a descriptor for the listener and each connection.
	 */
	constructor(base: EventBase, options: ListenerOptions) {
		const count = wholeOption("connections", options.connections, -1, 1, 16383);
		this.port_ = wholeOption("port", options.port, -1, 0, 65535);
		const backlog = wholeOption("backlog", options.backlog, BACKLOG, 0, MS_MAX);
		const input = bufferSize("input", options.input, 512);
		const output = bufferSize("output", options.output, 512);
		const shared = new Shared(base.host, options, input, this);
		this.overload_ = options.overload === undefined ? null : options.overload;
		const more = this.overload_ === null ? 1 : 1 + this.overload_.extra_;
		needEvents(base, "Listener", count + more, ` (connections + ${more})`);
		needDescriptors(base.host.descriptors, "Listener", count + more, ` (connections + ${more})`);
		descriptorsReserve(base.host.descriptors, count + more);
		this.base = base;
		this.accepted = 0;
		this.open = 0;
		this.waits = 0;
		this.onConnection = options.onConnection;
		this.onError = options.onError === undefined ? null : options.onError;
		this.idle_ = [];
		this.opening_ = null;
		this.error_ = 0;
		this.address_ = options.address === undefined ? "" : options.address;
		this.enabled_ = true;
		this.waiting_ = false;
		const slab = new Slab(base.host, count, slabStride(input) + slabStride(output) - 4);
		for (let i = 0; i < count; i++) this.idle_.push(new BufferEvent(base, options, shared, slab));
		this.slot_ = eventOpen(base, this);
		if (this.overload_ !== null) this.overload_.attach_(this);
		this.fd = base.host.tcpListen(this.address_, this.port_, backlog);
		eventSetup(base, this.slot_, this.fd, EV_PERSIST | EV_READ);
		if (this.fd >= 0) eventAdd(base, this.slot_, -1);
		else {
			this.error_ = -this.fd;
			eventActivate(base, this.slot_, EV_READ);
		}
	}

	/** Accepts again after `disable`. libevent `evconnlistener_enable`. */
	enable(): void {
		this.enabled_ = true;
		this.resume_();
	}

	/** Stops accepting; open connections continue. libevent `evconnlistener_disable`. */
	disable(): void {
		this.enabled_ = false;
		this.pause_();
	}

	/** Stops listening for good; open connections continue. Returns 0 or -EBADF. libevent `evconnlistener_free`. */
	close(): number {
		const fd = this.fd;
		if (fd < 0) return -EBADF;
		this.fd = -1;
		this.free_();
		return this.base.host.close(fd);
	}

	/** Returns its event slot and its reservation of descriptors. */
	free_(): void {
		const extra = this.overload_ === null ? 0 : this.overload_.extra_;
		eventClose(this.base, this.slot_);
		descriptorsReserve(this.base.descriptors_, -(this.idle_.length + 1 + extra));
	}

	fire_(_what: number): void {
		if (this.error_ !== 0) return this.fail_(this.error_);
		this.resume_();
		for (let i = 0; i < ACCEPTS_PER_TURN && this.fd >= 0 && this.enabled_; i++) {
			if (this.open === this.idle_.length) {
				if (!this.onOverload_()) return;
				if (this.open === this.idle_.length) continue;
			}
			const fd = this.base.host.accept(this.fd);
			if (fd >= 0) this.accept_(fd);
			else if (fd === -EAGAIN) return;
			else if (fd === -EMFILE || fd === -ENOBUFS || fd === -ENOMEM) {
				this.pause_(); // until a descriptor may be free
				return eventDue(this.base, this.slot_, (this.base.now_ + RETRY_MS) | 0);
			} else if (fd !== -ECONNABORTED) return this.fail_(-fd); // that one client has gone
		}
	}

	/** The pool is used up: if a client waits, applies the overload policy. Returns whether to continue. */
	onOverload_(): boolean {
		const overload = this.overload_;
		if ((this.base.descriptors_.ready_[this.fd & SLOT_MASK] & EV_READ) === 0) return false;
		const relieved = overload === null ? false : overload.onOverload_(this);
		if (relieved) return true;
		if (!this.waiting_) this.waits++;
		this.waiting_ = true;
		this.pause_(); // release_ resumes it
		return false;
	}

	isAwaited_(): boolean {
		if (this.open !== this.idle_.length || !this.enabled_) return false;
		return this.fd >= 0 && (this.base.descriptors_.ready_[this.fd & SLOT_MASK] & EV_READ) !== 0;
	}

	/** Awaits connections, if they are wanted and there is one to give. */
	resume_(): void {
		if (this.fd < 0 || !this.enabled_) return;
		if (this.open === this.idle_.length && this.overload_ === null) return;
		eventChange(this.base, this.slot_, EV_PERSIST | EV_READ);
	}

	pause_(): void {
		if (this.fd >= 0) eventChange(this.base, this.slot_, EV_PERSIST);
	}

	accept_(fd: number): void {
		const connection = this.idle_[this.idle_.length - this.open - 1];
		this.opening_ = connection;
		this.open++;
		this.waiting_ = false;
		if (this.overload_ !== null) this.overload_.opened_(fd);
		if (openOn(connection, fd, BEV_OPEN | EV_READ | EV_WRITE) === 0) {
			this.accepted++;
			this.onConnection(connection);
		}
		this.opening_ = null;
	}

	fail_(error: number): void {
		this.error_ = 0;
		if (this.close() < 0) this.free_(); // it never listened
		if (this.onError !== null) this.onError(this, error);
		else tellListenError(this.base, error, this.port_, this.address_);
	}

	/** onConnection threw or was aborted (recover.ts): closes that connection; the listener continues. */
	fault_(_error: unknown): void {
		const connection = this.opening_;
		if (connection === null) return;
		if (connection.close() < 0) this.release_(connection); // it was not opened yet
		this.opening_ = null;
	}

	release_(connection: BufferEvent): void {
		const pool = this.idle_;
		const at = pool.length - this.open;
		if (at === 0 || pool[at - 1] !== connection) {
			pool[at] = connection;
			this.open--;
		} // else it was done, and what follows was aborted
		if (this.opening_ === connection) this.opening_ = null;
		if (this.open === pool.length - 1) this.resume_();
	}
}
