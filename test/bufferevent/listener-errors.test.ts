/** Listener: what goes wrong while it starts or accepts (LI-01, LI-04). */
import { Listener } from "../../src/bufferevent/index.js";
import {
	EACCES,
	EADDRINUSE,
	ECONNABORTED,
	EINVAL,
	EIO,
	EMFILE,
	ENOBUFS,
	ENOMEM,
} from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

const SMALL = { port: 7, connections: 4, input: 8, output: 8 };

class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly errors: number[];
	listener: Listener;

	constructor(options?: object, descriptors?: number) {
		const count = descriptors === undefined ? 24 : descriptors;
		this.host = new MemoryHost({ descriptors: count, window: 8, datagrams: 1, datagramBytes: 1 });
		this.base = new EventBase(this.host, { events: 12 });
		this.errors = [];
		this.listener = this.listen(options);
	}

	listen(options?: object): Listener {
		const all = {
			onConnection: () => {},
			onError: (_listener: Listener, error: number) => this.errors.push(error),
		};
		return new Listener(this.base, Object.assign(all, SMALL, options));
	}

	start(): void {
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
		this.host.settle();
	}

	connect(count: number): number[] {
		const fds: number[] = [];
		for (let i = 0; i < count; i++) fds.push(this.host.tcpConnect("127.0.0.1", 7));
		return fds;
	}
}

test("a used port: onError in a turn, and nothing is left", (t) => {
	const s = new Scene();
	const used = s.base.used;
	const second = s.listen();
	t.is(second.fd, -EADDRINUSE);
	t.deepEqual(s.errors, [], "not inside the constructor");
	s.start();
	t.deepEqual(s.errors, [EADDRINUSE]);
	t.is(second.close() < 0, true);
	t.is(s.base.used, used + 4, "its pool stays, its own slot is free");
	t.is(s.host.descriptors.open, 1);
});

test("listening fails with what the host says", (t) => {
	const s = new Scene({ address: "nowhere" });
	s.listen({ port: 8, backlog: 0 });
	s.start();
	t.deepEqual(s.errors, [EINVAL, EINVAL]);
	t.is(s.host.descriptors.open, 0);
});

test("listening fails without any onError: the host reports it, with port and address", (t) => {
	const s = new Scene();
	s.listen({ onError: null, address: "127.0.0.1" });
	s.start();
	t.is(s.host.reported, EADDRINUSE);
	t.is(s.host.reportedAt, "7 127.0.0.1");
	t.is(s.host.errors, 1);
});

test("listening fails without onError: the base gets the error", (t) => {
	const s = new Scene();
	let told: unknown = 0;
	s.base.onError = (_base, error) => {
		told = error;
	};
	s.listen({ onError: null });
	s.start();
	t.is(s.host.errors, 0, "the host is silent");
	t.is(told, EADDRINUSE);
	t.is(s.base.exceptions, 0);
});

test("onError throws: counted, the loop continues", (t) => {
	const s = new Scene();
	s.listen({
		onError: () => {
			throw new Error("mine");
		},
	});
	s.start();
	t.is(s.base.exceptions, 1);
	s.connect(1);
	s.host.settle();
	t.is(s.listener.accepted, 1);
});

test("RangeError for impossible options, with nothing taken", (t) => {
	const s = new Scene();
	const used = s.base.used;
	for (const options of [
		{ connections: 0 },
		{ connections: -1 },
		{ connections: 16384 },
		{ connections: 1.5 },
		{ connections: Number.NaN },
		{ port: -1 },
		{ port: 65536 },
		{ port: 80.5 },
		{ readHigh: -1 },
		{ input: 0 },
		{ output: 65536 },
		{ connections: s.base.capacity - used },
		{ connections: 16383 },
	]) {
		t.throws(() => s.listen(Object.assign({ port: 9 }, options)), "RangeError");
		t.is(s.base.used, used, JSON.stringify(options));
	}
	t.is(s.host.descriptors.open, 1, "nothing listens");
});

