/**
 * NameConnector: connects a bufferevent to a name (libevent `bufferevent_socket_connect_hostname`).
 * Made once; connects one bufferevent after the other, several at a time take several.
 *
 * A small Happy Eyeballs (RFC 8305): both families are asked for together; connecting begins with
 * the first IPv6 address, or 50 ms after the IPv4 ones if they arrive first. Addresses are tried one
 * after the other, alternating between the families: the next one at once when one fails, or after
 * `attemptMs` without an answer. Only one attempt is made at a time, since a device has few sockets;
 * in the RFC they race.
 *
 * While an address has alternatives its descriptor belongs to this connector's slot of the event
 * base, so after a failure the bufferevent still has all that was written to it. The last address,
 * or one that has connected, is given to the bufferevent, which reports the outcome as after
 * `connect`.
 */

import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { BEV_EVENT_ERROR } from "../bufferevent/flags.js";
import { notify } from "../bufferevent/notify.js";
import { eventActivate } from "../core/active-queue.js";
import { addressText } from "../core/address.js";
import { descriptorSlot } from "../core/descriptors.js";
import {
	EAGAIN,
	EBADF,
	EBUSY,
	ECANCELED,
	EHOSTUNREACH,
	EINVAL,
	EISCONN,
	ENOENT,
	ETIMEDOUT,
} from "../core/errno.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import { eventAdd, eventDelete, eventDue, eventSetup } from "../core/event-table.js";
import { EV_PERSIST, EV_READ, EV_TIMEOUT, EV_WRITE } from "../core/flags.js";
import { isWhole, wholeOption } from "../core/option.js";
import {
	DNS_ERR_CANCEL,
	DNS_ERR_NODATA,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SEND,
	DNS_ERR_TIMEOUT,
} from "./flags.js";
import type { LookupOptions } from "./lookup.js";
import { Lookup } from "./lookup.js";
import type { Resolver } from "./resolver.js";

const RESOLUTION_DELAY_MS = 50; // RFC 8305, 3

/** Options of a `NameConnector`. */
export interface ConnectorOptions extends LookupOptions {
	/** Milliseconds until the next address is tried while one is silent; 2,000 if not given. */
	attemptMs?: number;
}

/** Returns the errno that says most of what DNS error `lookup.error` means for a connection. */
function errnoOf(lookup: Lookup): number {
	const error = lookup.error;
	if (error === DNS_ERR_NOTEXIST || error === DNS_ERR_NODATA) return ENOENT;
	if (error === DNS_ERR_TIMEOUT) return ETIMEDOUT;
	if (error === DNS_ERR_CANCEL) return ECANCELED;
	return error === DNS_ERR_SEND ? lookup.errno : EHOSTUNREACH;
}

function onFound(_lookup: Lookup): void {}

/**
 * Connects a bufferevent to a host name, one after the other. Takes two event slots of the base,
 * one for itself and one for its look-up, and while connecting one or two queries of the resolver.
 * libevent `bufferevent_socket_connect_hostname`.
 */
export class NameConnector implements EventOwner {
	/** The base of its resolver. */
	readonly base: EventBase;
	/** The look-up of the name; its `error` is the DNS error if there is no address to connect to. */
	readonly lookup: Lookup;
	/** Milliseconds until the next address is tried while one is silent. */
	readonly attemptMs: number;
	connection_: BufferEvent | null; // to be connected, null = idle
	port_: number;
	fd_: number; // of the attempt under way, -1 = none
	tried4_: number;
	tried6_: number;
	isFour_: boolean; // the family tried last
	due_: number; // tick at which to continue
	waiting_: boolean; // due_ counts
	errno_: number; // of the last attempt that failed

	/** Takes one slot of the event base. Throws RangeError. */
	constructor(resolver: Resolver, options: ConnectorOptions) {
		const attemptMs = wholeOption("attemptMs", options.attemptMs, 2000, 1, 0x3fffffff);
		this.base = resolver.base;
		this.lookup = new Lookup(resolver, options, this);
		this.attemptMs = attemptMs;
		this.connection_ = null;
		this.port_ = 0;
		this.fd_ = -1;
		this.tried4_ = 0;
		this.tried6_ = 0;
		this.isFour_ = true;
		this.due_ = 0;
		this.waiting_ = false;
		this.errno_ = 0;
	}

	/**
	 * Connects `connection` to `port` of `name`, as `Lookup.start` takes it. Its `onEvent` gets the
	 * outcome, in a turn: BEV_EVENT_CONNECTED, or BEV_EVENT_ERROR with the errno of the last address
	 * that was tried, ENOENT for a name without addresses, ETIMEDOUT when no server answered. Bytes
	 * written meanwhile are sent then. Until it is established, use `cancel`, not `connection.close`.
	 * Returns 0; -EISCONN; -EBUSY while this connector is in use; -EINVAL; -errno of the resolver.
	 */
	connectName(connection: BufferEvent, name: string | Uint8Array, port: number): number {
		if (connection.fd >= 0) return -EISCONN;
		if (this.connection_ !== null) return -EBUSY;
		if (!isWhole(port, 1, 65535)) return -EINVAL;
		const result = this.lookup.start(name, onFound);
		if (result < 0) return result;
		this.connection_ = connection;
		this.port_ = port;
		this.tried4_ = 0;
		this.tried6_ = 0;
		this.isFour_ = true;
		this.waiting_ = false;
		this.errno_ = 0;
		return 0;
	}

