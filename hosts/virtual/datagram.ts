/** Datagrams under way between devices. The calls are in socket/datagram.ts. */
import { SocketAddress } from "../../src/core/host.js";
import type { EventHandler } from "./clock.js";
import { QueueEntry, queueSet } from "./clock.js";
import { FAULT_BLACK_HOLE, FAULT_DUPLICATE, FAULT_LOSS, FAULT_REORDER } from "./fault-names.js";
import type { Device } from "./host.js";
import { linkDelayUs, linkSend } from "./link.js";
import type { Network } from "./network.js";
import { traceDatagram } from "./record.js";
import { deliverDatagram } from "./socket/datagram.js";
import { findDevice } from "./wire.js";

const HEADERS = 28; // bytes of IPv4 and UDP
const OVERTAKEN_MS = 50; // how late a datagram may be that others overtake

/** A datagram under way; kept in the network's pool. */
export class Packet implements EventHandler {
	readonly network: Network;
	readonly entry: QueueEntry;
	bytes: Uint8Array;
	size: number;
	fromAddress: string;
	fromPort: number;
	readonly to: SocketAddress;
	from: Device | null; // null: nobody knows where it came from
	next: Packet | null;

	constructor(network: Network) {
		this.network = network;
		this.entry = new QueueEntry(this, 0);
		this.bytes = new Uint8Array(64);
		this.size = 0;
		this.fromAddress = "";
		this.fromPort = 0;
		this.to = new SocketAddress("", 0);
		this.from = null;
		this.next = null;
	}

	handle_(_what: number): void {
		const network = this.network;
		const target = network.devices_.get(this.to.address);
		const from = this.from;
		if (target?.up && (from === null || from.up)) {
			if (target.blackHole) network.injected_(FAULT_BLACK_HOLE);
			else deliver(target, this.fromAddress, this.fromPort, this.to, this.bytes, 0, this.size);
		}
		this.from = null;
		this.next = network.freePacket_;
		network.freePacket_ = this;
	}
}

/** Queues a datagram at its receiver on `device`, or counts it as lost. */
function deliver(
	device: Device,
	fromAddress: string,
	fromPort: number,
	to: SocketAddress,
	bytes: Uint8Array,
	at: number,
	length: number,
): void {
	if (!deliverDatagram(device, fromAddress, fromPort, to, bytes, at, length)) {
		device.network.datagramsLost++;
	}
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
	let packet = network.freePacket_;
	if (packet === null) packet = new Packet(network);
	else network.freePacket_ = packet.next;
	if (packet.bytes.length < length) packet.bytes = new Uint8Array(length);
	for (let i = 0; i < length; i++) packet.bytes[i] = bytes[at + i];
	packet.size = length;
	packet.from = from;
	packet.fromAddress = fromAddress;
	packet.fromPort = fromPort;
	packet.to.address = to.address;
	packet.to.port = to.port;
	queueSet(network.queue_, packet.entry, network.queue_.nowUs + us);
}

/** Microseconds that a datagram needs from `device` to `target`; more if others overtake it. */
function packetUs(device: Device, target: Device, length: number): number {
	const network = device.network;
	const now = network.queue_.nowUs;
	const left = linkSend(device.link, now, length + HEADERS);
	let us = linkSend(target.link, left, length + HEADERS) - now;
	us += linkDelayUs(device.link, network.random_) + linkDelayUs(target.link, network.random_);
	if (network.random_.chance(device.link.reorder)) {
		network.injected_(FAULT_REORDER);
		us += network.random_.below(OVERTAKEN_MS * 1000);
	}
	return us;
}

/** Sends a datagram of `device`; the network may lose it, and does if `isLost`. */
export function carry(
	device: Device,
	from: string,
	fromPort: number,
	to: SocketAddress,
	bytes: Uint8Array,
	at: number,
	length: number,
	isLost: boolean,
): void {
	const network = device.network;
	const random = network.random_;
	const target = findDevice(device, to.address);
	let lost = isLost || target === null || device.blackHole;
	if (!isLost && target !== null && target !== device) {
		if (random.chance(device.link.loss) || random.chance(target.link.loss)) {
			network.injected_(FAULT_LOSS);
			lost = true;
		}
	}
	network.datagrams++;
	traceDatagram(network, from, fromPort, to, bytes, at, length, lost ? "lost" : "");
	if (target === null || lost) {
		network.datagramsLost++;
		return;
	}
	if (target === device) return deliver(device, from, fromPort, to, bytes, at, length);
	const us = packetUs(device, target, length);
	launch(network, device, from, fromPort, to, bytes, at, length, us);
	if (!random.chance(device.link.duplicate)) return;
	network.injected_(FAULT_DUPLICATE);
	traceDatagram(network, from, fromPort, to, bytes, at, length, "again");
	const againUs = packetUs(device, target, length);
	launch(network, device, from, fromPort, to, bytes, at, length, againUs);
}
