/**
 * Name servers of every character on the virtual network, a resolver that asks them, and the truth
 * about the zone, by which every outcome is judged. The number in a name says all about it.
 */
import type { Device, LinkOptions, Network, Trace } from "../../hosts/virtual/index.js";
import { Random, seedOf, TRACE_UDP } from "../../hosts/virtual/index.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import {
	DNS_A,
	DNS_CNAME,
	DNS_ERR_NODATA,
	DNS_ERR_NOTEXIST,
	DNS_ERR_REFUSED,
	DNS_ERR_SERVERFAILED,
	type DnsAnswer,
	type DnsRequest,
	DnsServer,
	DnsTcpServer,
	nameText,
	replyAddress,
	replyName,
	wireName,
} from "../../src/dns-lite/index.js";

export const DNS_PORT = 53;
export const BIG = 40; // addresses of a name that fits no datagram

// Characters of servers
export const HONEST = 0;
export const FAILING = 1; // SERVFAIL to everything
export const REFUSING = 2;
export const DEAD = 3; // a black hole
export const LYING = 4; // nothing of what it says answers the question
export const POISONING = 5; // true answers with more in them than was asked
export const CHARACTERS = 6;

/** What is true of name `n` and `type`. */
export class Truth {
	readonly error: number;
	/** Last bytes of its addresses, as far as there are any. */
	readonly addresses: number[];
	readonly isAlias: boolean;

	constructor(n: number, type: number) {
		const exists = n % 5 !== 4;
		const count = n % 6 === 1 ? BIG : 1 + (n % 3);
		const has = exists && (type === DNS_A || n % 3 === 0);
		this.isAlias = exists && n % 7 === 3;
		this.error = exists ? (has ? 0 : DNS_ERR_NODATA) : DNS_ERR_NOTEXIST;
		this.addresses = [];
		for (let i = 1; has && i <= count; i++) this.addresses.push(i);
	}
}

/** The number in the name asked for: "h12.test" is 12, and so is "a12.test", which it may be an alias of. */
function numberOf(text: string): number {
	return Number(text.substring(1, text.indexOf(".")));
}

function onRequest(request: DnsRequest): void {
	const text = nameText(request.bytes, 12, request.bytes.length).toLowerCase();
	const n = numberOf(text);
	const truth = new Truth(n, request.type);
	const width = request.type === DNS_A ? 4 : 16;
	const address = new Uint8Array(width);
	let owner: Uint8Array | null = null;
	if (truth.isAlias) {
		owner = wireName(`a${n}.test`) as Uint8Array;
		replyName(request, null, DNS_CNAME, 300, owner);
	}
	if (request.context === POISONING) {
		replyAddress(request, wireName("victim.example"), 60, new Uint8Array(4).fill(6), 0, 4);
	}
	address[0] = n;
	for (const last of truth.addresses) {
		address[width - 1] = last;
		if (replyAddress(request, owner, 60, address, 0, width) < 0) break;
	}
	request.respond(truth.error === DNS_ERR_NOTEXIST ? DNS_ERR_NOTEXIST : 0);
}

/** What a liar makes of the query in `bytes`: never an answer to it. Returns the new size. */
function lie(random: Random, bytes: Uint8Array, size: number): number {
	bytes[2] |= 0x80;
	switch (random.below(8)) {
		case 0:
			bytes[1] ^= 1 + random.below(255); // another id
			return size;
		case 1:
			bytes[13] ^= 0x20; // another case: DN-07
			return size;
		case 2:
			bytes[size - 3] ^= 0x1d; // another type
			return size;
		case 3:
			bytes[2] &= 0x7f; // a query
			return size;
		case 4:
			bytes[7] = 9; // nine answers that are not there
			return size;
		case 5:
			bytes[5] = 0; // no question
			bytes[3] = 3;
			return size;
		case 6:
			return random.below(size);
		default:
			random.fill(bytes, 2, size - 2);
			bytes[2] |= 0x88; // noise that is no answer: another opcode
			return size;
	}
}

