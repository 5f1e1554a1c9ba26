/** A run of the swarm on DNS: a resolver, name servers that are right, wrong or dead, and a forger. */
import type { Device, Network } from "../../../hosts/virtual/index.js";
import { Random, seedOf } from "../../../hosts/virtual/index.js";
import { EventBase } from "../../../src/core/event-base.js";
import { type Loop, SocketAddress } from "../../../src/core/host.js";
import type { DnsAnswer } from "../../../src/dns-lite/index.js";
import { DNS_A, DnsServer, Resolver, replyAddress } from "../../../src/dns-lite/index.js";
import { isStalled, SwarmTimer } from "./timers.js";
import type { Verdict } from "./verdict.js";
import type { Watched } from "./watch.js";
import { Watch } from "./watch.js";

/** What the last byte of the address of host number `n` is. */
function hostByte(n: number): number {
	return (n * 37 + 11) & 0xff;
}

/** The number in the first label, "n42", of the name of a question. */
function numberOf(bytes: Uint8Array, at: number): number {
	let n = 0;
	for (let i = 2; i <= bytes[at]; i++) n = 10 * n + bytes[at + i] - 48;
	return n;
}

/** A query, from `resolve` to its callback. */
class Question {
	readonly n: number;
	readonly begun: number;
	answers: number;

	constructor(n: number, begun: number) {
		this.n = n;
		this.begun = begun;
		this.answers = 0;
	}
}

export class DnsStation implements Watched {
	readonly verdict: Verdict;
	readonly device: Device;
	readonly base: EventBase;
	readonly random: Random;
	readonly resolver: Resolver;
	readonly listener: null;
	readonly pool: number;
	readonly timers: SwarmTimer[];
	readonly questions: Question[];
	readonly deadlineMs: number;
	thrown: number;
	ended: number;
	right: number;

	constructor(verdict: Verdict, device: Device, random: Random, servers: string[]) {
		this.verdict = verdict;
		this.device = device;
		this.random = random;
		this.base = new EventBase(device, { events: 3 });
		this.listener = null;
		this.pool = 0;
		this.questions = [];
		this.thrown = 0;
		this.ended = 0;
		this.right = 0;
		this.deadlineMs = random.between(500, 12000);
		this.resolver = new Resolver(this.base, {
			servers,
			queries: random.between(1, 8),
			timeoutMs: random.between(100, 3000),
			deadlineMs: this.deadlineMs,
			rotate: random.oneIn(2),
		});
		this.base.onEnd = () => {
			this.ended++;
		};
		const timer = new SwarmTimer(verdict, this.base, device, random);
		timer.onFire = () => {
			for (let i = random.between(0, 4); i > 0; i--) this.ask();
			if (!timer.pending) timer.set(random.between(10, 4000));
		};
		timer.set(100);
		this.timers = [timer];
		this.base.dispatch();
	}

	connections(): readonly never[] {
		return [];
	}

	isTold(): boolean {
		return true; // nothing of it shows
	}

	ask(): void {
		const n = this.random.below(1000);
		const question = new Question(n, this.device.ticks());
		const name = `n${n}.example`;
		const handle = this.resolver.resolve(name, DNS_A, (answer) => this.told(answer), question);
		if (handle < 0) return;
		this.questions.push(question);
		if (this.random.oneIn(20)) this.resolver.cancel(handle);
	}

	told(answer: DnsAnswer): void {
		const question = answer.context as Question;
		const took = (this.device.ticks() - question.begun) | 0;
		question.answers++;
		const { verdict, device } = this;
		verdict.check(question.answers === 1, device.name, "a query is answered twice");
		verdict.check(
			took <= this.deadlineMs + 2 || isStalled(device),
			device.name,
			`a query takes ${took} of ${this.deadlineMs} ms`,
		);
		if (answer.error !== 0) return;
		this.right++;
		verdict.check(
			answer.count === 1 && answer.addresses[3] === hostByte(question.n),
			device.name,
			`the answer for n${question.n} is wrong`,
		);
	}

	leave(): void {
		for (const timer of this.timers) timer.clear();
	}

	conclude(): void {
		const { verdict, device, resolver } = this;
		for (const each of this.questions) {
			verdict.check(each.answers === 1, device.name, `n${each.n} was never answered`);
		}
		verdict.check(resolver.used === 0, device.name, "a query is left in the table");
	}
}

/** A server of evlite's own, which answers every name. */
class NameServer {
	readonly server: DnsServer;

