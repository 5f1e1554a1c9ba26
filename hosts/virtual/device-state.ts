/** What a virtual device is and has: its addresses, its link, its tables, and what is wrong with it. */

import { parseAddress } from "../../src/core/address.js";
import type { Backend } from "../../src/core/backend.js";
import { Descriptors, descriptorOpen, descriptorSlot } from "../../src/core/descriptors.js";
import { EBADF } from "../../src/core/errno.js";
import type { Turner } from "../../src/core/host.js";
import { wholeOption } from "../../src/core/option.js";
import { SelectBackend } from "../../src/select-backend/index.js";
import type { Actor } from "./agenda.js";
import { Entry } from "./agenda.js";
import type { Datagrams } from "./datagram.js";
import type { End } from "./end.js";
import type { LinkOptions } from "./link.js";
import { Link } from "./link.js";
import type { Network } from "./network.js";
import { Random, seedOf } from "./random.js";

export const KIND_FREE = 0;
export const KIND_STREAM = 1;
export const KIND_LISTENER = 2;
export const KIND_DATAGRAM = 3;

export interface DeviceOptions {
	/** Descriptors that can be open at once. */
	descriptors: number;
	/** What the timeline calls it; "device N" if not given. */
	name?: string;
	/** Its literal addresses; 10.0.0.N and fd00::N if not given. */
	addresses?: string[];
	/** Bytes that a connection holds for it; 1,024 if not given. */
	window?: number;
	/** Datagrams that wait at a socket, 8 if not given; more are lost. */
	datagrams?: number;
	/** The longest datagram, 1,472 if not given. */
	datagramBytes?: number;
	/** Tick at which its clock starts; 0 if not given. */
	startTick?: number;
	/** Its way to the network, instead of the network's `link`. */
	link?: LinkOptions;
}

export abstract class DeviceState implements Actor {
	readonly descriptors: Descriptors;
	readonly backend: Backend;
	readonly network: Network;
	readonly name: string;
	readonly window: number;
	readonly datagrams: number;
	readonly datagramBytes: number;
	/** Its literal addresses; `readdress` changes them. */
	addresses: string[];
	/** How good its way to the network is; may be changed at any time. */
	readonly link: Link;

	/** Its radio is connected. While it is not, nothing gets in or out, and connections stall. */
	up: boolean;
	/** What reaches it is dropped without an answer, as a firewall does; connections that stand go on. */
	blackHole: boolean;
	/** Connects to it are refused. */
	refuses: boolean;
	/** Connects are refused, not left to try again, while a listener's backlog is full. */
	refusesWhenFull: boolean;
	/** Error of every call that would open a descriptor (EMFILE, ...); 0 = none. */
	openError: number;
	/** Error of the next accept, which leaves the connection waiting; 0 = none. */
	acceptError: number;
	/** The most bytes that one recv gives, and one send takes; 0 = no limit. */
	recvMax: number;
	sendMax: number;
	/** How many transfers are cut short at a random place, 0 to 1. */
	partial: number;
	/** Window of the connections to come, if it is smaller than `window`; 0 = it is not. */
	windowMax: number;
	/** How many of the next datagrams that it sends get lost. */
	loseDatagrams: number;
	/** `random` has no source. */
	randomless: boolean;
	/** Every literal address is one of its own. */
	everyAddress: boolean;
	/** Microseconds that a turn takes at the least, so that a loop that spins does not stop time. */
	turnUs: number;

	/** Faults do not befall it. */
	steady: boolean;

	/** Errors that its program did not handle. */
	errors: number;
	/** Turns run. */
	turns: number;
	bytesReceived: number;
	bytesSent: number;

	faults_: number; // kinds of faults that go on, a bit for each
	tick_: number; // its clock when the network began
	stallUs_: number; // until when it runs no turn
	turnedUs_: number; // when it ran the last
	turner_: Turner | null;
	port_: number; // next ephemeral port
	freeEnd_: End | null;
	readonly turn_: Entry;
	readonly source_: Random;
	readonly scratch_: Uint8Array; // 16 bytes of an address
	readonly kind_: Uint8Array; // [descriptors]
	readonly end_: (End | null)[]; // [descriptors] of streams and listeners
	readonly datagrams_: (Datagrams | null)[]; // [descriptors]

