/**
 * Station: a device of the swarm that runs a random program on evlite: listens, connects, writes,
 * reads, leaves bytes lying, pauses, closes, throws. What must hold whatever it does is checked in
 * every callback, and once a second from outside (watch.ts).
 */

import type { Device, Random } from "../../../hosts/virtual/index.js";
import type { BufferEventOptions } from "../../../src/bufferevent/bufferevent.js";
import { BufferEvent } from "../../../src/bufferevent/bufferevent.js";
import {
	BEV_EOF,
	BEV_EVENT_CLOSED,
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_READING,
	BEV_EVENT_TIMEOUT,
} from "../../../src/bufferevent/flags.js";
import { Listener } from "../../../src/bufferevent/listener.js";
import { sendReference, triggerRead } from "../../../src/bufferevent/transfer.js";
import { EBADF } from "../../../src/core/errno.js";
import { EventBase } from "../../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../../src/core/flags.js";
import { Held } from "./held.js";
import { SwarmTimer } from "./timers.js";
import type { Verdict } from "./verdict.js";
import type { Watched } from "./watch.js";
import type { Wires } from "./wire.js";
import { Wire } from "./wire.js";

export const PORT = 7;

export interface StationOptions {
	/** Connections that its listener takes, 0 = it does not listen. */
	connections: number;
	/** Connections that it makes. */
	clients: number;
	timers: number;
	/** Whom it connects to. */
	targets: Device[];
	/** One callback in so many throws, 0 = none. */
	throws: number;
}

export class Station implements Watched {
	readonly verdict: Verdict;
	readonly wires: Wires;
	readonly device: Device;
	readonly random: Random;
	readonly options: StationOptions;
	readonly base: EventBase;
	readonly listener: Listener | null;
	readonly clients: BufferEvent[];
	readonly timers: SwarmTimer[];
	readonly pool: number;
	readonly open: BufferEvent[]; // those with a wire that has not ended
	readonly bytes: Uint8Array;
	/** Exceptions that it threw. */
	thrown: number;
	ended: number; // times that the loop ended
	leaving: boolean;
	readonly held: Held;
	closed: number; // a descriptor that was closed, -1 = none yet

	constructor(
		verdict: Verdict,
		wires: Wires,
		device: Device,
		random: Random,
		options: StationOptions,
	) {
		const clients = options.clients;
		const slots = options.connections + clients + options.timers + 2;
		this.verdict = verdict;
		this.wires = wires;
		this.device = device;
		this.random = random;
		this.options = options;
		this.base = new EventBase(device, { events: slots, priorities: random.between(1, 3) });
		this.clients = [];
		this.timers = [];
		this.open = [];
		this.pool = options.connections;
		this.bytes = new Uint8Array(2048);
		this.thrown = 0;
		this.ended = 0;
		this.leaving = false;
		this.closed = -1;
		this.base.onEnd = (_base, result) => {
			this.ended++;
			verdict.check(result === 1, device.name, `the loop ends with ${result}`);
		};
		this.listener = options.connections > 0 ? this.listen() : null;
		this.held = new Held(device, random, options.connections);
		for (let i = 0; i < clients; i++) this.clients.push(new BufferEvent(this.base, this.manner()));
		for (let i = 0; i < options.timers; i++) this.addTimer(i === 0);
		this.base.dispatch();
	}

	connections(): readonly BufferEvent[] {
		return this.open;
	}

	listen(): Listener {
		const listening = {
			port: PORT,
			connections: this.options.connections,
			backlog: this.random.between(1, 8),
			onConnection: (be: BufferEvent) => this.accepted(be),
			onError: (_listener: Listener, error: number) =>
				this.verdict.fail(this.device.name, `the listener fails: ${error}`),
		};
		return new Listener(this.base, Object.assign(listening, this.manner()));
	}

	isTold(be: BufferEvent): boolean {
		return (be.state_ & BEV_EOF) === 0 || this.wireOf(be).eofs > 0;
	}

	/** Options of connections, at random. */
	manner(): BufferEventOptions {
		const r = this.random;
		const input = r.between(1, 600);
		const output = r.between(1, 600);
		const options: BufferEventOptions = {
			input,
			output,
			onRead: (be) => this.read(be),
			onEvent: (be, what, error) => this.event(be, what, error),
		};
		if (r.oneIn(2)) options.onWrite = (be) => this.wrote(be);
		if (r.oneIn(3)) options.readTimeoutMs = r.between(1, 20000);
		if (r.oneIn(3)) options.writeTimeoutMs = r.between(1, 20000);
		if (r.oneIn(4)) options.readLow = r.between(1, input);
		if (r.oneIn(4)) options.readHigh = r.between(options.readLow ?? 1, input);
		if (r.oneIn(4)) options.writeLow = r.between(0, output);
		return options;
	}

