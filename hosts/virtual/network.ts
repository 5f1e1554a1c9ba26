/**
 * Network: any number of virtual devices on one clock, driven by one seed. The clock stops until
 * `run` moves it from one thing that happens to the next, so an hour takes as long as what happens
 * in it, and the same program with the same seed runs the same way every time, on every engine.
 */
import type { SocketAddress } from "../../src/core/host.js";
import type { EventHandler } from "./clock.js";
import { EventQueue, QueueEntry, queueRun, queueSet } from "./clock.js";
import type { Packet } from "./datagram.js";
import { launch } from "./datagram.js";
import { FAULT_TICK_WRAP, faultNames } from "./fault-names.js";
import { Faults } from "./faults.js";
import { Device } from "./host.js";
import type { LinkOptions } from "./link.js";
import type { DeviceOptions, NetworkOptions } from "./options.js";
import { Random, seedOf } from "./random.js";
import { note, traceDatagram } from "./record.js";
import type { OnTrace } from "./trace.js";
import { Trace } from "./trace.js";

/** A callback of a test, at its time. */
class ScheduledCallback implements EventHandler {
	readonly run: () => void;

	constructor(run: () => void) {
		this.run = run;
	}

	handle_(_what: number): void {
		this.run();
	}
}

/**
 * A deterministic network of devices in one program: virtual time, TCP and UDP, and faults, all
 * decided by one seed. Nothing happens outside of `run` and its kin.
 */
export class Network {
	/** Decides everything that is random. */
	readonly seed: number;
	/** The link of devices that have none of their own. */
	readonly link: LinkOptions;
	/** All devices, in the order in which they were made. */
	readonly devices: Device[];
	/** Called with each packet, fault and note; null = tracing is off. */
	onTrace: OnTrace | null;
	/** Called with what a program prints; null = it is only in the trace. */
	onPrint: ((device: Device, text: string) => void) | null;
	/** Called with an error that a program does not handle, as text and as it was thrown. */
	onError: ((device: Device, text: string, error: unknown) => void) | null;

	/** Connects begun. */
	connections: number;
	/** Datagrams sent, and how many of them got lost, for whatever reason. */
	datagrams: number;
	/** Datagrams lost, for whatever reason. */
	datagramsLost: number;
	/** Faults injected, by kind (FAULT_*). */
	readonly injected: Int32Array;

	/** The faults that come by themselves. */
	readonly faults: Faults;

	kinds_: number; // of faults, a bit for each; by faults.ts
	leases_: number; // addresses that were changed to; by faults.ts
	connectUs_: number;
	retransmitUs_: number;
	freePacket_: Packet | null; // by datagram.ts
	readonly random_: Random; // of what travels
	readonly faultRandom_: Random; // of the faults
	/** What the clocks of its devices said at the start, -1 = they have none. */
	readonly time: number;
	readonly queue_: EventQueue;
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
		this.freePacket_ = null;
		this.random_ = new Random(seedOf(this.seed, 0));
		this.faultRandom_ = new Random(seedOf(this.seed, 1));
		this.time = options.time === undefined ? -1 : options.time;
		this.queue_ = new EventQueue();
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
			device.tick_ = (0x7fffffff - this.faultRandom_.between(0, 60000)) | 0;
			this.injected_(FAULT_TICK_WRAP);
		}
		return device;
	}

	/** Milliseconds since the network began. */
	nowMs(): number {
		return this.queue_.nowUs / 1000;
	}

	/** Lets `ms` milliseconds pass, with all that happens in them. */
	run(ms: number): void {
		queueRun(this.queue_, this.queue_.nowUs + 1000 * ms);
	}

	/** Runs until `condition` holds, looking every millisecond. Returns false if it does not within `limitMs`. */
	runUntil(condition: () => boolean, limitMs: number): boolean {
		const end = this.queue_.nowUs + 1000 * limitMs;
		while (!condition()) {
			if (this.queue_.nowUs >= end) return false;
			this.run(1);
		}
		return true;
	}

	/** Runs `callback` in `delayMs` milliseconds: a step of a test's script. */
	after(delayMs: number, callback: () => void): void {
		const entry = new QueueEntry(new ScheduledCallback(callback), 0);
		queueSet(this.queue_, entry, this.queue_.nowUs + 1000 * delayMs);
	}

	/** Sends a datagram that claims to come from `from`, whoever that is: what an attacker does. */
	spoof(from: SocketAddress, to: SocketAddress, bytes: Uint8Array): void {
		traceDatagram(this, from.address, from.port, to, bytes, 0, bytes.length, "spoofed");
		launch(this, null, from.address, from.port, to, bytes, 0, bytes.length, 1000 * 5);
	}

	/** Returns whether faults called `name` were asked for. */
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
