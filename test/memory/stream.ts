/** The streams and listeners of MemoryHost. */
import { descriptorClose, descriptorOpen, latch, unlatch } from "../../src/core/descriptors.js";
import {
	EADDRINUSE,
	EAGAIN,
	ECONNREFUSED,
	ECONNRESET,
	EINVAL,
	EMFILE,
	ENOTCONN,
	EOPNOTSUPP,
	EPIPE,
} from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE, SHUT_WR } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import type { MemoryHost } from "../memory-host.js";
import { type End, give, KIND_FREE, KIND_LISTENER, KIND_STREAM, take } from "./end.js";

/** Opens a descriptor for `end`. Returns it or -errno. */
function attach(host: MemoryHost, end: End, kind: number): number {
	const fd = host.openError !== 0 ? -host.openError : descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & 0x3fff;
	host.kind_[slot] = kind;
	host.end_[slot] = end;
	end.slot = slot;
	return fd;
}

function ready(host: MemoryHost, end: End, bits: number): void {
	if (end.slot >= 0) latch(host.descriptors, end.slot, bits);
}

/** Makes `end` answer every call with `error`. */
function fail(host: MemoryHost, end: End, error: number): void {
	end.connecting = false;
	end.error = error;
	ready(host, end, EV_READ | EV_WRITE | EV_CLOSED);
}

/** Cuts the connection of `end`: both ends learn `error`. */
export function failBoth(host: MemoryHost, end: End, error: number): void {
	const peer = end.peer;
	end.peer = null;
	fail(host, end, error);
	if (peer === null) return;
	peer.peer = null;
	fail(host, peer, error);
}

/** Connects two ends; `a` knows both addresses. */
function join(host: MemoryHost, a: End, b: End): void {
	if (a.ring === null) a.ring = new Uint8Array(host.window);
	if (b.ring === null) b.ring = new Uint8Array(host.window);
	a.peer = b;
	b.peer = a;
	b.address = a.peerAddress;
	b.port = a.peerPort;
	b.peerAddress = a.address;
	b.peerPort = a.port;
}

export function openPair(host: MemoryHost, fds: Int32Array): number {
	const a = take(host);
	const b = take(host);
	if (a === null || b === null || host.descriptors.open + 2 > host.descriptors.capacity) {
		give(host, a);
		give(host, b);
		return -EMFILE;
	}
	a.address = "127.0.0.1";
	a.port = host.nextPort_();
	a.peerAddress = "127.0.0.1";
	a.peerPort = host.nextPort_();
	join(host, a, b);
	fds[0] = attach(host, a, KIND_STREAM);
	fds[1] = attach(host, b, KIND_STREAM);
	ready(host, a, EV_WRITE);
	ready(host, b, EV_WRITE);
	return 0;
}

/** Tells whether a socket bound to `bound` answers to `address`. */
export function answers(bound: string, address: string): boolean {
	return bound === address || bound === "" || bound === "0.0.0.0" || bound === "::";
}

function findListener(host: MemoryHost, address: string, port: number): End | null {
	for (let slot = 0; slot < host.kind_.length; slot++) {
		if (host.kind_[slot] !== KIND_LISTENER) continue;
		const end = host.end_[slot] as End;
		if (end.port === port && answers(end.address, address)) return end;
	}
	return null;
}

/** Connects `end` to the listener it wants, or fails it. */
function complete(host: MemoryHost, end: End): void {
	const listener = findListener(host, end.peerAddress, end.peerPort);
	if (host.connectError !== 0) return fail(host, end, host.connectError);
	if (listener === null || listener.waiting >= listener.backlog) {
		return fail(host, end, ECONNREFUSED);
	}
	const peer = take(host);
	if (peer === null) return fail(host, end, ECONNREFUSED);
	end.connecting = false;
	join(host, end, peer);
	if (listener.last === null) listener.first = peer;
	else listener.last.next = peer;
	listener.last = peer;
	listener.waiting++;
	ready(host, end, EV_WRITE);
	ready(host, listener, EV_READ);
}

export function connect(host: MemoryHost, address: string, port: number): number {
	const end = take(host);
	if (end === null) return -EMFILE;
	const fd = attach(host, end, KIND_STREAM);
	if (fd < 0) {
		give(host, end);
		return fd;
	}
	end.address = address;
	end.port = host.nextPort_();
	end.peerAddress = address;
	end.peerPort = port;
	end.connecting = true;
	if (!host.holdConnects) complete(host, end);
	return fd;
}

/** Completes the connects that were held. Returns how many. */
export function release(host: MemoryHost): number {
	let count = 0;
	for (let slot = 0; slot < host.kind_.length; slot++) {
		const end = host.end_[slot];
		if (end === null || !end.connecting) continue;
		complete(host, end);
		count++;
	}
	return count;
}

