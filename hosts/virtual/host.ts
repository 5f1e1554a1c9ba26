/**
 * Device: a Host on the virtual network. What the program on it does with its base is what it does
 * on any host; what a test does to it (the fields below, and those of SocketHost) is what the world
 * does: the radio goes, the address changes, sockets run out.
 *
 * After its pools have grown to what is in use, a device allocates nothing.
 */
import { ENOTCONN, EOPNOTSUPP } from "../../src/core/errno.js";
import type { Loop, SocketAddress } from "../../src/core/host.js";
import { QueueEntry, queueClear, queueSet } from "./clock.js";
import * as datagram from "./datagram.js";
import { FAULT_PARTIAL } from "./fault-names.js";
import { Link } from "./link.js";
import * as listener from "./listener.js";
import type { Network } from "./network.js";
import type { DeviceOptions } from "./options.js";
import { seedOf } from "./random.js";
import { note } from "./record.js";
import { closeDatagram } from "./socket/datagram.js";
import { isLoopback } from "./socket/local-address.js";
import { KIND_DATAGRAM, KIND_LISTENER, KIND_STREAM } from "./socket/socket.js";
import { SocketHost } from "./socket/socket-host.js";
import { detach } from "./socket/stream.js";
import * as stream from "./stream.js";
import {
	EVENT_ARRIVE,
	EVENT_READ,
	EVENT_RESET,
	EVENT_SYN,
	resetWire,
	WireSocket,
} from "./wire-socket.js";

/**
 * One device of a virtual network: a host with addresses, a link and a clock of its own, made by
 * `Network.device`. Give it to an `EventBase` as its host.
 */
export class Device extends SocketHost {
	declare readonly socket_: (WireSocket | null)[];
	/** The network that it belongs to. */
	readonly network: Network;
	/** Its name in the timeline. */
	readonly name: string;
	/** Its literal addresses; `readdress` changes them. */
	addresses: string[];
	/** How good its connection to the network is; may be changed at any time. */
	readonly link: Link;

	/** Its radio is connected. While it is not, nothing gets in or out, and connections stall. */
	up: boolean;
	/** What reaches it is dropped without an answer, as a firewall does; established connections continue. */
	blackHole: boolean;
	/** Connects to it are refused. */
	refuses: boolean;
	/** Connects are refused, not left to try again, while a listener's backlog is full. */
	refusesWhenFull: boolean;
	/** How many transfers are cut short at a random place, 0 to 1. */
	partial: number;
	/** Every literal address is one of its own. */
	everyAddress: boolean;
	/** Microseconds that a turn takes at the least, so that a loop that spins does not stop time. */
	turnUs: number;
	/** No faults are injected into it. */
	steady: boolean;

	faults_: number; // active kinds of faults, a bit for each; by faults.ts
	tick_: number; // its clock when the network began; by network.ts
	stallUs_: number; // until when it runs no turn
	turnedUs_: number; // when it ran the last
	loop_: Loop | null;
	readonly turn_: QueueEntry;

	/** For the network: `network.device(options)` makes one. */
	constructor(network: Network, number: number, options: DeviceOptions) {
		super(options, seedOf(network.seed, 1000 + number));
		this.network = network;
		this.name = options.name === undefined ? `device ${number}` : options.name;
		this.link = new Link(options.link === undefined ? network.link : options.link);
		this.up = true;
		this.blackHole = false;
		this.refuses = false;
		this.refusesWhenFull = false;
		this.partial = 0;
		this.everyAddress = false;
		this.turnUs = 50;
		this.steady = false;
		this.faults_ = 0;
		this.addresses =
			options.addresses === undefined
				? [`10.0.${number >> 8}.${number & 255}`, `fd00::${number.toString(16)}`]
				: options.addresses;
		this.tick_ = options.startTick === undefined ? 0 : options.startTick | 0;
		this.stallUs_ = 0;
		this.turnedUs_ = -1;
		this.loop_ = null;
		this.turn_ = new QueueEntry(this, 0);
	}

	// The network around it

	/** Changes its addresses, as a new lease does: connections from the old ones get through no more. */
	readdress(addresses: string[]): void {
		for (const address of this.addresses) this.network.devices_.delete(address);
		for (const address of addresses) this.network.devices_.set(address, this);
		this.addresses = addresses;
		note(this.network, this.name, `is now ${addresses.join(", ")}`);
	}

