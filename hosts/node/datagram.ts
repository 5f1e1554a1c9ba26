/**
 * Datagram: the UDP socket of a descriptor. Node cannot pause one; datagrams that come while the
 * queue is full are lost, as they would be in the kernel, and counted.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Descriptors } from "../../src/core/descriptors.js";
import { latch, unlatch } from "../../src/core/descriptors.js";
import { EADDRNOTAVAIL, EAGAIN, EINVAL, EMSGSIZE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import { plainAddress } from "./address.js";
import { errnoOf } from "./errors.js";
import { copyBytes } from "./text.js";

const LENGTH_MAX = 65507; // of a datagram over IPv4

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Replaces the look-up of names: all are literals, so that bind and send act at once. */
function lookUpLiteral(address: string, _family: unknown, callback: LookupCallback): void {
	callback(null, address, isIPv6(address) ? 6 : 4);
}

type Bearer = Socket & { datagram: Datagram | null };

function onMessage(this: Bearer, bytes: Uint8Array, from: RemoteInfo): void {
	if (this.datagram !== null) this.datagram.arrive(bytes, from);
}

function onError(this: Bearer, error: Error): void {
	if (this.datagram !== null) this.datagram.fail(errnoOf(error));
}

export class Datagram {
	readonly descriptors: Descriptors;
	readonly slot: number;
	readonly messages: (Uint8Array | null)[]; // a ring of what arrived
	readonly senders: (RemoteInfo | null)[];
	readonly onSent: (error: Error | null) => void;
	socket: Bearer | null;
	wide: boolean; // IPv6, and IPv4 in its clothes
	head: number;
	count: number;
	lost: number; // datagrams that found the queue full
	error: number; // the next call takes it, 0 = none
	out: Buffer; // what is being sent
	busy: boolean; // `out` is Node's

	constructor(descriptors: Descriptors, slot: number, places: number) {
		this.descriptors = descriptors;
		this.slot = slot;
		this.messages = [];
		this.senders = [];
		for (let i = 0; i < places; i++) {
			this.messages.push(null);
			this.senders.push(null);
		}
		this.onSent = (error) => this.sent(error);
		this.socket = null;
		this.wide = false;
		this.head = 0;
		this.count = 0;
		this.lost = 0;
		this.error = 0;
		this.out = Buffer.alloc(0);
		this.busy = false;
	}

	/** Binds; "" means all addresses of both families, where the machine has both. Returns 0 or -errno. */
	bind(address: string, port: number): number {
		let result = this.open(address === "" || isIPv6(address), address, port);
		if (result === -EADDRNOTAVAIL && address === "") result = this.open(false, address, port);
		if (result === 0) latch(this.descriptors, this.slot, EV_WRITE);
		return result;
	}

	open(wide: boolean, address: string, port: number): number {
		this.wide = wide;
		const type = wide ? "udp6" : "udp4";
		const lookup = lookUpLiteral as unknown as undefined;
		const socket = createSocket({ type, lookup }) as Bearer;
		this.socket = socket;
		socket.datagram = this;
		socket.on("error", onError);
		socket.on("message", onMessage);
		socket.bind({ port, address: address === "" ? undefined : address, exclusive: true });
		const error = this.error; // known already: the address is looked up at once
		if (error !== 0) this.close();
		this.error = 0;
		return -error;
	}

	arrive(bytes: Uint8Array, from: RemoteInfo): void {
		const places = this.messages.length;
		if (this.count === places) {
			this.lost++;
			return;
		}
		const place = (this.head + this.count++) % places;
		this.messages[place] = bytes;
		this.senders[place] = from;
		latch(this.descriptors, this.slot, EV_READ);
	}

	fail(error: number): void {
		this.error = error;
		latch(this.descriptors, this.slot, EV_READ | EV_WRITE);
	}

	/** Returns and forgets the error, as -errno. */
	takeError(): number {
		const error = this.error;
		this.error = 0;
		if (this.count === 0) unlatch(this.descriptors, this.slot, EV_READ);
		return -error;
	}

	recvFrom(bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		if (this.error !== 0) return this.takeError();
		if (this.count === 0) return -EAGAIN;
		const message = this.messages[this.head] as Uint8Array;
		const sender = this.senders[this.head] as RemoteInfo;
		const count = message.length < length ? message.length : length;
		copyBytes(message, 0, bytes, at, count);
		from.address = plainAddress(sender.address);
		from.port = sender.port;
		this.messages[this.head] = null;
		this.senders[this.head] = null;
		this.head = this.head + 1 < this.messages.length ? this.head + 1 : 0;
		if (--this.count === 0) unlatch(this.descriptors, this.slot, EV_READ);
		return count;
	}

	sendTo(bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		if (this.error !== 0) return this.takeError();
		if (length > LENGTH_MAX) return -EMSGSIZE;
		if (this.busy) return -EAGAIN;
		const six = isIPv6(to.address);
		if (six && !this.wide) return -EINVAL;
		if (this.out.length < length) this.out = Buffer.alloc(length);
		copyBytes(bytes, at, this.out, 0, length);
		const socket = this.socket as Bearer;
		const address = six || !this.wide ? to.address : `::ffff:${to.address}`;
		socket.send(this.out, 0, length, to.port, address, this.onSent);
		if (socket.getSendQueueCount() > 0) {
			this.busy = true;
			unlatch(this.descriptors, this.slot, EV_WRITE);
		}
		return length;
	}

	sent(error: Error | null): void {
		if (this.socket === null) return;
		this.busy = false;
		if (error !== null) this.fail(errnoOf(error));
		else latch(this.descriptors, this.slot, EV_WRITE);
	}

	close(): void {
		const socket = this.socket as Bearer;
		this.socket = null;
		socket.datagram = null;
		socket.close();
	}

	localAddress(into: SocketAddress): number {
		const bound = (this.socket as Bearer).address();
		into.address = plainAddress(bound.address);
		into.port = bound.port;
		return 0;
	}
}
