/** Connecting and listening: the SYN and what comes of it. */
import { descriptorClose, unlatch } from "../../src/core/descriptors.js";
import {
	EADDRINUSE,
	EADDRNOTAVAIL,
	EAGAIN,
	ECONNREFUSED,
	EHOSTUNREACH,
	EINVAL,
	ENETUNREACH,
	ETIMEDOUT,
} from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { Entry } from "./agenda.js";
import { agendaSet } from "./agenda.js";
import type { Device } from "./device.js";
import { attach, isLoopback, KIND_LISTENER, KIND_STREAM } from "./device-state.js";
import type { End } from "./end.js";
import { give, take } from "./end.js";
import { FAULT_BLACK_HOLE, FAULT_LOSS, FAULT_REFUSED } from "./fault-names.js";
import { linkDelayUs } from "./link.js";
import { findDevice, tracePacket, traceRefusal } from "./network.js";
import { fail, isThrough, ready, travelUs } from "./segment.js";
import { TCP_ACK, TCP_SYN } from "./trace.js";

const SYN_RTO_US = 1000000; // RFC 6298, 2.1; doubled each time
const NO_HOST_US = 3000000; // a neighbour that does not answer is given up after so long

/** Tells whether a socket bound to `bound` answers to `address`. */
export function answers(bound: string, address: string): boolean {
	return bound === address || bound === "" || bound === "0.0.0.0" || bound === "::";
}

/** Tells whether `device` may bind to `address`. */
export function isOwn(device: Device, address: string): boolean {
	return answers(address, "") || isLoopback(address) || device.has_(address);
}

export function findListener(device: Device, address: string, port: number): End | null {
	for (let slot = 0; slot < device.kind_.length; slot++) {
		if (device.kind_[slot] !== KIND_LISTENER) continue;
		const end = device.end_[slot] as End;
		if (end.port === port && answers(end.address, address)) return end;
	}
	return null;
}

export function connect(device: Device, address: string, port: number): number {
	const from = device.addressTo_(address);
	if (from === "") return -ENETUNREACH;
	const end = take(device);
	const fd = attach(device, end, KIND_STREAM);
	if (fd < 0) {
		give(end);
		return fd;
	}
	end.address = from;
	end.port = device.nextPort_();
	end.peerAddress = address;
	end.peerPort = port;
	end.connecting = true;
	device.network.connections++;
	sendSyn(end);
	return fd;
}

/** Sends the SYN of `end`, for the first time or again. */
function sendSyn(end: End): void {
	const device = end.device;
	const network = device.network;
	const target = findDevice(device, end.peerAddress);
	tracePacket(end, TCP_SYN, null, 0, 0, "");
	if (target === device) return syn(end);
	let us = linkDelayUs(device.link, network.random_);
	if (target !== null) us += linkDelayUs(target.link, network.random_);
	agendaSet(network.agenda_, end.syn, network.agenda_.nowUs + us);
}

/** Nothing came of the SYN or of its answer: `entry` tries again, until it is too late. */
function again(end: End, entry: Entry, limitUs: number, error: number): void {
	const agenda = end.device.network.agenda_;
	if (SYN_RTO_US * ((1 << end.tries) - 1) >= limitUs) {
		fail(end, error);
		return;
	}
	agendaSet(agenda, entry, agenda.nowUs + SYN_RTO_US * (1 << end.tries));
	end.tries++;
}

/** Tells whether a SYN of `end` is dropped on its way to `target`. */
function isDropped(end: End, target: Device): boolean {
	const device = end.device;
	if (target === device) return false;
	if (!device.up || !target.up || !device.has_(end.address)) return true;
	if (target.blackHole || device.blackHole) {
		device.network.injected_(FAULT_BLACK_HOLE);
		return true;
	}
	const random = device.network.random_;
	if (!random.chance(device.link.loss) && !random.chance(target.link.loss)) return false;
	device.network.injected_(FAULT_LOSS);
	return true;
}

