/** The datagram sockets of MemoryHost: each has a queue of fixed places. */
import { descriptorClose, descriptorOpen, latch, unlatch } from "../../src/core/descriptors.js";
import { EADDRINUSE, EAGAIN, EMSGSIZE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import type { MemoryHost } from "../memory-host.js";
import { KIND_DATAGRAM, KIND_FREE } from "./end.js";
import { answers } from "./stream.js";

export class Datagrams {
	address: string;
	port: number;
	/** What the next call answers, once; 0 = none. */
	error: number;
	head: number;
	count: number;
	readonly bytesMax: number;
	readonly bytes: (Uint8Array | null)[]; // [places] of bytesMax, made when first used
	readonly size: Int32Array; // [places]
	readonly fromPort: Int32Array; // [places]
	readonly fromAddress: string[]; // [places]

	constructor(places: number, bytesMax: number) {
		this.address = "";
		this.port = 0;
		this.error = 0;
		this.head = 0;
		this.count = 0;
		this.bytesMax = bytesMax;
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
function find(host: MemoryHost, address: string, port: number): number {
	for (let slot = 0; slot < host.kind_.length; slot++) {
		if (host.kind_[slot] !== KIND_DATAGRAM) continue;
		const socket = host.datagrams_[slot] as Datagrams;
		if (socket.port === port && answers(socket.address, address)) return slot;
	}
	return -1;
}

export function datagramOpen(host: MemoryHost, address: string, port: number): number {
	if (port !== 0 && find(host, address, port) >= 0) return -EADDRINUSE;
	const fd = host.openError !== 0 ? -host.openError : descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & 0x3fff;
	let socket = host.datagrams_[slot];
	if (socket === null) {
		socket = new Datagrams(host.datagramPlaces_, host.datagramMax_);
		host.datagrams_[slot] = socket;
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

export function datagramClose(host: MemoryHost, slot: number): void {
	descriptorClose(host.descriptors, slot);
	host.kind_[slot] = KIND_FREE;
}

/** Returns and forgets the error that waits, as -errno. */
function takeError(socket: Datagrams): number {
	const error = socket.error;
	socket.error = 0;
	return -error;
}

export function datagramRecv(
	host: MemoryHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	from: SocketAddress,
): number {
	const socket = host.datagrams_[slot] as Datagrams;
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

/** Queues a datagram at its receiver; without one, or with a full queue, it is lost. */
export function datagramSend(
	host: MemoryHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	to: SocketAddress,
): number {
	const socket = host.datagrams_[slot] as Datagrams;
	if (socket.error !== 0) return takeError(socket);
	if (length > socket.bytesMax) return -EMSGSIZE;
	host.bytesSent += length;
	const target = find(host, to.address, to.port);
	const places = socket.size.length;
	const receiver = target < 0 ? null : host.datagrams_[target];
	if (receiver === null || host.loseDatagrams > 0 || receiver.count === places) {
		if (host.loseDatagrams > 0) host.loseDatagrams--;
		host.datagramsLost++;
		return length;
	}
	const place = (receiver.head + receiver.count) % places;
	let held = receiver.bytes[place];
	if (held === null) {
		held = new Uint8Array(receiver.bytesMax);
		receiver.bytes[place] = held;
	}
	for (let i = 0; i < length; i++) held[i] = bytes[at + i];
	receiver.size[place] = length;
	receiver.fromAddress[place] = socket.address === "" ? to.address : socket.address;
	receiver.fromPort[place] = socket.port;
	receiver.count++;
	latch(host.descriptors, target, EV_READ);
	return length;
}
