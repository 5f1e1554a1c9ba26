/** Connections of the Moddable host. */
import TCP from "embedded:io/socket/tcp";
import { parseAddress } from "../../src/core/address.js";
import { descriptorClose, descriptorOpen, latch, SLOT_MASK } from "../../src/core/descriptors.js";
import { EAGAIN, ECONNREFUSED, EINVAL, EMFILE, ENOTCONN, EPIPE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { isPort } from "../../src/core/host-checks.js";
import type { Host } from "./host.js";
import {
	attach,
	type Carrier,
	type Socket,
	type SocketOptions,
	STATE_CONNECTING,
	STATE_ENDED,
	STATE_FREE,
	STATE_LISTENER,
	STATE_OPEN,
	STATE_REFUSED,
	STATE_UDP,
} from "./socket.js";

// Callbacks: shared by all sockets, called by the platform, and nothing but latches.

/** `count` is all that is unread; bytes once announced are not announced again. */
function onReadable(this: Carrier, count: number): void {
	const host = this.target;
	host.unread_[this.slot_] = count;
	latch(host.descriptors, this.slot_, EV_READ);
}

/** Called on connect, then each time the window grows; `count` is the window. */
function onWritable(this: Carrier, count: number): void {
	const host = this.target;
	const slot = this.slot_;
	host.window_[slot] = count;
	if ((host.descriptors.ready_[slot] & EV_WRITE) !== 0) return;
	if (host.state_[slot] === STATE_CONNECTING) host.state_[slot] = STATE_OPEN;
	latch(host.descriptors, slot, EV_WRITE);
}

/** End, reset and refusal alike, after all that arrived has been read. */
function onError(this: Carrier): void {
	const host = this.target;
	const slot = this.slot_;
	host.state_[slot] = host.state_[slot] === STATE_CONNECTING ? STATE_REFUSED : STATE_ENDED;
	host.unread_[slot] = 0;
	latch(host.descriptors, slot, EV_READ | EV_WRITE | EV_CLOSED);
}

/** @allocates */
export function acceptedOptions(host: Host): SocketOptions {
	return { from: null, target: host, nodelay: true, onReadable, onWritable, onError };
}

/**
 * Costs 2 slots of garbage a character of the address, beside what the socket keeps.
 * @allocates
 */
export function connect(host: Host, address: string, port: number): number {
	if (!isPort(port, 1)) return -EINVAL;
	if (parseAddress(address, host.staged_, 0) < 0) return -EINVAL;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & SLOT_MASK;
	try {
		const socket = new TCP({
			address,
			port,
			nodelay: true,
			target: host,
			onReadable: onReadable as never,
			onWritable: onWritable as never,
			onError: onError as never,
		});
		attach(host, slot, socket as unknown as Socket, STATE_CONNECTING);
		return fd;
	} catch (error) {
		descriptorClose(host.descriptors, slot);
		return error instanceof RangeError ? -EMFILE : -EINVAL; // "no socket", or "invalid address"
	}
}

const STAGE_SIZE = 128;

/** A buffer that takes less than it can without being made anew (ECMA-262, 25.1.6.9). */
interface Stage extends ArrayBuffer {
	resize(size: number): void;
}

/** @allocates */
export function makeStage(): Uint8Array {
	const Resizable = ArrayBuffer as unknown as new (size: number, options: object) => Stage;
	return new Uint8Array(new Resizable(STAGE_SIZE, { maxByteLength: STAGE_SIZE }));
}

/**
 * Reads `count` bytes that are there to a place or in a size other than last time. A view for them
 * would be garbage if the next read is different again, so one is made only for a size that comes
 * twice; else they take the way over the stage, which costs a copy.
 * @allocates
 */
export function readOther(
	host: Host,
	slot: number,
	bytes: Uint8Array,
	at: number,
	count: number,
): void {
	const socket = host.socket_[slot] as TCP;
	if (count === host.lastSize_) {
		const view = new DataView(bytes.buffer, bytes.byteOffset + at, count);
		host.readView_[slot] = view;
		socket.read(view);
		return;
	}
	const stage = host.staged_.buffer as Stage;
	host.lastSize_ = count;
	for (let done = 0; done < count; ) {
		const size = count - done < STAGE_SIZE ? count - done : STAGE_SIZE;
		stage.resize(size);
		socket.read(stage);
		bytes.set(host.staged_, at + done);
		done += size;
	}
	stage.resize(STAGE_SIZE); // or a collection would take what it does not hold
}

/** What recv returns when it has nothing to give. */
export function nothingRead(host: Host, slot: number, length: number): number {
	const state = host.state_[slot];
	if (state === STATE_LISTENER || state === STATE_UDP) return -ENOTCONN;
	if (length <= 0) return length === 0 ? 0 : -EINVAL;
	if (state === STATE_ENDED) return 0;
	return state === STATE_REFUSED ? -ECONNREFUSED : -EAGAIN;
}

/** What send returns when it cannot take anything. */
export function nothingSent(host: Host, slot: number, length: number): number {
	const state = host.state_[slot];
	if (state === STATE_CONNECTING) return -EAGAIN;
	if (state !== STATE_OPEN) return notConnected(host, slot);
	if (length <= 0) return length === 0 ? 0 : -EINVAL;
	return -EAGAIN;
}

/** Why the descriptor at `slot` cannot be written to. */
export function notConnected(host: Host, slot: number): number {
	const state = host.state_[slot];
	return state === STATE_ENDED ? -EPIPE : state === STATE_REFUSED ? -ECONNREFUSED : -ENOTCONN;
}

/** Closes any socket. lwip resets a connection that has unread bytes, and drops what was written. */
export function close(host: Host, slot: number): number {
	const socket = host.socket_[slot] as Socket & { close(): void };
	host.socket_[slot] = null;
	host.state_[slot] = STATE_FREE;
	descriptorClose(host.descriptors, slot);
	socket.close();
	return 0;
}