/** The SYN of `end` arrives. */
export function syn(end: End): void {
	const device = end.device;
	const network = device.network;
	if (end.peer !== null || !end.connecting) return;
	if (end.tries > 0) tracePacket(end, TCP_SYN, null, 0, 0, "again");
	const target = findDevice(device, end.peerAddress);
	if (target === null) return again(end, end.syn, NO_HOST_US, EHOSTUNREACH);
	if (isDropped(end, target)) return again(end, end.syn, network.connectUs_, ETIMEDOUT);
	const listener = findListener(target, end.peerAddress, end.peerPort);
	if (listener === null || target.refuses) return refused(end, target);
	if (listener.waiting >= listener.backlog) {
		if (target.refusesWhenFull) return refused(end, target);
		return again(end, end.syn, network.connectUs_, ETIMEDOUT); // it is dropped, as Linux does
	}
	const peer = take(target);
	join(end, peer);
	if (listener.last === null) listener.first = peer;
	else listener.last.next = peer;
	listener.last = peer;
	listener.waiting++;
	ready(listener, EV_READ);
	tracePacket(peer, TCP_SYN | TCP_ACK, null, 0, 0, "");
	if (target === device) return established(end);
	const due = network.agenda_.nowUs + travelUs(peer, 0);
	peer.synAckUs = due; // nothing that it sends may come before
	agendaSet(network.agenda_, end.synAck, due);
}

/** Nobody listens: a reset goes back. */
function refused(end: End, target: Device): void {
	const network = end.device.network;
	if (target.refuses) network.injected_(FAULT_REFUSED);
	traceRefusal(end);
	if (target === end.device) {
		fail(end, ECONNREFUSED);
		return;
	}
	const us =
		linkDelayUs(end.device.link, network.random_) + linkDelayUs(target.link, network.random_);
	agendaSet(network.agenda_, end.synAck, network.agenda_.nowUs + us);
}

/** The answer to the SYN arrives: connected, or refused. */
export function established(end: End): void {
	if (!end.connecting) return;
	if (end.peer === null) {
		fail(end, ECONNREFUSED);
		return;
	}
	if (!isThrough(end)) return again(end, end.synAck, end.device.network.connectUs_, ETIMEDOUT);
	end.connecting = false;
	ready(end, EV_WRITE);
}

/** Connects two ends; `a` knows both addresses. */
export function join(a: End, b: End): void {
	a.peer = b;
	b.peer = a;
	b.address = a.peerAddress;
	b.port = a.peerPort;
	b.peerAddress = a.address;
	b.peerPort = a.port;
	b.lost = a.lost;
}

export function listen(device: Device, address: string, port: number, backlog: number): number {
	if (!(backlog >= 1)) return -EINVAL;
	if (!isOwn(device, address)) return -EADDRNOTAVAIL;
	if (port !== 0 && findListener(device, address, port) !== null) return -EADDRINUSE;
	const end = take(device);
	const fd = attach(device, end, KIND_LISTENER);
	if (fd < 0) {
		give(end);
		return fd;
	}
	end.address = address;
	end.port = port !== 0 ? port : device.nextPort_();
	end.backlog = backlog;
	return fd;
}

export function accept(device: Device, slot: number): number {
	const listener = device.end_[slot] as End;
	const end = listener.first;
	if (listener.error !== 0) return -listener.error;
	if (device.acceptError !== 0) {
		const error = device.acceptError;
		device.acceptError = 0;
		return -error;
	}
	if (end === null) return -EAGAIN;
	const fd = attach(device, end, KIND_STREAM);
	if (fd < 0) return fd;
	listener.first = end.next;
	if (end.next === null) listener.last = null;
	end.next = null;
	listener.waiting--;
	if (listener.waiting === 0) unlatch(device.descriptors, slot, EV_READ);
	ready(end, EV_WRITE);
	if (end.error !== 0 || end.ended) ready(end, EV_READ | EV_CLOSED);
	if (end.count > 0) ready(end, EV_READ); // what came while it waited
	return fd;
}

/** Closes a listener, and resets those who wait at it. */
export function closeListener(
	device: Device,
	slot: number,
	closeEnd: (end: End, reset: boolean) => void,
): void {
	const listener = device.end_[slot] as End;
	let waiting = listener.first;
	while (waiting !== null) {
		const next: End | null = waiting.next;
		closeEnd(waiting, true);
		waiting = next;
	}
	descriptorClose(device.descriptors, slot);
	give(listener);
}