	/** The network's business: `network.device(options)` makes one. */
	constructor(network: Network, number: number, options: DeviceOptions) {
		const count = options.descriptors;
		this.network = network;
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		this.name = options.name === undefined ? `device ${number}` : options.name;
		this.window = wholeOption("window", options.window, 1024, 1, 65535);
		this.datagrams = wholeOption("datagrams", options.datagrams, 8, 1, 65536);
		this.datagramBytes = wholeOption("datagramBytes", options.datagramBytes, 1472, 1, 65507);
		this.link = new Link(options.link === undefined ? network.link : options.link);
		this.up = true;
		this.blackHole = false;
		this.refuses = false;
		this.refusesWhenFull = false;
		this.openError = 0;
		this.acceptError = 0;
		this.recvMax = 0;
		this.sendMax = 0;
		this.partial = 0;
		this.windowMax = 0;
		this.loseDatagrams = 0;
		this.randomless = false;
		this.everyAddress = false;
		this.turnUs = 50;
		this.steady = false;
		this.errors = 0;
		this.turns = 0;
		this.bytesReceived = 0;
		this.bytesSent = 0;
		this.faults_ = 0;
		this.addresses =
			options.addresses === undefined
				? [`10.0.${number >> 8}.${number & 255}`, `fd00::${number.toString(16)}`]
				: options.addresses;
		this.tick_ = options.startTick === undefined ? 0 : options.startTick | 0;
		this.stallUs_ = 0;
		this.turnedUs_ = -1;
		this.turner_ = null;
		this.port_ = 49152;
		this.freeEnd_ = null;
		this.turn_ = new Entry(this, 0);
		this.source_ = new Random(seedOf(network.seed, 1000 + number));
		this.scratch_ = new Uint8Array(16);
		this.kind_ = new Uint8Array(count);
		this.end_ = [];
		this.datagrams_ = [];
		for (let i = 0; i < count; i++) {
			this.end_.push(null);
			this.datagrams_.push(null);
		}
	}

	abstract act_(what: number): void;

	isAddress_(text: string): boolean {
		return parseAddress(text, this.scratch_, 0) > 0;
	}

	/** Tells whether `address` is one of the device's own on the network. */
	has_(address: string): boolean {
		return this.everyAddress || this.addresses.indexOf(address) >= 0;
	}

	/** The address that it sends from to `address`, "" if it cannot. */
	addressTo_(address: string): string {
		if (this.everyAddress || isLoopback(address)) return address;
		if (!this.up) return "";
		const colon = address.indexOf(":") >= 0;
		for (let i = 0; i < this.addresses.length; i++) {
			if (this.addresses[i].indexOf(":") >= 0 === colon) return this.addresses[i];
		}
		return "";
	}

	/** Picks an ephemeral port. */
	nextPort_(): number {
		if (this.port_ > 65535) this.port_ = 49152;
		return this.port_++;
	}

	/** Returns the slot of `fd` if it is of `kind`, -EBADF if stale, -`error` if of another kind. */
	slotOf_(fd: number, kind: number, error: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0 || this.kind_[slot] === kind) return slot;
		return this.kind_[slot] === KIND_FREE ? -EBADF : -error;
	}
}

/** Opens a descriptor, unless the device is out of them. Returns it or -errno. */
export function openDescriptor(device: DeviceState): number {
	return device.openError !== 0 ? -device.openError : descriptorOpen(device.descriptors);
}

/** Opens a descriptor for `end`. Returns it or -errno. */
export function attach(device: DeviceState, end: End, kind: number): number {
	const fd = openDescriptor(device);
	if (fd < 0) return fd;
	const slot = fd & 0x3fff;
	device.kind_[slot] = kind;
	device.end_[slot] = end;
	end.slot = slot;
	return fd;
}

export function isLoopback(address: string): boolean {
	return address === "127.0.0.1" || address === "::1";
}
