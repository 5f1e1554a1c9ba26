/**
 * The calls on TCP connections. What a connection carries arrives at once and nothing is lost,
 * unless the host overrides the methods of SocketHost that carry it.
 */
import { descriptorClose, unlatch } from "../../../src/core/descriptors.js";
import {
	EAGAIN,
	ECONNRESET,
	EINVAL,
	EMFILE,
	ENOTCONN,
	EOPNOTSUPP,
	EPIPE,
} from "../../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE, SHUT_WR } from "../../../src/core/flags.js";
import type { SocketAddress } from "../../../src/core/host.js";
import {
	attach,
	giveSocket,
	KIND_FREE,
	KIND_STREAM,
	ready,
	type Socket,
	takeSocket,
} from "./socket.js";
import type { SocketHost } from "./socket-host.js";

/** Makes every call on `socket` return `error`, once what has arrived is read. */
export function fail(socket: Socket, error: number): void {
	if (socket.error !== 0) return;
	socket.connecting = false;
	socket.error = error;
	socket.inFlight = 0;
	socket.host.stop_(socket);
	ready(socket, EV_READ | EV_WRITE | EV_CLOSED);
}

/** Cuts a connection as a reset from both sides does: both ends fail with `error` now. */
export function cut(socket: Socket, error: number): void {
	const peer = socket.peer;
	fail(socket, error);
	if (peer !== null && !peer.closed) fail(peer, error);
}

/** Makes `size` bytes of `socket` readable at its peer; `isLast`: and then the end of the stream. */
export function arrived(socket: Socket, size: number, isLast: boolean): void {
	const peer = socket.peer as Socket;
	peer.count += size;
	if (size > 0) ready(peer, EV_READ);
	if (!isLast) return;
	peer.ended = true;
	ready(peer, EV_READ | EV_CLOSED);
}

/** Carries `size` bytes of `socket` to its peer, with 0 the end of the stream. */
export function carry(socket: Socket, size: number): void {
	const peer = socket.peer as Socket;
	socket.inFlight -= size;
	if (!peer.closed && peer.error === 0) arrived(socket, size, socket.shut);
	else if (size > 0) fail(socket, ECONNRESET);
}

/** The peer of `socket` learns that `size` bytes were read: its window opens. */
export function openWindow(socket: Socket, size: number): void {
	const peer = socket.peer as Socket;
	if (peer.closed || peer.error !== 0) return;
	peer.unacked -= size;
	if (!peer.connecting && peer.unacked < socket.window) ready(peer, EV_WRITE);
}

export function recv(
	host: SocketHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): number {
	const socket = host.socket_[slot] as Socket;
	if (socket.count === 0) {
		if (socket.error !== 0) return -socket.error;
		return socket.ended || length === 0 ? 0 : -EAGAIN;
	}
	if (length === 0) return 0;
	const count = host.limit_(socket.count < length ? socket.count : length, host.recvMax);
	const ring = socket.ring as Uint8Array;
	const window = socket.window;
	let head = socket.head;
	for (let i = 0; i < count; i++) {
		bytes[at + i] = ring[head];
		if (++head === window) head = 0;
	}
	socket.head = head;
	socket.count -= count;
	host.bytesReceived += count;
	if (socket.count === 0 && !socket.ended && socket.error === 0) {
		unlatch(host.descriptors, slot, EV_READ);
	}
	host.didRead_(socket, count);
	return count;
}

export function send(
	host: SocketHost,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): number {
	const socket = host.socket_[slot] as Socket;
	const peer = socket.peer;
	if (socket.error !== 0) return -socket.error;
	if (socket.connecting || peer === null) return -EAGAIN;
	if (socket.shut) return -EPIPE;
	if (length === 0) return 0;
	const window = peer.window;
	const space = window - socket.unacked;
	if (space <= 0) {
		unlatch(host.descriptors, slot, EV_WRITE);
		return -EAGAIN;
	}
	const count = host.limit_(space < length ? space : length, host.sendMax);
	const ring = peer.ring as Uint8Array;
	let tail = (peer.head + peer.count + socket.inFlight) % window;
	for (let i = 0; i < count; i++) {
		ring[tail] = bytes[at + i];
		if (++tail === window) tail = 0;
	}
	socket.unacked += count;
	socket.inFlight += count;
	host.bytesSent += count;
	if (count === space) unlatch(host.descriptors, slot, EV_WRITE);
	host.carry_(socket, bytes, at, count);
	return count;
}

