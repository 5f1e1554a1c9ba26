/** What is the Espruino host's own: holding, the hard cap, lingering, the clock. On the model, pass by pass. */
import { Host } from "../../hosts/espruino/index.js";
import { descriptorSlot } from "../../src/core/descriptors.js";
import { EAGAIN, ENOBUFS, EPIPE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ } from "../../src/core/flags.js";
import { test } from "../harness.js";
import type { Wire } from "./model/kernel.js";
import { Model } from "./model.js";
import { platform } from "./platform.js";

const PORT = 7;

/** A host on a model of its own, with virtual time and one connection from outside. */
class Scene {
	readonly model: Model;
	readonly host: Host;
	readonly listener: number;
	readonly wire: Wire;
	fd: number;
	now: number;

	constructor(streamBytes: number) {
		this.model = new Model();
		this.now = 1.7e12;
		this.fd = -1;
		platform(this.model, () => this.now);
		this.host = new Host({ descriptors: 3, streamBytes });
		this.listener = this.host.tcpListen("", PORT, 4);
		this.wire = this.model.kernel.dial(PORT) as Wire;
	}

	pass(count: number): void {
		for (let i = 0; i < count; i++) this.model.pass();
	}

	/** Time passes, and the turns that come with it. */
	wait(ms: number): void {
		for (let i = 0; i < ms; i += 4) {
			this.now += 4;
			this.host.poll(0);
			this.pass(1);
		}
	}

	accept(): void {
		this.pass(2);
		this.fd = this.host.accept(this.listener);
	}

	ready(): number {
		return this.host.descriptors.ready_[descriptorSlot(this.host.descriptors, this.fd)];
	}

	recvAll(): string {
		const bytes = new Uint8Array(100);
		let text = "";
		for (let count = 1; count > 0; ) {
			count = this.host.recv(this.fd, bytes, 0, 100);
			if (count > 0) text += Buffer.from(bytes.subarray(0, count)).toString("latin1");
		}
		return text;
	}
}

function numbers(count: number): string {
	let text = "";
	for (let i = 0; text.length < count; i++) text += `${i},`;
	return text.slice(0, count);
}

test("a connection that waits is held: what it sends stays with its peer, and comes in order", (t) => {
	const s = new Scene(2144);
	const sent = numbers(5000);
	s.wire.write(sent);
	s.pass(20);
	t.true((s.wire.peer as Wire).inbox.length >= 5000 - 536);
	s.accept();
	let text = "";
	for (let i = 0; i < 20; i++) {
		text += s.recvAll();
		s.pass(1);
	}
	t.is(text, sent);
});

test("a stream that is not received is held after two chunks, and let go when it is", (t) => {
	const s = new Scene(2144);
	s.accept();
	s.wire.write(numbers(4000));
	s.wait(400);
	t.is((s.wire.peer as Wire).inbox.length, 4000 - 2 * 536);
	t.is(s.host.paused_, 1);
	t.is(s.recvAll().length, 1072);
	t.is(s.host.paused_, 0);
	s.pass(1);
	t.is(s.recvAll().length, 536);
});

test("a held stream with something to send is let go for it, ever more rarely, and aborted at the cap", (t) => {
	const s = new Scene(2144);
	const bytes = new Uint8Array(536);
	s.accept();
	s.wire.window = 0; // the peer reads nothing
	t.is(s.host.send(s.fd, bytes, 0, 536), 536);
	s.wire.write(numbers(20_000));
	s.wait(60);
	const early = (s.wire.peer as Wire).inbox.length;
	s.wait(100);
	t.true((s.wire.peer as Wire).inbox.length < early, "it was let go");
	s.wait(1000);
	t.is(s.host.recv(s.fd, bytes, 0, 536), -ENOBUFS);
	t.is(s.host.send(s.fd, bytes, 0, 1), -ENOBUFS);
	t.is(s.ready() & (EV_READ | EV_CLOSED), EV_READ | EV_CLOSED);
	s.pass(2);
	t.is(s.wire.read(1), null, "the peer learns it");
	t.is(s.host.close(s.fd), 0);
	s.pass(2);
	t.is(s.model.kernel.used, 1, "the server alone");
	t.is(s.host.paused_, 0);
});

