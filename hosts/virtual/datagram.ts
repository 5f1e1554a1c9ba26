/** The datagram sockets of a virtual device, and datagrams under way. */
import { descriptorClose, latch, unlatch } from "../../src/core/descriptors.js";
import { EADDRINUSE, EADDRNOTAVAIL, EAGAIN, EMSGSIZE, ENETUNREACH } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import type { Actor } from "./agenda.js";
import { agendaSet, Entry } from "./agenda.js";
import type { Device } from "./device.js";
import { KIND_DATAGRAM, KIND_FREE, openDescriptor } from "./device-state.js";
import { FAULT_BLACK_HOLE, FAULT_DUPLICATE, FAULT_LOSS, FAULT_REORDER } from "./fault-names.js";
import { answers, isOwn } from "./handshake.js";
import { linkDelayUs, linkSend } from "./link.js";
import type { Network } from "./network.js";
import { findDevice, traceDatagram } from "./network.js";

const HEADERS = 28; // bytes of IPv4 and UDP
const OVERTAKEN_MS = 50; // how late a datagram may be that others overtake

export class Datagrams {
	address: string;
	port: number;
	/** What the next call answers, once; 0 = none. */
	error: number;
	head: number;
	count: number;
	readonly bytesMax: number;
	readonly bytes: Uint8Array; // [places * bytesMax]
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
		this.bytes = new Uint8Array(places * bytesMax);
		this.size = new Int32Array(places);
		this.fromPort = new Int32Array(places);
		this.fromAddress = [];
		for (let i = 0; i < places; i++) this.fromAddress.push("");
	}
}

/** A datagram under way; kept in the network's pool. */
export class Flight implements Actor {
	readonly network: Network;
	readonly entry: Entry;
	bytes: Uint8Array;
	size: number;
	fromAddress: string;
	fromPort: number;
	toAddress: string;
	toPort: number;
	from: Device | null; // null: nobody knows where it came from
	next: Flight | null;

	constructor(network: Network) {
		this.network = network;
		this.entry = new Entry(this, 0);
		this.bytes = new Uint8Array(64);
		this.size = 0;
		this.fromAddress = "";
		this.fromPort = 0;
		this.toAddress = "";
		this.toPort = 0;
		this.from = null;
		this.next = null;
	}

	act_(_what: number): void {
		const target = this.network.devices_.get(this.toAddress);
		const from = this.from;
		if (target?.up && (from === null || from.up)) {
			if (target.blackHole) this.network.injected_(FAULT_BLACK_HOLE);
			else
				deliver(
					target,
					this.fromAddress,
					this.fromPort,
					this.toAddress,
					this.toPort,
					this.bytes,
					0,
					this.size,
				);
		}
		this.from = null;
		this.next = this.network.freeFlight_;
		this.network.freeFlight_ = this;
	}
}

/** Returns the slot of the socket that answers to `address` and `port`, or -1. */
function find(device: Device, address: string, port: number): number {
	for (let slot = 0; slot < device.kind_.length; slot++) {
		if (device.kind_[slot] !== KIND_DATAGRAM) continue;
		const socket = device.datagrams_[slot] as Datagrams;
		if (socket.port === port && answers(socket.address, address)) return slot;
	}
	return -1;
}

export function bind(device: Device, address: string, port: number): number {
	if (!isOwn(device, address)) return -EADDRNOTAVAIL;
	if (port !== 0 && find(device, address, port) >= 0) return -EADDRINUSE;
	const fd = openDescriptor(device);
	if (fd < 0) return fd;
	const slot = fd & 0x3fff;
	let socket = device.datagrams_[slot];
	if (socket === null) {
		socket = new Datagrams(device.datagrams, device.datagramBytes);
		device.datagrams_[slot] = socket;
	}
	device.kind_[slot] = KIND_DATAGRAM;
	socket.address = address;
	socket.port = port !== 0 ? port : device.nextPort_();
	socket.error = 0;
	socket.head = 0;
	socket.count = 0;
	latch(device.descriptors, slot, EV_WRITE);
	return fd;
}

export function closeDatagrams(device: Device, slot: number): void {
	descriptorClose(device.descriptors, slot);
	device.kind_[slot] = KIND_FREE;
}

/** Returns and forgets the error that waits, as -errno. */
function takeError(socket: Datagrams): number {
	const error = socket.error;
	socket.error = 0;
	return -error;
}

