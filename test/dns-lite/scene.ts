/** A resolver and name servers of the test's own on one MemoryHost. */
import { EventBase } from "../../src/core/event-base.js";
import { SocketAddress } from "../../src/core/host.js";
import type { DnsAnswer } from "../../src/dns-lite/answer.js";
import type { ResolverOptions } from "../../src/dns-lite/resolver.js";
import { Resolver } from "../../src/dns-lite/resolver.js";
import { MemoryHost } from "../memory-host.js";
import type { Reply } from "./message.js";
import { messageOf } from "./message.js";

export const NOERROR = 0x8180; // QR, RD, RA

/** A query that a server received. */
export interface Query {
	bytes: Uint8Array;
	id: number;
	/** Name, type and class as received. */
	question: number[];
	/** The name as received, labels joined by dots. */
	name: string;
	type: number;
	from: SocketAddress;
}

export class Server {
	readonly host: MemoryHost;
	readonly fd: number;
	readonly buffer: Uint8Array;

	constructor(host: MemoryHost, address: string) {
		this.host = host;
		this.fd = host.udpBind(address, 53);
		this.buffer = new Uint8Array(600);
	}

	/** Takes the next query; null if there is none. */
	take(): Query | null {
		const from = new SocketAddress("", 0);
		const size = this.host.recvFrom(this.fd, this.buffer, 0, 600, from);
		if (size < 0) return null;
		const bytes = this.buffer.slice(0, size);
		let at = 12;
		let name = "";
		while (bytes[at] !== 0) {
			for (let i = 1; i <= bytes[at]; i++) name += String.fromCharCode(bytes[at + i]);
			at += 1 + bytes[at];
			if (bytes[at] !== 0) name += ".";
		}
		const question: number[] = [];
		for (let i = 12; i < at + 5; i++) question.push(bytes[i]);
		const type = (bytes[at + 1] << 8) | bytes[at + 2];
		return { bytes, id: (bytes[0] << 8) | bytes[1], question, name, type, from };
	}

	/** How many queries wait; takes them. */
	drain(): number {
		let count = 0;
		while (this.take() !== null) count++;
		return count;
	}

	send(to: SocketAddress, bytes: Uint8Array): void {
		this.host.sendTo(this.fd, bytes, 0, bytes.length, to);
	}

	/** Answers `query`; what `reply` leaves out is as a good server does it. */
	answer(query: Query, reply: Partial<Reply>): void {
		const whole = { id: query.id, flags: NOERROR, question: query.question, ...reply };
		this.send(query.from, messageOf(whole));
	}
}

/** What a callback got, copied. */
export interface Outcome {
	error: number;
	errno: number;
	type: number;
	count: number;
	ttl: number;
	addresses: number[];
	context: unknown;
	handle: number;
}

export function memoryHost(startTick?: number): MemoryHost {
	return new MemoryHost({
		descriptors: 8,
		datagramBytes: 600,
		datagrams: 6, // of 600 bytes, for each descriptor: 16 leave 8,190 variables no room for a test
		startTick: startTick === undefined ? 0 : startTick,
	});
}

export class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly resolver: Resolver;
	readonly outcomes: Outcome[];
	readonly note: (answer: DnsAnswer) => void;

	constructor(options: Partial<ResolverOptions>, startTick?: number, host?: MemoryHost) {
		this.host = host === undefined ? memoryHost(startTick) : host;
		this.base = new EventBase(this.host, { events: 4 });
		this.resolver = new Resolver(this.base, { servers: ["192.0.2.1"], ...options });
		this.outcomes = [];
		this.note = (answer) => {
			const width = answer.type === 28 ? 16 : 4;
			this.outcomes.push({
				error: answer.error,
				errno: answer.errno,
				type: answer.type,
				count: answer.count,
				ttl: answer.ttl,
				addresses: Array.from(answer.addresses.slice(0, width * answer.count)),
				context: answer.context,
				handle: answer.handle,
			});
		};
		this.base.dispatch();
	}

	/** Asks, and runs the loop as far as it gets without time passing. */
	ask(name: string | Uint8Array, type: number, context?: unknown): number {
		const handle = this.resolver.resolve(name, type, this.note, context);
		this.go();
		return handle;
	}

	/** Starts the loop if it had ended, and runs what is due. */
	go(): void {
		this.base.dispatch();
		this.host.settle();
	}

	/** Lets `ms` pass. */
	wait(ms: number): void {
		this.base.dispatch();
		this.host.advance(ms);
	}

	/** The errors of the callbacks so far. */
	errors(): number[] {
		return this.outcomes.map((outcome) => outcome.error);
	}
}