test("a paused stream keeps sending to a slow reader", (t) => {
	const s = new Scene(4288);
	const bytes = new Uint8Array(536);
	s.accept();
	s.wire.window = 0;
	s.host.send(s.fd, bytes, 0, 536);
	s.wire.write(numbers(1500));
	s.wait(40);
	s.wire.window = 65536;
	s.wait(400);
	t.is(s.wire.inbox.length, 536);
	t.is(s.recvAll(), numbers(1500));
});

test("close: while held, the file descriptor does not leak", (t) => {
	const s = new Scene(2144);
	s.accept();
	s.wire.write(numbers(4000));
	s.wait(40);
	s.host.close(s.fd);
	s.pass(3);
	t.is(s.model.kernel.used, 1);
	t.is(s.model.streams.length, 0);
});

test("close: peers that never take the last bytes are bounded in number", (t) => {
	const s = new Scene(2144);
	const bytes = new Uint8Array(100);
	for (let i = 0; i < 10; i++) {
		s.accept();
		(s.model.streams[s.model.streams.length - 1] as { dSnd?: string }).dSnd = "";
		const wire = s.model.kernel.open[(s.host.sockets_[s.fd & 0x3fff]?.sckt as number) - 1]?.wire;
		(wire?.peer as Wire).window = 0;
		t.is(s.host.send(s.fd, bytes, 0, 100), 100);
		s.host.close(s.fd);
		s.pass(3);
		s.model.kernel.dial(PORT);
	}
	t.true(s.host.last_.length <= 3);
	s.pass(5);
	t.true(s.model.kernel.used <= 1 + 3 + 1);
});

test("a peer that is gone before its connection is reported: it is accepted, and has ended", (t) => {
	const s = new Scene(2144);
	s.wire.close();
	s.accept();
	t.is(s.ready() & EV_CLOSED, EV_CLOSED);
	t.is(s.host.recv(s.fd, new Uint8Array(1), 0, 1), 0);
	t.is(s.host.send(s.fd, new Uint8Array(1), 0, 1), -EPIPE);
	s.host.close(s.fd);
	s.pass(2);
	t.is(s.model.kernel.used, 1, "the server alone");
});

test("close of the server: connections that wait are closed", (t) => {
	const s = new Scene(2144);
	s.pass(2);
	s.host.close(s.listener);
	s.pass(3);
	t.is(s.model.kernel.used, 0);
	t.is(s.wire.read(1), null);
});

test("backlog: the platform's; one connection at a time is taken from it", (t) => {
	const s = new Scene(2144);
	for (let i = 0; i < 4; i++) s.model.kernel.dial(PORT);
	s.pass(10);
	t.is(s.model.streams.length, 1);
	s.accept();
	s.pass(10);
	t.is(s.model.streams.length, 2);
});

const ENOUGH = 300; // variables, more than twice the reserve
const SCARCE = 200; // less than that
const TOO_FEW = 99;

test("memory: no connection is let in without room for it, but a first one after a while", (t) => {
	const s = new Scene(2144);
	s.model.free = TOO_FEW;
	s.accept();
	const other = s.model.kernel.dial(PORT) as Wire;
	s.wait(200);
	t.is(s.model.streams.length, 1);
	s.model.free = SCARCE;
	s.wait(28);
	t.is(s.model.streams.length, 2, "there is room");
	s.model.free = TOO_FEW;
	const next = s.host.accept(s.listener);
	other.write("abc");
	s.pass(2);
	s.model.kernel.dial(PORT);
	s.host.close(next);
	s.host.close(s.fd);
	s.pass(3);
	t.is(s.model.streams.length, 0);
	s.wait(200);
	t.is(s.model.streams.length, 1, "nothing is open, so there will not be more");
});

test("memory: a connection that brought what leaves too little is reset, and what it brought forgotten", (t) => {
	const s = new Scene(2144);
	s.model.free = SCARCE;
	s.accept();
	const other = s.model.kernel.dial(PORT) as Wire;
	other.write("x".repeat(536));
	s.model.free = TOO_FEW;
	s.pass(2);
	t.is(other.read(1), null);
	t.is(s.model.streams.length, 1);
	t.is(s.host.accept(s.listener), -EAGAIN);
	s.model.free = ENOUGH;
	const later = s.model.kernel.dial(PORT) as Wire;
	later.write("abc");
	s.pass(2);
	s.fd = s.host.accept(s.listener);
	s.pass(1);
	t.is(s.recvAll(), "abc");
});

