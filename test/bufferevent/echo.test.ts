/** An echo under back-pressure: every byte comes back, once, in order. */
import type { BufferEvent } from "../../src/bufferevent/index.js";
import { Listener } from "../../src/bufferevent/index.js";
import { EventBase } from "../../src/core/event-base.js";
import { SHUT_WR } from "../../src/core/flags.js";
import type { Assertions } from "../harness.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";

const TOTAL = rounds(48) * 1024; // a thousand times the window, 128 times on a device

function echo(connection: BufferEvent): void {
	connection.output.addBuffer(connection.input);
}

/** Byte `i` of the stream that is sent. */
function byteAt(i: number): number {
	return (i ^ (i >>> 8) ^ (i >>> 13)) & 0xff;
}

/** Sends TOTAL bytes and reads them back in pieces that `random` chooses, now and then. */
function exchange(t: Assertions, host: MemoryHost, fd: number, random: Random): void {
	const bytes = new Uint8Array(64);
	let sent = 0;
	let received = 0;
	let wrong = 0;
	let idle = 0;
	let isShut = false;
	while (idle < 1000) {
		idle++;
		const size = sent < TOTAL ? random.between(1, 64) : 0;
		const piece = size > TOTAL - sent ? TOTAL - sent : size;
		for (let i = 0; i < piece; i++) bytes[i] = byteAt(sent + i);
		const took = piece === 0 ? 0 : host.send(fd, bytes, 0, piece);
		if (took > 0) sent += took;
		if (sent === TOTAL && !isShut) isShut = host.shutdown(fd, SHUT_WR) === 0;
		host.settle(random.between(0, 4));
		if (random.oneIn(3)) {
			const count = host.recv(fd, bytes, 0, random.between(1, 64));
			for (let i = 0; i < count; i++) if (bytes[i] !== byteAt(received + i)) wrong++;
			if (count > 0) received += count;
			if (count === 0) break;
		}
		if (took > 0 || received !== TOTAL) idle = took > 0 ? 0 : idle;
	}
	t.is(sent, TOTAL);
	t.is(received, TOTAL);
	t.is(wrong, 0);
}

function run(t: Assertions, seed: number, both: boolean): void {
	const host = new MemoryHost({ descriptors: 3, window: 48, datagrams: 1, datagramBytes: 1 });
	const base = new EventBase(host, { events: 2 });
	const listener = new Listener(base, {
		port: 7,
		connections: 1,
		input: 40,
		output: 24,
		onRead: echo,
		onWrite: both ? echo : null,
		onConnection: () => {},
	});
	base.dispatch();
	const fd = host.tcpConnect("127.0.0.1", 7);
	host.settle();
	exchange(t, host, fd, new Random(seed));
	t.is(host.close(fd), 0);
	host.settle();
	t.is(listener.open, 0);
	listener.close();
	t.is(host.descriptors.open, 0);
	t.is(base.exceptions, 0);
}

test("echo: to a slow reader, onRead alone", (t) => run(t, 1, false));

test("echo: to a slow reader, onRead and onWrite", (t) => run(t, 2, true));

test("echo: one byte at a time", (t) => {
	const host = new MemoryHost({ descriptors: 3, window: 16, datagrams: 1, datagramBytes: 1 });
	const base = new EventBase(host, { events: 2 });
	const options = { port: 7, connections: 1, input: 8, output: 8, onRead: echo };
	const listener = new Listener(base, Object.assign({ onConnection: () => {} }, options));
	base.dispatch();
	const fd = host.tcpConnect("127.0.0.1", 7);
	host.sendMax = 1;
	host.recvMax = 1;
	exchange(t, host, fd, new Random(3));
	host.close(fd);
	host.settle();
	listener.close();
	t.is(host.descriptors.open, 0);
});
