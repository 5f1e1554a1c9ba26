/** Listeners of the Moddable host. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import {
	descriptorClose,
	descriptorOpen,
	latch,
	SLOT_MASK,
	unlatch,
} from "../../src/core/descriptors.js";
import { EADDRINUSE, EAGAIN, EINVAL } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { checkLocal } from "./address.js";
import type { Host } from "./host.js";
import { attach, type Carrier, type Socket, STATE_LISTENER, STATE_OPEN } from "./socket.js";

/** What the send window of a new connection holds at the least: one segment (RFC 9293, 3.7.1). */
const WINDOW_LEAST = 536;

/** Called by the platform; `count` connections wait. */
function onPending(this: Carrier, count: number): void {
	const host = this.target;
	host.window_[this.slot_] = count;
	latch(host.descriptors, this.slot_, EV_READ);
}

/** @allocates */
export function listen(host: Host, address: string, port: number): number {
	const refusal = checkLocal(address, port, host.staged_);
	if (refusal < 0) return refusal;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & SLOT_MASK;
	try {
		const socket = new Listener({ port, target: host, onReadable: onPending as never });
		attach(host, slot, socket as unknown as Socket, STATE_LISTENER);
		host.unread_[slot] = -1 - socket.port;
		return fd;
	} catch (_error) {
		descriptorClose(host.descriptors, slot);
		return -EADDRINUSE;
	}
}

/**
 * Costs 6 slots of garbage beside the 4 that the connection keeps.
 * @allocates
 */
export function accept(host: Host, slot: number): number {
	if (host.state_[slot] !== STATE_LISTENER) return -EINVAL;
	if (host.window_[slot] === 0) return -EAGAIN;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const options = host.accepted_;
	const taken = fd & SLOT_MASK;
	if (--host.window_[slot] === 0) unlatch(host.descriptors, slot, EV_READ);
	try {
		options.from = (host.socket_[slot] as Listener).read() as TCP;
		const socket = new TCP(options as never);
		attach(host, taken, socket as unknown as Socket, STATE_OPEN);
		host.window_[taken] = WINDOW_LEAST; // until onWritable reports it
		latch(host.descriptors, taken, EV_WRITE);
		options.from = null;
		return fd;
	} catch (_error) {
		options.from = null; // reset before it was accepted
		descriptorClose(host.descriptors, taken);
		return -EAGAIN;
	}
}
