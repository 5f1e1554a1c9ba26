/**
 * Socket: one end of a TCP connection, or a listener; kept in its host's pool.
 *
 * Bytes that are sent go into the receiver's ring at once and become visible there when they
 * arrive, so that nothing is copied twice and nothing is allocated: after `head` lie `count` bytes
 * that have arrived and then the sender's `inFlight`. The sender counts what it may still send by
 * `unacked`, which falls when the news of the receiver's reading has come back.
 *
 * Invariant: receiver.count + sender.inFlight <= sender.unacked <= the receiver's window.
 */
import { descriptorOpen, latch, SLOT_MASK } from "../../../src/core/descriptors.js";

import type { SocketHost } from "./socket-host.js";

// `kind_` of a slot
export const KIND_FREE = 0;
export const KIND_STREAM = 1;
export const KIND_LISTENER = 2;
export const KIND_DATAGRAM = 3;

export class Socket {
	readonly host: SocketHost;
	/** Slot of the descriptor that holds this end, -1 = none. */
	slot: number;
	/** The other end, null while there is none. It stays, closed or not, as long as this one. */
	peer: Socket | null;
	/** The next free socket, or the next that waits at the same listener. */
	next: Socket | null;
	address: string;
	port: number;
	peerAddress: string;
	peerPort: number;

	/** Of a listener: the first and the last that wait, how many, how many may. */
	first: Socket | null;
	last: Socket | null;
	waiting: number;
	backlog: number;

	/** The program has closed it, or its host has forgotten it. */
	closed: boolean;
	/** The connect is under way. */
	connecting: boolean;
	/** Every call returns this error, 0 = none. */
	error: number;

	/** Bytes that arrive, made when this end is first connected. */
	ring: Uint8Array | null;
	/** Bytes of the ring that are used. */
	window: number;
	head: number;
	count: number;
	/** All of the peer's stream has arrived. */
	ended: boolean;

	/** This end sends no more. */
	shut: boolean;
	inFlight: number;
	unacked: number;

	constructor(host: SocketHost) {
		this.host = host;
		this.slot = -1;
		this.peer = null;
		this.next = null;
		this.address = "";
		this.port = 0;
		this.peerAddress = "";
		this.peerPort = 0;
		this.first = null;
		this.last = null;
		this.waiting = 0;
		this.backlog = 0;
		this.closed = false;
		this.connecting = false;
		this.error = 0;
		this.ring = null;
		this.window = 0;
		this.head = 0;
		this.count = 0;
		this.ended = false;
		this.shut = false;
		this.inFlight = 0;
		this.unacked = 0;
	}
}

/** Takes a socket from the host's pool, which grows to the most that were ever in use. */
export function takeSocket(host: SocketHost): Socket {
	let socket = host.freeSocket_;
	if (socket === null) socket = host.makeSocket_();
	else host.freeSocket_ = socket.next;
	socket.next = null;
	const max = host.windowMax;
	socket.window = max > 0 && max < host.window ? max : host.window;
	return socket;
}

/** Makes `socket` as good as new, but for its ring, and gives it back to its host. */
export function giveSocket(socket: Socket): void {
	const host = socket.host;
	socket.slot = -1;
	socket.peer = null;
	socket.address = "";
	socket.port = 0;
	socket.peerAddress = "";
	socket.peerPort = 0;
	socket.first = null;
	socket.last = null;
	socket.waiting = 0;
	socket.backlog = 0;
	socket.closed = false;
	socket.connecting = false;
	socket.error = 0;
	socket.head = 0;
	socket.count = 0;
	socket.ended = false;
	socket.shut = false;
	socket.inFlight = 0;
	socket.unacked = 0;
	socket.next = host.freeSocket_;
	host.freeSocket_ = socket;
}

/** Opens a descriptor, unless the host is out of them. Returns it or -errno. */
export function openDescriptor(host: SocketHost): number {
	return host.openError !== 0 ? -host.openError : descriptorOpen(host.descriptors);
}

/** Opens a descriptor for `socket`. Returns it, or -errno. */
export function attach(socket: Socket, kind: number): number {
	const host = socket.host;
	const fd = openDescriptor(host);
	if (fd < 0) return fd;
	const slot = fd & SLOT_MASK;
	host.kind_[slot] = kind;
	host.socket_[slot] = socket;
	socket.slot = slot;
	return fd;
}

/** Notes readiness of `socket`, if a program holds it. */
export function ready(socket: Socket, bits: number): void {
	if (socket.slot >= 0) latch(socket.host.descriptors, socket.slot, bits);
}
