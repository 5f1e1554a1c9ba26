/**
 * Faults: injects the chosen kinds of faults into the devices, each for a while; the seed decides
 * when, which, where and for how long. Each is noted in the trace and counted in `network.injected`.
 */
import { ECONNRESET, EMFILE } from "../../src/core/errno.js";
import type { EventHandler } from "./clock.js";
import { QueueEntry, queueClear, queueSet } from "./clock.js";
import {
	FAULT_ADDRESS_CHANGE,
	FAULT_BANDWIDTH,
	FAULT_CLOCK_STALL,
	FAULT_DUPLICATE,
	FAULT_EXHAUSTION,
	FAULT_HALF_OPEN,
	FAULT_HIDDEN_CLIENT,
	FAULT_JITTER,
	FAULT_LATENCY,
	FAULT_LOSS,
	FAULT_PARTIAL,
	FAULT_REFUSED,
	FAULT_REORDER,
	FAULT_RESET,
	FAULT_SLOW_CLIENT,
	FAULT_SMALL_WINDOW,
	FAULT_TICK_WRAP,
	FAULT_WIFI_DROP,
	faultNames,
} from "./fault-names.js";
import type { Device } from "./host.js";
import type { Network } from "./network.js";
import type { Random } from "./random.js";
import { note } from "./record.js";
import { KIND_STREAM } from "./socket/socket.js";
import { cut, lose } from "./stream.js";
import type { WireSocket } from "./wire-socket.js";

/** A fault of some duration; ends itself. */
class ActiveFault implements EventHandler {
	readonly faults: Faults;
	readonly device: Device;
	readonly kind: number;
	readonly before: number; // what its end restores
	readonly entry: QueueEntry;

	constructor(faults: Faults, device: Device, kind: number) {
		this.faults = faults;
		this.device = device;
		this.kind = kind;
		this.before = valueFor(device, kind);
		this.entry = new QueueEntry(this, 0);
	}

	handle_(_what: number): void {
		setValue(this.device, this.kind, this.before);
		this.device.faults_ &= ~(1 << this.kind);
		const active = this.faults.active;
		active[active.indexOf(this)] = active[active.length - 1];
		active.pop();
		note(this.device.network, this.device.name, `${faultNames()[this.kind]} ends`);
	}
}

/** What `kind` changes on a device. */
function valueFor(device: Device, kind: number): number {
	switch (kind) {
		case FAULT_LATENCY:
			return device.link.latencyMs;
		case FAULT_JITTER:
			return device.link.jitterMs;
		case FAULT_LOSS:
			return device.link.loss;
		case FAULT_BANDWIDTH:
			return device.link.bytesPerSecond;
		case FAULT_REORDER:
			return device.link.reorder;
		case FAULT_DUPLICATE:
			return device.link.duplicate;
		case FAULT_SMALL_WINDOW:
			return device.windowMax;
		case FAULT_PARTIAL:
			return device.partial;
		case FAULT_EXHAUSTION:
			return device.openError;
		case FAULT_WIFI_DROP:
			return device.up ? 1 : 0;
		case FAULT_REFUSED:
			return device.refuses ? 1 : 0;
		default:
			return device.blackHole ? 1 : 0;
	}
}

function setValue(device: Device, kind: number, value: number): void {
	if (kind === FAULT_LATENCY) device.link.latencyMs = value;
	else if (kind === FAULT_JITTER) device.link.jitterMs = value;
	else if (kind === FAULT_LOSS) device.link.loss = value;
	else if (kind === FAULT_BANDWIDTH) device.link.bytesPerSecond = value;
	else if (kind === FAULT_REORDER) device.link.reorder = value;
	else if (kind === FAULT_DUPLICATE) device.link.duplicate = value;
	else if (kind === FAULT_SMALL_WINDOW) device.windowMax = value;
	else if (kind === FAULT_PARTIAL) device.partial = value;
	else if (kind === FAULT_EXHAUSTION) device.openError = value;
	else if (kind === FAULT_WIFI_DROP) device.up = value !== 0;
	else if (kind === FAULT_REFUSED) device.refuses = value !== 0;
	else device.blackHole = value !== 0;
}

