import { EADDRINUSE, EAGAIN, EALREADY } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { DNS_A } from "../../src/dns-lite/flags.js";
import { replyAddress } from "../../src/dns-lite/reply.js";
import type { DnsRequest } from "../../src/dns-lite/request.js";
import type { DnsTcpServerOptions } from "../../src/dns-lite/server-tcp.js";
import { DnsTcpServer } from "../../src/dns-lite/server-tcp.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { messageOf, questionOf, record, u16 } from "./message.js";

const A1 = new Uint8Array([192, 0, 2, 1]);

function question(id: number, name: string): Uint8Array {
	const message = messageOf({ id, flags: 0x0100, question: questionOf(name, DNS_A) });
	return new Uint8Array(u16(message.length).concat(Array.from(message)));
}

class Site {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly server: DnsTcpServer;
	readonly held: DnsRequest[];

	constructor(
		onRequest: ((request: DnsRequest) => void) | null,
		options?: Partial<DnsTcpServerOptions>,
	) {
		this.host = new MemoryHost({ descriptors: 8, window: 2048 });
		this.base = new EventBase(this.host, { events: 8 });
		this.held = [];
		const hold = (request: DnsRequest): void => {
			this.held.push(request);
		};
		this.server = new DnsTcpServer(this.base, {
			port: 53,
			onRequest: onRequest === null ? hold : onRequest,
			...options,
		});
		this.base.dispatch();
	}

	connect(): number {
		return this.host.tcpConnect("192.0.2.53", 53);
	}

	/** Sends `bytes` and returns what comes back until nothing more does; -errno as one number. */
	talk(fd: number, bytes: Uint8Array): number[] {
		if (bytes.length > 0) this.host.send(fd, bytes, 0, bytes.length);
		const out: number[] = [];
		const into = new Uint8Array(2048);
		for (;;) {
			this.host.settle();
			const count = this.host.recv(fd, into, 0, 2048);
			if (count <= 0) {
				if (count !== -EAGAIN) out.push(count);
				return out;
			}
			for (let i = 0; i < count; i++) out.push(into[i]);
		}
	}
}

function answer(request: DnsRequest): void {
	replyAddress(request, null, 60, A1, 0, 4);
	request.respond(0);
}

function wanted(id: number, name: string): number[] {
	const answers = [record("@12", DNS_A, 60, Array.from(A1))];
	const message = messageOf({ id, flags: 0x8100, question: questionOf(name, DNS_A), answers });
	return u16(message.length).concat(Array.from(message));
}

test("DS-04 tcp: pipelined questions, also byte by byte, are answered in order", (t) => {
	const site = new Site(answer);
	const fd = site.connect();
	const three = Array.from(question(1, "a.b")).concat(
		Array.from(question(2, "c.example")),
		Array.from(question(3, "d")),
	);
	const all = wanted(1, "a.b").concat(wanted(2, "c.example"), wanted(3, "d"));
	t.deepEqual(site.talk(fd, new Uint8Array(three)), all);
	let got: number[] = [];
	for (const byte of three) got = got.concat(site.talk(fd, new Uint8Array([byte])));
	t.deepEqual(got, all);
	t.is(site.server.asked, 6);
});

test("tcp: after the peer's end what it sent is answered, then the connection ends", (t) => {
	const site = new Site(answer);
	const fd = site.connect();
	const two = Array.from(question(1, "a.b")).concat(Array.from(question(2, "c.d")), [0, 40, 1]);
	site.host.send(fd, new Uint8Array(two), 0, two.length);
	site.host.shutdown(fd, SHUT_WR);
	t.deepEqual(site.talk(fd, new Uint8Array(0)), wanted(1, "a.b").concat(wanted(2, "c.d"), [0]));
	t.is(site.server.listener.open, 0);
});

