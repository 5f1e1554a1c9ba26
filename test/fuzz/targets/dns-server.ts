/** Questions to the DNS server, by UDP and TCP: cut anywhere they are answered as in one piece. */
import { type Device, Network, type Random } from "../../../hosts/virtual/index.js";
import { EventBase } from "../../../src/core/event-base.js";
import { SocketAddress } from "../../../src/core/host.js";
import type { DnsRequest } from "../../../src/dns-lite/index.js";
import { DNS_A, DnsServer, DnsTcpServer, replyAddress } from "../../../src/dns-lite/index.js";
import { latin, type Outcome, type Target } from "../target.js";

class Subject {
	readonly network: Network;
	readonly device: Device;
	readonly base: EventBase;
	readonly client: number;
	readonly server: DnsServer;
	readonly tcp: DnsTcpServer;
	readonly bytes: Uint8Array;
	readonly to: SocketAddress;
	asked: string;

	constructor() {
		this.network = new Network({ seed: 1 });
		this.device = this.network.device({ descriptors: 6, window: 4096 });
		this.base = new EventBase(this.device, { events: 6 });
		this.bytes = new Uint8Array(4096);
		this.to = new SocketAddress("127.0.0.1", 53);
		this.asked = "";
		const address = new Uint8Array([192, 0, 2, 1]);
		const onRequest = (request: DnsRequest): void => {
			this.asked += `${request.type} `;
			if (request.type === DNS_A) replyAddress(request, null, 60, address, 0, 4);
			request.respond(0);
		};
		this.server = new DnsServer(this.base, { port: 53, onRequest });
		this.tcp = new DnsTcpServer(this.base, { port: 53, connections: 1, onRequest });
		this.client = this.device.udpBind("127.0.0.1", 0);
		this.base.dispatch();
		this.network.run(1);
	}

	/** The reply by UDP, "" if there is none. */
	ask(input: Uint8Array): string {
		this.to.address = "127.0.0.1";
		this.to.port = 53;
		this.device.sendTo(this.client, input, 0, input.length, this.to);
		this.network.run(2);
		const count = this.device.recvFrom(this.client, this.bytes, 0, this.bytes.length, this.to);
		return count > 0 ? latin(this.bytes.subarray(0, count)) : "";
	}

	/** The reply by TCP to `input`, its length before it, in the pieces that end at `cuts`. */
	askTcp(input: Uint8Array, cuts: number[]): string {
		const message = new Uint8Array(input.length + 2);
		let from = 0;
		let reply = "";
		message[0] = input.length >> 8;
		message[1] = input.length;
		message.set(input, 2);
		const fd = this.device.tcpConnect("127.0.0.1", 53);
		this.network.run(1);
		for (const cut of [...cuts, message.length]) {
			if (cut > from) this.device.send(fd, message, from, cut - from);
			if (cut > from) from = cut;
			this.network.run(1);
			const count = this.device.recv(fd, this.bytes, 0, this.bytes.length);
			if (count > 0) reply += latin(this.bytes.subarray(0, count));
		}
		this.network.run(2);
		this.device.close(fd);
		this.network.run(2);
		return reply;
	}
}

function run(s: Subject, input: Uint8Array, random: Random): Outcome {
	s.asked = "";
	const reply = s.ask(input);
	const asked = s.asked;
	const wrong = check(input, reply, asked);
	if (wrong !== "") return { wrong, signature: "" };
	const whole = s.askTcp(input, []);
	const cuts: number[] = [];
	for (let at = 0; at < input.length; at += random.between(1, 30)) cuts.push(at);
	const pieces = s.askTcp(input, cuts);
	if (whole !== pieces) {
		return {
			wrong: `TCP: ${JSON.stringify(whole)}, in pieces ${JSON.stringify(pieces)}`,
			signature: "",
		};
	}
	if (s.base.exceptions > 0) return { wrong: "an exception in the server", signature: "" };
	if (s.tcp.listener.open !== 0) return { wrong: "the connection stays open", signature: "" };
	return { wrong: "", signature: `${asked} ${reply.length} ${reply.charCodeAt(3) & 15}` };
}

/** What is wrong with the reply to `input` by UDP. */
function check(input: Uint8Array, reply: string, asked: string): string {
	if (reply === "") return "";
	if (input.length < 12 || (input[2] & 0x80) !== 0)
		return "a reply to a message that is not a question";
	if (reply.length < 12) return "a reply shorter than its header";
	if (reply.charCodeAt(0) !== input[0] || reply.charCodeAt(1) !== input[1]) return "another id";
	if ((reply.charCodeAt(2) & 0x80) === 0) return "a reply that says it is a question";
	if (reply.length > 512) return `a reply of ${reply.length} bytes`;
	return asked.split(" ").length > 2 ? "asked twice for one question" : "";
}

export const dnsServer: Target = {
	name: "dns-server",
	about: "DnsServer, DnsTcpServer: never an answer to an answer, any chunking equals one piece",
	words: [
		"\x00\x01\x00\x01",
		"\xc0\x0c",
		"\x03www",
		"\x00\x00\x29\x10\x00",
		"\x00\xff",
		"\x00\x1c",
	],
	sizeMax: 700,
	make() {
		const subject = new Subject();
		return (input, random) => run(subject, input, random);
	},
};
