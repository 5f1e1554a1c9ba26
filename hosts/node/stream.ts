/**
 * Stream: the TCP connection of a descriptor. One record per slot is made when the slot is first
 * used and kept for its next connections.
 *
 * Reading: Node reads straight into two windows of the record, in turn. What arrived lies in
 * `front`; while the program has not taken all of it, one more read goes into `back`, and then
 * reading is paused. Two windows because pausing and resuming at every read costs two calls of the
 * kernel's epoll_ctl, and a third of the throughput.
 *
 * Writing: `send` copies into `out` and hands a view of it, the last one if the length is the same,
 * to net.Socket's `_write`, below the queue of its Writable: that queue costs an object, a
 * process.nextTick and a 'drain' for each write, and there is never more than one write under way.
 * The kernel mostly takes all at once; else `out` is Node's until it calls back, and the window counts as
 * full.
 *
 * Every socket has its 'error' handler from its first moment to its last, so that no error event
 * goes unhandled. `socket.stream` is null once the descriptor is closed.
 */
import { Socket } from "node:net";
import type { Descriptors } from "../../src/core/descriptors.js";
import { latch, unlatch } from "../../src/core/descriptors.js";
import { EAGAIN, ECONNABORTED, EINVAL, ENOTCONN, EOPNOTSUPP, EPIPE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE, SHUT_RD, SHUT_RDWR, SHUT_WR } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import { plainAddress } from "./address.js";
import { errnoOf } from "./errors.js";
import { copyBytes } from "./text.js";

/** Node's own name for an open TCP socket below net.Socket. */
export type Handle = object;

interface WireOptions {
	onread: { buffer: () => Uint8Array; callback: (size: number, bytes: Uint8Array) => boolean };
	handle?: Handle;
}

/** A net.Socket that knows the record it feeds. */
export class Wire extends Socket {
	stream: Stream | null;
	readonly onSent: (error?: Error | null) => void;

	constructor(stream: Stream, handle: Handle | undefined) {
		const options: WireOptions & Record<string, unknown> = {
			onread: stream.onread,
			allowHalfOpen: true,
			noDelay: true,
		};
		if (handle !== undefined) options.handle = handle;
		super(options as ConstructorParameters<typeof Socket>[0]);
		this.stream = stream;
		this.onSent = (error) => sent(this, error);
		this.on("error", onError);
		this.on("end", onEnd);
		this.on("close", onClose);
	}
}

function onRead(this: Wire, size: number, bytes: Uint8Array): boolean {
	const stream = this.stream;
	return stream === null || stream.arrive(size, bytes);
}

function onConnect(this: Wire): void {
	const stream = this.stream;
	if (stream === null) return;
	stream.connecting = false;
	latch(stream.descriptors, stream.slot, EV_WRITE);
}

/** The kernel has taken all of the write under way, or the connection has failed. */
function sent(wire: Wire, error: Error | null | undefined): void {
	const stream = wire.stream;
	if (stream === null) return;
	stream.busy = false;
	if (error) wire.destroy(error);
	else latch(stream.descriptors, stream.slot, EV_WRITE);
}

function onEnd(this: Wire): void {
	const stream = this.stream;
	if (stream === null) return;
	stream.ended = true;
	latch(stream.descriptors, stream.slot, EV_READ | EV_CLOSED);
}

function onError(this: Wire, error: Error): void {
	if (this.stream !== null) this.stream.fail(errnoOf(error));
}

function onClose(this: Wire): void {
	const stream = this.stream;
	if (stream !== null && !stream.ended) stream.fail(ECONNABORTED);
}

export class Stream {
	readonly descriptors: Descriptors;
	readonly slot: number;
	readonly onread: WireOptions["onread"];
	socket: Wire | null;
	front: Uint8Array; // what arrived: [at, end)
	back: Uint8Array; // what arrived after it: [0, more)
	at: number;
	end: number;
	more: number;
	readonly out: Buffer; // what is being sent
	view: Buffer; // of `out`, the last one used
	connecting: boolean;
	busy: boolean; // `out` is Node's
	paused: boolean; // both windows are full
	ended: boolean; // the peer sends no more
	shut: boolean; // we send no more
	error: number; // every call answers with it, 0 = none

	constructor(descriptors: Descriptors, slot: number, windowBytes: number) {
		this.descriptors = descriptors;
		this.slot = slot;
		this.onread = { buffer: () => this.window(), callback: onRead };
		this.socket = null;
		this.front = new Uint8Array(windowBytes);
		this.back = new Uint8Array(windowBytes);
		this.at = 0;
		this.end = 0;
		this.more = 0;
		this.out = Buffer.alloc(windowBytes);
		this.view = this.out;
		this.connecting = false;
		this.busy = false;
		this.paused = false;
		this.ended = false;
		this.shut = false;
		this.error = 0;
	}

