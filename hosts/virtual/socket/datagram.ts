/** Datagram sockets: each has a queue of fixed places. */
import { descriptorClose, latch, SLOT_MASK, unlatch } from "../../../src/core/descriptors.js";
import {
	EADDRINUSE,
	EADDRNOTAVAIL,
	EAGAIN,
	EMSGSIZE,
	ENETUNREACH,
} from "../../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../../src/core/flags.js";
import type { SocketAddress } from "../../../src/core/host.js";

import { answers, isOwn } from "./local-address.js";
import { KIND_DATAGRAM, KIND_FREE, openDescriptor } from "./socket.js";
import type { SocketHost } from "./socket-host.js";

export class DatagramSocket {
	address: string;
	port: number;
	/** The next call returns it, once; 0 = none. */
	error: number;
	head: number;
	count: number;
	readonly bytes: (Uint8Array | null)[]; // [places], made when a datagram first waits there
	readonly size: Int32Array; // [places]
	readonly fromPort: Int32Array; // [places]
	readonly fromAddress: string[]; // [places]

	constructor(places: number) {
		this.address = "";
		this.port = 0;
		this.error = 0;
		this.head = 0;
		this.count = 0;
		this.bytes = [];
		this.size = new Int32Array(places);
		this.fromPort = new Int32Array(places);
		this.fromAddress = [];
		for (let i = 0; i < places; i++) {
			this.bytes.push(null);
			this.fromAddress.push("");
		}
	}
}

/** Returns the slot of the socket that answers to `address` and `port`, or -1. */
function find(host: SocketHost, address: string, port: number): number {
	for (let slot = 0; slot < host.kind_.length; slot++) {
		if (host.kind_[slot] !== KIND_DATAGRAM) continue;
		const socket = host.datagram_[slot] as DatagramSocket;
		if (socket.port === port && answers(socket.address, address)) return slot;
	}
	return -1;
}

/** @allocates the socket of a descriptor that never had one */
export function openDatagram(host: SocketHost, address: string, port: number): number {
	if (!isOwn(host, address)) return -EADDRNOTAVAIL;
	if (port !== 0 && find(host, address, port) >= 0) return -EADDRINUSE;
	const fd = openDescriptor(host);
	if (fd < 0) return fd;
	const slot = fd & SLOT_MASK;
	let socket = host.datagram_[slot];
	if (socket === null) {
		socket = new DatagramSocket(host.datagrams);
		host.datagram_[slot] = socket;
	}
	host.kind_[slot] = KIND_DATAGRAM;
	socket.address = address;
	socket.port = port !== 0 ? port : host.nextPort_();
	socket.error = 0;
	socket.head = 0;
	socket.count = 0;
	latch(host.descriptors, slot, EV_WRITE);
	return fd;
}

export function closeDatagram(host: SocketHost, slot: number): void {
	descriptorClose(host.descriptors, slot);
	host.kind_[slot] = KIND_FREE;
}

/** Returns and forgets the error that waits, as -errno. */
function takeError(socket: DatagramSocket): number {
	const error = socket.error;
	socket.error = 0;
	return -error;
}

export function recvFrom(
	host: SocketHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	from: SocketAddress,
): number {
	const socket = host.datagram_[slot] as DatagramSocket;
	if (socket.error !== 0) return takeError(socket);
	if (socket.count === 0) return -EAGAIN;
	const place = socket.head;
	const size = socket.size[place];
	const count = size < length ? size : length;
	const held = socket.bytes[place] as Uint8Array;
	for (let i = 0; i < count; i++) bytes[at + i] = held[i];
	from.address = socket.fromAddress[place];
	from.port = socket.fromPort[place];
	socket.head = place + 1 < socket.size.length ? place + 1 : 0;
	if (--socket.count === 0) {
		socket.head = 0; // so that few places are ever used
		unlatch(host.descriptors, slot, EV_READ);
	}
	host.bytesReceived += count;
	return count;
}

export function sendTo(
	host: SocketHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	to: SocketAddress,
): number {
	const socket = host.datagram_[slot] as DatagramSocket;
	if (socket.error !== 0) return takeError(socket);
	if (length > host.datagramBytes) return -EMSGSIZE;
	const from = answers(socket.address, "") ? host.addressTo_(to.address) : socket.address;
	if (from === "") return -ENETUNREACH;
	host.bytesSent += length;
	const isLost = host.loseDatagrams > 0;
	if (isLost) host.loseDatagrams--;
	host.carryDatagram_(from, socket.port, to, bytes, at, length, isLost);
	return length;
}

/**
 * Queues a datagram at its receiver on `host`. Returns false if there is none, or its queue is full.
 * @allocates a place that was never used
 */
export function deliverDatagram(
	host: SocketHost,
	fromAddress: string,
	fromPort: number,
	to: SocketAddress,
	bytes: Uint8Array,
	at: number,
	length: number,
): boolean {
	const slot = find(host, to.address, to.port);
	if (slot < 0) return false;
	const socket = host.datagram_[slot] as DatagramSocket;
	const places = socket.size.length;
	if (socket.count === places || length > host.datagramBytes) return false;
	const place = (socket.head + socket.count) % places;
	let held = socket.bytes[place];
	if (held === null) {
		held = new Uint8Array(host.datagramBytes);
		socket.bytes[place] = held;
	}
	for (let i = 0; i < length; i++) held[i] = bytes[at + i];
	socket.size[place] = length;
	socket.fromAddress[place] = fromAddress;
	socket.fromPort[place] = fromPort;
	socket.count++;
	latch(host.descriptors, slot, EV_READ);
	return true;
}
