/**
 * Wire: what one end of a connection has sent and received. Both ends know the connection by the
 * client's address and port, and derive from that what each byte of either stream must be.
 */
import type { Device } from "../../../hosts/virtual/index.js";
import { SocketAddress } from "../../../src/core/host.js";
import type { Verdict } from "./verdict.js";

const address = new SocketAddress("", 0);

/** What the byte at `index` of the stream called `key` is. */
export function streamByte(key: number, index: number): number {
	return (key ^ (index * 31) ^ (index >> 7)) & 0xff;
}

export class Wire {
	readonly verdict: Verdict;
	/** Who holds this end, for messages. */
	readonly who: string;
	readonly fd: number;
	readonly isClient: boolean;
	/**
	 * Connection by the client's address and port; "" until it is known, or for one that had failed
	 * before it was accepted, whose bytes nobody can check.
	 */
	name: string;
	outKey: number;
	inKey: number;
	/** Bytes given to evlite to send. */
	sent: number;
	/** Bytes received and found right. */
	received: number;
	/** Of them, those that the program has taken. */
	taken: number;
	connects: number;
	eofs: number;
	/** Tick at which the last bytes came. */
	gotAt: number;
	/** It ended: in an error, in CLOSED, or because the program closed it. */
	terminals: number;
	/** Everything that was given to evlite has been sent, then the end. */
	clean: boolean;
	/** Total of `sent`, when the program asked for the end; -1 = it did not. */
	total: number;

	constructor(verdict: Verdict, who: string, fd: number, isClient: boolean) {
		this.verdict = verdict;
		this.who = who;
		this.fd = fd;
		this.isClient = isClient;
		this.name = "";
		this.outKey = 0;
		this.inKey = 0;
		this.sent = 0;
		this.received = 0;
		this.taken = 0;
		this.connects = 0;
		this.eofs = 0;
		this.gotAt = 0;
		this.terminals = 0;
		this.clean = false;
		this.total = -1;
	}

	/** The connection is established: learns its name. */
	identify(device: Device): void {
		if (this.name !== "") return;
		const result = this.isClient
			? device.localAddress(this.fd, address)
			: device.peerAddress(this.fd, address);
		if (result < 0) return; // it has failed meanwhile
		this.name = `${address.address}:${address.port}`;
		let hash = address.port;
		for (let i = 0; i < this.name.length; i++) hash = (hash * 31 + this.name.charCodeAt(i)) | 0;
		this.outKey = this.isClient ? hash : ~hash >>> 3;
		this.inKey = this.isClient ? ~hash >>> 3 : hash;
	}

	/** Fills `bytes` with what comes next. */
	next(bytes: Uint8Array, count: number): void {
		for (let i = 0; i < count; i++) bytes[i] = streamByte(this.outKey, this.sent + i);
	}

	/** Checks `length` bytes, the first of which is the one at `index` of the stream. */
	got(bytes: Uint8Array, at: number, length: number, index: number): void {
		for (let i = this.received - index; i < length && this.name !== ""; i++) {
			if (bytes[at + i] !== streamByte(this.inKey, index + i)) {
				this.verdict.fail(this.who, `${this.name}: byte ${index + i} of the stream is wrong`);
				return;
			}
		}
		this.verdict.checks++;
		if (index + length > this.received) this.received = index + length;
	}

	/** Notes one end of the connection. */
	over(how: string): void {
		this.terminals++;
		this.verdict.check(this.terminals === 1, this.who, `${this.name}: ended twice, now by ${how}`);
	}

	/** Returns whether a callback may still come; if not, that one did is wrong. */
	alive(what: string): boolean {
		return this.verdict.check(
			this.terminals === 0,
			this.who,
			`${this.name}: ${what} after the end`,
		);
	}
}

/** Both ends of every connection, by name. */
export class Wires {
	readonly all: Wire[];

	constructor() {
		this.all = [];
	}

	/** The other end of `wire`, null if there was none. */
	other(wire: Wire): Wire | null {
		for (let i = this.all.length - 1; i >= 0; i--) {
			const each = this.all[i];
			if (each.isClient !== wire.isClient && each.name === wire.name) return each;
		}
		return null;
	}

	/** The stream of the other end has ended at `wire`: everything must have arrived. */
	ended(wire: Wire): void {
		const other = wire.name === "" ? null : this.other(wire);
		if (other === null || !other.clean) return;
		wire.verdict.check(
			wire.received === other.total,
			wire.who,
			`${wire.name}: ${wire.received} of ${other.total} bytes at the end of the stream`,
		);
	}

	/** Checks all of them once everything is over. */
	conclude(): void {
		for (const wire of this.all) {
			const other = wire.name === "" ? null : this.other(wire);
			wire.verdict.check(wire.terminals === 1, wire.who, `${wire.name}: never ended`);
			if (other === null) continue;
			wire.verdict.check(
				wire.received <= other.sent,
				wire.who,
				`${wire.name}: ${wire.received} bytes of ${other.sent} sent`,
			);
		}
	}
}