	constructor(device: Device, random: Random) {
		const base = new EventBase(device, { events: 2 });
		const address = new Uint8Array([192, 0, 2, 0]);
		this.server = new DnsServer(base, {
			port: 53,
			requests: random.between(1, 4),
			onRequest: (request) => {
				address[3] = hostByte(numberOf(request.bytes, 12));
				replyAddress(request, null, 60, address, 0, 4);
				request.respond(0);
			},
		});
		base.dispatch();
	}
}

/**
 * A server that answers under the right id, but not what was asked, or in pieces that make no sense:
 * the resolver must wait for somebody else.
 */
class Liar implements Loop {
	readonly device: Device;
	readonly random: Random;
	readonly fd: number;
	readonly bytes: Uint8Array;
	readonly from: SocketAddress;
	left: number;

	constructor(device: Device, random: Random) {
		this.device = device;
		this.random = random;
		this.fd = device.udpBind("", 53);
		this.bytes = new Uint8Array(600);
		this.from = new SocketAddress("", 0);
		this.left = 4000;
		device.schedule(this, 1);
	}

	turn(): void {
		const { device, bytes, from, fd } = this;
		let size = device.recvFrom(fd, bytes, 0, 512, from);
		for (; size > 0; size = device.recvFrom(fd, bytes, 0, 512, from)) {
			this.lie(size);
		}
		if (--this.left > 0) device.schedule(this, 100);
		else device.close(fd);
	}

	/** Sends the query of `size` bytes back as an answer to another question. */
	lie(size: number): void {
		const { bytes, random } = this;
		bytes[2] = 0x81;
		bytes[3] = 0x80;
		bytes[7] = 1;
		if (size > 16) bytes[14] = 48 + ((bytes[14] - 47) % 10); // "n42" becomes "n52"
		const answer = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 0];
		answer[15] = hostByte(numberOf(bytes, 12)) ^ 0x55;
		bytes.set(answer, size);
		const length = random.oneIn(4) ? random.below(size + 16) : size + 16;
		this.device.sendTo(this.fd, bytes, 0, length, this.from);
	}
}

/** Sends answers nobody asked for: to ports and with ids that it guesses, from the server's address. */
class Forger implements Loop {
	readonly network: Network;
	readonly random: Random;
	readonly from: SocketAddress;
	readonly to: SocketAddress;
	left: number;

	constructor(network: Network, random: Random, server: Device, victim: Device, left: number) {
		this.network = network;
		this.random = random;
		this.from = new SocketAddress(server.addresses[0], 53);
		this.to = new SocketAddress(victim.addresses[0], 49152);
		this.left = left;
		network.device({ name: "forger", descriptors: 1 }).schedule(this, 100);
	}

	turn(): void {
		const bytes = new Uint8Array(this.random.between(0, 60));
		this.random.fill(bytes, 0, bytes.length);
		if (bytes.length > 3) bytes[2] = 0x81;
		this.to.port = 49152 + this.random.below(40);
		this.network.spoof(this.from, this.to, bytes);
		if (--this.left > 0) {
			const last = this.network.devices[this.network.devices.length - 1];
			last.schedule(this, this.random.between(1, 500));
		}
	}
}

export function dns(network: Network, random: Random, verdict: Verdict): void {
	const count = random.between(1, 3);
	const names: string[] = [];
	const servers: NameServer[] = [];
	const devices: Device[] = [];
	for (let i = 0; i < count; i++) {
		const device = network.device({ name: `name server ${i + 1}`, descriptors: 1 });
		const kind = random.below(6); // one in six is dead
		devices.push(device);
		names.push(device.addresses[0]);
		if (kind > 1) servers.push(new NameServer(device, random));
		else if (kind === 1) new Liar(device, random);
	}
	const client = network.device({ name: "resolver", descriptors: random.between(1, 3) });
	const station = new DnsStation(verdict, client, new Random(seedOf(network.seed, 100)), names);
	if (random.oneIn(2)) {
		new Forger(network, new Random(seedOf(network.seed, 300)), devices[0], client, 300);
	}
	const watch = new Watch(station);
	const seconds = random.between(20, 200);
	for (let i = 0; i < seconds && verdict.failure === ""; i++) {
		network.run(1000);
		watch.look();
	}
	network.faults.stop();
	station.leave();
	network.run(200_000);
	station.conclude();
	watch.conclude();
	for (const each of servers) each.server.close();
	network.run(200_000);
	verdict.check(network.queue_.count === 0, "network", "something is still under way");
}
