import { EADDRINUSE, EAGAIN } from "../../src/core/errno.js";
import {
	DNS_A,
	DNS_ERR_CANCEL,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_SHUTDOWN,
	DNS_ERR_TIMEOUT,
	DNS_ERR_TRUNCATED,
} from "../../src/dns-lite/flags.js";
import type { ResolverOptions } from "../../src/dns-lite/resolver.js";
import { DnsTcp } from "../../src/dns-lite/tcp.js";
import { test } from "../harness.js";
import type { MemoryHost } from "../memory-host.js";
import type { Reply } from "./message.js";
import { messageOf, record, u16 } from "./message.js";
import type { Query } from "./scene.js";
import { memoryHost, NOERROR, Scene, Server } from "./scene.js";

const TRUNCATED = 0x8380;
const A1 = [192, 0, 2, 10];

/** A scene with TCP whose server listens on both. */
class TcpScene extends Scene {
	readonly server: Server;
	readonly listener: number;

	constructor(host: MemoryHost, options: Partial<ResolverOptions>, messageSize?: number) {
		super(options, undefined, host);
		this.server = new Server(this.host, "192.0.2.1");
		this.listener = this.host.tcpListen("192.0.2.1", 53, 4);
		if (this.listener === -EADDRINUSE) throw new Error("port");
		new DnsTcp(this.resolver, { messageSize });
	}

	/** Asks `name`; its UDP answer is truncated. */
	truncate(name: string): { handle: number; query: Query } {
		const handle = this.ask(name, DNS_A);
		const query = this.server.take() as Query;
		this.server.answer(query, { flags: TRUNCATED });
		this.go();
		return { handle, query };
	}

	/** Accepts the connection and takes what it sends. */
	accept(): { fd: number; bytes: number[] } {
		const fd = this.host.accept(this.listener);
		this.go();
		const into = new Uint8Array(600);
		const size = fd < 0 ? 0 : this.host.recv(fd, into, 0, 600);
		return { fd, bytes: Array.from(into.slice(0, size < 0 ? 0 : size)) };
	}

	send(fd: number, bytes: number[]): void {
		this.host.send(fd, new Uint8Array(bytes), 0, bytes.length);
		this.go();
	}
}

/** The host is made out here: inside `super()` Espruino takes no other class that calls `super()`. */
function tcpScene(options: Partial<ResolverOptions>, messageSize?: number): TcpScene {
	return new TcpScene(memoryHost(), options, messageSize);
}

function framed(query: Query, reply: Partial<Reply>): number[] {
	const whole = { id: query.id, flags: NOERROR, question: query.question, ...reply };
	const message = Array.from(messageOf(whole));
	return u16(message.length).concat(message);
}

const GOOD = { answers: [record("@12", DNS_A, 60, A1)] };

test("DN-13 tcp: a truncated answer is asked for again over TCP, taken in any pieces", (t) => {
	const scene = tcpScene({ timeoutMs: 100 });
	const { query } = scene.truncate("a.example");
	t.is(scene.outcomes.length, 0);
	const { fd, bytes } = scene.accept();
	t.deepEqual(bytes, u16(query.bytes.length).concat(Array.from(query.bytes)));
	scene.wait(500); // no retransmission by UDP meanwhile
	t.is(scene.server.drain(), 0);
	for (const byte of framed(query, GOOD)) scene.send(fd, [byte]);
	t.deepEqual(scene.errors(), [0]);
	t.deepEqual(scene.outcomes[0].addresses, A1);
	t.is(scene.resolver.used, 0);
	t.is(scene.host.recv(fd, new Uint8Array(1), 0, 1), 0);
	scene.host.close(fd);
	t.is(scene.host.descriptors.open, 2);
});

test("DN-13 tcp: several truncated queries are asked one after the other", (t) => {
	const scene = tcpScene({});
	const queries = [scene.truncate("a.example").query, scene.truncate("b.example").query];
	for (const query of queries) {
		const { fd, bytes } = scene.accept();
		t.deepEqual(bytes.slice(2), Array.from(query.bytes));
		scene.send(fd, framed(query, GOOD));
	}
	t.deepEqual(scene.errors(), [0, 0]);
});

