/** Datagrams to a resolver that waits: one callback for each query, and nothing stale has a say. */
import { type Device, Network, type Random } from "../../../hosts/virtual/index.js";
import { EventBase } from "../../../src/core/event-base.js";
import { SocketAddress } from "../../../src/core/host.js";
import type { DnsAnswer } from "../../../src/dns-lite/index.js";
import { answerAddress, DNS_A, Resolver } from "../../../src/dns-lite/index.js";
import type { Outcome, Target } from "../target.js";

class Subject {
	readonly network: Network;
	readonly device: Device;
	readonly base: EventBase;
	readonly resolver: Resolver;
	readonly server: number;
	readonly from: SocketAddress;
	readonly query: Uint8Array;
	outcome: string;
	callbacks: number;

	constructor() {
		this.network = new Network({ seed: 1 });
		this.device = this.network.device({ descriptors: 3 });
		this.base = new EventBase(this.device, { events: 2 });
		this.from = new SocketAddress("", 0);
		this.query = new Uint8Array(512);
		this.outcome = "";
		this.callbacks = 0;
		this.server = this.device.udpBind("127.0.0.1", 53);
		this.resolver = new Resolver(this.base, { servers: ["127.0.0.1"], randomizeCase: false });
		this.base.loop(4);
	}

	/** Asks, and answers with `input` under the id of the query. Returns what came of it. */
	ask(input: Uint8Array, stale: number): string {
		this.outcome = "";
		this.callbacks = 0;
		this.resolver.message_.fill(stale);
		const handle = this.resolver.resolve("www.example.com", DNS_A, (answer) => this.told(answer));
		this.network.run(1);
		this.device.recvFrom(this.server, this.query, 0, 512, this.from);
		const message = input.slice();
		if (message.length > 1) {
			message[0] = this.query[0];
			message[1] = this.query[1];
		}
		this.device.sendTo(this.server, message, 0, message.length, this.from);
		this.network.run(2);
		this.resolver.cancel(handle);
		this.network.run(2);
		this.device.recvFrom(this.server, this.query, 0, 512, this.from); // it may have asked again
		return this.outcome;
	}

	told(answer: DnsAnswer): void {
		this.callbacks++;
		this.outcome += `${answer.error} ${answer.count} ${answer.ttl}`;
		for (let i = 0; i < answer.count; i++) this.outcome += ` ${answerAddress(answer, i)}`;
	}
}

function run(s: Subject, input: Uint8Array, random: Random): Outcome {
	const first = s.ask(input, 0);
	if (s.callbacks !== 1) return { wrong: `${s.callbacks} callbacks`, signature: "" };
	const again = s.ask(input, [0xff, 0xc0, 12, 1][random.below(4)]);
	if (first !== again) return { wrong: `${first}; with other stale bytes ${again}`, signature: "" };
	if (s.resolver.used !== 0) return { wrong: "a query is left", signature: "" };
	if (s.base.exceptions > 0) return { wrong: "an exception in the resolver", signature: "" };
	return { wrong: "", signature: first };
}

export const dnsResolver: Target = {
	name: "dns-resolver",
	about: "Resolver: one callback for each query, whatever the server says",
	words: [
		"\x00\x01\x00\x01",
		"\xc0\x0c",
		"\x03www\x07example\x03com\x00",
		"\x00\x05\x00\x01",
		"\x00\x04",
	],
	sizeMax: 512,
	make() {
		const subject = new Subject();
		return (input, random) => run(subject, input, random);
	},
};