/** Ends the stream of `socket` after what it has sent. */
export function sendFin(socket: Socket): void {
	socket.shut = true;
	if (socket.error === 0 && socket.peer !== null) socket.host.carry_(socket, null, 0, 0);
}

export function shutdown(host: SocketHost, slot: number, how: number): number {
	const socket = host.socket_[slot] as Socket;
	if (how !== SHUT_WR) return how === 0 || how === 2 ? -EOPNOTSUPP : -EINVAL;
	if (socket.error !== 0) return -socket.error;
	if (socket.connecting) return -ENOTCONN;
	if (socket.shut) return 0;
	sendFin(socket);
	ready(socket, EV_WRITE); // so that a waiting writer learns -EPIPE
	return 0;
}

/** Frees the descriptor at `slot` and returns its socket, which nobody holds any more. */
export function detach(host: SocketHost, slot: number): Socket {
	const socket = host.socket_[slot] as Socket;
	descriptorClose(host.descriptors, slot);
	host.kind_[slot] = KIND_FREE;
	host.socket_[slot] = null;
	socket.slot = -1;
	return socket;
}

/** Closes `socket`: its peer sees the end of the stream, or with `reset` a reset. */
export function closeSocket(socket: Socket, reset: boolean): void {
	socket.closed = true;
	if (socket.peer !== null && socket.error === 0) {
		if (reset) socket.host.reset_(socket);
		else if (!socket.shut) sendFin(socket);
	}
	release(socket);
}

/** Closes the socket at `slot`; with bytes left unread its peer sees a reset, as on Linux. */
export function close(host: SocketHost, slot: number): void {
	const socket = detach(host, slot);
	closeSocket(socket, socket.count > 0);
}

/** Gives both ends back when neither is held any more. */
export function release(socket: Socket): void {
	const peer = socket.peer;
	if (!socket.closed || (peer !== null && !peer.closed)) return;
	socket.host.release_(socket);
	giveSocket(socket);
	if (peer === null) return;
	peer.host.release_(peer);
	giveSocket(peer);
}

/**
 * Connects two ends; `a` knows both addresses.
 * @allocates the ring of an end that never had one
 */
export function join(a: Socket, b: Socket): void {
	if (a.ring === null) a.ring = new Uint8Array(a.host.window);
	if (b.ring === null) b.ring = new Uint8Array(b.host.window);
	a.peer = b;
	b.peer = a;
	b.address = a.peerAddress;
	b.port = a.peerPort;
	b.peerAddress = a.address;
	b.peerPort = a.port;
}

/** Opens two connected streams of one host into fds[0] and fds[1]. Returns 0 or -EMFILE. */
export function openPair(host: SocketHost, fds: Int32Array): number {
	const d = host.descriptors;
	if (d.open + 2 > d.capacity) return -EMFILE;
	const a = takeSocket(host);
	const b = takeSocket(host);
	a.address = "127.0.0.1";
	a.port = host.nextPort_();
	a.peerAddress = "127.0.0.1";
	a.peerPort = host.nextPort_();
	join(a, b);
	fds[0] = attach(a, KIND_STREAM);
	fds[1] = attach(b, KIND_STREAM);
	ready(a, EV_WRITE);
	ready(b, EV_WRITE);
	return 0;
}

export function peerAddress(host: SocketHost, slot: number, into: SocketAddress): number {
	const socket = host.socket_[slot] as Socket;
	if (socket.connecting || socket.error !== 0) return -ENOTCONN;
	into.address = socket.peerAddress;
	into.port = socket.peerPort;
	return 0;
}
