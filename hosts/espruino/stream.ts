/** What happens to the streams of the host, apart from its calls. */
import { descriptorClose, latch } from "../../src/core/descriptors.js";
import { EADDRINUSE, ENOBUFS, ENOTCONN } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { Host } from "./host.js";
import { DATAGRAMS, hasMemory } from "./memory.js";
import { pause, resume } from "./pause.js";
import type { Net, Sender, Socket } from "./platform.js";

declare function require(name: string): unknown;

const DATAGRAMS_MAX = 4; // that wait to be received

export function net(): Net {
	// biome-ignore lint/style/useNodejsImportProtocol: Espruino's own module
	return require("net") as Net;
}

/**
 * Adds the handlers of `c`. Right after it was made and nowhere else: the platform puts what came
 * before a handler was added after what came later, and passes it twice.
 */
export function addHandlers(host: Host, c: Socket): void {
	c.on("drain", host.handler_);
	c.on("close", host.handler_);
	c.in_ = ""; // if what is above is aborted, a receiver gets -ENOTCONN
	c.on("data", host.handler_);
}

/** The result of a call on `c` that needs a connection: its error, -ENOTCONN, or `otherwise`. */
export function refused(c: Socket, otherwise: number): number {
	if (c.in_ === undefined) return -ENOTCONN;
	return c.end_ < 0 ? c.end_ : otherwise;
}

/** Notes why nothing comes on `c` any more, the first reason there is; what was received before can still be read. */
export function end(host: Host, c: Socket, reason: number): void {
	if (!c.end_) c.end_ = reason;
	if (c.slot_ === undefined) return; // not accepted yet
	latch(host.descriptors, c.slot_, EV_READ | EV_WRITE | EV_CLOSED);
}

/** Closes `c` and forgets what it had to send: the peer sees a reset. */
export function abort(c: Socket): void {
	c.dSnd = "";
	c.end();
}

/** Closes `c`, for which memory does not suffice, and forgets what it sent. */
export function refuse(c: Socket): void {
	c.dRcv = "";
	c.read();
	abort(c);
}

/** Closes the connections that wait at `server`. */
export function refuseAll(server: Socket): void {
	for (let i = 0; i < server.queue_.length; i++) {
		const c = server.queue_[i] as Socket;
		resume(c);
		refuse(c);
		c.slot_ = -1;
	}
}

/**
 * Queues `c`, which connected to `server`, and pauses it until it is accepted. Requests the turn
 * first: if the rest is aborted, `c` is found all the same, and the server continues.
 */
export function arrived(host: Host, server: Socket, c: Socket): void {
	const waker = host.descriptors.waker_;
	if (waker !== null) waker.wake();
	server.queue_.push(c);
	latch(host.descriptors, server.slot_, EV_READ);
	server.type = DATAGRAMS; // one at a time; the others wait in the platform's backlog
	addHandlers(host, c);
	if (pause(c) === 0) c.end_ = 1; // it is closed already, of which the platform has no event
}

/** Takes what `c` received: a part of its stream, or a datagram and its sender. */
export function received(host: Host, c: Socket, text: string, from: Sender): void {
	if (c.slot_ < 0 || c.end_) return; // closed; undefined is not accepted yet
	if (c.queue_ === undefined) {
		const held = c.in_.length;
		const rest = (host.reserve_ * 7) >> 3; // less than for one that is to be accepted
		if (
			held + text.length > host.streamBytes_ ||
			(host.scarce_ !== 0 && !hasMemory(host, c, rest))
		) {
			c.in_ = "";
			abort(c);
			end(host, c, -ENOBUFS);
			return;
		}
		c.in_ = held === 0 ? text : c.in_ + text;
		if (held !== 0 || host.scarce_ !== 0) {
			host.paused_ += pause(c);
			c.pausedAt_ = host.ticks();
		}
	} else if (c.queue_.length < 2 * DATAGRAMS_MAX) c.queue_.push(text, from);
	if (c.slot_ >= 0) latch(host.descriptors, c.slot_, EV_READ);
}

/**
 * Binds a server or a datagram socket to `port`. Returns `fd`, or -EADDRINUSE and `fd` is closed.
 * @allocates
 */
export function bind(host: Host, c: Socket, port: number, fd: number): number {
	host.sockets_[c.slot_] = c;
	try {
		if (c.backlog_ !== undefined) c.listen(port);
		else c.bind(port);
	} catch (_) {
		host.sockets_[c.slot_] = null;
		descriptorClose(host.descriptors, c.slot_);
		return -EADDRINUSE;
	}
	return fd;
}