test("tcp: anything but an answer to the question is DNS_ERR_TRUNCATED; SERVFAIL is SERVFAIL", (t) => {
	const cases: [number[] | Partial<Reply>, number][] = [
		[{ id: 0x10000 }, DNS_ERR_TRUNCATED],
		[{ flags: 0x0100 }, DNS_ERR_TRUNCATED],
		[{ question: [1, 0x61, 0, 0, 1, 0, 1] }, DNS_ERR_TRUNCATED],
		[{ count: 5 }, DNS_ERR_TRUNCATED],
		[{ flags: TRUNCATED }, DNS_ERR_TRUNCATED],
		[[0, 11], DNS_ERR_TRUNCATED],
		[[0xff, 0xff], DNS_ERR_TRUNCATED],
		[{ flags: 0x8182 }, DNS_ERR_SERVERFAILED],
	];
	for (const [reply, error] of cases) {
		const scene = tcpScene({});
		const { query } = scene.truncate("a.example");
		const { fd } = scene.accept();
		let bytes = reply as number[];
		if (!Array.isArray(reply)) {
			bytes = framed(query, reply.id === undefined ? reply : { id: query.id ^ 1 });
		}
		scene.send(fd, bytes);
		t.deepEqual(scene.errors(), [error]);
		t.is(scene.resolver.used, 0);
		const next = scene.truncate("b.example"); // and the next query has its chance
		scene.send(scene.accept().fd, framed(next.query, GOOD));
		t.deepEqual(scene.errors(), [error, 0]);
	}
});

test("tcp: refused, reset, closed half-way: DNS_ERR_TRUNCATED", (t) => {
	const refused = tcpScene({});
	refused.host.close(refused.listener);
	refused.truncate("a.example");
	refused.go();
	t.deepEqual(refused.errors(), [DNS_ERR_TRUNCATED]);
	const ended = tcpScene({});
	const { query } = ended.truncate("a.example");
	const { fd } = ended.accept();
	ended.send(fd, framed(query, GOOD).slice(0, 20));
	t.is(ended.outcomes.length, 0);
	ended.host.close(fd);
	ended.go();
	t.deepEqual(ended.errors(), [DNS_ERR_TRUNCATED]);
	t.is(ended.host.descriptors.open, 2);
});

test("tcp: the deadline, cancel and close end a query there too, and free the connection", (t) => {
	const scene = tcpScene({ deadlineMs: 1000 });
	scene.truncate("a.example");
	const { handle } = scene.truncate("b.example");
	scene.wait(999);
	t.is(scene.outcomes.length, 0);
	t.is(scene.resolver.cancel(handle), 0);
	scene.go();
	scene.wait(1);
	t.deepEqual(scene.errors(), [DNS_ERR_CANCEL, DNS_ERR_TIMEOUT]);
	const again = scene.truncate("c.example");
	t.is(scene.resolver.cancel(again.handle), 0);
	scene.go();
	scene.truncate("d.example");
	scene.resolver.close();
	scene.go();
	t.deepEqual(scene.errors().slice(2), [DNS_ERR_CANCEL, DNS_ERR_SHUTDOWN]);
	for (let fd = scene.host.accept(scene.listener); fd !== -EAGAIN; ) {
		scene.host.close(fd);
		fd = scene.host.accept(scene.listener);
	}
	t.is(scene.host.descriptors.open, 2);
});

test("tcp: messages of messageSize - 1 and messageSize bytes are taken, one more is not", (t) => {
	for (const size of [600, 601, 602]) {
		const scene = tcpScene({}, 601);
		const { query } = scene.truncate("a.example");
		const { fd } = scene.accept();
		const rest = size - 27 - 16 - 12;
		const filler = record("@12", 16, 9, new Array(rest).fill(0));
		scene.send(fd, framed(query, { answers: [GOOD.answers[0], filler] }));
		t.deepEqual(scene.errors(), [size > 601 ? DNS_ERR_TRUNCATED : 0], `${size}`);
	}
	const scene = new Scene({});
	t.throws(() => new DnsTcp(scene.resolver, { messageSize: 511 }), "RangeError");
});

test("tcp: a callback that throws leaves the resolver whole", (t) => {
	const scene = tcpScene({});
	scene.resolver.resolve("a.example", DNS_A, () => {
		throw new Error("mine");
	});
	scene.go();
	const query = scene.server.take() as Query;
	scene.server.answer(query, { flags: TRUNCATED });
	scene.go();
	scene.send(scene.accept().fd, framed(query, GOOD));
	t.is(scene.base.exceptions, 1);
	t.is(scene.resolver.used, 0);
	const next = scene.truncate("b.example");
	scene.send(scene.accept().fd, framed(next.query, GOOD));
	t.deepEqual(scene.errors(), [0]);
});
