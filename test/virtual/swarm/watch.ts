/** What is looked at from outside, once a second: that a station gets on, and does not spin. */

import type { Device } from "../../../hosts/virtual/index.js";
import type { BufferEvent } from "../../../src/bufferevent/bufferevent.js";
import { BEV_CONNECTING, BEV_READ_DUE } from "../../../src/bufferevent/flags.js";
import type { Listener } from "../../../src/bufferevent/listener.js";
import { isPending } from "../../../src/bufferevent/transfer.js";
import { checkInvariants } from "../../../src/core/check-invariants.js";
import type { EventBase } from "../../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../../src/core/flags.js";
import type { SwarmTimer } from "./timers.js";
import { isStalled } from "./timers.js";
import type { Verdict } from "./verdict.js";

/** Turns that a device may run in a second without moving a byte. */
const TURNS_IDLE = 300;

/** Looks in a row that may find a connection where it could continue: one may fall between two turns. */
const LOOKS = 3;

/** A device that is watched. */
export interface Watched {
	readonly verdict: Verdict;
	readonly device: Device;
	readonly base: EventBase;
	/** Exceptions that its program threw. */
	readonly thrown: number;
	/** Times that its loop ended. */
	readonly ended: number;
	readonly timers: SwarmTimer[];
	readonly listener: Listener | null;
	/** Connections of the listener. */
	readonly pool: number;
	/** Those that are open. */
	connections(): readonly BufferEvent[];
	/** Returns whether its program knows of the end of the stream, if that has come. */
	isTold(be: BufferEvent): boolean;
}

export class Watch {
	readonly station: Watched;
	readonly seen: number[]; // by slot: what had been moved
	readonly looks: number[]; // by slot: looks at which nothing had
	turns: number;
	moved: number;
	accepted: number;
	stuck: number;

	constructor(station: Watched) {
		this.station = station;
		this.seen = [];
		this.looks = [];
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
		for (const be of station.connections()) this.lookAtConnection(be);
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

	/** What can continue must have continued since the last looks. */
	lookAtConnection(be: BufferEvent): void {
		const { device, verdict } = this.station;
		const state = be.state_;
		const slot = be.slot_;
		if (be.fd < 0 || (state & BEV_CONNECTING) !== 0) return;
		verdict.check(this.station.isTold(be), device.name, "the end of the stream was not reported");
		const ready = device.descriptors.ready_[be.fd & 0x3fff];
		const end = device.socket_[be.fd & 0x3fff];
		const comes = end !== null && (end.count > 0 || end.ended || end.error !== 0);
		verdict.check(
			!comes || (ready & EV_READ) !== 0,
			device.name,
			"the host does not say it is readable",
		);
		const high = be.shared_.readHigh;
		const room = be.input.length < be.input.size && (high === 0 || be.input.length < high);
		const reads = (state & EV_READ) !== 0 && room;
		const writes = (state & EV_WRITE) !== 0 && isPending(be);
		const could = (reads ? ready & EV_READ : 0) | (writes ? ready & EV_WRITE : 0);
		// XS collects what follows an array with holes (docs/SIMULATOR.md)
		while (this.seen.length <= slot) {
			this.seen.push(-1);
			this.looks.push(0);
		}
		const seen = be.fd + 7 * be.input.length + 11 * be.output.length + 13 * be.sent_;
		this.looks[slot] = could !== 0 && seen === this.seen[slot] ? this.looks[slot] + 1 : 0;
		this.seen[slot] = seen;
		if (this.looks[slot] >= LOOKS) {
			verdict.fail(device.name, `a connection does not continue, with ${could} ready`);
		}
		if (reads && be.shared_.readTimeoutMs > 0) {
			const due = (state & BEV_READ_DUE) !== 0;
			const late = (device.ticks() - be.readDue_) | 0;
			verdict.check(due && late <= 1, device.name, "a read timeout is forgotten");
		}
	}

	lookAtListener(): void {
		const { device, verdict, listener } = this.station;
		if (listener === null || listener.fd < 0) return;
		const idle = listener.idle_.slice(0, this.station.pool - listener.open);
		const whole = idle.every((each, i) => each.fd < 0 && idle.indexOf(each) === i);
		verdict.check(whole, device.name, "the pool has lost a connection");
		const ready = device.descriptors.ready_[listener.fd & 0x3fff] & EV_READ;
		const d = device.descriptors;
		const spare = device.openError === 0 && d.open < d.capacity;
		const could = ready !== 0 && listener.open < listener.idle_.length && spare;
		const waits = could && listener.enabled_ && listener.accepted === this.accepted;
		this.stuck = waits ? this.stuck + 1 : 0;
		verdict.check(this.stuck < 2, device.name, "connections wait that could be accepted");
		this.accepted = listener.accepted;
	}

	/** Everything is over: nothing may be left. */
	conclude(): void {
		const { device, base, verdict, listener, pool, ended } = this.station;
		const wrong = checkInvariants(base);
		verdict.check(wrong === "", device.name, wrong);
		verdict.check(device.descriptors.open === 0, device.name, "a descriptor is left open");
		verdict.check(base.heap_.count === 0, device.name, "a timer is left pending");
		verdict.check(ended === 1, device.name, `the loop has ended ${ended} times`);
		if (listener === null) return;
		const idle = listener.idle_.length - listener.open;
		verdict.check(idle === pool, device.name, "a connection is not in the pool");
		verdict.check(listener.open === 0, device.name, "a connection counts as open");
	}
}