export function listen(host: MemoryHost, address: string, port: number, backlog: number): number {
	if (!(backlog >= 1)) return -EINVAL;
	if (port !== 0 && findListener(host, address, port) !== null) return -EADDRINUSE;
	const end = take(host);
	if (end === null) return -EMFILE;
	const fd = attach(host, end, KIND_LISTENER);
	if (fd < 0) {
		give(host, end);
		return fd;
	}
	end.address = address;
	end.port = port !== 0 ? port : host.nextPort_();
	end.backlog = backlog;
	return fd;
}

export function accept(host: MemoryHost, slot: number): number {
	const listener = host.end_[slot] as End;
	const end = listener.first;
	if (listener.error !== 0) return -listener.error;
	if (host.acceptError !== 0) {
		const error = host.acceptError;
		host.acceptError = 0;
		return -error;
	}
	if (end === null) return -EAGAIN;
	const fd = attach(host, end, KIND_STREAM);
	if (fd < 0) return fd;
	listener.first = end.next;
	if (end.next === null) listener.last = null;
	end.next = null;
	listener.waiting--;
	if (listener.waiting === 0) unlatch(host.descriptors, slot, EV_READ);
	ready(host, end, EV_WRITE);
	if (end.error !== 0) ready(host, end, EV_READ | EV_CLOSED);
	if (end.count > 0) ready(host, end, EV_READ);
	if (end.ended) ready(host, end, EV_READ | EV_CLOSED);
	return fd;
}

export function recv(
	host: MemoryHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): number {
	const end = host.end_[slot] as End;
	let count = end.count < length ? end.count : length;
	if (host.recvMax > 0 && count > host.recvMax) count = host.recvMax;
	if (end.count === 0) {
		if (end.error !== 0) return -end.error;
		return end.ended || length === 0 ? 0 : -EAGAIN;
	}
	const ring = end.ring as Uint8Array;
	let head = end.head;
	for (let i = 0; i < count; i++) {
		bytes[at + i] = ring[head];
		if (++head === ring.length) head = 0;
	}
	end.head = head;
	end.count -= count;
	host.bytesReceived += count;
	if (end.count === 0 && !end.ended && end.error === 0) unlatch(host.descriptors, slot, EV_READ);
	if (end.peer !== null && count > 0) ready(host, end.peer, EV_WRITE);
	return count;
}

export function send(
	host: MemoryHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): number {
	const end = host.end_[slot] as End;
	const peer = end.peer;
	if (end.error !== 0) return -end.error;
	if (end.connecting) return -EAGAIN;
	if (end.shut || peer === null) return -EPIPE;
	const ring = peer.ring as Uint8Array;
	const room = ring.length - peer.count;
	let count = room < length ? room : length;
	if (host.sendMax > 0 && count > host.sendMax) count = host.sendMax;
	if (room === 0 && length > 0) return -EAGAIN;
	let tail = peer.head + peer.count;
	if (tail >= ring.length) tail -= ring.length;
	for (let i = 0; i < count; i++) {
		ring[tail] = bytes[at + i];
		if (++tail === ring.length) tail = 0;
	}
	peer.count += count;
	host.bytesSent += count;
	if (count === room) unlatch(host.descriptors, slot, EV_WRITE);
	if (count > 0) ready(host, peer, EV_READ);
	return count;
}

export function shutdown(host: MemoryHost, slot: number, how: number): number {
	const end = host.end_[slot] as End;
	if (how !== SHUT_WR) return how === 0 || how === 2 ? -EOPNOTSUPP : -EINVAL;
	if (end.error !== 0) return -end.error;
	if (end.connecting) return -ENOTCONN;
	if (end.shut) return 0;
	end.shut = true;
	ready(host, end, EV_WRITE); // so that who waits to write learns -EPIPE
	if (end.peer !== null) {
		end.peer.ended = true;
		ready(host, end.peer, EV_READ | EV_CLOSED);
	}
	return 0;
}

export function close(host: MemoryHost, slot: number): void {
	const end = host.end_[slot] as End;
	let waiting = end.first;
	while (waiting !== null) {
		const next: End | null = waiting.next;
		detach(host, waiting, true);
		waiting = next;
	}
	descriptorClose(host.descriptors, slot);
	host.kind_[slot] = KIND_FREE;
	host.end_[slot] = null;
	end.slot = -1;
	detach(host, end, end.count > 0);
}

/** Parts `end` from its peer, which sees a reset or the end of the stream, and gives it back. */
function detach(host: MemoryHost, end: End, reset: boolean): void {
	const peer = end.peer;
	give(host, end);
	if (peer === null) return;
	peer.peer = null;
	if (reset) return fail(host, peer, ECONNRESET);
	peer.ended = true;
	ready(host, peer, EV_READ | EV_WRITE | EV_CLOSED);
}

export function peerAddress(host: MemoryHost, slot: number, into: SocketAddress): number {
	const end = host.end_[slot] as End;
	if (end.connecting || end.error !== 0) return -ENOTCONN;
	into.address = end.peerAddress;
	into.port = end.peerPort;
	return 0;
}