/** How bad a fault of `kind` is. */
function draw(random: Random, kind: number): number {
	switch (kind) {
		case FAULT_LATENCY:
			return random.between(0, 800);
		case FAULT_JITTER:
			return random.between(1, 300);
		case FAULT_LOSS:
		case FAULT_DUPLICATE:
		case FAULT_REORDER:
			return random.between(1, 40) / 100;
		case FAULT_BANDWIDTH:
			return random.between(200, 20000);
		case FAULT_SMALL_WINDOW:
			return random.between(1, 100);
		case FAULT_PARTIAL:
			return random.between(10, 100) / 100;
		case FAULT_EXHAUSTION:
			return EMFILE;
		case FAULT_WIFI_DROP:
			return 0;
		default:
			return 1;
	}
}

/** Returns a stream that is open on `device`, null if there is none. */
function anyStream(device: Device, random: Random): WireSocket | null {
	const count = device.kind_.length;
	const from = random.below(count);
	for (let i = 0; i < count; i++) {
		const slot = (from + i) % count;
		if (device.kind_[slot] === KIND_STREAM) return device.socket_[slot];
	}
	return null;
}

/**
 * Injects faults into the devices of a network; made by it from the option `faults`. Each has a
 * mean interval per device, and the network's seed decides the rest.
 */
export class Faults implements EventHandler {
	/** The network. */
	readonly network: Network;
	readonly everyMs: number; // mean time between two faults of one device
	/** The kinds that it injects (FAULT_*). */
	readonly kinds: number[];
	readonly entry: QueueEntry;
	readonly active: ActiveFault[];

	/** Throws RangeError for an unknown name. */
	constructor(network: Network, names: readonly string[], everyMs: number) {
		const known = faultNames();
		this.network = network;
		this.everyMs = everyMs;
		this.kinds = [];
		this.entry = new QueueEntry(this, 0);
		this.active = [];
		for (const name of names) {
			const kind = known.indexOf(name);
			if (kind < 0) throw new RangeError(`fault ${name}: there are ${known.join(", ")}`);
			network.kinds_ |= 1 << kind;
			if (![FAULT_TICK_WRAP, FAULT_SLOW_CLIENT, FAULT_HIDDEN_CLIENT].includes(kind)) {
				this.kinds.push(kind);
			}
		}
		if (this.kinds.length > 0) this.next();
	}

	/** Schedules the next fault. */
	next(): void {
		const network = this.network;
		const devices = network.devices.length > 0 ? network.devices.length : 1;
		const us = (network.faultRandom_.below(65536) * (2000 / 65536) * this.everyMs) / devices;
		queueSet(network.queue_, this.entry, network.queue_.nowUs + us - (us % 1) + 1);
	}

	handle_(_what: number): void {
		const network = this.network;
		const random = network.faultRandom_;
		this.next();
		if (network.devices.length === 0) return;
		const device = network.devices[random.below(network.devices.length)];
		const kind = this.kinds[random.below(this.kinds.length)];
		if (!device.steady) this.inject_(device, kind, random);
	}

	inject_(device: Device, kind: number, random: Random): void {
		if (kind === FAULT_RESET || kind === FAULT_HALF_OPEN) {
			const socket = anyStream(device, random);
			if (socket === null || socket.error !== 0) return;
			if (kind === FAULT_RESET) cut(socket, ECONNRESET);
			else lose(socket);
		} else if (kind === FAULT_ADDRESS_CHANGE) {
			const n = ++this.network.leases_;
			device.readdress([`10.1.${n >> 8}.${n & 255}`, `fd00::1:${n.toString(16)}`]);
		} else if (kind === FAULT_CLOCK_STALL) device.stall(random.between(10, 5000));
		else {
			if ((device.faults_ & (1 << kind)) !== 0) return;
			device.faults_ |= 1 << kind;
			const fault = new ActiveFault(this, device, kind);
			this.active.push(fault);
			setValue(device, kind, draw(random, kind));
			const us = random.between(1, 300) * 100000;
			queueSet(this.network.queue_, fault.entry, this.network.queue_.nowUs + us);
		}
		note(this.network, device.name, `${faultNames()[kind]} begins`);
		this.network.injected_(kind);
	}

	/** Ends every active fault and injects no more. */
	stop(): void {
		const queue = this.network.queue_;
		queueClear(queue, this.entry);
		while (this.active.length > 0) {
			const fault = this.active[0];
			queueClear(queue, fault.entry);
			fault.handle_(0);
		}
	}
}
