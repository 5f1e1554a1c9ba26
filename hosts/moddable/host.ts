/**
 * Host: the Host interface on ECMA-419, as Moddable's ports for devices implement it (lwip). The
 * callbacks of sockets are shared functions, frozen in flash, that only latch; a socket costs its
 * own two slots and two properties. `target` leads a callback to its host and `slot_` to its columns.
 *
 * What devices do not distinguish: a refused connect, a reset and an end of stream are the same event, so a
 * connected stream always ends with 0 (end of stream). There is no half-close: once the peer has
 * ended its side nothing can be sent any more.
 */

import type TCP from "embedded:io/socket/tcp";
import Time from "time";
import Timer from "timer";
import { DEL } from "../../src/core/ascii.js";
import { Descriptors, descriptorSlot, unlatch } from "../../src/core/descriptors.js";
import { ECONNRESET, EINVAL, ENOTCONN, EOPNOTSUPP, EPIPE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE, SHUT_RD, SHUT_RDWR, SHUT_WR } from "../../src/core/flags.js";
import type { Host as HostInterface, Loop, SocketAddress } from "../../src/core/host.js";
import { inRange } from "../../src/core/host-checks.js";
import { SelectBackend } from "../../src/select-backend/index.js";
import * as datagram from "./datagram.js";
import * as listener from "./listener.js";
import type { HostOptions } from "./options.js";
import { fillRandom } from "./random.js";
import { report } from "./report.js";
import {
	type Socket,
	type SocketOptions,
	STATE_LISTENER,
	STATE_OPEN,
	STATE_UDP,
} from "./socket.js";
import * as stream from "./stream.js";
import { decode, encode } from "./text.js";

const CLOCK_SET = 1_577_836_800; // 2020: an earlier time is that of a clock that was not set
const PARKED_MS = 3_600_000;

/**
 * The platform Moddable XS: ECMA-419 TCP, Listener and UDP, the engine's timer, `trace`. Make one
 * for each base. Where libevent calls POSIX, evlite calls this.
 */
export class Host implements HostInterface {
	/** The descriptors and their readiness. */
	readonly descriptors: Descriptors;
	/** The backend that a base uses if it names none. */
	readonly backend: SelectBackend;

	readonly socket_: (Socket | null)[]; // [descriptors]; by socket.ts
	readonly state_: Uint8Array; // [descriptors] STATE_*; by stream.ts
	readonly unread_: Int32Array; // [descriptors] bytes that wait on a connection, or -1 - the local port; by stream.ts
	readonly window_: Int32Array; // [descriptors] bytes that write takes now; else what waits, in pieces; by datagram.ts
	readonly readView_: DataView[]; // [descriptors] the last view read into; by stream.ts
	readonly writeView_: DataView[]; // [descriptors] the last view written from, unless it was a whole array
	readonly staged_: Uint8Array; // where reads of changing sizes go first, and addresses are parsed to
	lastSize_: number; // of what went there last; by stream.ts
	readonly accepted_: SocketOptions; // of the socket being accepted
	loop_: Loop | null; // who is to be turned, null = nobody
	readonly timer_: Timer;

	constructor(options: HostOptions) {
		const count = options.descriptors;
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		const buffer = new ArrayBuffer(9 * count);
		this.socket_ = [];
		this.unread_ = new Int32Array(buffer, 0, count);
		this.window_ = new Int32Array(buffer, 4 * count, count);
		this.state_ = new Uint8Array(buffer, 8 * count, count);
		this.readView_ = [];
		this.writeView_ = [];
		const none = new DataView(buffer);
		this.staged_ = stream.makeStage();
		this.lastSize_ = 0;
		for (let slot = 0; slot < count; slot++) {
			this.socket_.push(null);
			this.readView_.push(none);
			this.writeView_.push(none);
		}
		this.accepted_ = stream.acceptedOptions(this);
		this.loop_ = null;
		// One repeating timer, parked between turns: the pattern that every port supports (initial
		// equal to repeat, at least 1). A one-shot that reschedules itself dies.
		this.timer_ = Timer.set(
			() => {
				const loop = this.loop_;
				this.loop_ = null;
				if (loop !== null) loop.turn();
				if (this.loop_ === null) Timer.schedule(this.timer_); // nobody requested another turn
			},
			PARKED_MS,
			PARKED_MS,
		);
		Timer.schedule(this.timer_);
	}

	poll(_timeoutMs: number): number {
		return 0;
	}

	/** @allocates the text with its line end */
	print(text: string): void {
		trace(`${text}\n`);
	}

	/** @allocates the text */
	reportError(error: unknown, port: number, _address: string): void {
		report(error, port);
	}

	ticks(): number {
		return Time.ticks | 0;
	}

	/** A device counts from 1970 until its clock is set, by SNTP or `Time.set`. */
	time(): number {
		const seconds = Math.floor(Date.now() / 1000);
		return seconds < CLOCK_SET ? -EOPNOTSUPP : seconds;
	}

	schedule(loop: Loop, delayMs: number): void {
		if (delayMs < 0) {
			this.loop_ = null;
			Timer.schedule(this.timer_);
			return;
		}
		const delay = delayMs < 1 ? 1 : delayMs;
		this.loop_ = loop;
		Timer.schedule(this.timer_, delay, delay);
	}

