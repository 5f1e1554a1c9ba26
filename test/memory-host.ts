/**
 * MemoryHost: a Host inside one program, for tests. TCP and UDP end in itself; the clock stands
 * until `advance`, `settle` or `run` moves it, so a test sees the same turns every time. Faults are
 * fields that a test sets. What a descriptor needs is made when it is first opened, a place for a
 * datagram when one first waits there; nothing else is allocated by recv, send, accept, schedule or
 * a turn.
 *
 * What it does not model: latency, loss and reordering (hosts/virtual does). A connect to a port
 * where nobody listens, or whose backlog is full, is refused at once; a close with bytes unread
 * resets the peer, as Linux does.
 */

import { decode, encode, findControl, moveBytes } from "../hosts/virtual/text.js";
import { parseAddress } from "../src/core/address.js";
import type { Backend } from "../src/core/backend.js";
import { Descriptors, descriptorSlot } from "../src/core/descriptors.js";
import { EBADF, EINVAL, ENOTCONN, EOPNOTSUPP } from "../src/core/errno.js";
import type { Host, SocketAddress } from "../src/core/host.js";
import { SelectBackend } from "../src/select-backend/index.js";
import { MemoryClock } from "./memory/clock.js";
import {
	type Datagrams,
	datagramClose,
	datagramOpen,
	datagramRecv,
	datagramSend,
} from "./memory/datagram.js";
import { type End, KIND_DATAGRAM, KIND_FREE, KIND_LISTENER, KIND_STREAM } from "./memory/end.js";
import * as stream from "./memory/stream.js";

export interface MemoryHostOptions {
	/** Descriptors that can be open at once. */
	descriptors: number;
	/** Bytes that a stream holds for its receiver; 1,024 if not given. */
	window?: number;
	/** Datagrams that wait at a socket, 8 if not given; more are lost. */
	datagrams?: number;
	/** The longest datagram, 512 if not given. */
	datagramBytes?: number;
	/** Tick at which the clock starts; 0 if not given. */
	startTick?: number;
}

export class MemoryHost extends MemoryClock implements Host {
	readonly descriptors: Descriptors;
	readonly backend: Backend;
	readonly window: number;

	// Faults, for a test to set
	/** The most bytes that one recv gives, 0 = as many as there are. */
	recvMax: number;
	/** The most bytes that one send takes, 0 = as many as fit. */
	sendMax: number;
	/** Error of every tcpConnect, learnt as readiness; 0 = none. */
	connectError: number;
	/** Error of every call that would open a descriptor (EMFILE, ...); 0 = none. */
	openError: number;
	/** Error of the next accept, which leaves the connection waiting; 0 = none. */
	acceptError: number;
	/** Connects stay under way until `releaseConnects`. */
	holdConnects: boolean;
	/** How many of the next datagrams get lost. */
	loseDatagrams: number;
	/** `random` has no source. */
	randomless: boolean;

	// What was printed and reported
	/** The last text printed; "" = none. */
	printed: string;
	/** The last error reported; null = none. */
	reported: unknown;
	/** "PORT ADDRESS" of the last listener that was reported. */
	reportedAt: string;
	errors: number;

	// Counts
	connects: number;
	accepts: number;
	recvs: number;
	sends: number;
	closes: number;
	bytesReceived: number;
	bytesSent: number;
	datagramsLost: number;

	seed_: number;
	port_: number; // next ephemeral port
	freeEnd_: End | null;
	readonly scratch_: Uint8Array; // 16 bytes of an address
	readonly kind_: Uint8Array; // [descriptors]
	readonly end_: (End | null)[]; // [descriptors] of streams and listeners
	endsLeft_: number; // that may be made, two for each descriptor at first
	readonly datagramPlaces_: number;
	readonly datagramMax_: number;
	readonly datagrams_: (Datagrams | null)[]; // [descriptors], made when first bound