test("memory: what is received and leaves too little ends the stream: -ENOBUFS", (t) => {
	const s = new Scene(2144);
	s.model.free = SCARCE;
	s.accept();
	s.model.free = TOO_FEW;
	s.wire.write("abc");
	s.pass(1);
	t.is(s.recvAll(), "abc", "there is no other, so there will never be more room");
	s.model.free = SCARCE;
	s.host.poll(0);
	s.model.kernel.dial(PORT);
	s.pass(2);
	t.true(s.host.accept(s.listener) > 0);
	s.model.free = TOO_FEW;
	s.wire.write("x".repeat(536));
	s.pass(2);
	t.is(s.ready() & EV_CLOSED, EV_CLOSED);
	t.is(s.host.recv(s.fd, new Uint8Array(1), 0, 1), -ENOBUFS);
	t.is(s.wire.read(1), null);
});

test("memory: when it is scarce a stream holds one chunk at most, and half a chunk is sent at a time", (t) => {
	const s = new Scene(2144);
	s.model.free = SCARCE;
	s.accept();
	s.wire.write("x".repeat(2000));
	s.pass(5);
	t.is(s.host.sockets_[descriptorSlot(s.host.descriptors, s.fd)]?.in_.length, 536);
	t.is(s.host.send(s.fd, new Uint8Array(500), 0, 500), 268);
});

test("memory: tcpConnect without room: -ENOBUFS and no descriptor, unless nothing else is open", (t) => {
	const s = new Scene(2144);
	s.model.free = TOO_FEW;
	const first = s.host.tcpConnect("127.0.0.1", PORT);
	t.true(first > 0, "there will never be more room");
	t.is(s.host.tcpConnect("127.0.0.1", PORT), -ENOBUFS);
	t.is(s.host.descriptors.open, 2);
	s.model.free = SCARCE;
	t.true(s.host.tcpConnect("127.0.0.1", PORT) > 0);
});

test("memory: that it is scarce no more is noticed when something is received", (t) => {
	const s = new Scene(2144);
	s.model.free = SCARCE;
	s.accept();
	t.is(s.host.scarce_, 1);
	s.model.free = ENOUGH;
	s.wire.write("abc");
	s.pass(1);
	t.is(s.host.scarce_, 0);
	t.is(s.recvAll(), "abc");
});

/** Looks at memory and collections of garbage, while `run` runs. */
function counted(s: Scene, run: () => void): { looks: number; collections: number } {
	const count = { looks: 0, collections: 0 };
	const memory = (collect?: boolean) => {
		count.looks++;
		if (collect !== false) count.collections++;
		return { free: s.model.free };
	};
	Object.assign(process, { memory });
	run();
	return count;
}

test("memory: below the reserve it is looked at with each chunk and every 25 ms, and garbage collected as often", (t) => {
	const s = new Scene(2144);
	s.model.free = SCARCE;
	s.accept();
	s.model.kernel.dial(PORT);
	s.wait(28);
	s.model.free = TOO_FEW;
	t.true(s.host.accept(s.listener) > 0);
	t.deepEqual(
		counted(s, () => s.wait(400)),
		{ looks: 2 * 14, collections: 14 },
	);
	t.deepEqual(
		counted(s, () => {
			s.wire.write("abc");
			s.pass(1);
		}),
		{ looks: 2, collections: 1 },
	);
});

test("ticks: follow the clock, but not when it is set", (t) => {
	const s = new Scene(2144);
	const start = s.host.ticks();
	s.now += 250.7;
	t.is(s.host.ticks() - start, 250);
	s.now += 0.6;
	t.is(s.host.ticks() - start, 251, "fractions add up");
	s.now += 1.7e12;
	t.is(s.host.ticks() - start, 251, "set ahead by years");
	s.now -= 3600_000;
	t.is(s.host.ticks() - start, 251, "set back");
	s.now += 10;
	t.is(s.host.ticks() - start, 261);
});

test("recv: -EAGAIN when dry, and the flag goes", (t) => {
	const s = new Scene(2144);
	s.accept();
	s.wire.write("abc");
	s.pass(1);
	t.is(s.ready() & EV_READ, EV_READ);
	t.is(s.recvAll(), "abc");
	t.is(s.ready() & EV_READ, 0);
	t.is(s.host.recv(s.fd, new Uint8Array(1), 0, 1), -EAGAIN);
});
