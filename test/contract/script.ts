/**
 * Script: one contract test against a host. Steps run in order, each polled every turn until it
 * returns true; the script is the host's loop, so no event base is involved. The end, in
 * whichever way, closes what is open.
 */
import { descriptorAt, descriptorSlot } from "../../src/core/descriptors.js";
import { EAGAIN } from "../../src/core/errno.js";
import { EV_WRITE } from "../../src/core/flags.js";
import type { Host, Loop } from "../../src/core/host.js";
import { SocketAddress } from "../../src/core/host.js";
import type { CallbackTest } from "../harness.js";
import { test } from "../harness.js";

/** A host that is to keep the contract. */
export interface HostSubject {
	name: string;
	/** Makes a host with room for so many descriptors. */
	make(descriptors: number): Host;
	/** Where the clock is virtual: runs the turns that are scheduled. */
	run: ((host: Host) => void) | null;
	/** Returns what `host` prints and reports while `run` runs. */
	printed(host: Host, run: () => void): string;
	/** The longest datagram that the host sends. */
	datagramMax: number;
	/** Bytes that the transfer tests send each way. */
	transfer: number;
	/** Titles that this host cannot pass, each followed by the reason. */
	skip: string[];
}

interface Step {
	what: string;
	done: () => boolean;
}

const STEP_MS = 30_000; // how long one step may take: a busy machine is no failure

export const LOOPBACK = "127.0.0.1";

export class Script implements Loop {
	readonly t: CallbackTest;
	readonly subject: HostSubject;
	readonly host: Host;
	/** For any call that wants one. */
	readonly address: SocketAddress;
	readonly steps: Step[];
	/** What `listen`, `connect` and `pair` opened last. */
	listener: number;
	port: number;
	client: number;
	server: number;
	next: number;
	deadline: number;
	over: boolean;
	/** Another loop has the host: it hands back by scheduling the script. */
	hold: boolean;

	constructor(t: CallbackTest, subject: HostSubject, descriptors: number) {
		this.t = t;
		this.subject = subject;
		this.host = subject.make(descriptors);
		this.address = new SocketAddress("", 0);
		this.steps = [];
		this.listener = -1;
		this.port = 0;
		this.client = -1;
		this.server = -1;
		this.next = 0;
		this.deadline = 0;
		this.over = false;
		this.hold = false;
	}

	/** Adds a step; `what` says in a failure what did not come about. */
	step(what: string, done: () => boolean): void {
		this.steps.push({ what, done });
	}

	/** Adds a step that is done at once. */
	act(run: () => void): void {
		this.step("", () => {
			run();
			return true;
		});
	}

	/** Adds steps that wait `ms` milliseconds. */
	pause(ms: number): void {
		let end = 0;
		this.act(() => {
			end = (this.host.ticks() + ms) | 0;
		});
		this.step("time passes", () => ((this.host.ticks() - end) | 0) >= 0);
	}

	/** What `fd` is ready for. */
	ready(fd: number): number {
		const slot = descriptorSlot(this.host.descriptors, fd);
		return slot < 0 ? 0 : this.host.descriptors.ready_[slot];
	}

	/** Adds a step that waits until `fd()` is ready for all of `bits`. */
	awaits(fd: () => number, bits: number): void {
		this.step(`ready for ${bits}`, () => (this.ready(fd()) & bits) === bits);
	}

	/** Adds steps that listen on a port of `local` that the platform picks. */
	listen(local: string, backlog: number): void {
		this.act(() => {
			this.listener = this.host.tcpListen(local, 0, backlog);
			this.t.true(this.listener >= 0, "tcpListen");
		});
		this.step("the listener has a port", () => {
			if (this.host.localAddress(this.listener, this.address) < 0) return false;
			this.port = this.address.port;
			this.t.true(this.port > 0);
			return true;
		});
	}

	/** Adds steps that connect to the listener. */
	connect(to: string): void {
		this.act(() => {
			this.client = this.host.tcpConnect(to, this.port);
			this.t.true(this.client >= 0, "tcpConnect");
		});
		this.awaits(() => this.client, EV_WRITE);
	}

	/** Adds steps that accept one connection. */
	accept(): void {
		this.step("a connection can be accepted", () => {
			this.server = this.host.accept(this.listener);
			if (this.server === -EAGAIN) return false;
			this.t.true(this.server >= 0, "accept");
			return true;
		});
	}

	/** Adds steps that end with a connected `client` and `server`. */
	pair(): void {
		this.listen(LOOPBACK, 4);
		this.connect(LOOPBACK);
		this.accept();
	}

	/** Adds a step that receives exactly `bytes` on `fd()`. */
	receive(fd: () => number, bytes: number[]): void {
		const into = new Uint8Array(bytes.length);
		let count = 0;
		this.step("all bytes arrive", () => {
			const result = this.host.recv(fd(), into, count, bytes.length - count);
			if (result === -EAGAIN) return false;
			this.t.true(result > 0, "recv");
			count += result;
			if (count < bytes.length) return false;
			for (let i = 0; i < count; i++) this.t.is(into[i], bytes[i]);
			return true;
		});
	}

	/** Adds a step that sends `bytes` on `fd()`, in one piece. */
	send(fd: () => number, bytes: number[]): void {
		const from = new Uint8Array(bytes);
		this.step("the bytes are sent", () => {
			const result = this.host.send(fd(), from, 0, from.length);
			if (result === -EAGAIN) return false;
			this.t.is(result, from.length);
			return true;
		});
	}

	/** Gives the running step its whole time again. */
	again(): void {
		this.deadline = (this.host.ticks() + STEP_MS) | 0;
	}

	start(): void {
		this.again();
		this.host.schedule(this, 0);
		if (this.subject.run !== null) this.subject.run(this.host);
	}

	turn(): void {
		try {
			this.host.poll(0);
			this.advance();
		} catch (_) {
			this.end(); // the assertion has been counted
		}
		if (!this.over && !this.hold) this.host.schedule(this, 1);
	}

	advance(): void {
		while (this.next < this.steps.length) {
			const step = this.steps[this.next];
			if (!step.done()) {
				if (((this.host.ticks() - this.deadline) | 0) < 0) return;
				this.t.fail(`in vain: ${step.what}`);
			}
			this.next++;
			this.again();
		}
		this.end();
	}

	end(): void {
		if (this.over) return;
		this.over = true;
		closeAll(this.host);
		this.t.end();
	}
}

/** Closes every descriptor of `host`. */
export function closeAll(host: Host): void {
	const d = host.descriptors;
	for (let slot = 0; slot < d.capacity; slot++) {
		if (d.generation_[slot] >= 0) host.close(descriptorAt(d, slot));
	}
}

/** Declares a contract test, or says why `subject` skips it. */
export function contract(
	subject: HostSubject,
	title: string,
	descriptors: number,
	run: (s: Script) => void,
): void {
	const name = `${subject.name}: ${title}`;
	const at = subject.skip.indexOf(title);
	if (at >= 0) {
		test(`${name} (skipped: ${subject.skip[at + 1]})`, (t) => {
			t.true(subject.skip[at + 1].length > 0);
		});
		return;
	}
	test.cb(
		name,
		(t) => {
			const s = new Script(t, subject, descriptors);
			run(s);
			s.start();
		},
		120_000,
	);
}