	/**
	 * Cancels: `onEvent` gets BEV_EVENT_ERROR with ECANCELED in a turn. Returns 0, or -EBADF if
	 * nothing is under way or the bufferevent already has the connection.
	 */
	cancel(): number {
		if (this.connection_ === null) return -EBADF;
		this.drop_();
		this.errno_ = ECANCELED;
		this.lookup.cancel();
		this.tried4_ = this.lookup.room_; // no address is tried any more
		this.tried6_ = this.lookup.room_;
		eventActivate(this.base, this.lookup.event_, EV_TIMEOUT);
		return 0;
	}

	/** Returns the slots to the event base. Returns 0, or -EBUSY while in use. */
	close(): number {
		return this.connection_ === null ? this.lookup.close() : -EBUSY;
	}

	fire_(_what: number): void {
		const lookup = this.lookup;
		const settled = !lookup.begun_ || lookup.isSettled_();
		if (settled) lookup.begun_ = false;
		const connection = this.connection_;
		if (connection === null) return;
		if (connection.fd >= 0) return this.leave_(); // the program has connected it itself
		if (this.fd_ >= 0) {
			if (!this.hasFailed_(connection, settled)) return;
		} else if (this.tried4_ + this.tried6_ === 0 && !this.mayBegin_(settled)) return;
		this.try_(connection, settled);
	}

	fault_(_error: unknown): void {}

	/**
	 * Checks the attempt under way. Returns true if it failed and another address is to be tried.
	 * An attempt without an alternative is not given up.
	 */
	hasFailed_(connection: BufferEvent, settled: boolean): boolean {
		const lookup = this.lookup;
		const output = connection.output;
		const result = this.base.host.send(this.fd_, output.slab.bytes, output.at, 0);
		if (result === -EAGAIN) {
			const isLast = lookup.count4_ <= this.tried4_ && lookup.count6_ <= this.tried6_;
			if (isLast && settled) this.give_(connection, this.fd_);
			if (isLast || ((this.due_ - this.base.now_) | 0) > 0) return false;
			this.errno_ = ETIMEDOUT;
		} else if (result < 0) this.errno_ = -result;
		else {
			this.give_(connection, this.fd_);
			return false;
		}
		this.drop_();
		return true;
	}

	/** Returns whether the answers so far are enough to begin with. */
	mayBegin_(settled: boolean): boolean {
		const lookup = this.lookup;
		const base = this.base;
		if (settled || lookup.count6_ > 0) return true;
		if (lookup.count4_ === 0) return false;
		if (this.waiting_) return ((this.due_ - base.now_) | 0) <= 0;
		this.waiting_ = true;
		this.due_ = (base.now_ + RESOLUTION_DELAY_MS) | 0;
		eventDue(base, lookup.event_, this.due_);
		return false;
	}

	/** Tries addresses until one is under way or none is left. */
	try_(connection: BufferEvent, settled: boolean): void {
		const lookup = this.lookup;
		for (;;) {
			const left4 = lookup.count4_ - this.tried4_;
			const left6 = lookup.count6_ - this.tried6_;
			if (left4 <= 0 && left6 <= 0) {
				if (settled) this.fail_(connection);
				return; // else the other family may have some
			}
			const isFour = left4 > 0 && (left6 <= 0 || !this.isFour_);
			const at = isFour ? 16 * lookup.room_ + 4 * this.tried4_++ : 16 * this.tried6_++;
			const isLast = settled && (left4 > 0 ? left4 : 0) + (left6 > 0 ? left6 : 0) === 1;
			this.isFour_ = isFour;
			const fd = this.open_(at, isFour ? 4 : 16);
			if (fd < 0) this.errno_ = -fd;
			else if (isLast) return this.give_(connection, fd);
			else return this.watch_(fd);
		}
	}

	/** Begins to connect to the address at `at`. Returns the descriptor. @allocates its text, and what the host does */
	open_(at: number, size: number): number {
		const text = addressText(this.lookup.addresses_, at, size);
		return this.base.host.tcpConnect(text, this.port_);
	}

	/** Awaits the attempt `fd`. */
	watch_(fd: number): void {
		const base = this.base;
		const event = this.lookup.event_;
		eventDelete(base, event);
		this.fd_ = fd;
		eventSetup(base, event, fd, EV_READ | EV_WRITE | EV_PERSIST);
		eventAdd(base, event, -1);
		this.due_ = (base.now_ + this.attemptMs) | 0;
		eventDue(base, event, this.due_);
	}

	/** Releases the attempt under way without closing it. */
	unwatch_(): void {
		const base = this.base;
		const event = this.lookup.event_;
		eventDelete(base, event);
		eventSetup(base, event, -1, 0);
		this.fd_ = -1;
	}

	/** Closes the attempt under way. */
	drop_(): void {
		const fd = this.fd_;
		this.unwatch_();
		if (fd >= 0) this.base.host.close(fd);
	}

	/** Gives `fd` to the bufferevent, which calls with its success or failure. */
	give_(connection: BufferEvent, fd: number): void {
		this.unwatch_();
		const result = connection.openConnecting_(fd);
		if (result < 0) {
			this.errno_ = -result; // a filter without a descriptor, say
			if (descriptorSlot(this.base.descriptors_, fd) >= 0) this.base.host.close(fd);
			return this.fail_(connection);
		}
		this.connection_ = null;
		this.lookup.cancel();
	}

	/** Ends without a callback. */
	leave_(): void {
		this.drop_();
		this.connection_ = null;
		this.lookup.cancel();
	}

	/** Reports that no address could be connected to. */
	fail_(connection: BufferEvent): void {
		const error = this.errno_ === 0 ? errnoOf(this.lookup) : this.errno_;
		this.drop_();
		this.connection_ = null;
		connection.input.drain(connection.input.length);
		connection.output.drain(connection.output.length);
		notify(connection, BEV_EVENT_ERROR, error);
	}
}
