/**
 * Network: any number of virtual devices on one clock, driven by one seed. The clock stands until
 * `run` moves it from one thing that happens to the next, so an hour takes as long as what happens
 * in it, and the same program with the same seed runs the same way every time, on every engine.
 */
import type { SocketAddress } from "../../src/core/host.js";
import type { Actor } from "./agenda.js";
import { Agenda, agendaRun, agendaSet, Entry } from "./agenda.js";
import type { Flight } from "./datagram.js";
import { launch } from "./datagram.js";
import { Device } from "./device.js";
import type { DeviceOptions } from "./device-state.js";
import { isLoopback } from "./device-state.js";
import type { End } from "./end.js";
import { FAULT_TICK_WRAP, faultNames } from "./fault-names.js";
import { Faults } from "./faults.js";
import type { LinkOptions } from "./link.js";
import { Random, seedOf } from "./random.js";
import type { OnTrace } from "./trace.js";
import { TCP_ACK, TCP_RST, TRACE_NOTE, TRACE_TCP, TRACE_UDP, Trace } from "./trace.js";

export interface NetworkOptions {
	/** Decides everything that is left to chance. */
	seed: number;
	/** The way to the network of devices that do not say otherwise. */
	link?: LinkOptions;
	/** How long a connect may take: 60,000 ms if not given. */
	connectTimeoutMs?: number;
	/** How long TCP sends again before it gives up: 120,000 ms if not given. */
	retransmitTimeoutMs?: number;
	/** What goes wrong by itself: names out of `faultNames()`. Nothing if not given. */
	faults?: readonly string[];
	/** Mean time between two faults of one device: 60,000 ms if not given. */
	faultEveryMs?: number;
}

/** A callback of a test, at its time. */
class Appointment implements Actor {
	readonly run: () => void;

	constructor(run: () => void) {
		this.run = run;
	}

	act_(_what: number): void {
		this.run();
	}
}

export class Network {
	readonly seed: number;
	readonly link: LinkOptions;
	readonly devices: Device[];
	/** Told of each packet, fault and note; null = nobody. */
	onTrace: OnTrace | null;
	/** Called with what a program prints; null = it is only in the trace. */
	onPrint: ((device: Device, text: string) => void) | null;
	/** Called with an error that a program does not handle, as text and as it was thrown. */
	onError: ((device: Device, text: string, error: unknown) => void) | null;

	/** Connects begun. */
	connections: number;
	/** Datagrams sent, and how many of them got lost, for whatever reason. */
	datagrams: number;
	datagramsLost: number;
	/** Faults injected, by kind (FAULT_*). */
	readonly injected: Int32Array;

	/** The faults that come by themselves. */
	readonly faults: Faults;

	kinds_: number; // of faults, a bit for each
	leases_: number; // addresses that were changed to
	connectUs_: number;
	retransmitUs_: number;
	freeFlight_: Flight | null;
	readonly random_: Random; // of what travels
	readonly fate_: Random; // of the faults
	readonly agenda_: Agenda;
	readonly devices_: Map<string, Device>; // by address
	readonly trace_: Trace;
	readonly nothing_: Uint8Array;

	constructor(options: NetworkOptions) {
		const connectMs = options.connectTimeoutMs;
		const retransmitMs = options.retransmitTimeoutMs;
		this.seed = options.seed | 0;
		this.link = options.link === undefined ? {} : options.link;
		this.devices = [];
		this.onTrace = null;
		this.onPrint = null;
		this.onError = null;
		this.connections = 0;
		this.datagrams = 0;
		this.datagramsLost = 0;
		this.injected = new Int32Array(faultNames().length);
		this.kinds_ = 0;
		this.leases_ = 0;
		this.connectUs_ = 1000 * (connectMs === undefined ? 60000 : connectMs);
		this.retransmitUs_ = 1000 * (retransmitMs === undefined ? 120000 : retransmitMs);
		this.freeFlight_ = null;
		this.random_ = new Random(seedOf(this.seed, 0));
		this.fate_ = new Random(seedOf(this.seed, 1));
		this.agenda_ = new Agenda();
		this.devices_ = new Map();
		this.trace_ = new Trace();
		this.nothing_ = new Uint8Array(0);
		const every = options.faultEveryMs === undefined ? 60000 : options.faultEveryMs;
		this.faults = new Faults(this, options.faults === undefined ? [] : options.faults, every);
	}

