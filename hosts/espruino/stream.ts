/** What happens to the streams of the host, apart from its calls. */
import { descriptorClose, latch } from "../../src/core/descriptors.js";
import { EADDRINUSE, ENOBUFS, ENOTCONN } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { hold, letGo } from "./hold.js";
import type { Host } from "./index.js";
import type { Net, Sender, Socket } from "./platform.js";
import { DATAGRAMS, isEnough } from "./room.js";

declare function require(name: string): unknown;

const DATAGRAMS_MAX = 4; // that wait to be received

export function net(): Net {
	// biome-ignore lint/style/useNodejsImportProtocol: Espruino's own module
	return require("net") as Net;
}

/**
 * Hears what `c` tells from now on. Right after it came to be and nowhere else: the platform puts
 * what came before a listener did behind what came after, and tells it twice.
 */
export function hear(host: Host, c: Socket): void {
	c.on("drain", host.heard_);
	c.on("close", host.heard_);
	c.in_ = ""; // should what is above be torn off, a receiver gets -ENOTCONN
	c.on("data", host.heard_);
}

/** Tells whether `[at, at + length)` lies inside `bytes`. */
export function inside(bytes: Uint8Array, at: number, length: number): boolean {
	return at >= 0 && length >= 0 && at + length <= bytes.length;
}

/** What a call answers on `c` that only a connection could: its error, -ENOTCONN, or `otherwise`. */
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

/** Closes `c`, which came when there is no room for it, and forgets what it sent. */
export function refuse(c: Socket): void {
	c.dRcv = "";
	c.read();
	abort(c);
}

/** Closes the connections that wait at `server`. */
export function refuseAll(server: Socket): void {
	for (let i = 0; i < server.queue_.length; i++) {
		const c = server.queue_[i] as Socket;
		letGo(c);
		refuse(c);
		c.slot_ = -1;
	}
}

/**
 * Takes `c`, which came to `server` and is held until it is accepted. The turn is asked for first:
 * should the rest be torn off, `c` is found all the same, and the server goes on.
 */
export function arrived(host: Host, server: Socket, c: Socket): void {
	const waker = host.descriptors.waker_;
	if (waker !== null) waker.wake();
	server.queue_.push(c);
	latch(host.descriptors, server.slot_, EV_READ);
	server.type = DATAGRAMS; // one at a time; the others wait in the platform's backlog
	hear(host, c);
	if (hold(c) === 0) c.end_ = 1; // it is over already, which the platform tells nobody
}

/** Takes what `c` received: a part of its stream, or a datagram and its sender. */
export function received(host: Host, c: Socket, text: string, from: Sender): void {
	if (c.slot_ < 0 || c.end_) return; // closed; undefined is not accepted yet
	if (c.queue_ === undefined) {
		const held = c.in_.length;
		const rest = (host.reserve_ * 7) >> 3; // less than for one that is to be accepted
		if (held + text.length > host.streamBytes_ || (host.tight_ !== 0 && !isEnough(host, c, rest))) {
			c.in_ = "";
			abort(c);
			end(host, c, -ENOBUFS);
			return;
		}
		c.in_ = held === 0 ? text : c.in_ + text;
		if (held !== 0 || host.tight_ !== 0) {
			host.held_ += hold(c);
			c.since_ = host.ticks();
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
