/**
 * DnsTcpServer: answers questions over TCP, each message after its length in two bytes (RFC 1035,
 * 4.2.2; 7766). A connection has one request at a time: pipelined questions wait in its input and
 * are answered in order. Connections above the pool wait in the platform's backlog (libevent closes
 * them, DS-04); idle ones are closed.
 *
 * All questions are asked in a turn of the server's own, for which it takes one slot of the event
 * base: from inside the callbacks of connections they would not fit the stack of a small board.
 *
 * A request kept by the user outlives its connection; its answer is then dropped.
 */

import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { BEV_EVENT_EOF, BEV_EVENT_TIMEOUT } from "../bufferevent/flags.js";
import { Listener } from "../bufferevent/listener.js";
import { eventActivate } from "../core/active-queue.js";
import { getUint16, putUint16 } from "../core/bytes.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import { eventClose, eventOpen } from "../core/event-table.js";
import { MS_MAX, needDescriptors, needEvents, wholeOption } from "../core/option.js";
import { commit, reserve } from "../evbuffer-lite/evbuffer.js";
import { HEADER_SIZE } from "./flags.js";
import type { RequestServer } from "./request.js";
import { DnsRequest, requestFault, requestOwner, requestServe } from "./request.js";

/** Options of a `DnsTcpServer`. */
export interface DnsTcpServerOptions {
	/** Port to listen on, 0 to 65535. */
	port: number;
	/** Literal local address; "" = all, which is the default. */
	address?: string;
	/** Connections at the same time, each with a request of its own. 2 if not given. */
	connections?: number;
	/** Longest message, 512 to 4,096; 512 if not given. */
	messageSize?: number;
	/** Milliseconds without a byte after which a connection is closed; 10,000 if not given. */
	idleTimeoutMs?: number;
	/** Runs for each question; the same function as the UDP server's. */
	onRequest: (request: DnsRequest) => void;
	/** Runs when listening fails. `error` is an errno. */
	onError?: ((listener: Listener, error: number) => void) | null;
}

/** What the server knows of a connection; made for each of the pool. */
class Peer {
	readonly server: DnsTcpServer;
	readonly connection: BufferEvent;
	request: DnsRequest | null; // being answered
	ended: boolean; // it sends no more

	constructor(server: DnsTcpServer, connection: BufferEvent) {
		this.server = server;
		this.connection = connection;
		this.request = null;
		this.ended = false;
	}
}

function onConnection(connection: BufferEvent): void {
	(connection.context as Peer).ended = false;
}

function onRead(connection: BufferEvent): void {
	(connection.context as Peer).server.wake_();
}

/** Releases the request of a connection that is lost. */
function abandon(peer: Peer): void {
	const request = peer.request;
	if (request === null) return;
	peer.request = null;
	requestOwner(request, null);
}

function onEvent(connection: BufferEvent, what: number): void {
	const peer = connection.context as Peer;
	if ((what & BEV_EVENT_EOF) !== 0) {
		peer.ended = true;
		return peer.server.wake_();
	}
	abandon(peer);
	if ((what & BEV_EVENT_TIMEOUT) !== 0) connection.close();
}

/**
 * Answers questions over TCP. Takes one event slot of the base for itself and those of its listener
 * and of each connection, until `close()`. libevent `evdns_add_server_port_with_listener`.
 */
export class DnsTcpServer implements EventOwner, RequestServer {
	readonly base: EventBase;
	readonly listener: Listener;
	/** Questions that the user was asked. */
	asked: number;
	/** Messages that were refused without asking the user. */
	refused: number;
	/** Runs for each question; may be replaced. */
	onRequest: (request: DnsRequest) => void;
	readonly event_: number; // slot in the base's table
	readonly messageSize_: number;
	readonly peers_: Peer[];
	readonly idle_: DnsRequest[]; // a stack
	current_: DnsRequest | null; // whose callback runs

