/** The calls of a virtual device on its TCP connections. */
import { descriptorClose, unlatch } from "../../src/core/descriptors.js";
import { EAGAIN, EINVAL, EMFILE, ENOTCONN, EOPNOTSUPP, EPIPE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE, SHUT_WR } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import { agendaClear } from "./agenda.js";
import type { Device } from "./device.js";
import { attach, KIND_FREE, KIND_LISTENER, KIND_STREAM } from "./device-state.js";
import type { End } from "./end.js";
import { take } from "./end.js";
import { FAULT_PARTIAL } from "./fault-names.js";
import { closeListener, join } from "./handshake.js";
import { didRead, push, ready, sendFin, sendReset, traceData, tryRelease } from "./segment.js";

/** A transfer of `count` bytes, cut short by a device that does so. */
function cutShort(device: Device, count: number, max: number): number {
	if (max > 0 && count > max) return max;
	if (device.partial <= 0 || count < 2) return count;
	const random = device.network.random_;
	if (!random.chance(device.partial)) return count;
	device.network.injected_(FAULT_PARTIAL);
	return 1 + random.below(count > 65535 ? 65535 : count);
}

export function recv(
	device: Device,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): number {
	const end = device.end_[slot] as End;
	if (end.count === 0) {
		if (end.error !== 0) return -end.error;
		return end.ended || length === 0 ? 0 : -EAGAIN;
	}
	if (length === 0) return 0;
	const count = cutShort(device, end.count < length ? end.count : length, device.recvMax);
	const ring = end.ring;
	const window = end.window;
	let head = end.head;
	for (let i = 0; i < count; i++) {
		bytes[at + i] = ring[head];
		if (++head === window) head = 0;
	}
	end.head = head;
	end.count -= count;
	device.bytesReceived += count;
	if (end.count === 0 && !end.ended && end.error === 0) {
		unlatch(device.descriptors, slot, EV_READ);
	}
	didRead(end, count);
	return count;
}

export function send(
	device: Device,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): number {
	const end = device.end_[slot] as End;
	const peer = end.peer;
	if (end.error !== 0) return -end.error;
	if (end.connecting || peer === null) return -EAGAIN;
	if (end.shut) return -EPIPE;
	if (length === 0) return 0;
	const window = peer.window;
	const room = window - end.unacked;
	if (room <= 0) {
		unlatch(device.descriptors, slot, EV_WRITE);
		return -EAGAIN;
	}
	const count = cutShort(device, room < length ? room : length, device.sendMax);
	const ring = peer.ring;
	let tail = (peer.head + peer.count + end.inFlight) % window;
	for (let i = 0; i < count; i++) {
		ring[tail] = bytes[at + i];
		if (++tail === window) tail = 0;
	}
	traceData(end, bytes, at, count);
	end.unacked += count;
	end.inFlight += count;
	end.sent += count;
	device.bytesSent += count;
	if (count === room) unlatch(device.descriptors, slot, EV_WRITE);
	push(end, count);
	return count;
}

export function shutdown(device: Device, slot: number, how: number): number {
	const end = device.end_[slot] as End;
	if (how !== SHUT_WR) return how === 0 || how === 2 ? -EOPNOTSUPP : -EINVAL;
	if (end.error !== 0) return -end.error;
	if (end.connecting) return -ENOTCONN;
	if (end.shut) return 0;
	sendFin(end);
	ready(end, EV_WRITE); // so that who waits to write learns -EPIPE
	return 0;
}

export function close(device: Device, slot: number): void {
	const end = device.end_[slot] as End;
	if (device.kind_[slot] === KIND_LISTENER) closeListener(device, slot, closeEnd);
	else descriptorClose(device.descriptors, slot);
	device.kind_[slot] = KIND_FREE;
	device.end_[slot] = null;
	end.slot = -1;
	if (end.backlog === 0) closeEnd(end, end.count > 0);
}

/** Forgets what is open at `slot`, as a device does that loses its power. */
export function forget(device: Device, slot: number): void {
	const end = device.end_[slot] as End;
	if (device.kind_[slot] === KIND_LISTENER) closeListener(device, slot, forgetEnd);
	else descriptorClose(device.descriptors, slot);
	device.kind_[slot] = KIND_FREE;
	device.end_[slot] = null;
	end.slot = -1;
	if (end.backlog === 0) forgetEnd(end);
}

function forgetEnd(end: End): void {
	end.closed = true;
	end.forgotten = true;
	end.segments = 0; // what was under way is lost with it
	agendaClear(end.device.network.agenda_, end.arrive);
	tryRelease(end);
}

/** Lets go of `end`: its peer sees the end of the stream, or a reset if bytes were left unread. */
export function closeEnd(end: End, reset: boolean): void {
	end.closed = true;
	if (end.peer !== null && end.error === 0) {
		if (reset) sendReset(end);
		else if (!end.shut) sendFin(end);
	}
	tryRelease(end);
}

/** Opens two connected streams of one device into fds[0] and fds[1]. Returns 0 or -EMFILE. */
export function openPair(device: Device, fds: Int32Array): number {
	const d = device.descriptors;
	if (d.open + 2 > d.capacity) return -EMFILE;
	const a = take(device);
	const b = take(device);
	a.address = "127.0.0.1";
	a.port = device.nextPort_();
	a.peerAddress = "127.0.0.1";
	a.peerPort = device.nextPort_();
	join(a, b);
	fds[0] = attach(device, a, KIND_STREAM);
	fds[1] = attach(device, b, KIND_STREAM);
	ready(a, EV_WRITE);
	ready(b, EV_WRITE);
	return 0;
}

export function peerAddress(device: Device, slot: number, into: SocketAddress): number {
	const end = device.end_[slot] as End;
	if (end.connecting || end.error !== 0) return -ENOTCONN;
	into.address = end.peerAddress;
	into.port = end.peerPort;
	return 0;
}
