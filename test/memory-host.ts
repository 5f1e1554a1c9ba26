/**
 * MemoryHost: a Host inside one program, for tests: the sockets of the virtual network, connected
 * to each other at once, and a clock that stops until `advance`, `settle` or `run` moves it, so a
 * test sees the same turns every time. Faults are fields that a test sets.
 *
 * What it does not model: latency, loss and reordering (`Device` does). A connect to a port where
 * nobody listens, or whose backlog is full, is refused at once. Every literal address is its own.
 */

import type { SocketHostOptions } from "../hosts/virtual/options.js";
import { deliverDatagram } from "../hosts/virtual/socket/datagram.js";
import { connectLocal } from "../hosts/virtual/socket/listener.js";
import type { Socket } from "../hosts/virtual/socket/socket.js";
import { SocketHost } from "../hosts/virtual/socket/socket-host.js";
import { fail } from "../hosts/virtual/socket/stream.js";
import { EOPNOTSUPP } from "../src/core/errno.js";
import type { Loop, SocketAddress } from "../src/core/host.js";

const TURNS_MAX = 10000;

export class MemoryHost extends SocketHost {
	/** Error of every tcpConnect, learnt as readiness; 0 = none. */
	connectError: number;
	/** Connects stay under way until `releaseConnects`. */
	holdConnects: boolean;
	datagramsLost: number;
	/** The last text printed; "" = none. */
	printed: string;
	/** The last error reported; null = none. */
	reported: unknown;
	/** "PORT ADDRESS" of the last listener that was reported. */
	reportedAt: string;
	/** Seconds since 1970 at tick 0, -1 = it has no clock. */
	epoch: number;
	now_: number;
	due_: number;
	loop_: Loop | null;

	constructor(options: SocketHostOptions) {
		super(options, 0x2545f491);
		this.connectError = 0;
		this.holdConnects = false;
		this.datagramsLost = 0;
		this.printed = "";
		this.reported = null;
		this.reportedAt = "";
		this.now_ = options.startTick === undefined ? 0 : options.startTick | 0;
		this.due_ = 0;
		this.epoch = -1;
		this.loop_ = null;
	}

	/** Lets the connects that were held complete now. Returns how many. */
	releaseConnects(): number {
		this.holdConnects = false;
		let count = 0;
		for (let slot = 0; slot < this.kind_.length; slot++) {
			const socket = this.socket_[slot];
			if (socket === null || !socket.connecting) continue;
			this.connect_(socket);
			count++;
		}
		return count;
	}

	/** Runs the turns that are due now, at most `turnsMax` (10,000). Time does not pass. Returns how many. */
	settle(turnsMax?: number): number {
		const limit = turnsMax === undefined ? TURNS_MAX : turnsMax;
		let count = 0;
		while (count < limit && this.isDue_()) {
			this.runTurn_();
			count++;
		}
		return count;
	}

	/**
	 * Runs turns until none is scheduled, at most `turnsMax` (10,000); the clock jumps to each that
	 * is not due yet. Returns how many.
	 */
	run(turnsMax?: number): number {
		const limit = turnsMax === undefined ? TURNS_MAX : turnsMax;
		let count = 0;
		while (count < limit && this.loop_ !== null) {
			if (!this.isDue_()) this.now_ = this.due_;
			this.runTurn_();
			count++;
		}
		return count;
	}

	/**
	 * Lets `ms` milliseconds pass; the turns due on the way run at their ticks, at most 10,000 of
	 * them at one tick. Returns how many.
	 */
	advance(ms: number): number {
		const end = (this.now_ + ms) | 0;
		let count = this.settle();
		while (this.loop_ !== null && !this.isDue_() && ((this.due_ - end) | 0) <= 0) {
			this.now_ = this.due_;
			count += this.settle();
		}
		this.now_ = end;
		return count;
	}

	/** Returns whether a turn is due now. */
	isDue_(): boolean {
		return this.loop_ !== null && ((this.due_ - this.now_) | 0) <= 0;
	}

	runTurn_(): void {
		const loop = this.loop_ as Loop;
		this.loop_ = null;
		this.turns++;
		loop.turn();
	}

	// Host

	override print(text: string): void {
		this.printed = text;
	}

	override reportError(error: unknown, port: number, address: string): void {
		this.errors++;
		this.reported = error;
		if (port >= 0) this.reportedAt = `${port} ${address}`;
	}

	override ticks(): number {
		return this.now_;
	}

	override time(): number {
		return this.epoch < 0 ? -EOPNOTSUPP : this.epoch + Math.floor(this.now_ / 1000);
	}

	override schedule(loop: Loop, delayMs: number): void {
		this.loop_ = delayMs < 0 ? null : loop;
		this.due_ = (this.now_ + delayMs) | 0;
	}

	override connect_(socket: Socket): void {
		if (this.holdConnects) return;
		if (this.connectError !== 0) fail(socket, this.connectError);
		else connectLocal(socket);
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
		const arrives = !isLost && deliverDatagram(this, from, fromPort, to, bytes, at, length);
		if (!arrives) this.datagramsLost++;
	}
}