export function recvFrom(
	device: Device,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	from: SocketAddress,
): number {
	const socket = device.datagrams_[slot] as Datagrams;
	if (socket.error !== 0) return takeError(socket);
	if (socket.count === 0) return -EAGAIN;
	const place = socket.head;
	const size = socket.size[place];
	const count = size < length ? size : length;
	for (let i = 0; i < count; i++) bytes[at + i] = socket.bytes[place * socket.bytesMax + i];
	from.address = socket.fromAddress[place];
	from.port = socket.fromPort[place];
	socket.head = place + 1 < socket.size.length ? place + 1 : 0;
	if (--socket.count === 0) unlatch(device.descriptors, slot, EV_READ);
	device.bytesReceived += count;
	return count;
}

/** Puts a datagram into the queue of its receiver; without one, or with a full queue, it is lost. */
function deliver(
	device: Device,
	fromAddress: string,
	fromPort: number,
	toAddress: string,
	toPort: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): void {
	const slot = find(device, toAddress, toPort);
	const receiver = slot < 0 ? null : (device.datagrams_[slot] as Datagrams);
	if (receiver === null || receiver.count === receiver.size.length || length > receiver.bytesMax) {
		device.network.datagramsLost++;
		return;
	}
	const place = (receiver.head + receiver.count) % receiver.size.length;
	for (let i = 0; i < length; i++) receiver.bytes[place * receiver.bytesMax + i] = bytes[at + i];
	receiver.size[place] = length;
	receiver.fromAddress[place] = fromAddress;
	receiver.fromPort[place] = fromPort;
	receiver.count++;
	latch(device.descriptors, slot, EV_READ);
}

/** Sends a datagram on its way, to arrive in `us` microseconds. `from` null: it may claim any sender. */
export function launch(
	network: Network,
	from: Device | null,
	fromAddress: string,
	fromPort: number,
	to: SocketAddress,
	bytes: Uint8Array,
	at: number,
	length: number,
	us: number,
): void {
	let flight = network.freeFlight_;
	if (flight === null) flight = new Flight(network);
	else network.freeFlight_ = flight.next;
	if (flight.bytes.length < length) flight.bytes = new Uint8Array(length);
	for (let i = 0; i < length; i++) flight.bytes[i] = bytes[at + i];
	flight.size = length;
	flight.from = from;
	flight.fromAddress = fromAddress;
	flight.fromPort = fromPort;
	flight.toAddress = to.address;
	flight.toPort = to.port;
	agendaSet(network.agenda_, flight.entry, network.agenda_.nowUs + us);
}

/** Microseconds that a datagram needs from `device` to `target`; more if others overtake it. */
function flightUs(device: Device, target: Device, length: number): number {
	const network = device.network;
	const now = network.agenda_.nowUs;
	const left = linkSend(device.link, now, length + HEADERS);
	let us = linkSend(target.link, left, length + HEADERS) - now;
	us += linkDelayUs(device.link, network.random_) + linkDelayUs(target.link, network.random_);
	if (network.random_.chance(device.link.reorder)) {
		network.injected_(FAULT_REORDER);
		us += network.random_.below(OVERTAKEN_MS * 1000);
	}
	return us;
}

export function sendTo(
	device: Device,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	to: SocketAddress,
): number {
	const network = device.network;
	const socket = device.datagrams_[slot] as Datagrams;
	if (socket.error !== 0) return takeError(socket);
	if (length > socket.bytesMax) return -EMSGSIZE;
	const from = answers(socket.address, "") ? device.addressTo_(to.address) : socket.address;
	if (from === "") return -ENETUNREACH;
	const target = findDevice(device, to.address);
	network.datagrams++;
	device.bytesSent += length;
	const random = network.random_;
	let lost = target === null || device.blackHole;
	if (device.loseDatagrams > 0) {
		device.loseDatagrams--;
		lost = true;
	} else if (target !== null && target !== device) {
		if (random.chance(device.link.loss) || random.chance(target.link.loss)) {
			network.injected_(FAULT_LOSS);
			lost = true;
		}
	}
	traceDatagram(network, from, socket.port, to, bytes, at, length, lost ? "lost" : "");
	if (target === null || lost) {
		network.datagramsLost++;
		return length;
	}
	if (target === device) {
		deliver(device, from, socket.port, to.address, to.port, bytes, at, length);
		return length;
	}
	launch(
		network,
		device,
		from,
		socket.port,
		to,
		bytes,
		at,
		length,
		flightUs(device, target, length),
	);
	if (random.chance(device.link.duplicate)) {
		network.injected_(FAULT_DUPLICATE);
		traceDatagram(network, from, socket.port, to, bytes, at, length, "again");
		launch(
			network,
			device,
			from,
			socket.port,
			to,
			bytes,
			at,
			length,
			flightUs(device, target, length),
		);
	}
	return length;
}
