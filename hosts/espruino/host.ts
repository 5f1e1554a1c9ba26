/**
 * Host for Espruino (firmware 2v29): `net` and `dgram` as descriptors. The firmware pushes byte
 * strings of up to 536 bytes and queues without limit what is written; this host pauses a stream
 * that delivers more than is asked for (pause.ts), and takes for sending what fits in one chunk.
 * One function handles all events of sockets and the timer, since each costs variables.
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
	SLOT_MASK,
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
import type { Host as HostInterface, Loop, SocketAddress } from "../../src/core/host.js";
import { inRange } from "../../src/core/host-checks.js";
import { MS_MAX, wholeOption } from "../../src/core/option.js";
import { SelectBackend } from "../../src/select-backend/index.js";
import { TIMER_CHANGES, TIMER_IDLE, tick } from "./clock.js";
import { datagramOpen, datagramRecv, datagramSend } from "./datagram.js";
import { connect, listen } from "./listener.js";
import { acceptWaiting, FIRST_LOOK, hasMemory, NONE_WAITS, STREAMS } from "./memory.js";
import type { HostOptions } from "./options.js";
import { resume } from "./pause.js";
import type { Bytes, Handler, Sender, Socket, Utilities } from "./platform.js";
import { report } from "./report.js";
import { abort, arrived, end, received, refuse, refuseAll, refused } from "./stream.js";
import { validText } from "./text-valid.js";

declare const E: Utilities;
declare function print(text: string): void;
declare function getTime(): number;
declare function setTimeout(call: Handler, ms: number): number;
declare function clearTimeout(timer: number): void;

const CLOCK_SET = 1577836800; // 2020: an earlier time is that of a clock that was not set
const CHUNK = 536; // what the platform sends and receives at a time
const SMALL = 268; // what is sent at a time when memory is scarce: it is there twice for a moment
const RESERVE = 130; // variables: see docs/decisions/0014
const WAIT_MS = 25; // after which the host looks again whether memory suffices for a connection
const PAUSE_MS = 16; // after which a paused stream is resumed to send; doubled with each 512 bytes it holds

/**
 * The platform Espruino: `net`, `dgram`, `setTimeout`, `print`; keeps a reserve of memory and
 * pauses streams when it is scarce. Make one for each base. Where libevent calls POSIX, evlite
 * calls this.
 */
export class Host implements HostInterface {
	/** The descriptors and their readiness. */
	readonly descriptors: Descriptors;
	/** The backend that a base uses if it names none. */
	readonly backend: Backend;
	readonly streamBytes_: number;
	readonly datagramBytes_: number;
	readonly handler_: Handler;
	readonly control_: RegExp;
	readonly sockets_: (Socket | null)[]; // [descriptors]; by stream.ts
	readonly last_: Socket[]; // closed by the program, with something left to send
	readonly reserve_: number; // variables
	looks_: number; // NONE_WAITS, or FIRST_LOOK + looks at memory in vain with nothing open; by memory.ts
	lookedAt_: number; // tick of the last look; by memory.ts
	scarce_: number; // 1 = memory was scarce at the last look: sends less at a time, pauses streams at once; by memory.ts
	paused_: number; // paused streams that have a descriptor; by pause.ts
	loop_: Loop | null;
	timer_: number; // 0 = none; by clock.ts
	timerState_: number; // TIMER_IDLE, TIMER_CHANGES, TIMER_GUARDS; by clock.ts
	now_: number; // the last tick
	clock_: number; // ms of the platform's clock at that tick

	constructor(options: HostOptions) {
		const count = options.descriptors;
		const host = this;
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		this.streamBytes_ = wholeOption("streamBytes", options.streamBytes, 2144, 1, MS_MAX);
		this.datagramBytes_ = wholeOption("datagramBytes", options.datagramBytes, 528, 1, 65535);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
		this.control_ = /[\x00-\x1f\x7f]/g;
		this.sockets_ = [];
		this.last_ = [];
		this.reserve_ = wholeOption("reserve", options.reserve, RESERVE, 0, MS_MAX);
		this.looks_ = NONE_WAITS;
		this.lookedAt_ = 0;
		this.scarce_ = 1;
		this.paused_ = 0;
		this.loop_ = null;
		this.timer_ = 0;
		this.timerState_ = TIMER_IDLE;
		this.now_ = 0;
		this.clock_ = getTime() * 1000;
		for (let i = 0; i < count; i++) this.sockets_.push(null);
		/**
		 * The timer passes nothing; a stream a string, at its end a flag, and itself when it may
		 * send; a server another socket; a datagram socket a string and its sender.
		 */
		this.handler_ = function (what, from) {
			// the most frequent first; what is passed over costs time too
			if (typeof what === "string") received(host, this, what, from as Sender);
			else if (what === this) {
				if (this.slot_ >= 0) latch(host.descriptors, this.slot_, EV_WRITE);
				else if (this.in_ === undefined) this.end(); // tcpConnect was aborted
			} else if (what === undefined) tick(host);
			else if (typeof what !== "boolean") {
				const c = what as Socket;
				const fits = host.scarce_ === 0 || hasMemory(host, c, host.reserve_);
				if (fits && this.slot_ >= 0) arrived(host, this, c);
				else refuse(c);
			} else if (this.slot_ >= 0) {
				end(host, this, what ? (this.dSnd === undefined ? -ECONNREFUSED : -ECONNRESET) : 1);
			} else if (host.last_.indexOf(this) >= 0) {
				host.last_.splice(host.last_.indexOf(this), 1);
			}
		};
	}

