/** Connecting, listening and accepting. */
import { unlatch } from "../../../src/core/descriptors.js";
import {
	EADDRINUSE,
	EADDRNOTAVAIL,
	EAGAIN,
	ECONNREFUSED,
	EINVAL,
	ENETUNREACH,
} from "../../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../../src/core/flags.js";
import { answers, isOwn } from "./local-address.js";
import {
	attach,
	giveSocket,
	KIND_LISTENER,
	KIND_STREAM,
	ready,
	type Socket,
	takeSocket,
} from "./socket.js";
import type { SocketHost } from "./socket-host.js";
import { closeSocket, detach, fail, join } from "./stream.js";

export function findListener(host: SocketHost, address: string, port: number): Socket | null {
	for (let slot = 0; slot < host.kind_.length; slot++) {
		if (host.kind_[slot] !== KIND_LISTENER) continue;
		const socket = host.socket_[slot] as Socket;
		if (socket.port === port && answers(socket.address, address)) return socket;
	}
	return null;
}

/** Begins to connect; the host carries the SYN. Returns the descriptor or -errno. */
export function connect(host: SocketHost, address: string, port: number): number {
	const from = host.addressTo_(address);
	if (from === "") return -ENETUNREACH;
	const socket = takeSocket(host);
	const fd = attach(socket, KIND_STREAM);
	if (fd < 0) {
		giveSocket(socket);
		return fd;
	}
	socket.address = from;
	socket.port = host.nextPort_();
	socket.peerAddress = address;
	socket.peerPort = port;
	socket.connecting = true;
	host.connect_(socket);
	return fd;
}

/** Connects `socket` to a new one of `host` that waits at `listener`. Returns that. */
export function enqueue(host: SocketHost, listener: Socket, socket: Socket): Socket {
	const peer = takeSocket(host);
	join(socket, peer);
	if (listener.last === null) listener.first = peer;
	else listener.last.next = peer;
	listener.last = peer;
	listener.waiting++;
	ready(listener, EV_READ);
	return peer;
}

/** Connects `socket` to a listener of its own host, or fails it: nobody listens, or its backlog is full. */
export function connectLocal(socket: Socket): void {
	const host = socket.host;
	const listener = findListener(host, socket.peerAddress, socket.peerPort);
	if (listener === null || listener.waiting >= listener.backlog) {
		fail(socket, ECONNREFUSED);
		return;
	}
	enqueue(host, listener, socket);
	socket.connecting = false;
	ready(socket, EV_WRITE);
}

export function listen(host: SocketHost, address: string, port: number, backlog: number): number {
	if (!(backlog >= 1)) return -EINVAL;
	if (!isOwn(host, address)) return -EADDRNOTAVAIL;
	if (port !== 0 && findListener(host, address, port) !== null) return -EADDRINUSE;
	const socket = takeSocket(host);
	const fd = attach(socket, KIND_LISTENER);
	if (fd < 0) {
		giveSocket(socket);
		return fd;
	}
	socket.address = address;
	socket.port = port !== 0 ? port : host.nextPort_();
	socket.backlog = backlog;
	return fd;
}

export function accept(host: SocketHost, slot: number): number {
	const listener = host.socket_[slot] as Socket;
	const socket = listener.first;
	if (listener.error !== 0) return -listener.error;
	if (host.acceptError !== 0) {
		const error = host.acceptError;
		host.acceptError = 0;
		return -error;
	}
	if (socket === null) return -EAGAIN;
	const fd = attach(socket, KIND_STREAM);
	if (fd < 0) return fd;
	listener.first = socket.next;
	if (socket.next === null) listener.last = null;
	socket.next = null;
	listener.waiting--;
	if (listener.waiting === 0) unlatch(host.descriptors, slot, EV_READ);
	ready(socket, EV_WRITE);
	if (socket.error !== 0 || socket.ended) ready(socket, EV_READ | EV_CLOSED);
	if (socket.count > 0) ready(socket, EV_READ); // what came while it waited
	return fd;
}

/** Closes the listener at `slot`, and resets those who wait at it. */
export function closeListener(host: SocketHost, slot: number): void {
	const listener = host.socket_[slot] as Socket;
	for (let waiting = listener.first; waiting !== null; ) {
		const next: Socket | null = waiting.next;
		closeSocket(waiting, true);
		waiting = next;
	}
	giveSocket(detach(host, slot));
}