	/** From now on nothing gets through on the connection of `fd`, and neither end learns of it. Returns 0 or -EBADF. */
	lose(fd: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot >= 0) stream.lose(this.socket_[slot] as WireSocket);
		return slot < 0 ? slot : 0;
	}

	/** Returns the port of its first listener, 0 if it has none. */
	listenPort(): number {
		const slot = this.kind_.indexOf(KIND_LISTENER);
		return slot < 0 ? 0 : (this.socket_[slot] as WireSocket).port;
	}

	/** Runs no turn for `ms` milliseconds, while its clock runs: as when flash is being written. */
	stall(ms: number): void {
		const end = this.network.queue_.nowUs + 1000 * ms;
		if (end > this.stallUs_) this.stallUs_ = end;
	}

	/**
	 * Ends all at once, without a word to anybody: its program stops, its connections are forgotten.
	 * Who sends to it later is reset, once it is `up` again. Another program may start on it.
	 */
	powerOff(): void {
		note(this.network, this.name, "is off");
		queueClear(this.network.queue_, this.turn_);
		this.turnedUs_ = -1;
		for (let slot = 0; slot < this.kind_.length; slot++) {
			const kind = this.kind_[slot];
			if (kind === KIND_DATAGRAM) closeDatagram(this, slot);
			else if (kind === KIND_LISTENER) listener.forgetListener(this, slot);
			else if (kind === KIND_STREAM) stream.forget(detach(this, slot) as WireSocket);
		}
	}

	// Host

	/** Prints into the trace, and to `network.onPrint`. */
	print(text: string): void {
		note(this.network, this.name, text);
		if (this.network.onPrint !== null) this.network.onPrint(this, text);
	}

	/** Counts the error, notes its text in the trace, and passes both to `network.onError`. */
	reportError(error: unknown, port: number, address: string): void {
		this.errors++;
		const text = port < 0 ? errorText(error) : listenText(error as number, port, address);
		note(this.network, this.name, `error: ${text}`);
		if (this.network.onError !== null) this.network.onError(this, text, error);
	}

	/** Milliseconds on the device's clock, as an int32 that wraps. */
	ticks(): number {
		const us = this.network.queue_.nowUs;
		return (this.tick_ + (us - (us % 1000)) / 1000) | 0;
	}

	/** Seconds since 1970 on the device's clock, or -EOPNOTSUPP. */
	time(): number {
		const start = this.network.time;
		return start < 0 ? -EOPNOTSUPP : start + Math.floor(this.network.queue_.nowUs / 1000000);
	}

	/** Calls `loop.turn()` once, in `delayMs` milliseconds of virtual time; -1 cancels. */
	schedule(loop: Loop, delayMs: number): void {
		const queue = this.network.queue_;
		this.loop_ = loop;
		if (delayMs < 0) return queueClear(queue, this.turn_);
		const now = queue.nowUs;
		let due = delayMs === 0 ? now : now - (now % 1000) + 1000 * delayMs;
		if (this.turnedUs_ >= 0 && due < this.turnedUs_ + this.turnUs) {
			due = this.turnedUs_ + this.turnUs;
		}
		queueSet(queue, this.turn_, due);
	}

	/** Runs a turn, unless the device is stalled. */
	handle_(_what: number): void {
		const queue = this.network.queue_;
		if (queue.nowUs < this.stallUs_) return queueSet(queue, this.turn_, this.stallUs_);
		this.turnedUs_ = queue.nowUs;
		this.turns++;
		(this.loop_ as Loop).turn();
	}

	/** Handles an event of one of its sockets. */
	socketEvent_(socket: WireSocket, what: number): void {
		if (what === EVENT_ARRIVE) stream.arrive(socket);
		else if (what === EVENT_READ) stream.tellRead(socket);
		else if (what === EVENT_RESET) stream.resetArrives(socket);
		else if (what === EVENT_SYN) listener.synArrives(socket);
		else listener.synAckArrives(socket);
	}

	// What the network carries

	/** @allocates a socket for the pool */
	override makeSocket_(): WireSocket {
		return new WireSocket(this);
	}

	override has_(address: string): boolean {
		return this.everyAddress || this.addresses.indexOf(address) >= 0;
	}

	override addressTo_(address: string): string {
		if (this.everyAddress || isLoopback(address)) return address;
		if (!this.up) return "";
		const colon = address.indexOf(":") >= 0;
		for (let i = 0; i < this.addresses.length; i++) {
			if (this.addresses[i].indexOf(":") >= 0 === colon) return this.addresses[i];
		}
		return "";
	}

	override limit_(count: number, max: number): number {
		if (max > 0 && count > max) return max;
		if (this.partial <= 0 || count < 2) return count;
		const random = this.network.random_;
		if (!random.chance(this.partial)) return count;
		this.network.injected_(FAULT_PARTIAL);
		return 1 + random.below(count > 65535 ? 65535 : count);
	}

	override connect_(socket: WireSocket): void {
		this.network.connections++;
		listener.sendSyn(socket);
	}

	override carry_(socket: WireSocket, bytes: Uint8Array | null, at: number, length: number): void {
		stream.carry(socket, bytes, at, length);
	}

	override reset_(socket: WireSocket): void {
		stream.sendReset(socket);
	}

	override didRead_(socket: WireSocket, count: number): void {
		stream.didRead(socket, count);
	}

	override cut_(socket: WireSocket, error: number): void {
		stream.cut(socket, error);
	}

	override stop_(socket: WireSocket): void {
		stream.stop(socket);
	}

	override release_(socket: WireSocket): void {
		stream.clearEvents(socket);
		resetWire(socket);
	}

	override carryDatagram_(
		from: string,
		fromPort: number,
		to: SocketAddress,
		bytes: Uint8Array,
		at: number,
		length: number,
		isLost: boolean,
	): void {
		datagram.carry(this, from, fromPort, to, bytes, at, length, isLost);
	}
}

function errorText(error: unknown): string {
	try {
		return String(error);
	} catch (_) {
		return "an error without a text";
	}
}

function listenText(error: number, port: number, address: string): string {
	const of = address === "" ? "" : ` of ${address}`;
	return `cannot listen on port ${port}${of}, is it in use? (error ${error})`;
}
