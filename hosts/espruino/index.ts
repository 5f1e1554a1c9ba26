/**
 * Host for Espruino (firmware 2v29): `net` and `dgram` as descriptors. The firmware pushes byte
 * strings of up to 536 bytes and queues without limit what is written; this host holds a stream
 * that delivers more than is asked for (hold.ts), and takes for sending what fits in one chunk.
 * One function hears all that sockets and the timer tell, since each costs variables.
 *
 * What the platform cannot do is -EOPNOTSUPP: half-close, a local address or IPv6, listening on
 * port 0, peer addresses. The end of the peer's stream ends both directions, and a reset looks
 * like it. A string is UTF-8 bytes here, as Espruino's are.
 */
import type { Backend } from "../../src/core/backend.js";
import {
	Descriptors,
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
	latch,
	unlatch,
} from "../../src/core/descriptors.js";
import {
	EAGAIN,
	ECONNREFUSED,
	ECONNRESET,
	EINVAL,
	ENOBUFS,
	ENOTCONN,
	EOPNOTSUPP,
	EPIPE,
} from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { Host as Posix, SocketAddress, Turner } from "../../src/core/host.js";
import { SelectBackend } from "../../src/select-backend/index.js";
import { datagramOpen, datagramRecv, datagramSend } from "./datagram.js";
import { hold, letGo } from "./hold.js";
import { connect, listen } from "./open.js";
import type { HostOptions } from "./options.js";
import type { Bytes, Heard, Sender, Socket, Utilities } from "./platform.js";
import { abort, end, hear, inside, received, refused } from "./stream.js";

declare const E: Utilities;
declare function getTime(): number;
declare function setTimeout(call: Heard, ms: number): number;
declare function clearTimeout(timer: number): void;

const CHUNK = 536; // what the platform sends and receives at a time
const HOLD_MS = 16; // after which a held stream is let go to send, doubled with each 512 bytes it holds

export type { HostOptions };

export class Host implements Posix {
	readonly descriptors: Descriptors;
	readonly backend: Backend;
	readonly streamBytes_: number;
	readonly datagramBytes_: number;
	readonly heard_: Heard;
	readonly control_: RegExp;
	readonly sockets_: (Socket | null)[]; // [descriptors]
	readonly last_: Socket[]; // closed by the program, with something left to send
	held_: number; // streams held that have a descriptor
	turner_: Turner | null;
	timer_: number; // 0 = none
	now_: number; // the last tick
	clock_: number; // ms of the platform's clock at that tick

	constructor(options: HostOptions) {
		const count = options.descriptors;
		const host = this;
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		this.streamBytes_ = options.streamBytes === undefined ? 2144 : options.streamBytes;
		this.datagramBytes_ = options.datagramBytes === undefined ? 528 : options.datagramBytes;
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
		this.control_ = /[\x00-\x1f]/g;
		this.sockets_ = [];
		this.last_ = [];
		this.held_ = 0;
		this.turner_ = null;
		this.timer_ = 0;
		this.now_ = 0;
		this.clock_ = getTime() * 1000;
		for (let i = 0; i < count; i++) this.sockets_.push(null);
		/**
		 * The timer tells nothing, a stream a string, its end a flag, that it may send itself; a
		 * server tells another socket, a datagram socket a string and its sender.
		 */
		this.heard_ = function (what, from) {
			// the most frequent first; what is passed over costs time too
			if (typeof what === "string") received(host, this, what, from as Sender);
			else if (what === this) {
				if (this.slot_ >= 0) latch(host.descriptors, this.slot_, EV_WRITE);
			} else if (what === undefined) {
				host.timer_ = 0;
				if (host.turner_ !== null) host.turner_.turn();
			} else if (typeof what !== "boolean") {
				const c = what as Socket;
				if (this.queue_.length >= this.backlog_) return c.end();
				hear(host, c);
				// held until it is accepted; or over already, which the platform tells nobody
				if (hold(c) === 0) c.end_ = 1;
				this.queue_.push(c);
				latch(host.descriptors, this.slot_, EV_READ);
			} else if (this.slot_ >= 0) {
				end(host, this, what ? (this.dSnd === undefined ? -ECONNREFUSED : -ECONNRESET) : 1);
			} else if (host.last_.indexOf(this) >= 0) {
				host.last_.splice(host.last_.indexOf(this), 1);
			}
		};
	}

	/** Lets held streams go that have something to send. */
	poll(_timeoutMs: number): number {
		if (this.held_ === 0) return 0;
		const now = this.ticks();
		for (let i = 0; i < this.sockets_.length; i++) {
			const c = this.sockets_[i];
			if (c === null || !(c.held_ > 0) || !c.dSnd) continue;
			if (((now - c.since_) | 0) >= HOLD_MS << (c.in_.length >> 9)) this.held_ -= letGo(c);
		}
		return 0;
	}

	/** Follows the platform's clock, but not when it is set: a step back, or ahead by over 11 days. */
	ticks(): number {
		const passed = getTime() * 1000 - this.clock_;
		if (!(passed >= 0 && passed < 1e9)) this.clock_ += passed;
		else if (passed >= 1) {
			this.clock_ += passed | 0;
			this.now_ = (this.now_ + passed) | 0;
		}
		return this.now_;
	}