	random(into: Uint8Array): number {
		return fillRandom(into);
	}

	tcpConnect(address: string, port: number): number {
		return stream.connect(this, address, port);
	}

	tcpListen(address: string, port: number, backlog: number): number {
		if (!(backlog >= 1)) return -EINVAL;
		return listener.listen(this, address, port);
	}

	accept(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		return slot < 0 ? slot : listener.accept(this, slot);
	}

	/** @allocates */
	udpBind(address: string, port: number): number {
		return datagram.bind(this, address, port);
	}

	/** @allocates */
	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const unread = this.unread_[slot];
		const count = unread < length ? unread : length;
		if (count <= 0) return stream.nothingRead(this, slot, length);
		const view = this.readView_[slot];
		// The same view as last time is used again (docs/decisions/0004-views.md). In place, not in a
		// function of its own: a call costs as much as the comparison.
		if (
			view.byteLength === count &&
			view.byteOffset === bytes.byteOffset + at &&
			view.buffer === bytes.buffer
		) {
			(this.socket_[slot] as TCP).read(view);
		} else {
			if (!inRange(bytes, at, length)) return -EINVAL;
			stream.readOther(this, slot, bytes, at, count);
		}
		this.unread_[slot] = unread - count;
		if (unread === count) this.descriptors.ready_[slot] &= ~EV_READ;
		return count;
	}

	/** @allocates */
	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const window = this.window_[slot];
		const count = length < window ? length : window;
		if (count <= 0 || this.state_[slot] !== STATE_OPEN) {
			return stream.nothingSent(this, slot, length);
		}
		let view: DataView | Uint8Array = bytes;
		if (count !== bytes.length) {
			view = this.writeView_[slot];
			if (
				view.byteLength !== count ||
				view.byteOffset !== bytes.byteOffset + at ||
				view.buffer !== bytes.buffer
			) {
				if (!inRange(bytes, at, length)) return -EINVAL;
				view = new DataView(bytes.buffer, bytes.byteOffset + at, count);
				this.writeView_[slot] = view;
			}
		} else if (at !== 0) return -EINVAL;
		try {
			const left = (this.socket_[slot] as TCP).write(view as Uint8Array) as unknown as
				| number
				| undefined;
			if (left === undefined) return -ECONNRESET;
			this.window_[slot] = left;
			if (left === 0) unlatch(this.descriptors, slot, EV_WRITE);
			return count;
		} catch (_error) {
			return -EPIPE; // "not ready": the peer has ended, and onError is still to come
		}
	}

	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		return slot < 0 ? slot : datagram.recvFrom(this, slot, bytes, at, length, from);
	}

	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		return slot < 0 ? slot : datagram.sendTo(this, slot, bytes, at, length, to);
	}

	/** ECMA-419 has no half-close. */
	shutdown(fd: number, how: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		if (how !== SHUT_RD && how !== SHUT_WR && how !== SHUT_RDWR) return -EINVAL;
		return this.state_[slot] === STATE_OPEN ? -EOPNOTSUPP : stream.notConnected(this, slot);
	}

	close(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		return slot < 0 ? slot : stream.close(this, slot);
	}

	/** Allocates the string of the address (32 bytes). */
	peerAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		if (this.state_[slot] !== STATE_OPEN) return -ENOTCONN;
		const socket = this.socket_[slot] as TCP;
		into.address = socket.remoteAddress as string;
		into.port = socket.remotePort as number;
		return 0;
	}

	/** The port of listeners and of datagram sockets; ECMA-419 reports no more. */
	localAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const state = this.state_[slot];
		const port = state === STATE_LISTENER || state === STATE_UDP ? -1 - this.unread_[slot] : 0;
		if (port <= 0) return -EOPNOTSUPP;
		into.address = "0.0.0.0";
		into.port = port;
		return 0;
	}

	moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void {
		bytes.copyWithin(to, from, from + length);
	}

	/**
	 * Goes word by word: 4.5 metering units a byte where `indexOf` takes 8 and a loop 14. The low
	 * seven bits of a byte plus 1, 0x7f coming round to 0, are below 0x21 exactly if it is a control
	 * character, so that taking 0x21 borrows from its top bit. Bytes from 0x80 to 0x9f and 0xff, which
	 * alone carries into the next byte, look like controls then; their words are looked at byte by byte.
	 */
	findControl(bytes: Uint8Array, words: Int32Array, from: number): number {
		let i = (from >> 2) - 1;
		do i++;
		while (!((((words[i] + 0x01010101) & 0x7f7f7f7f) - 0x21212121) & -0x7f7f7f80));
		let at = i << 2;
		if (at < from) {
			at = from; // what is in front of it may have stopped the search
			while ((at & 3) !== 0 && bytes[at] >= 0x20 && bytes[at] !== DEL) at++;
			if ((at & 3) === 0) return this.findControl(bytes, words, at);
		}
		while (bytes[at] >= 0x20 && bytes[at] !== DEL) at++;
		return at;
	}

	encodeText(text: string, bytes: Uint8Array, at: number, length: number): number {
		return encode(text, bytes, at, length);
	}

	decodeText(bytes: Uint8Array, at: number, length: number): string {
		return decode(bytes, at, length);
	}
}
