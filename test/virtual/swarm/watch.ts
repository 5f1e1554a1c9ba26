/** What is looked at from outside, once a second: that a station gets on, and does not spin. */

import type { BufferEvent } from "../../../src/bufferevent/bufferevent.js";
import { BEV_CONNECTING, BEV_READ_DUE } from "../../../src/bufferevent/flags.js";
import { isPending } from "../../../src/bufferevent/transfer.js";
import { checkInvariants } from "../../../src/core/check-invariants.js";
import { EV_READ, EV_WRITE } from "../../../src/core/flags.js";
import type { Station } from "./station.js";
import { isStalled } from "./timers.js";

/** Turns that a device may run in a second without moving a byte. */
const TURNS_IDLE = 300;

export class Watch {
	readonly station: Station;
	turns: number;
	moved: number;
	accepted: number;
	stuck: number;

	constructor(station: Station) {
		this.station = station;
		this.turns = 0;
		this.moved = 0;
		this.accepted = -1;
		this.stuck = 0;
	}

	look(): void {
		const { station } = this;
		const { device, base, verdict } = station;
		const wrong = checkInvariants(base);
		verdict.check(wrong === "", device.name, wrong);
		verdict.check(base.exceptions === station.thrown, device.name, "an exception of evlite's own");
		this.lookAtTurns();
		if (isStalled(device) || station.ended > 0) return;
		for (const timer of station.timers) timer.look();
		this.lookAtHeap();
		for (const be of station.open) this.lookAtConnection(be);
		this.lookAtListener();
	}

	/** A loop that spins runs 20,000 turns a second. */
	lookAtTurns(): void {
		const { device, verdict } = this.station;
		const moved = device.bytesReceived + device.bytesSent;
		const turns = device.turns - this.turns;
		verdict.check(
			turns <= TURNS_IDLE + 4 * (moved - this.moved),
			device.name,
			`${turns} turns in a second, ${moved - this.moved} bytes moved`,
		);
		this.turns = device.turns;
		this.moved = moved;
	}

	/** The loop must not sleep past a timer. */
	lookAtHeap(): void {
		const { device, base, verdict } = this.station;
		const heap = base.heap_;
		if (heap.count === 0) return;
		const late = (device.ticks() - heap.deadline_[heap.slot_[0]]) | 0;
		verdict.check(late <= 1, device.name, `the loop sleeps ${late} ms past a timer`);
	}

	/** What can go on must have gone on since the last look. */
	lookAtConnection(be: BufferEvent): void {
		const { device, base, verdict } = this.station;
		const wire = this.station.wireOf(be);
		const state = be.state_;
		const ready = device.descriptors.ready_[be.fd & 0x3fff];
		if (be.fd !== wire.fd || (state & BEV_CONNECTING) !== 0) return;
		const high = be.limits_.readHigh;
		const room = be.input.length < be.input.size && (high === 0 || be.input.length < high);
		const reads = (state & EV_READ) !== 0 && room;
		const writes = (state & EV_WRITE) !== 0 && isPending(be);
		const seen = wire.received + wire.taken + be.output.length + be.sent_ + base.callbacks;
		const stuck = seen === wire.seen;
		wire.seen = seen;
		if (stuck && reads) {
			verdict.check((ready & EV_READ) === 0, device.name, `${wire.name}: is not read`);
		}
		if (stuck && writes) {
			verdict.check((ready & EV_WRITE) === 0, device.name, `${wire.name}: is not written`);
		}
		if (reads && be.limits_.readTimeoutMs > 0) {
			const due = (state & BEV_READ_DUE) !== 0;
			const late = (device.ticks() - be.readDue_) | 0;
			verdict.check(due && late <= 1, device.name, `${wire.name}: its read timeout is forgotten`);
		}
	}

	lookAtListener(): void {
		const { device, verdict, listener } = this.station;
		if (listener === null || listener.fd < 0) return;
		verdict.check(
			listener.open + listener.idle_.length === this.station.options.connections,
			device.name,
			"the pool has lost a connection",
		);
		const ready = device.descriptors.ready_[listener.fd & 0x3fff] & EV_READ;
		const d = device.descriptors;
		const spare = device.openError === 0 && d.open < d.capacity;
		const could = ready !== 0 && listener.idle_.length > 0 && spare;
		const waits = could && listener.enabled_ && listener.accepted === this.accepted;
		this.stuck = waits ? this.stuck + 1 : 0;
		verdict.check(this.stuck < 2, device.name, "connections wait that could be accepted");
		this.accepted = listener.accepted;
	}

	/** Everything is over: nothing may be left. */
	conclude(): void {
		const { device, base, verdict, listener, options, ended } = this.station;
		const wrong = checkInvariants(base);
		verdict.check(wrong === "", device.name, wrong);
		verdict.check(device.descriptors.open === 0, device.name, "a descriptor is left open");
		verdict.check(base.heap_.count === 0, device.name, "a timer is left pending");
		verdict.check(ended === 1, device.name, `the loop has ended ${ended} times`);
		if (listener === null) return;
		const idle = listener.idle_.length;
		verdict.check(idle === options.connections, device.name, "a connection is not in the pool");
		verdict.check(listener.open === 0, device.name, "a connection counts as open");
	}
}