test("RangeError on a host that has no descriptor for a connection", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 8 });
	const base = new EventBase(host, { events: 2 });
	const options = { port: 9, connections: 1, onConnection: () => {} };
	t.throws(() => new Listener(base, options), "RangeError");
	t.is(base.used + host.descriptors.open, 0);
});

test("LI-04 EMFILE: pauses, does not spin, and continues in 100 ms, however many wait", (t) => {
	for (const error of [EMFILE, ENOBUFS, ENOMEM]) {
		const s = new Scene({ connections: 10, backlog: 12 });
		s.start();
		const fds = s.connect(10);
		s.host.acceptError = error;
		s.host.settle();
		t.is(s.listener.accepted, 0);
		t.is(s.host.settle(), 0);
		s.host.advance(99);
		t.is(s.listener.accepted, 0);
		s.host.advance(1);
		s.host.settle();
		t.is(s.listener.accepted, 10);
		for (const fd of fds) s.host.close(fd);
		s.host.settle();
		t.is(s.listener.open, 0);
		t.deepEqual(s.errors, []);
	}
});

test("LI-04 EMFILE of a table that is full: the peer waits until a descriptor is free", (t) => {
	const s = new Scene({ connections: 3 }, 4);
	s.start();
	const fds = s.connect(2); // with the listener 3 of 4
	s.host.settle();
	t.is(s.listener.accepted, 1);
	t.is(s.host.advance(1000) < 30, true, "it looks ten times a second");
	s.host.close(fds[0]);
	s.host.advance(100);
	t.is(s.listener.accepted, 2);
	s.host.close(fds[1]);
	s.host.settle();
	t.is(s.listener.open, 0);
	s.listener.close();
	t.is(s.host.descriptors.open, 0);
});

test("LI-04 EMFILE and disabled: the retry does not enable", (t) => {
	const s = new Scene();
	s.start();
	s.connect(1);
	s.host.acceptError = EMFILE;
	s.host.settle();
	s.listener.disable();
	s.host.advance(1000);
	t.is(s.listener.accepted, 0);
	s.listener.enable();
	s.host.settle();
	t.is(s.listener.accepted, 1);
});

test("LI-04 EMFILE and closed: the retry does nothing", (t) => {
	const s = new Scene();
	s.start();
	s.connect(1);
	s.host.acceptError = EMFILE;
	s.host.settle();
	t.is(s.listener.close(), 0);
	s.host.advance(1000);
	t.is(s.listener.accepted, 0);
	t.deepEqual(s.errors, []);
});

test("one client that gave up while waiting is no failure", (t) => {
	const s = new Scene();
	s.start();
	s.connect(2);
	s.host.acceptError = ECONNABORTED;
	s.host.settle();
	t.is(s.listener.accepted, 2);
	t.deepEqual(s.errors, []);
});

test("LI-04 any other error of accept ends the listener, reported once; connections continue", (t) => {
	const s = new Scene();
	s.start();
	const fds = s.connect(1);
	s.host.settle();
	s.connect(1);
	s.host.acceptError = EACCES;
	s.host.settle();
	t.deepEqual(s.errors, [EACCES]);
	t.is(s.listener.fd, -1);
	t.is(s.listener.open, 1);
	s.host.cut(fds[0], EIO);
	s.host.settle();
	t.is(s.listener.open, 0);
	t.deepEqual(s.errors, [EACCES]);
});

test("a connection that failed while it waited is accepted, and fails there", (t) => {
	const s = new Scene();
	s.start();
	let what = 0;
	s.listener.onConnection = (connection) => {
		connection.onEvent = (_be, bits) => {
			what = bits;
		};
	};
	const fds = s.connect(1);
	s.host.cut(fds[0], EIO);
	s.host.settle();
	t.is(what, 0x21);
	t.is(s.listener.open, 0);
});