test("tcp: answers later; the peer's address; a reply longer than 512 bytes", (t) => {
	const site = new Site(null, { messageSize: 1024 });
	const fd = site.connect();
	t.deepEqual(site.talk(fd, question(7, "a.example")), []);
	const local = new SocketAddress("", 0);
	site.host.localAddress(fd, local);
	t.is(site.held[0].peer.port, local.port);
	while (site.held[0].size < 900) t.is(replyAddress(site.held[0], null, 1, A1, 0, 4), 0);
	site.held[0].respond(0);
	const reply = site.talk(fd, new Uint8Array(0));
	t.is(reply.length, 2 + 27 + 16 * 55);
	t.is((reply[8] << 8) | reply[9], 55);
});

test("tcp: lengths that are impossible and replies close the connection, FORMERR does not", (t) => {
	const site = new Site(answer);
	for (const bytes of [[0, 0], [0, 11].concat(new Array(11).fill(0)), [2, 1], [0xff, 0xff]]) {
		t.deepEqual(site.talk(site.connect(), new Uint8Array(bytes)), [0], `${bytes}`);
	}
	const reply = question(1, "a.b");
	reply[4] |= 0x80;
	t.deepEqual(site.talk(site.connect(), reply), [0]);
	const fd = site.connect();
	const bad = [0, 12, 0, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
	t.deepEqual(site.talk(fd, new Uint8Array(bad)), [0, 12, 0, 9, 0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
	t.deepEqual(site.talk(fd, question(5, "a.b")), wanted(5, "a.b"));
	t.is(site.server.asked, 1);
});

test("tcp: the answer to a lost connection goes nowhere, and not to the next one", (t) => {
	const site = new Site(null, { connections: 1 });
	const first = site.connect();
	site.talk(first, question(1, "a.b"));
	site.host.close(first);
	site.host.settle();
	const second = site.connect();
	t.deepEqual(site.talk(second, question(2, "c.d")), []); // the only request is still held
	t.is(site.held.length, 1);
	replyAddress(site.held[0], null, 60, A1, 0, 4);
	t.is(site.held[0].respond(0), 0);
	t.deepEqual(site.talk(second, new Uint8Array(0)), []);
	t.is(site.held.length, 2);
	answer(site.held[1]);
	t.deepEqual(site.talk(second, new Uint8Array(0)), wanted(2, "c.d"));
});

test("DS-04 tcp: idle connections are closed, and the next that waits is served", (t) => {
	const site = new Site(answer, { connections: 1, idleTimeoutMs: 1000 });
	const idle = site.connect();
	site.host.settle();
	const next = site.connect();
	t.deepEqual(site.talk(next, question(1, "a.b")), []);
	site.host.advance(1000);
	t.deepEqual(site.talk(idle, new Uint8Array(0)), [0]);
	t.deepEqual(site.talk(next, new Uint8Array(0)), wanted(1, "a.b"));
});

test("tcp: a callback that throws gives SERVFAIL, and the next question is asked", (t) => {
	const site = new Site(
		(request) => {
			if (request.bytes[13] === 0x61) throw new Error("mine");
			answer(request);
		},
		{ connections: 1 },
	);
	const fd = site.connect();
	const failed = messageOf({ id: 1, flags: 0x8102, question: questionOf("a.b", DNS_A) });
	t.deepEqual(site.talk(fd, question(1, "a.b")), u16(failed.length).concat(Array.from(failed)));
	t.is(site.base.exceptions, 1);
	t.deepEqual(site.talk(fd, question(2, "c.d")), wanted(2, "c.d"));
});

test("tcp: close ends everything; a used port comes as onError", (t) => {
	const site = new Site(null);
	const fd = site.connect();
	site.talk(fd, question(1, "a.b"));
	let told = 0;
	new DnsTcpServer(site.base, {
		port: 53,
		connections: 1,
		onRequest: answer,
		onError: (_listener, error) => {
			told = error;
		},
	});
	site.host.settle();
	t.is(told, EADDRINUSE);
	site.server.close();
	t.deepEqual(site.talk(fd, new Uint8Array(0)), [0]);
	t.is(site.held[0].respond(0), 0);
	t.is(site.held[0].respond(0), -EALREADY);
	t.throws(
		() => new DnsTcpServer(site.base, { port: 53, messageSize: 100, onRequest: answer }),
		"RangeError",
	);
});