	addTimer(isPulse: boolean): void {
		const timer = new SwarmTimer(this.verdict, this.base, this.device, this.random);
		this.timers.push(timer);
		timer.onFire = () => {
			const choice = this.random.below(4);
			if (isPulse) this.pulse();
			else if (choice === 0) timer.clear();
			else if (choice === 1) this.clearAnother(timer);
			if (!timer.pending && !this.leaving) this.restart(timer, isPulse);
			this.mayThrow();
		};
		this.restart(timer, isPulse);
	}

	restart(timer: SwarmTimer, isPulse: boolean): void {
		if (isPulse) timer.set(this.random.between(20, 1500));
		else timer.set(this.random.oneIn(4) ? 0 : this.random.between(1, 30000));
	}

	/** Clears another timer, which may be about to fire in this very turn. */
	clearAnother(timer: SwarmTimer): void {
		const other = this.timers[this.random.below(this.timers.length)];
		if (other === timer || other === this.timers[0]) return;
		other.clear();
		if (this.random.oneIn(2)) this.restart(other, false);
	}

	willThrow(): boolean {
		const n = this.options.throws;
		if (n === 0 || this.leaving || !this.random.oneIn(n)) return false;
		this.thrown++;
		return true;
	}

	mayThrow(): void {
		if (this.willThrow()) throw new Error("planned");
	}

	// What happens to it

	accepted(be: BufferEvent): void {
		if (this.random.oneIn(4)) this.held.release();
		this.begin(be, false);
		this.wireOf(be).identify(this.device);
		this.act(be);
		if (this.wireOf(be).terminals === 0 && this.willThrow()) {
			this.over(be, "an exception"); // the listener closes it without a word
			throw new Error("planned");
		}
	}

	begin(be: BufferEvent, isClient: boolean): void {
		const wire = new Wire(this.verdict, this.device.name, be.fd, isClient);
		be.context = wire;
		wire.gotAt = this.device.ticks();
		this.wires.all.push(wire);
		this.open.push(be);
	}

	wireOf(be: BufferEvent): Wire {
		return be.context as Wire;
	}

	/** Notes that the connection has ended. */
	over(be: BufferEvent, how: string): void {
		this.wireOf(be).over(how);
		if (how === "close()") this.closed = be.fd; // else it is closed a little later
		const at = this.open.indexOf(be);
		if (at < 0) return;
		this.open[at] = this.open[this.open.length - 1];
		this.open.pop();
	}

	read(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (!wire.alive("onRead")) return;
		const before = wire.received;
		wire.got(be.input.slab.bytes, be.input.at, be.input.length, wire.taken);
		if (wire.received > before) wire.gotAt = this.device.ticks();
		this.verdict.check(be.input.length <= be.input.size, wire.who, "the input holds too much");
		if (this.random.oneIn(4)) this.act(be);
		else if (this.random.oneIn(2)) this.drain(be, be.input.length);
		if (wire.terminals === 0) this.mayThrow();
	}

	wrote(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (!wire.alive("onWrite")) return;
		this.act(be);
		if (wire.terminals === 0) this.mayThrow();
	}

	event(be: BufferEvent, what: number, _error: number): void {
		const wire = this.wireOf(be);
		if (!wire.alive(`onEvent ${what}`)) return;
		if ((what & BEV_EVENT_CONNECTED) !== 0) {
			wire.connects++;
			this.verdict.check(wire.connects === 1 && wire.isClient, wire.who, "connected twice");
			wire.identify(this.device);
			be.enable(EV_READ);
			this.act(be);
		} else if ((what & BEV_EVENT_ERROR) !== 0) {
			this.over(be, "an error");
		} else if ((what & BEV_EVENT_CLOSED) !== 0) {
			wire.clean = wire.total >= 0;
			this.over(be, "CLOSED");
		} else if ((what & BEV_EVENT_EOF) !== 0) {
			wire.eofs++;
			wire.got(be.input.slab.bytes, be.input.at, be.input.length, wire.taken);
			this.verdict.check(wire.eofs === 1, wire.who, "the end of the stream comes twice");
			this.wires.ended(wire);
			const choice = this.random.below(3);
			if (choice === 0) this.end(be);
			else if (choice === 1) this.close(be);
		} else if ((what & BEV_EVENT_TIMEOUT) !== 0) this.timedOut(be, what);
	}

