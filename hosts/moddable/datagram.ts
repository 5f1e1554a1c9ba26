/** Datagram sockets of the Moddable host. */
import UDP from "embedded:io/socket/udp";
import {
	descriptorClose,
	descriptorOpen,
	latch,
	SLOT_MASK,
	unlatch,
} from "../../src/core/descriptors.js";
import { EADDRINUSE, EAGAIN, EINVAL, EIO, EMSGSIZE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import { inRange, isPort } from "../../src/core/host-checks.js";
import { checkLocal } from "./address.js";
import type { Host } from "./host.js";
import { type Carrier, type Socket, STATE_UDP } from "./socket.js";

/** What fits an Ethernet frame; lwip on devices does not cut datagrams into several. */
const DATAGRAM_MAX = 1472;
const FIRST_PICK = 49152; // the ports of RFC 6335, 6 that nobody registers
const PICKS = 8;

function onReadable(this: Carrier, count: number): void {
	const host = this.target;
	host.window_[this.slot_] = count;
	latch(host.descriptors, this.slot_, EV_READ);
}

/** @allocates */
function open(host: Host, slot: number, port: number): boolean {
	try {
		const socket = new UDP({ port, target: host, onReadable: onReadable as never });
		(socket as unknown as Socket).slot_ = slot;
		host.socket_[slot] = socket as unknown as Socket;
		host.state_[slot] = STATE_UDP;
		host.unread_[slot] = -1 - port;
		host.window_[slot] = 0;
		latch(host.descriptors, slot, EV_WRITE);
		return true;
	} catch (_error) {
		return false;
	}
}

/**
 * Binds. UDP of ECMA-419 does not report its port, so for 0 one is picked here, at random as a
 * resolver wants it.
 */
export function bind(host: Host, address: string, port: number): number {
	const refusal = checkLocal(address, port, host.staged_);
	if (refusal < 0) return refusal;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & SLOT_MASK;
	for (let tries = port === 0 ? PICKS : 1; tries > 0; tries--) {
		if (open(host, slot, port === 0 ? FIRST_PICK + Math.floor(Math.random() * 16384) : port)) {
			return fd;
		}
	}
	descriptorClose(host.descriptors, slot);
	return -EADDRINUSE;
}

/**
 * Allocates what the platform hands out: 5 slots, the datagram and 36 bytes, and a view of 4 slots.
 * @allocates
 */
export function recvFrom(
	host: Host,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	from: SocketAddress,
): number {
	if (host.state_[slot] !== STATE_UDP || !inRange(bytes, at, length)) return -EINVAL;
	if (host.window_[slot] === 0) return -EAGAIN;
	const packet = (host.socket_[slot] as unknown as UDP).read();
	if (--host.window_[slot] <= 0 || packet === undefined) {
		host.window_[slot] = 0;
		unlatch(host.descriptors, slot, EV_READ);
	}
	if (packet === undefined) return -EAGAIN;
	const count = packet.byteLength < length ? packet.byteLength : length;
	bytes.set(new Uint8Array(packet, 0, count), at);
	from.address = packet.address;
	from.port = packet.port;
	return count;
}

/**
 * Allocates a view of 4 slots.
 * @allocates
 */
export function sendTo(
	host: Host,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	to: SocketAddress,
): number {
	if (host.state_[slot] !== STATE_UDP || !inRange(bytes, at, length)) return -EINVAL;
	if (!isPort(to.port, 1)) return -EINVAL;
	if (length > DATAGRAM_MAX) return -EMSGSIZE;
	try {
		const view = new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
		(host.socket_[slot] as unknown as UDP).write(view, to.address, to.port);
		return length;
	} catch (error) {
		return error instanceof RangeError ? -EINVAL : -EIO; // "invalid IP address", or the send failed
	}
}