	/** Resumes paused streams that have something to send, and accepts connections that wait for memory. */
	poll(_timeoutMs: number): number {
		if (this.looks_ === NONE_WAITS && this.paused_ === 0) return 0;
		const now = this.ticks();
		if (this.looks_ !== NONE_WAITS && ((now - this.lookedAt_) | 0) >= WAIT_MS) acceptWaiting(this);
		if (this.paused_ === 0) return 0;
		for (let i = 0; i < this.sockets_.length; i++) {
			const c = this.sockets_[i];
			if (c === null || !(c.paused_ > 0) || !c.dSnd) continue;
			if (((now - c.pausedAt_) | 0) >= PAUSE_MS << (c.in_.length >> 9)) this.paused_ -= resume(c);
		}
		return 0;
	}

	print(text: string): void {
		print(text);
	}

	/** @allocates the text */
	reportError(error: unknown, port: number, _address: string): void {
		report(error, port);
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

	/** A board counts from 1970, or from 2000 with a clock of its own, until `setTime`. */
	time(): number {
		const seconds = Math.floor(getTime());
		return seconds < CLOCK_SET ? -EOPNOTSUPP : seconds;
	}

	schedule(loop: Loop, delayMs: number): void {
		const before = this.timer_;
		const most = this.paused_ > 0 ? PAUSE_MS : this.looks_ !== NONE_WAITS ? WAIT_MS : delayMs;
		const delay = delayMs >= 0 && delayMs < most ? delayMs : most;
		this.loop_ = loop;
		this.timerState_ = TIMER_CHANGES;
		const next = delay < 0 ? 0 : setTimeout(this.handler_, delay); // first: memory may not suffice
		if (before !== 0) clearTimeout(before);
		this.timer_ = next;
		this.timerState_ = TIMER_IDLE;
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
		const c = server.queue_[0] as Socket;
		c.slot_ = accepted & SLOT_MASK;
		this.sockets_[c.slot_] = c;
		server.queue_.shift(); // once it is known elsewhere: this may be aborted
		if (server.queue_.length === 0) {
			unlatch(this.descriptors, slot, EV_READ);
			this.looks_ = FIRST_LOOK;
		}
		if (this.scarce_ === 0 || c.in_ === "") resume(c);
		else if (c.paused_ > 0) {
			this.paused_++;
			c.pausedAt_ = this.ticks();
		}
		if (this.looks_ !== NONE_WAITS) acceptWaiting(this);
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
		const held = c.in_;
		if (held === undefined) return -ENOTCONN;
		if (!inRange(bytes, at, length)) return -EINVAL;
		if (length === 0) return 0; // an array of 0 bytes would be the rest of the buffer
		if (held === "") return c.end_ ? (c.end_ < 0 ? c.end_ : 0) : -EAGAIN;
		if (held.length > length) {
			c.in_ = held.substr(length);
			const part = new Uint8Array(bytes.buffer, bytes.byteOffset + at, length); // cuts, for less than a substr
			(part as unknown as Bytes).set(held, 0);
			return length;
		}
		c.in_ = "";
		this.paused_ -= resume(c);
		if (!c.end_) unlatch(this.descriptors, slot, EV_READ);
		(bytes as unknown as Bytes).set(held, at);
		return held.length;
	}

	/** @allocates */
	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const c = this.sockets_[slot] as Socket;
		if (c.in_ === undefined) return -ENOTCONN;
		if (!inRange(bytes, at, length)) return -EINVAL;
		if (c.end_) return c.end_ < 0 ? c.end_ : -EPIPE;
		if (!c.conn) return -EAGAIN;
		let count = this.scarce_ === 0 ? CHUNK : SMALL;
		if (c.dSnd !== undefined) count -= c.dSnd.length;
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
		this.paused_ -= resume(c);
		c.slot_ = -1;
		if (c.queue_ !== undefined) {
			if (c.backlog_ !== undefined) c.type = STREAMS; // else the platform would close something else
			c.close();
			if (c.backlog_ !== undefined) refuseAll(c);
		} else if (!c.end_) {
			c.in_ = "";
			if (c.dSnd) this.last_.push(c);
			c.end();
			if (this.last_.length > this.sockets_.length) abort(this.last_.shift() as Socket);
		}
		this.sockets_[slot] = null; // once the platform knows: this may be aborted
		descriptorClose(this.descriptors, slot);
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
		const text = E.toString(bytes).substr(at, length);
		return /[\x80-\xff]/.test(text) ? validText(bytes, at, text) : text;
	}
}