	constructor(options: MemoryHostOptions) {
		const window = options.window === undefined ? 1024 : options.window;
		const count = options.descriptors;
		super(options.startTick === undefined ? 0 : options.startTick | 0);
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		this.window = window;
		this.recvMax = 0;
		this.sendMax = 0;
		this.connectError = 0;
		this.openError = 0;
		this.acceptError = 0;
		this.holdConnects = false;
		this.loseDatagrams = 0;
		this.randomless = false;
		this.printed = "";
		this.reported = null;
		this.reportedAt = "";
		this.errors = 0;
		this.connects = 0;
		this.accepts = 0;
		this.recvs = 0;
		this.sends = 0;
		this.closes = 0;
		this.bytesReceived = 0;
		this.bytesSent = 0;
		this.datagramsLost = 0;
		this.seed_ = 0x2545f491;
		this.port_ = 49152;
		this.freeEnd_ = null;
		this.endsLeft_ = 2 * count;
		this.datagramPlaces_ = options.datagrams === undefined ? 8 : options.datagrams;
		this.datagramMax_ = options.datagramBytes === undefined ? 512 : options.datagramBytes;
		this.scratch_ = new Uint8Array(16);
		this.kind_ = new Uint8Array(count);
		this.end_ = [];
		this.datagrams_ = [];
		for (let i = 0; i < count; i++) {
			this.end_.push(null);
			this.datagrams_.push(null);
		}
	}

	// Faults that are events

	/** Opens two connected streams into fds[0] and fds[1]. Returns 0 or -EMFILE. */
	pair(fds: Int32Array): number {
		return stream.openPair(this, fds);
	}

	/** Cuts the connection of `fd` as a reset does: both ends learn `error`. Returns 0 or -EBADF. */
	fail(fd: number, error: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		if (this.kind_[slot] === KIND_DATAGRAM) (this.datagrams_[slot] as Datagrams).error = error;
		else stream.failBoth(this, this.end_[slot] as End, error);
		return 0;
	}

	/** Lets the connects that were held complete now. Returns how many. */
	releaseConnects(): number {
		this.holdConnects = false;
		return stream.release(this);
	}

	// Host

	poll(_timeoutMs: number): number {
		return 0;
	}

	print(text: string): void {
		this.printed = text;
	}

	reportError(error: unknown, port: number, address: string): void {
		this.errors++;
		this.reported = error;
		if (port >= 0) this.reportedAt = `${port} ${address}`;
	}

	random(into: Uint8Array): number {
		if (this.randomless) return -EOPNOTSUPP;
		for (let i = 0; i < into.length; i++) {
			this.seed_ ^= this.seed_ << 13;
			this.seed_ ^= this.seed_ >>> 17;
			this.seed_ ^= this.seed_ << 5;
			into[i] = this.seed_ >>> 8;
		}
		return 0;
	}

	tcpConnect(address: string, port: number): number {
		this.connects++;
		if (!this.isAddress_(address) || !isPort(port, 1)) return -EINVAL;
		return stream.connect(this, address, port);
	}

	tcpListen(address: string, port: number, backlog: number): number {
		if ((address !== "" && !this.isAddress_(address)) || !isPort(port, 0)) return -EINVAL;
		return stream.listen(this, address, port, backlog);
	}

	accept(fd: number): number {
		this.accepts++;
		const slot = this.slotOf_(fd, KIND_LISTENER, EINVAL);
		return slot < 0 ? slot : stream.accept(this, slot);
	}

	udpBind(address: string, port: number): number {
		if ((address !== "" && !this.isAddress_(address)) || !isPort(port, 0)) return -EINVAL;
		return datagramOpen(this, address, port);
	}

	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		this.recvs++;
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length)) return -EINVAL;
		return stream.recv(this, slot, bytes, at, length);
	}

	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		this.sends++;
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length)) return -EINVAL;
		return stream.send(this, slot, bytes, at, length);
	}

	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_DATAGRAM, EINVAL);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length)) return -EINVAL;
		return datagramRecv(this, slot, bytes, at, length, from);
	}

	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_DATAGRAM, EINVAL);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length) || !this.isAddress_(to.address)) return -EINVAL;
		if (!isPort(to.port, 1)) return -EINVAL;
		return datagramSend(this, slot, bytes, at, length, to);
	}

	shutdown(fd: number, how: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		return slot < 0 ? slot : stream.shutdown(this, slot, how);
	}

	close(fd: number): number {
		this.closes++;
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		if (this.kind_[slot] === KIND_DATAGRAM) datagramClose(this, slot);
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
		if (this.kind_[slot] === KIND_DATAGRAM) {
			const socket = this.datagrams_[slot] as Datagrams;
			into.address = socket.address;
			into.port = socket.port;
		} else {
			into.address = (this.end_[slot] as End).address;
			into.port = (this.end_[slot] as End).port;
		}
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

/** Tells whether `[at, at + length)` lies inside `bytes`. */
function inside(bytes: Uint8Array, at: number, length: number): boolean {
	return at >= 0 && length >= 0 && at + length <= bytes.length;
}

function isPort(port: number, from: number): boolean {
	return port >= from && port <= 65535 && (port | 0) === port;
}