	schedule(turner: Turner, delayMs: number): void {
		if (this.timer_ !== 0) clearTimeout(this.timer_);
		this.timer_ = 0;
		this.turner_ = turner;
		const delay = this.held_ > 0 && !(delayMs >= 0 && delayMs < HOLD_MS) ? HOLD_MS : delayMs;
		if (delay >= 0) this.timer_ = setTimeout(this.heard_, delay);
	}

	random(into: Uint8Array): number {
		for (let i = 0; i < into.length; i++) into[i] = E.hwRand() >> 9;
		return 0;
	}

	/** @allocates */
	tcpConnect(address: string, port: number): number {
		return connect(this, address, port);
	}

	/** @allocates */
	tcpListen(address: string, port: number, backlog: number): number {
		return listen(this, address, port, backlog);
	}

	accept(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const server = this.sockets_[slot] as Socket;
		if (server.backlog_ === undefined) return -EINVAL;
		if (server.queue_.length === 0) return -EAGAIN;
		const accepted = descriptorOpen(this.descriptors);
		if (accepted < 0) return accepted;
		const c = server.queue_.shift() as Socket;
		if (server.queue_.length === 0) unlatch(this.descriptors, slot, EV_READ);
		c.slot_ = accepted & 0x3fff;
		this.sockets_[c.slot_] = c;
		letGo(c);
		if (c.end_) end(this, c, 1);
		else latch(this.descriptors, c.slot_, c.in_ === "" ? EV_WRITE : EV_READ | EV_WRITE);
		return accepted;
	}

	udpBind(address: string, port: number): number {
		return datagramOpen(this, address, port);
	}

	/** @allocates */
	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const c = this.sockets_[slot] as Socket;
		let held = c.in_;
		if (held === undefined) return -ENOTCONN;
		if (!inside(bytes, at, length)) return -EINVAL;
		if (held === "") return c.end_ ? (c.end_ < 0 ? c.end_ : 0) : -EAGAIN;
		if (held.length > length) {
			c.in_ = held.substr(length);
			held = held.substr(0, length);
		} else {
			c.in_ = "";
			this.held_ -= letGo(c);
			if (!c.end_) unlatch(this.descriptors, slot, EV_READ);
		}
		(bytes as unknown as Bytes).set(held, at);
		return held.length;
	}

	/** @allocates */
	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const c = this.sockets_[slot] as Socket;
		if (c.in_ === undefined) return -ENOTCONN;
		if (!inside(bytes, at, length)) return -EINVAL;
		if (c.end_) return c.end_ < 0 ? c.end_ : -EPIPE;
		if (!c.conn) return -EAGAIN;
		let count = c.dSnd === undefined ? CHUNK : CHUNK - c.dSnd.length;
		if (count < length) unlatch(this.descriptors, slot, EV_WRITE);
		else count = length;
		if (count <= 0) return length === 0 ? 0 : -EAGAIN;
		const text = E.toString(bytes);
		c.write(count === text.length ? text : text.substr(at, count));
		return count;
	}

	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		return datagramRecv(this, fd, bytes, at, length, from);
	}

	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		return datagramSend(this, fd, bytes, at, length, to);
	}

	shutdown(fd: number, how: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		return refused(this.sockets_[slot] as Socket, how >= 0 && how <= 2 ? -EOPNOTSUPP : -EINVAL);
	}

	close(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const c = this.sockets_[slot] as Socket;
		this.sockets_[slot] = null;
		descriptorClose(this.descriptors, slot);
		this.held_ -= letGo(c);
		c.slot_ = -1;
		if (c.queue_ !== undefined) {
			c.close();
			for (let i = 0; c.backlog_ !== undefined && i < c.queue_.length; i++) {
				letGo(c.queue_[i] as Socket);
				(c.queue_[i] as Socket).end();
			}
		} else if (!c.end_) {
			c.in_ = "";
			if (c.dSnd) this.last_.push(c);
			c.end();
			if (this.last_.length > this.sockets_.length) abort(this.last_.shift() as Socket);
		}
		return 0;
	}

	peerAddress(fd: number, _into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		return refused(this.sockets_[slot] as Socket, 0) < 0 ? -ENOTCONN : -EOPNOTSUPP;
	}

	localAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const port = (this.sockets_[slot] as Socket).port;
		if (!port) return -EOPNOTSUPP;
		into.address = "0.0.0.0";
		into.port = port;
		return 0;
	}

	/** @allocates */
	moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void {
		if (length > 0) bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, length), to);
	}

	/**
	 * The firmware's own search, over the memory as a string.
	 * @allocates
	 */
	findControl(bytes: Uint8Array, _words: Int32Array, from: number, end: number): number {
		this.control_.lastIndex = from;
		const found = this.control_.exec(E.toString(bytes));
		return found === null ? end : found.index;
	}

	encodeText(text: string, bytes: Uint8Array, at: number, length: number): number {
		if (text.length > length) return -ENOBUFS;
		(bytes as unknown as Bytes).set(text, at);
		return text.length;
	}

	/** @allocates */
	decodeText(bytes: Uint8Array, at: number, length: number): string {
		return E.toString(bytes).substr(at, length);
	}
}
