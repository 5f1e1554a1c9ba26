/** Connecting over the network: the SYN, and what comes of it. The calls are in socket/listener.ts. */
import { ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT } from "../../src/core/errno.js";
import { queueSet } from "./clock.js";
import { FAULT_BLACK_HOLE, FAULT_LOSS, FAULT_REFUSED } from "./fault-names.js";
import type { Device } from "./host.js";
import { linkDelayUs } from "./link.js";
import { tracePacket, traceRefusal } from "./record.js";
import { enqueue, findListener } from "./socket/listener.js";
import { giveSocket } from "./socket/socket.js";
import { detach, fail } from "./socket/stream.js";
import { established, forget, retrySyn } from "./stream.js";
import { TCP_ACK, TCP_SYN } from "./trace.js";
import { findDevice, travelUs } from "./wire.js";
import type { WireSocket } from "./wire-socket.js";

const NO_HOST_US = 3000000; // a neighbour that does not answer is given up after so long

/** Sends the SYN of `socket` for the first time. */
export function sendSyn(socket: WireSocket): void {
	const device = socket.host;
	const network = device.network;
	const target = findDevice(device, socket.peerAddress);
	tracePacket(socket, TCP_SYN, null, 0, 0, "");
	if (target === device) return synArrives(socket);
	let us = linkDelayUs(device.link, network.random_);
	if (target !== null) us += linkDelayUs(target.link, network.random_);
	queueSet(network.queue_, socket.syn, network.queue_.nowUs + us);
}

/** Returns whether a SYN of `socket` is dropped on its way to `target`. */
function isDropped(socket: WireSocket, target: Device): boolean {
	const device = socket.host;
	if (target === device) return false;
	if (!device.up || !target.up || !device.has_(socket.address)) return true;
	if (target.blackHole || device.blackHole) {
		device.network.injected_(FAULT_BLACK_HOLE);
		return true;
	}
	const random = device.network.random_;
	if (!random.chance(device.link.loss) && !random.chance(target.link.loss)) return false;
	device.network.injected_(FAULT_LOSS);
	return true;
}

/** The SYN of `socket` arrives. */
export function synArrives(socket: WireSocket): void {
	const device = socket.host;
	const network = device.network;
	if (socket.peer !== null || !socket.connecting) return;
	if (socket.tries > 0) tracePacket(socket, TCP_SYN, null, 0, 0, "again");
	const target = findDevice(device, socket.peerAddress);
	if (target === null) return retrySyn(socket, socket.syn, NO_HOST_US, EHOSTUNREACH);
	if (isDropped(socket, target)) return retrySyn(socket, socket.syn, network.connectUs_, ETIMEDOUT);
	const listener = findListener(target, socket.peerAddress, socket.peerPort);
	if (listener === null || target.refuses) return refuse(socket, target);
	if (listener.waiting >= listener.backlog) {
		if (target.refusesWhenFull) return refuse(socket, target);
		return retrySyn(socket, socket.syn, network.connectUs_, ETIMEDOUT); // dropped, as Linux does
	}
	const peer = enqueue(target, listener, socket) as WireSocket;
	peer.lost = socket.lost;
	tracePacket(peer, TCP_SYN | TCP_ACK, null, 0, 0, "");
	if (target === device) return established(socket);
	const due = network.queue_.nowUs + travelUs(peer, 0);
	peer.synAckUs = due; // nothing that it sends may come before
	queueSet(network.queue_, socket.synAck, due);
}

/** Nobody listens: a reset goes back. */
function refuse(socket: WireSocket, target: Device): void {
	const device = socket.host;
	const network = device.network;
	if (target.refuses) network.injected_(FAULT_REFUSED);
	traceRefusal(socket);
	if (target === device) {
		fail(socket, ECONNREFUSED);
		return;
	}
	const us = linkDelayUs(device.link, network.random_) + linkDelayUs(target.link, network.random_);
	queueSet(network.queue_, socket.synAck, network.queue_.nowUs + us);
}

/** The answer to the SYN of `socket` arrives: it is connected, or refused. */
export function synAckArrives(socket: WireSocket): void {
	if (socket.connecting && socket.peer === null) fail(socket, ECONNREFUSED);
	else established(socket);
}

/** Forgets the listener at `slot` and those who wait at it, as a device does that loses its power. */
export function forgetListener(device: Device, slot: number): void {
	let waiting = (device.socket_[slot] as WireSocket).first as WireSocket | null;
	while (waiting !== null) {
		const next: WireSocket | null = waiting.next;
		forget(waiting);
		waiting = next;
	}
	giveSocket(detach(device, slot));
}