/** A name server of some character on a device of its own. */
export class VirtualServer {
	readonly device: Device;
	readonly character: number;
	readonly address: string;
	asked: number; // questions over UDP

	constructor(network: Network, character: number, link: LinkOptions) {
		const device = network.device({ descriptors: 8, datagrams: 32, link });
		const base = new EventBase(device, { events: 8 });
		this.device = device;
		this.character = character;
		this.address = device.addresses[0];
		this.asked = 0;
		if (character === DEAD) device.blackHole = true;
		const answer = (request: DnsRequest): void => {
			this.asked++;
			request.context = character;
			if (character === FAILING) request.respond(DNS_ERR_SERVERFAILED);
			else if (character === REFUSING) request.respond(DNS_ERR_REFUSED);
			else onRequest(request);
		};
		if (character === LYING) this.lies_(base, new Random(seedOf(network.seed, 77)));
		else new DnsServer(base, { port: DNS_PORT, requests: 4, onRequest: answer });
		new DnsTcpServer(base, { port: DNS_PORT, messageSize: 2048, onRequest: answer });
		base.dispatch();
	}

	lies_(base: EventBase, random: Random): void {
		const device = this.device;
		const fd = device.udpBind("", DNS_PORT);
		const bytes = new Uint8Array(512);
		const from = new SocketAddress("", 0);
		const onEvent = (): void => {
			for (;;) {
				const size = device.recvFrom(fd, bytes, 0, bytes.length, from);
				if (size < 0) return;
				this.asked++;
				device.sendTo(fd, bytes, 0, lie(random, bytes, size), from);
			}
		};
		base.event({ fd, interest: EV_READ, persist: true, onEvent }).add();
	}
}

/**
 * Forges answers to every query that a client sends: from the right address and port, with a guess
 * at the id and the letters in lower case, `guesses` for each query, always with 6.6.6.6.
 */
export class Forger {
	readonly network: Network;
	readonly client: string;
	readonly guesses: number;
	readonly random: Random;
	forged: number;

	constructor(network: Network, client: Device, guesses: number) {
		this.network = network;
		this.client = client.addresses[0];
		this.guesses = guesses;
		this.random = new Random(seedOf(network.seed, 99));
		this.forged = 0;
		network.onTrace = (trace) => this.see(trace);
	}

	see(trace: Trace): void {
		if (trace.protocol !== TRACE_UDP || trace.text === "spoofed") return;
		if (trace.fromAddress !== this.client || trace.toPort !== DNS_PORT) return;
		const question = trace.length;
		const bytes = new Uint8Array(question + 16);
		for (let i = 0; i < question; i++) {
			const byte = trace.bytes[trace.at + i];
			bytes[i] = i > 12 && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
		}
		bytes[2] = 0x81;
		bytes[7] = 1;
		bytes.set([0xc0, 12, 0, bytes[question - 3], 0, 1, 0, 0, 0, 60, 0, 4, 6, 6, 6, 6], question);
		const from = new SocketAddress(trace.toAddress, trace.toPort);
		const to = new SocketAddress(trace.fromAddress, trace.fromPort);
		for (let i = 0; i < this.guesses; i++) {
			this.random.fill(bytes, 0, 2);
			this.network.spoof(from, to, bytes);
			this.forged++;
		}
	}
}

/** Returns what is wrong with the addresses of `answer` for name `n`; "" if nothing is. */
export function judgeAddresses(answer: DnsAnswer, n: number): string {
	const truth = new Truth(n, answer.type);
	const width = answer.type === DNS_A ? 4 : 16;
	for (let i = 0; i < answer.count; i++) {
		const at = width * i;
		const last = answer.addresses[at + width - 1];
		if (answer.addresses[at] !== n || truth.addresses.indexOf(last) < 0) {
			return `h${n} has no address ${answer.addresses.slice(at, at + width)}`;
		}
	}
	return "";
}