	reset(): void {
		this.at = 0;
		this.end = 0;
		this.more = 0;
		this.connecting = false;
		this.busy = false;
		this.paused = false;
		this.ended = false;
		this.shut = false;
		this.error = 0;
	}

	/** Begins to connect to a literal address. */
	connect(address: string, port: number): void {
		this.reset();
		this.connecting = true;
		const socket = new Wire(this, undefined);
		this.socket = socket;
		socket.on("connect", onConnect);
		socket.connect({ host: address, port });
	}

	/** Takes over a connection that was accepted. */
	adopt(handle: Handle): void {
		this.reset();
		this.socket = new Wire(this, handle);
		latch(this.descriptors, this.slot, EV_WRITE);
	}

	/** The window that Node is to read into next: the free one; with both full, the one freed first. */
	window(): Uint8Array {
		return this.at !== this.end && this.more === 0 ? this.back : this.front;
	}

	/** Notes `size` bytes in window `bytes`. Returns whether to read on. */
	arrive(size: number, bytes: Uint8Array): boolean {
		if (this.at !== this.end) {
			this.more = size;
			this.paused = true;
			return false;
		}
		if (bytes !== this.front) {
			this.back = this.front;
			this.front = bytes;
		}
		this.at = 0;
		this.end = size;
		latch(this.descriptors, this.slot, EV_READ);
		return true;
	}

	fail(error: number): void {
		if (this.error !== 0) return;
		this.connecting = false;
		this.error = error;
		latch(this.descriptors, this.slot, EV_READ | EV_WRITE | EV_CLOSED);
	}

	recv(bytes: Uint8Array, at: number, length: number): number {
		const left = this.end - this.at;
		if (left === 0) {
			if (this.error !== 0) return -this.error;
			return this.ended || length === 0 ? 0 : -EAGAIN;
		}
		const count = left < length ? left : length;
		copyBytes(this.front, this.at, bytes, at, count);
		this.at += count;
		if (count === left) this.turnOver();
		return count;
	}

	/** `front` is empty: continues with `back`, or with nothing. */
	turnOver(): void {
		this.at = 0;
		this.end = this.more;
		if (this.more === 0) {
			if (!this.ended && this.error === 0) unlatch(this.descriptors, this.slot, EV_READ);
			return;
		}
		const free = this.front;
		this.front = this.back;
		this.back = free;
		this.more = 0;
		this.paused = false;
		if (this.socket !== null) this.socket.read(0); // starts reading again
	}

	send(bytes: Uint8Array, at: number, length: number): number {
		if (this.error !== 0) return -this.error;
		if (this.shut) return -EPIPE;
		if (this.connecting || this.busy) return -EAGAIN;
		if (length === 0) return 0;
		const out = this.out;
		const count = length < out.length ? length : out.length;
		copyBytes(bytes, at, out, 0, count);
		if (this.view.length !== count) this.view = out.subarray(0, count);
		const socket = this.socket as Wire;
		this.busy = true;
		socket._write(this.view, "buffer" as BufferEncoding, socket.onSent);
		if (this.busy) unlatch(this.descriptors, this.slot, EV_WRITE);
		return count;
	}

	shutdown(how: number): number {
		if (how === SHUT_RD || how === SHUT_RDWR) return -EOPNOTSUPP; // Node has no such thing
		if (how !== SHUT_WR) return -EINVAL;
		if (this.error !== 0) return -this.error;
		if (this.connecting) return -ENOTCONN;
		if (this.shut) return 0;
		this.shut = true;
		(this.socket as Wire).end();
		latch(this.descriptors, this.slot, EV_WRITE); // so that who waits to write learns -EPIPE
		return 0;
	}

	peerAddress(into: SocketAddress): number {
		const socket = this.socket as Wire;
		if (this.connecting || socket.remoteAddress === undefined) return -ENOTCONN;
		into.address = plainAddress(socket.remoteAddress);
		into.port = socket.remotePort as number;
		return 0;
	}

	localAddress(into: SocketAddress): number {
		const socket = this.socket as Wire;
		if (this.connecting || socket.localAddress === undefined) return -ENOTCONN;
		into.address = plainAddress(socket.localAddress);
		into.port = socket.localPort as number;
		return 0;
	}
}
