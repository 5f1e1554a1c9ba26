/**
 * DnsServer: answers questions over UDP (libevent's evdns server ports). The requests are made at
 * the start; while all of them are in use or wait for the socket, nothing more is received, and
 * the platform keeps or drops what arrives.
 *
 * The user is asked only about well-formed questions of class IN. Malformed ones get FORMERR,
 * other operations NOTIMP, other classes REFUSED, another EDNS version BADVERS; replies and scraps
 * get nothing, so that two servers cannot talk to each other for ever. A request whose callback threw
 * gets SERVFAIL. One that is neither answered nor dropped stays with the user for good, because
 * taking it back could make a late answer another asker's.
 */

import { eventActivate } from "../core/active-queue.js";
import { descriptorsReserve } from "../core/descriptors.js";
import { EACCES, EADDRINUSE, EADDRNOTAVAIL, EAGAIN, EBADF } from "../core/errno.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import { eventAdd, eventChange, eventClose, eventOpen, eventSetup } from "../core/event-table.js";
import { EV_PERSIST, EV_READ, EV_WRITE } from "../core/flags.js";
import { tellListenError } from "../core/listen-error.js";
import { needDescriptors, needEvents, wholeOption } from "../core/option.js";
import type { RequestServer } from "./request.js";
import { DnsRequest, requestFault, requestRevoke, requestServe } from "./request.js";

const RECEIVE_MAX = 8; // datagrams in one turn

/** Options of a `DnsServer`. */
export interface DnsServerOptions {
	/** Port to listen on, 0 to 65535; 0 lets the platform pick one. */
	port: number;
	/** Literal local address; "" = all, which is the default. */
	address?: string;
	/** Requests that can be open at once, 1 to 256; 2 if not given. */
	requests?: number;
	/** Longest reply, 512 to 4,096; 512 if not given. */
	messageSize?: number;
	/** Runs for each question; answers now, later, or drops it. */
	onRequest: (request: DnsRequest) => void;
	/** Runs when the socket fails; the server is closed then. `error` is an errno. */
	onError?: ((server: DnsServer, error: number) => void) | null;
}

/** Returns whether a socket with `error` will never receive. */
function isFatal(error: number): boolean {
	return error === -EADDRINUSE || error === -EADDRNOTAVAIL || error === -EACCES || error === -EBADF;
}

/**
 * Answers questions over UDP from a fixed pool of requests. Takes one event slot of the base and
 * one descriptor until `close()`. libevent `struct evdns_server_port`.
 */
export class DnsServer implements EventOwner, RequestServer {
	readonly base: EventBase;
	/** The host's descriptor, -1 = closed. */
	fd: number;
	/** Questions passed to `onRequest`. */
	asked: number;
	/** Messages that were refused or not answered without asking the user. */
	refused: number;
	/** Replies that the host refused to send. */
	failed: number;
	/** Runs for each question; may be replaced. */
	onRequest: (request: DnsRequest) => void;
	/** Runs when the socket fails; may be replaced. `error` is an errno. */
	onError: ((server: DnsServer, error: number) => void) | null;
	readonly port_: number;
	readonly address_: string;
	readonly event_: number;
	readonly requests_: DnsRequest[];
	readonly idle_: DnsRequest[]; // a stack
	readonly unsent_: DnsRequest[]; // a stack: what the socket would not take yet
	current_: DnsRequest | null; // whose callback runs

	/** Throws RangeError for invalid options. A failure to bind is reported to `onError`. */
	constructor(base: EventBase, options: DnsServerOptions) {
		const count = wholeOption("requests", options.requests, 2, 1, 256);
		const size = wholeOption("messageSize", options.messageSize, 512, 512, 4096);
		const port = wholeOption("port", options.port, 0, 0, 65535);
		needEvents(base, "DnsServer", 1, "");
		needDescriptors(base.host.descriptors, "DnsServer", 1, "");
		this.base = base;
		this.asked = 0;
		this.refused = 0;
		this.failed = 0;
		this.onRequest = options.onRequest;
		this.onError = options.onError === undefined ? null : options.onError;
		this.port_ = port;
		this.address_ = options.address === undefined ? "" : options.address;
		this.requests_ = [];
		this.idle_ = [];
		this.unsent_ = [];
		this.current_ = null;
		this.event_ = eventOpen(base, this);
		descriptorsReserve(base.descriptors_, 1);
		for (let i = 0; i < count; i++) {
			const request = new DnsRequest(this, size);
			this.requests_.push(request);
			this.idle_.push(request);
		}
		this.fd = base.host.udpBind(this.address_, port);
		eventSetup(base, this.event_, this.fd, EV_READ | EV_PERSIST);
		if (this.fd >= 0) eventAdd(base, this.event_, -1);
		else eventActivate(base, this.event_, 0);
	}

	/** Stops; drops open requests, including those kept by the user. */
	close(): void {
		if (this.base.owner_[this.event_] !== this) return;
		const fd = this.fd;
		this.fd = -1;
		eventClose(this.base, this.event_);
		descriptorsReserve(this.base.descriptors_, -1);
		if (fd >= 0) this.base.host.close(fd);
		for (let i = 0; i < this.requests_.length; i++) requestRevoke(this.requests_[i]);
	}

	fire_(what: number): void {
		if (this.fd < 0) return this.fail_(-this.fd);
		if ((what & EV_WRITE) !== 0) this.flush_();
		if ((what & EV_READ) !== 0) this.receive_();
		this.settle_();
	}

	fault_(_error: unknown): void {
		requestFault(this);
		this.settle_();
	}

	fail_(error: number): void {
		this.close();
		if (this.onError !== null) this.onError(this, error);
		else tellListenError(this.base, error, this.port_, this.address_);
	}

	/**
	 * Receives datagrams while a request is free, and passes each to the user or answers it at once.
	 */
	receive_(): void {
		for (let left = RECEIVE_MAX; left > 0 && this.fd >= 0 && this.idle_.length > 0; left--) {
			const request = this.idle_[this.idle_.length - 1];
			const bytes = request.bytes;
			const size = this.base.host.recvFrom(this.fd, bytes, 0, bytes.length, request.peer);
			if (size === -EAGAIN) return;
			if (size < 0) {
				this.failed++; // the late error of a reply that could not be sent, or of the bind
				if (isFatal(size)) this.fail_(-size);
				continue;
			}
			this.idle_.pop();
			requestServe(this, request, size, true);
		}
	}

	flush_(): void {
		let before = this.unsent_.length + 1;
		while (this.fd >= 0 && this.unsent_.length < before) {
			const request = this.unsent_.pop();
			if (request === undefined) return;
			before = this.unsent_.length + 1;
			this.send_(request);
		}
	}

	send_(request: DnsRequest): void {
		if (this.fd < 0) return;
		const bytes = request.bytes;
		const sent = this.base.host.sendTo(this.fd, bytes, 0, request.size, request.peer);
		if (sent === -EAGAIN) {
			this.unsent_.push(request); // DS-04: not lost
			eventActivate(this.base, this.event_, 0);
			return;
		}
		if (sent < 0) this.failed++;
		this.release_(request);
	}

	release_(request: DnsRequest): void {
		if (this.fd < 0) return;
		this.idle_.push(request);
		if (this.idle_.length === 1) eventActivate(this.base, this.event_, 0); // it had paused
	}

	/** Awaits what can be served. */
	settle_(): void {
		if (this.fd < 0) return;
		let interest = EV_PERSIST;
		if (this.idle_.length > 0) interest |= EV_READ;
		if (this.unsent_.length > 0) interest |= EV_WRITE;
		eventChange(this.base, this.event_, interest);
	}
}
