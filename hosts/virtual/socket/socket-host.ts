/**
 * SocketHost: what every Host inside one program has in common: tables of sockets, the calls on
 * them, and the faults that a test sets. What is sent arrives at once, at a socket of the same host;
 * `Device` overrides the methods that end in _ and lets a network carry it, and memory hosts of
 * tests take it as it is. Keeps to the language subset of devices.
 *
 * After its pools have grown to what is in use, it allocates nothing.
 */
import { parseAddress } from "../../../src/core/address.js";
import type { Backend } from "../../../src/core/backend.js";
import { Descriptors, descriptorSlot } from "../../../src/core/descriptors.js";
import { EBADF, ECONNRESET, EINVAL, ENOTCONN, EOPNOTSUPP } from "../../../src/core/errno.js";
import type { Host as HostInterface, Loop, SocketAddress } from "../../../src/core/host.js";
import { inRange, isPort } from "../../../src/core/host-checks.js";
import { wholeOption } from "../../../src/core/option.js";
import { SelectBackend } from "../../../src/select-backend/index.js";
import type { SocketHostOptions } from "../options.js";
import { Random } from "../random.js";
import { decode, encode, findControl, moveBytes } from "../text.js";
import * as datagram from "./datagram.js";
import * as listener from "./listener.js";
import { KIND_DATAGRAM, KIND_FREE, KIND_LISTENER, KIND_STREAM, Socket } from "./socket.js";
import * as stream from "./stream.js";

export abstract class SocketHost implements HostInterface {
	readonly descriptors: Descriptors;
	readonly backend: Backend;
	readonly window: number;
	readonly datagrams: number;
	readonly datagramBytes: number;

	// Faults
	/** Error of every call that would open a descriptor (EMFILE, ...); 0 = none. */
	openError: number;
	/** Error of the next accept, which leaves the connection waiting; 0 = none. */
	acceptError: number;
	/** The most bytes that one recv returns, and one send takes; 0 = no limit. */
	recvMax: number;
	sendMax: number;
	/** Window of the connections to come, if it is smaller than `window`; 0 = it is not. */
	windowMax: number;
	/** How many of the next datagrams that it sends get lost. */
	loseDatagrams: number;
	/** `random` has no source. */
	randomless: boolean;

	/** Errors that its program did not handle. */
	errors: number;
	/** Turns run. */
	turns: number;
	bytesReceived: number;
	bytesSent: number;

	port_: number; // next ephemeral port
	freeSocket_: Socket | null; // by socket.ts
	readonly source_: Random;
	readonly scratch_: Uint8Array; // 16 bytes of an address
	readonly kind_: Uint8Array; // [descriptors]; by socket.ts
	readonly socket_: (Socket | null)[]; // [descriptors] of streams and listeners; by socket.ts
	readonly datagram_: (datagram.DatagramSocket | null)[]; // [descriptors], made when first bound; by datagram.ts

	constructor(options: SocketHostOptions, seed: number) {
		const count = options.descriptors;
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		this.window = wholeOption("window", options.window, 1024, 1, 65535);
		this.datagrams = wholeOption("datagrams", options.datagrams, 8, 1, 65536);
		this.datagramBytes = wholeOption("datagramBytes", options.datagramBytes, 1472, 1, 65507);
		this.openError = 0;
		this.acceptError = 0;
		this.recvMax = 0;
		this.sendMax = 0;
		this.windowMax = 0;
		this.loseDatagrams = 0;
		this.randomless = false;
		this.errors = 0;
		this.turns = 0;
		this.bytesReceived = 0;
		this.bytesSent = 0;
		this.port_ = 49152;
		this.freeSocket_ = null;
		this.source_ = new Random(seed);
		this.scratch_ = new Uint8Array(16);
		this.kind_ = new Uint8Array(count);
		this.socket_ = [];
		this.datagram_ = [];
		for (let i = 0; i < count; i++) {
			this.socket_.push(null);
			this.datagram_.push(null);
		}
	}

	/** Opens two connected streams into fds[0] and fds[1]. Returns 0 or -EMFILE. */
	pair(fds: Int32Array): number {
		return stream.openPair(this, fds);
	}

	/** Cuts the connection of `fd` as a reset does: both ends fail with `error`. Returns 0 or -EBADF. */
	cut(fd: number, error: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const socket = this.socket_[slot];
		if (this.kind_[slot] === KIND_DATAGRAM)
			(this.datagram_[slot] as datagram.DatagramSocket).error = error;
		else this.cut_(socket as Socket, error);
		return 0;
	}

	// Host

	abstract print(text: string): void;

	abstract reportError(error: unknown, port: number, address: string): void;

	abstract ticks(): number;

	abstract time(): number;

	abstract schedule(loop: Loop, delayMs: number): void;

	poll(_timeoutMs: number): number {
		return 0;
	}

	random(into: Uint8Array): number {
		if (this.randomless) return -EOPNOTSUPP;
		this.source_.fill(into, 0, into.length);
		return 0;
	}

