/** Listener: accepting, its pool, its counters (LI-01 to LI-03). */
import { type BufferEvent, Listener } from "../../src/bufferevent/index.js";
import { EBADF } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly listener: Listener;
	last: BufferEvent | null; // the newest connection

	constructor(connections: number, backlog?: number) {
		this.host = new MemoryHost({ descriptors: 42, window: 8, datagrams: 1, datagramBytes: 1 });
		this.base = new EventBase(this.host, { events: connections + 3 });
		this.last = null;
		this.listener = new Listener(this.base, {
			port: 7,
			connections,
			backlog,
			input: 8,
			output: 8,
			onConnection: (connection) => {
				this.last = connection;
			},
		});
		this.base.dispatch();
		this.host.settle();
	}

	connect(): number {
		return this.host.tcpConnect("127.0.0.1", 7);
	}

	over(t: Assertions, exceptions?: number): void {
		this.host.settle();
		t.is(this.listener.open, 0, "open");
		this.listener.close();
		this.host.settle();
		t.is(this.host.descriptors.open, 0, "descriptors");
		t.is(this.base.inserted_, 0, "events");
		t.is(this.base.exceptions, exceptions === undefined ? 0 : exceptions, "exceptions");
	}
}

test("LI-02 LI-03 Listener: accepts all that wait, in one turn, and counts", (t) => {
	const s = new Scene(4);
	const fds = [s.connect(), s.connect(), s.connect()];
	s.host.settle(1);
	t.is(s.listener.accepted, 3);
	t.is(s.listener.open, 3);
	for (const fd of fds) s.host.close(fd);
	s.host.settle();
	t.is(s.listener.accepted, 3);
	s.over(t);
});

test("LI-03 accepts at most 8 in one turn, so that others get theirs", (t) => {
	const s = new Scene(20, 20);
	const fds: number[] = [];
	for (let i = 0; i < 20; i++) fds.push(s.connect());
	s.host.settle(1);
	t.is(s.listener.accepted, 8);
	s.host.settle(1);
	t.is(s.listener.accepted, 16);
	s.host.settle();
	t.is(s.listener.accepted, 20);
	for (const fd of fds) s.host.close(fd);
	s.over(t);
});

test("pool empty: the peers wait, without a turn; one returns, the next is accepted", (t) => {
	const s = new Scene(2);
	const fds: number[] = [];
	for (let i = 0; i < 6; i++) fds.push(s.connect());
	s.host.settle();
	t.is(s.listener.open, 2);
	t.is(s.host.settle(), 0, "it does not spin");
	for (let i = 0; i < 6; i++) {
		t.is(s.listener.accepted, i + 2 > 6 ? 6 : i + 2);
		s.host.close(fds[i]);
		s.host.settle();
	}
	t.is(s.listener.accepted, 6);
	s.over(t);
});

test("pool empty: a connection closed by a timer, not by its peer, frees a place too", (t) => {
	const s = new Scene(1);
	const fds = [s.connect(), s.connect()];
	s.host.settle();
	const first = s.last as BufferEvent;
	const timer = s.base.event({ timeoutMs: 50, onEvent: () => first.close() });
	timer.add();
	s.host.advance(49);
	t.is(s.listener.accepted, 1);
	s.host.advance(1);
	t.is(s.listener.accepted, 2);
	t.is(s.listener.open, 1);
	for (const fd of fds) s.host.close(fd);
	s.over(t);
});

test("a connection closed in onConnection returns at once; all are accepted", (t) => {
	const s = new Scene(1);
	let count = 0;
	s.listener.onConnection = (connection) => {
		count++;
		t.is(connection.close(), 0);
		t.is(connection.close(), -EBADF);
	};
	const fds: number[] = [];
	for (let i = 0; i < 8; i++) fds.push(s.connect());
	s.host.settle();
	t.is(count, 8);
	for (const fd of fds) s.host.close(fd);
	s.over(t);
});