	/** Adds a device. Throws RangeError if one of its addresses is taken. */
	device(options: DeviceOptions): Device {
		const device = new Device(this, this.devices.length + 1, options);
		for (const address of device.addresses) {
			if (this.devices_.has(address)) throw new RangeError(`${address} is taken`);
		}
		for (const address of device.addresses) this.devices_.set(address, device);
		this.devices.push(device);
		if (options.startTick === undefined && (this.kinds_ & (1 << FAULT_TICK_WRAP)) !== 0) {
			device.tick_ = (0x7fffffff - this.fate_.between(0, 60000)) | 0;
			this.injected_(FAULT_TICK_WRAP);
		}
		return device;
	}

	/** Milliseconds since the network began. */
	nowMs(): number {
		return this.agenda_.nowUs / 1000;
	}

	/** Lets `ms` milliseconds pass, with all that happens in them. */
	run(ms: number): void {
		agendaRun(this.agenda_, this.agenda_.nowUs + 1000 * ms);
	}

	/** Runs until `condition` holds, looking every millisecond. Returns false if it does not within `limitMs`. */
	runUntil(condition: () => boolean, limitMs: number): boolean {
		const end = this.agenda_.nowUs + 1000 * limitMs;
		while (!condition()) {
			if (this.agenda_.nowUs >= end) return false;
			this.run(1);
		}
		return true;
	}

	/** Runs `callback` in `delayMs` milliseconds: a step of a test's script. */
	after(delayMs: number, callback: () => void): void {
		const entry = new Entry(new Appointment(callback), 0);
		agendaSet(this.agenda_, entry, this.agenda_.nowUs + 1000 * delayMs);
	}

	/** Sends a datagram that claims to come from `from`, whoever that is: what an attacker does. */
	spoof(from: SocketAddress, to: SocketAddress, bytes: Uint8Array): void {
		traceDatagram(this, from.address, from.port, to, bytes, 0, bytes.length, "spoofed");
		launch(this, null, from.address, from.port, to, bytes, 0, bytes.length, 1000 * 5);
	}

	/** Tells whether faults called `name` were asked for. */
	isInjecting(name: string): boolean {
		const kind = faultNames().indexOf(name);
		return kind >= 0 && (this.kinds_ & (1 << kind)) !== 0;
	}

	/** Writes `text` into the trace, as said by `who`. */
	note(who: string, text: string): void {
		note(this, who, text);
	}

	injected_(kind: number): void {
		this.injected[kind]++;
	}
}

/** The device that `address` is for `device`, null if nobody has it. */
export function findDevice(device: Device, address: string): Device | null {
	if (isLoopback(address) || device.has_(address)) return device;
	const found = device.network.devices_.get(address);
	return found === undefined ? null : found;
}

export function note(network: Network, who: string, text: string): void {
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.agenda_.nowUs;
	trace.protocol = TRACE_NOTE;
	trace.fromAddress = who;
	trace.length = 0;
	trace.bytes = network.nothing_;
	trace.text = text;
	network.onTrace(trace);
}

/** Tells the trace of a packet that `end` sends; of bytes before they are counted as sent. */
export function tracePacket(
	end: End,
	flags: number,
	bytes: Uint8Array | null,
	at: number,
	length: number,
	text: string,
): void {
	const network = end.device.network;
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.agenda_.nowUs;
	trace.protocol = TRACE_TCP;
	trace.fromAddress = end.address;
	trace.fromPort = end.port;
	trace.toAddress = end.peerAddress;
	trace.toPort = end.peerPort;
	trace.flags = flags;
	trace.seq = end.sent;
	trace.ack = end.received;
	trace.bytes = bytes === null ? network.nothing_ : bytes;
	trace.at = at;
	trace.length = length;
	trace.text = text;
	network.onTrace(trace);
}

/** Tells the trace of a reset that answers the SYN of `end`, from where nobody is. */
export function traceRefusal(end: End): void {
	const network = end.device.network;
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.agenda_.nowUs;
	trace.protocol = TRACE_TCP;
	trace.fromAddress = end.peerAddress;
	trace.fromPort = end.peerPort;
	trace.toAddress = end.address;
	trace.toPort = end.port;
	trace.flags = TCP_RST | TCP_ACK;
	trace.seq = 0;
	trace.ack = 0;
	trace.bytes = network.nothing_;
	trace.length = 0;
	trace.text = "refused";
	network.onTrace(trace);
}

export function traceDatagram(
	network: Network,
	fromAddress: string,
	fromPort: number,
	to: SocketAddress,
	bytes: Uint8Array,
	at: number,
	length: number,
	text: string,
): void {
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.agenda_.nowUs;
	trace.protocol = TRACE_UDP;
	trace.fromAddress = fromAddress;
	trace.fromPort = fromPort;
	trace.toAddress = to.address;
	trace.toPort = to.port;
	trace.flags = 0;
	trace.bytes = bytes;
	trace.at = at;
	trace.length = length;
	trace.text = text;
	network.onTrace(trace);
}
