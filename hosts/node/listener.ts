/**
 * Listener: the listening socket of a descriptor. Node accepts by itself as soon as it can, and
 * nothing makes it wait; connections that the program has not accepted yet wait here, unread, as
 * many as the backlog, and further ones are reset and counted. What each takes is in
 * docs/MEMORY.md. When the system itself has no descriptors left, Node drops the peer silently.
 */
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "node:net";
import type { Descriptors } from "../../src/core/descriptors.js";
import { latch, unlatch } from "../../src/core/descriptors.js";
import { EAGAIN } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import { plainAddress } from "./address.js";
import { errnoOf } from "./errors.js";
import type { Handle } from "./stream.js";

/** A net.Socket as this file sees it. */
type Carrier = Socket & { _handle: Handle | null };

class Door extends Server {
	listener: Listener | null;

	constructor(listener: Listener) {
		super({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
		this.listener = listener;
		this.on("connection", onConnection);
		this.on("listening", onListening);
		this.on("error", onError);
	}
}

function ignore(): void {}

function onConnection(this: Door, socket: Socket): void {
	socket.on("error", ignore);
	if (this.listener === null) socket.destroy();
	else this.listener.arrive(socket as Carrier);
}

function onListening(this: Door): void {
	const listener = this.listener;
	if (listener !== null) listener.listening = true;
}

function onError(this: Door, error: Error): void {
	const listener = this.listener;
	if (listener === null) return;
	listener.error = errnoOf(error);
	latch(listener.descriptors, listener.slot, listener.listening ? EV_READ : EV_READ | EV_CLOSED);
}

export class Listener {
	readonly descriptors: Descriptors;
	readonly slot: number;
	readonly server: Door;
	readonly waiting: (Carrier | null)[]; // [backlog] a ring
	head: number;
	count: number;
	listening: boolean;
	error: number; // while not listening it stays; later the next accept takes it
	refused: number; // connections reset because the backlog was full

	constructor(descriptors: Descriptors, slot: number, backlog: number) {
		this.descriptors = descriptors;
		this.slot = slot;
		this.waiting = [];
		for (let i = 0; i < backlog; i++) this.waiting.push(null);
		this.head = 0;
		this.count = 0;
		this.listening = false;
		this.error = 0;
		this.refused = 0;
		this.server = new Door(this);
	}

	listen(address: string, port: number): void {
		const backlog = this.waiting.length;
		if (address === "") this.server.listen({ port, backlog, exclusive: true });
		else this.server.listen({ port, host: address, backlog, exclusive: true });
	}

	arrive(socket: Carrier): void {
		const size = this.waiting.length;
		if (this.count === size) {
			this.refused++;
			socket.resetAndDestroy();
			return;
		}
		this.waiting[(this.head + this.count++) % size] = socket;
		latch(this.descriptors, this.slot, EV_READ);
	}

	/** Returns 0 if a connection can be taken, -EAGAIN or the listener's error if not. */
	check(): number {
		const error = this.error;
		if (error !== 0) {
			if (this.listening) this.error = 0;
			if (this.listening && this.count === 0) unlatch(this.descriptors, this.slot, EV_READ);
			return -error;
		}
		return this.count === 0 ? -EAGAIN : 0;
	}

	/** Takes the connection that has waited longest; null if it is gone. */
	take(): Handle | null {
		const socket = this.waiting[this.head] as Carrier;
		this.waiting[this.head] = null;
		this.head = this.head + 1 < this.waiting.length ? this.head + 1 : 0;
		if (--this.count === 0) unlatch(this.descriptors, this.slot, EV_READ);
		const handle = socket._handle;
		socket._handle = null; // the connection is a Wire's from now on
		return handle;
	}

	close(): void {
		this.server.listener = null;
		for (; this.count > 0; this.count--) {
			(this.waiting[this.head] as Carrier).resetAndDestroy();
			this.waiting[this.head] = null;
			this.head = this.head + 1 < this.waiting.length ? this.head + 1 : 0;
		}
		this.server.close();
	}

	localAddress(into: SocketAddress): number {
		if (this.error !== 0 && !this.listening) return -this.error;
		const bound = this.server.address() as AddressInfo | null;
		if (bound === null) return -EAGAIN; // Node binds right after this turn
		into.address = plainAddress(bound.address);
		into.port = bound.port;
		return 0;
	}
}