test("LI-02 disable: the peers wait; enable: they are accepted", (t) => {
	const s = new Scene(2);
	s.listener.disable();
	const fd = s.connect();
	t.is(s.host.settle(), 0);
	t.is(s.listener.accepted, 0);
	s.listener.enable();
	s.host.settle();
	t.is(s.listener.accepted, 1);
	s.host.close(fd);
	s.over(t);
});

test("LI-03 disable in onConnection stops there", (t) => {
	const s = new Scene(4);
	s.listener.onConnection = () => s.listener.disable();
	const fds = [s.connect(), s.connect(), s.connect()];
	s.host.settle();
	t.is(s.listener.accepted, 1);
	s.listener.enable();
	s.host.settle();
	t.is(s.listener.accepted, 2);
	for (const fd of fds) s.host.close(fd);
	s.listener.onConnection = () => {};
	s.listener.enable();
	s.host.settle();
	t.is(s.listener.accepted, 3);
	s.over(t);
});

test("disable stays: a connection that returns to the pool does not enable", (t) => {
	const s = new Scene(1);
	const fds = [s.connect(), s.connect()];
	s.host.settle();
	s.listener.disable();
	s.host.close(fds[0]);
	s.host.settle();
	t.is(s.listener.open, 0);
	t.is(s.listener.accepted, 1);
	s.listener.enable();
	s.host.settle();
	t.is(s.listener.accepted, 2);
	s.host.close(fds[1]);
	s.over(t);
});

test("LI-03 close in onConnection: the listener is gone, the connection is open", (t) => {
	const s = new Scene(2);
	s.listener.onConnection = (connection) => {
		s.last = connection;
		t.is(s.listener.close(), 0);
	};
	const fds = [s.connect(), s.connect()];
	s.host.settle();
	t.is(s.listener.accepted, 1);
	t.is(s.listener.close(), -EBADF);
	t.is((s.last as BufferEvent).output.addText("hi"), 2);
	s.host.settle();
	const bytes = new Uint8Array(4);
	t.is(s.host.recv(fds[0], bytes, 0, 4), 2);
	for (const fd of fds) s.host.close(fd);
	s.over(t);
});

test("after close: enable and disable touch nobody who has the slot now", (t) => {
	const s = new Scene(1);
	const slot = s.listener.slot_;
	s.listener.close();
	let ticks = 0;
	const timer = s.base.event({ timeoutMs: 10, persist: true, onEvent: () => ticks++ });
	t.is(timer.slot_, slot, "the slot has a new owner");
	timer.add();
	s.listener.disable();
	s.listener.enable();
	s.host.advance(30);
	t.is(ticks, 3);
	timer.del();
	s.over(t);
});

test("onConnection throws: that connection is closed, the others are accepted", (t) => {
	const s = new Scene(2);
	let count = 0;
	s.listener.onConnection = () => {
		if (++count % 2 === 1) throw new Error("mine");
	};
	const fds = [s.connect(), s.connect(), s.connect(), s.connect()];
	s.host.settle();
	t.is(s.listener.accepted, 4);
	t.is(s.listener.open, 2);
	for (const fd of fds) s.host.close(fd);
	s.over(t, 2);
});

test("onConnection closes and throws: no place is lost, none is given twice", (t) => {
	const s = new Scene(1);
	s.listener.onConnection = (connection) => {
		connection.close();
		throw new Error("mine");
	};
	const fds = [s.connect(), s.connect(), s.connect()];
	s.host.settle();
	t.is(s.listener.accepted, 3);
	t.is(s.listener.open, 0);
	for (const fd of fds) s.host.close(fd);
	s.over(t, 3);
});

test("a pooled connection starts empty, whatever the one before had left", (t) => {
	const s = new Scene(1);
	const bytes = new Uint8Array([1, 2, 3]);
	for (let i = 0; i < 3; i++) {
		const fd = s.connect();
		s.host.settle();
		const connection = s.last as BufferEvent;
		t.is(connection.input.length + connection.output.length, 0);
		s.host.send(fd, bytes, 0, 3);
		s.host.settle();
		t.is(connection.input.length, 3);
		connection.disable(6);
		connection.output.add(bytes);
		connection.close();
		s.host.close(fd);
	}
	s.over(t);
});