	timedOut(be: BufferEvent, what: number): void {
		const wire = this.wireOf(be);
		const quiet = (this.device.ticks() - wire.gotAt) | 0;
		if ((what & BEV_EVENT_READING) !== 0 && be.shared_.readLow <= 1) {
			this.verdict.check(
				quiet >= be.shared_.readTimeoutMs,
				wire.who,
				`${wire.name}: the read side times out after ${quiet} ms`,
			);
		}
		if (this.random.oneIn(2)) this.enable(be);
		else this.close(be);
	}

	// What it does

	/** Continues in both directions. To read after the end of the stream would find the end again. */
	enable(be: BufferEvent): void {
		be.enable(this.wireOf(be).eofs > 0 ? EV_WRITE : EV_READ | EV_WRITE);
	}

	/** Does something with a connection that is open. */
	act(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (be.fd !== wire.fd || wire.terminals > 0) return;
		const choice = this.random.below(24);
		if (choice < 8) this.write(be);
		else if (choice < 14) this.drain(be, this.random.between(0, be.input.length));
		else if (choice < 17) this.drain(be, be.input.length);
		else if (choice === 17) be.disable(this.random.oneIn(2) ? EV_READ : EV_WRITE);
		else if (choice < 20) this.enable(be);
		else if (choice === 20) this.lend(be);
		else if (choice === 21) triggerRead(be);
		else if (choice === 22) {
			if (this.random.oneIn(2)) this.end(be);
		} else if (this.random.oneIn(3)) this.close(be);
	}

	write(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (wire.total >= 0 || wire.name === "") return; // nothing after the end; or not connected yet
		const count = this.random.between(1, this.random.oneIn(4) ? 700 : 60);
		const bytes = new Uint8Array(count);
		wire.next(bytes, count);
		const result = be.output.add(bytes);
		if (result >= 0) {
			wire.sent += count;
			this.verdict.check(result === count, wire.who, `add of ${count} answers ${result}`);
		}
	}

	/** Sends without a copy. */
	lend(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (wire.total >= 0 || wire.name === "") return;
		const count = this.random.between(1, 2000);
		const bytes = new Uint8Array(count);
		wire.next(bytes, count);
		const before = wire.sent;
		wire.sent += count; // it may end inside
		if (sendReference(be, bytes, 0) < 0 && wire.sent === before + count) wire.sent = before;
	}

	drain(be: BufferEvent, count: number): void {
		const wire = this.wireOf(be);
		wire.got(be.input.slab.bytes, be.input.at, be.input.length, wire.taken);
		wire.taken += be.input.drain(count);
	}

	end(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (wire.terminals > 0 || be.fd !== wire.fd || wire.total >= 0) return;
		wire.total = wire.sent;
		this.verdict.check(be.end() === 0, wire.who, "end() fails");
	}

	close(be: BufferEvent): void {
		const wire = this.wireOf(be);
		if (wire.terminals > 0 || be.fd !== wire.fd) return;
		this.over(be, "close()");
		this.verdict.check(be.close() === 0, wire.who, "close() fails");
	}

	/** From time to time: acts on some connections, makes new ones. */
	pulse(): void {
		if (this.leaving) return;
		const r = this.random;
		for (let i = r.between(0, 3); i > 0 && this.open.length > 0; i--) {
			this.act(this.open[r.below(this.open.length)]);
		}
		for (const be of this.clients) if (be.fd < 0 && r.oneIn(3)) this.connect(be);
		if (this.closed >= 0) {
			const stale = this.device.recv(this.closed, this.bytes, 0, 1) === -EBADF;
			this.verdict.check(stale, this.device.name, "a closed descriptor still answers");
		}
		const listener = this.listener;
		if (listener !== null && r.oneIn(50)) listener.disable();
		else if (listener !== null && r.oneIn(10)) listener.enable();
	}

	connect(be: BufferEvent): void {
		const target = this.options.targets[this.random.below(this.options.targets.length)];
		const address = target.addresses[this.random.below(target.addresses.length)];
		const port = this.random.oneIn(20) ? PORT + 1 : PORT;
		if (be.connect(address, port) === 0) this.begin(be, true);
	}

	// The end

	/** Begins no more, and ends what is open, in order where `orderly`. */
	leave(orderly: boolean): void {
		this.leaving = true;
		for (const timer of this.timers) timer.clear();
		this.held.releaseAll();
		if (this.listener !== null && this.listener.fd >= 0) this.listener.close();
		const open = this.open.slice();
		for (const be of open) {
			if (orderly && this.random.oneIn(2)) this.end(be);
			else this.close(be);
		}
	}
}