	tcpConnect(address: string, port: number): number {
		if (!this.isAddress_(address) || !isPort(port, 1)) return -EINVAL;
		return listener.connect(this, address, port);
	}

	tcpListen(address: string, port: number, backlog: number): number {
		if ((address !== "" && !this.isAddress_(address)) || !isPort(port, 0)) return -EINVAL;
		return listener.listen(this, address, port, backlog);
	}

	accept(fd: number): number {
		const slot = this.slotOf_(fd, KIND_LISTENER, EINVAL);
		return slot < 0 ? slot : listener.accept(this, slot);
	}

	udpBind(address: string, port: number): number {
		if ((address !== "" && !this.isAddress_(address)) || !isPort(port, 0)) return -EINVAL;
		return datagram.openDatagram(this, address, port);
	}

	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot < 0) return slot;
		if (!inRange(bytes, at, length)) return -EINVAL;
		return stream.recv(this, slot, bytes, at, length);
	}

	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot < 0) return slot;
		if (!inRange(bytes, at, length)) return -EINVAL;
		return stream.send(this, slot, bytes, at, length);
	}

	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_DATAGRAM, EINVAL);
		if (slot < 0) return slot;
		if (!inRange(bytes, at, length)) return -EINVAL;
		return datagram.recvFrom(this, slot, bytes, at, length, from);
	}

	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_DATAGRAM, EINVAL);
		if (slot < 0) return slot;
		if (!inRange(bytes, at, length) || !this.isAddress_(to.address)) return -EINVAL;
		if (!isPort(to.port, 1)) return -EINVAL;
		return datagram.sendTo(this, slot, bytes, at, length, to);
	}

	shutdown(fd: number, how: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		return slot < 0 ? slot : stream.shutdown(this, slot, how);
	}

	close(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const kind = this.kind_[slot];
		if (kind === KIND_DATAGRAM) datagram.closeDatagram(this, slot);
		else if (kind === KIND_LISTENER) listener.closeListener(this, slot);
		else stream.close(this, slot);
		return 0;
	}

	peerAddress(fd: number, into: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		return slot < 0 ? slot : stream.peerAddress(this, slot, into);
	}

	localAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const from = this.kind_[slot] === KIND_DATAGRAM ? this.datagram_[slot] : this.socket_[slot];
		into.address = (from as Socket).address;
		into.port = (from as Socket).port;
		return 0;
	}

	moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void {
		moveBytes(bytes, to, from, length);
	}

	findControl(bytes: Uint8Array, _words: Int32Array, from: number, end: number): number {
		return findControl(bytes, from, end);
	}

	encodeText(text: string, bytes: Uint8Array, at: number, length: number): number {
		return encode(text, bytes, at, length);
	}

	decodeText(bytes: Uint8Array, at: number, length: number): string {
		return decode(bytes, at, length);
	}

	// What a subclass may do otherwise

	/** @allocates a socket of its kind, for the pool */
	makeSocket_(): Socket {
		return new Socket(this);
	}

	/** Returns whether `address` is one of its own. */
	has_(_address: string): boolean {
		return true;
	}

	/** The address that it sends from to `address`, "" if it cannot. */
	addressTo_(address: string): string {
		return address;
	}

	/** How many of `count` bytes one call transfers, of which the test allows `max` (0 = all). */
	limit_(count: number, max: number): number {
		return max > 0 && count > max ? max : count;
	}

	connect_(socket: Socket): void {
		listener.connectLocal(socket);
	}

	/** Carries what was put into the peer's ring, with `length` 0 the end of the stream. */
	carry_(socket: Socket, _bytes: Uint8Array | null, _at: number, length: number): void {
		stream.carry(socket, length);
	}

	/** Resets the peer of `socket`, which is closed. */
	reset_(socket: Socket): void {
		stream.fail(socket.peer as Socket, ECONNRESET);
	}

	didRead_(socket: Socket, count: number): void {
		stream.openWindow(socket, count);
	}

	cut_(socket: Socket, error: number): void {
		stream.cut(socket, error);
	}

	/** Nothing of what `socket` has sent arrives any more: it failed. */
	stop_(_socket: Socket): void {}

	/** `socket` goes back to the pool. */
	release_(_socket: Socket): void {}

	abstract carryDatagram_(
		from: string,
		fromPort: number,
		to: SocketAddress,
		bytes: Uint8Array,
		at: number,
		length: number,
		isLost: boolean,
	): void;

	isAddress_(text: string): boolean {
		return parseAddress(text, this.scratch_, 0) > 0;
	}

	/** Picks an ephemeral port. */
	nextPort_(): number {
		if (this.port_ > 65535) this.port_ = 49152;
		return this.port_++;
	}

	/** Returns the slot of `fd` if it is of `kind`, -EBADF if stale, -`error` if of another kind. */
	slotOf_(fd: number, kind: number, error: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0 || this.kind_[slot] === kind) return slot;
		return this.kind_[slot] === KIND_FREE ? -EBADF : -error;
	}
}
