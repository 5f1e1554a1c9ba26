/**
 * Faults: what goes wrong by itself. From time to time one of the chosen kinds befalls one of the
 * devices, for a while; the seed decides when, what, whom and for how long. Everything is noted in
 * the trace and counted in `network.injected`.
 */
import { ECONNRESET, EMFILE } from "../../src/core/errno.js";
import type { Actor } from "./agenda.js";
import { agendaClear, agendaSet, Entry } from "./agenda.js";
import type { Device } from "./device.js";
import { KIND_STREAM } from "./device-state.js";
import type { End } from "./end.js";
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
import type { Network } from "./network.js";
import { note } from "./network.js";
import type { Random } from "./random.js";
import { cut, lose } from "./segment.js";

/** A fault of some duration; ends itself. */
class Episode implements Actor {
	readonly faults: Faults;
	readonly device: Device;
	readonly kind: number;
	readonly before: number; // what its end restores
	readonly entry: Entry;

	constructor(faults: Faults, device: Device, kind: number) {
		this.faults = faults;
		this.device = device;
		this.kind = kind;
		this.before = valueFor(device, kind);
		this.entry = new Entry(this, 0);
	}

	act_(_what: number): void {
		setValue(this.device, this.kind, this.before);
		this.device.faults_ &= ~(1 << this.kind);
		const episodes = this.faults.episodes;
		episodes[episodes.indexOf(this)] = episodes[episodes.length - 1];
		episodes.pop();
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
function anyStream(device: Device, random: Random): End | null {
	const count = device.kind_.length;
	const from = random.below(count);
	for (let i = 0; i < count; i++) {
		const slot = (from + i) % count;
		if (device.kind_[slot] === KIND_STREAM) return device.end_[slot];
	}
	return null;
}

export class Faults implements Actor {
	readonly network: Network;
	readonly everyMs: number; // mean time between two faults of one device
	readonly kinds: number[];
	readonly entry: Entry;
	readonly episodes: Episode[];

	/** Throws RangeError for a name that is none. */
	constructor(network: Network, names: readonly string[], everyMs: number) {
		const known = faultNames();
		this.network = network;
		this.everyMs = everyMs;
		this.kinds = [];
		this.entry = new Entry(this, 0);
		this.episodes = [];
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

	/** Puts the next fault on the agenda. */
	next(): void {
		const network = this.network;
		const devices = network.devices.length > 0 ? network.devices.length : 1;
		const us = (network.fate_.below(65536) * (2000 / 65536) * this.everyMs) / devices;
		agendaSet(network.agenda_, this.entry, network.agenda_.nowUs + us - (us % 1) + 1);
	}

	act_(_what: number): void {
		const network = this.network;
		const random = network.fate_;
		this.next();
		if (network.devices.length === 0) return;
		const device = network.devices[random.below(network.devices.length)];
		const kind = this.kinds[random.below(this.kinds.length)];
		if (!device.steady) this.befall(device, kind, random);
	}

	befall(device: Device, kind: number, random: Random): void {
		if (kind === FAULT_RESET || kind === FAULT_HALF_OPEN) {
			const end = anyStream(device, random);
			if (end === null || end.error !== 0) return;
			if (kind === FAULT_RESET) cut(end, ECONNRESET);
			else lose(end);
		} else if (kind === FAULT_ADDRESS_CHANGE) {
			const n = ++this.network.leases_;
			device.readdress([`10.1.${n >> 8}.${n & 255}`, `fd00::1:${n.toString(16)}`]);
		} else if (kind === FAULT_CLOCK_STALL) device.stall(random.between(10, 5000));
		else {
			if ((device.faults_ & (1 << kind)) !== 0) return;
			device.faults_ |= 1 << kind;
			const episode = new Episode(this, device, kind);
			this.episodes.push(episode);
			setValue(device, kind, draw(random, kind));
			const us = random.between(1, 300) * 100000;
			agendaSet(this.network.agenda_, episode.entry, this.network.agenda_.nowUs + us);
		}
		note(this.network, device.name, `${faultNames()[kind]} begins`);
		this.network.injected_(kind);
	}

	/** Ends every fault that goes on, and has no others come. */
	stop(): void {
		const agenda = this.network.agenda_;
		agendaClear(agenda, this.entry);
		while (this.episodes.length > 0) {
			const episode = this.episodes[0];
			agendaClear(agenda, episode.entry);
			episode.act_(0);
		}
	}
}
