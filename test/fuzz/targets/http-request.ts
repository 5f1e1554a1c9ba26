/** Requests: cut anywhere they are answered as in one piece, whatever lay in the memory before. */
import { type Device, Network, type Random } from "../../../hosts/virtual/index.js";
import { EventBase } from "../../../src/core/event-base.js";
import type { HttpRequest } from "../../../src/http-lite/index.js";
import { Content, HttpServer, requestMethod } from "../../../src/http-lite/index.js";
import { latin, type Outcome, type Target } from "../target.js";

const INPUT = 256;

/** What a server may be made with: the input is the limit, or each limit comes before it. */
const LIMITS = [
	{},
	{ lineMax: 40, headMax: 100, fieldsMax: 3 },
	{ headMax: 600, fields: ["x"] }, // heads longer than the input
	{ input: 64, headMax: 400, fields: ["X", "accept"] },
];

class Subject {
	readonly network: Network;
	readonly device: Device;
	readonly base: EventBase;
	readonly server: HttpServer;
	readonly bytes: Uint8Array;
	seen: string;
	scanned: number;

	constructor(limits: object) {
		this.network = new Network({ seed: 1 });
		this.device = this.network.device({ descriptors: 4, window: 4096 });
		this.base = new EventBase(this.device, { events: 4 });
		this.bytes = new Uint8Array(4096);
		this.seen = "";
		this.scanned = 0;
		const find = this.device.findControl;
		this.device.findControl = (bytes, words, from, end) => {
			const at = find.call(this.device, bytes, words, from, end);
			this.scanned += at - from + 1;
			return at;
		};
		this.server = new HttpServer(this.base, {
			port: 80,
			connections: 1,
			input: INPUT,
			output: 256,
			idleTimeoutMs: 0,
			headerTimeoutMs: 0,
			...limits,
		});
		const hello = new Content("text/plain", "hello\n");
		const route = (request: HttpRequest) => {
			const body = request.bodyText();
			this.seen += `${requestMethod(request)} ${request.path()} ${request.header("host")} ${request.header("x")} ${body}|`;
			request.reply(200, hello);
		};
		for (const method of ["GET", "POST", "PUT", "DELETE"]) this.server.route(method, "/", route);
		this.base.dispatch();
	}

	/** Sends `input` in the pieces that end at `cuts`. Returns what came of it. */
	ask(input: Uint8Array, cuts: number[], stale: number): string {
		const be = this.server.listener.idle_[0];
		be.input.slab.bytes.fill(stale, be.input.start_, be.input.start_ + be.input.size);
		this.seen = "";
		this.scanned = 0;
		const fd = this.device.tcpConnect("127.0.0.1", 80);
		let reply = "";
		let from = 0;
		this.network.run(1);
		for (const cut of cuts) {
			if (cut > from) this.device.send(fd, input, from, cut - from);
			from = cut;
			reply += this.settle(fd);
		}
		this.device.close(fd);
		this.network.run(1100);
		return `${this.seen}${reply.split("HTTP/1.1 100 Continue\r\n\r\n").join("")}`; // which depends on the cuts
	}

	/** Runs what is to run. Returns what has come back. */
	settle(fd: number): string {
		let text = "";
		for (;;) {
			this.network.run(2);
			const count = this.device.recv(fd, this.bytes, 0, this.bytes.length);
			if (count <= 0) return text;
			text += latin(this.bytes.subarray(0, count));
		}
	}
}

function run(s: Subject, input: Uint8Array, random: Random): Outcome {
	const turns = s.base.callbacks;
	const whole = s.ask(input, [input.length], random.oneIn(2) ? 0 : 0x41);
	if (s.base.callbacks - turns > 40 + input.length) return bad("too many callbacks", "");
	if (s.scanned > 2 * input.length + 64) return bad(`${s.scanned} bytes scanned`, "");
	const cuts: number[] = [];
	const mean = random.oneIn(4) ? 1 : random.between(1, 40);
	for (let at = 0; at < input.length; at += random.between(1, mean)) cuts.push(at);
	cuts.push(input.length);
	const stale = [0, 10, 13, 32, 58, 0x41, 0xff][random.below(7)];
	const pieces = s.ask(input, cuts, stale);
	if (pieces !== whole) {
		return bad(
			`in one piece ${JSON.stringify(whole)}, in ${cuts.length} ${JSON.stringify(pieces)}`,
			"",
		);
	}
	if (s.scanned > 2 * input.length + 8 * cuts.length + 64) {
		return bad(`${s.scanned} bytes scanned in ${cuts.length} pieces of ${input.length}`, "");
	}
	if (s.base.exceptions > 0) return bad("an exception in the server", "");
	if (s.server.listener.open !== 0) return bad("the connection stays open", "");
	const statuses = whole.match(/HTTP\/1\.1 \d+/g) ?? [];
	return { wrong: "", signature: `${statuses.join()} ${s.seen.length >> 3}` };
}

function bad(wrong: string, signature: string): Outcome {
	return { wrong, signature };
}

export const httpRequest: Target = {
	name: "http-request",
	about:
		"HttpServer: any chunking equals one piece, each byte is scanned once, stale memory has no say",
	words: [
		"GET ",
		"POST ",
		"HEAD ",
		"DELETE ",
		"OPTIONS ",
		" HTTP/1.1\r\n",
		" HTTP/1.0\r\n",
		"HTTP/2.0",
		"Host: a\r\n",
		"\r\n\r\n",
		"\r\n",
		"\n",
		"Content-Length: 5\r\n",
		"Content-Length: 0\r\n",
		"Content-Length: 99999999999\r\n",
		"Transfer-Encoding: chunked\r\n",
		"Connection: close\r\n",
		"Connection: keep-alive\r\n",
		"Expect: 100-continue\r\n",
		"X: y\r\n",
		"Cookie: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n",
		"Accept: */*\r\n",
		"http://a/",
		"/?q",
		"*",
		"\t",
		": ",
		"hello",
	],
	sizeMax: 1200,
	make() {
		const subjects = LIMITS.map((limits) => new Subject(limits));
		return (input, random) => run(subjects[input.length % LIMITS.length], input, random);
	},
};