	/** Throws RangeError for impossible options. A failure to listen comes as `onError`. */
	constructor(base: EventBase, options: DnsTcpServerOptions) {
		const size = wholeOption("messageSize", options.messageSize, 512, 512, 4096);
		const connections = wholeOption("connections", options.connections, 2, 1, 16383);
		const idleMs = wholeOption("idleTimeoutMs", options.idleTimeoutMs, 10_000, 0, MS_MAX);
		const who = "DnsTcpServer";
		needEvents(base, who, connections + 2, " (connections + 2)");
		needDescriptors(base.host.descriptors, who, connections + 1, " (connections + 1)");
		this.base = base;
		this.asked = 0;
		this.refused = 0;
		this.onRequest = options.onRequest;
		this.messageSize_ = size;
		this.peers_ = [];
		this.idle_ = [];
		this.current_ = null;
		this.listener = new Listener(base, {
			port: options.port,
			address: options.address,
			connections,
			input: size + 2,
			output: size + 2,
			readTimeoutMs: idleMs,
			writeTimeoutMs: idleMs,
			onConnection,
			onRead,
			onEvent,
			onError: options.onError,
		});
		const pool = this.listener.idle_;
		for (let i = 0; i < connections; i++) {
			const peer = new Peer(this, pool[i]);
			pool[i].context = peer;
			this.peers_.push(peer);
			this.idle_.push(new DnsRequest(this, size));
		}
		this.event_ = eventOpen(base, this);
	}

	/** Stops listening and closes every connection. */
	close(): void {
		if (this.base.owner_[this.event_] !== this) return;
		eventClose(this.base, this.event_);
		this.listener.close();
		for (let i = 0; i < this.peers_.length; i++) {
			abandon(this.peers_[i]);
			this.peers_[i].connection.close();
		}
	}

	/** Requests a turn in which all connections are checked. */
	wake_(): void {
		if (this.base.owner_[this.event_] === this) eventActivate(this.base, this.event_, 0);
	}

	fire_(_what: number): void {
		for (let i = 0; i < this.peers_.length; i++) {
			const request = this.read_(this.peers_[i]);
			if (request === null) continue;
			const result = requestServe(this, request, request.size, false);
			if (result < 0) this.peers_[i].connection.close();
		}
	}

	fault_(_error: unknown): void {
		requestFault(this);
		this.wake_(); // for the connections after it
	}

	/** Takes the next message of `peer` if it is whole and the last one is answered; else null. */
	read_(peer: Peer): DnsRequest | null {
		const connection = peer.connection;
		const input = connection.input;
		if (peer.request !== null || connection.fd < 0) return null;
		const size = input.length < 2 ? 0 : getUint16(input.slab.bytes, input.at);
		if (input.length < 2 || input.length < 2 + size) {
			if (size > this.messageSize_) connection.close();
			else if (peer.ended) connection.end();
			return null;
		}
		if (connection.output.length !== 0) return null; // onRead comes again when it is sent
		if (size < HEADER_SIZE) {
			this.refused++;
			connection.close();
			return null;
		}
		const request = this.idle_.pop();
		if (request === undefined) return null; // until one returns
		for (let i = 0; i < size; i++) request.bytes[i] = input.slab.bytes[input.at + 2 + i];
		input.drain(2 + size);
		peer.request = request;
		requestOwner(request, peer);
		request.size = size;
		this.base.host.peerAddress(connection.fd, request.peer);
		return request;
	}

	send_(request: DnsRequest): void {
		const peer = request.owner_ as Peer | null;
		if (peer !== null) {
			const output = peer.connection.output;
			const at = reserve(output, 2 + request.size);
			putUint16(output.slab.bytes, at, request.size);
			for (let i = 0; i < request.size; i++) {
				output.slab.bytes[at + 2 + i] = request.bytes[i];
			}
			commit(output, 2 + request.size);
		}
		this.release_(request);
	}

	/** Takes `request` back, for the connections that wait for one or have more to ask. */
	release_(request: DnsRequest): void {
		const owner = request.owner_ as Peer | null;
		if (owner !== null) owner.request = null;
		requestOwner(request, null);
		this.idle_.push(request);
		this.wake_();
	}
}
