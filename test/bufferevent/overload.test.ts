/** What a listener does when its pool is used up: wait, refuse, evict (LI-01, LI-04). */
import {
	BEV_EVENT_ERROR,
	type BufferEvent,
	EvictIdle,
	Listener,
	type Overload,
	Refuse,
} from "../../src/bufferevent/index.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EADDRINUSE, ECONNABORTED } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { textBytes } from "../../src/core/text.js";
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

const bytes = new Uint8Array(64);
const X = textBytes("x");

class Scene {
	readonly host = new MemoryHost({ descriptors: 40, window: 32 });
	readonly base: EventBase;
	readonly listener: Listener;
	readonly open: BufferEvent[] = [];
	readonly fds: number[] = [];
	log = "";

	constructor(connections: number, overload: Overload | null) {
		this.base = new EventBase(this.host, { events: connections + 3 });
		this.listener = new Listener(this.base, {
			port: 7,
			connections,
			backlog: 16,
			input: 8,
			output: 8,
			overload,
			onConnection: (be) => this.open.push(be),
			onRead: (be) => be.input.drain(8),
			onEvent: (be, what, error) => {
				if ((what & BEV_EVENT_ERROR) !== 0) this.log += `${this.open.indexOf(be)}:${error} `;
				else be.end();
			},
		});
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
	}

	connect(): number {
		const fd = this.host.tcpConnect("127.0.0.1", 7);
		this.fds.push(fd);
		this.host.settle();
		return fd;
	}

	/** What the client gets, "end" after its end of stream. */
	said(fd: number): string {
		this.host.settle();
		let text = "";
		for (;;) {
			const count = this.host.recv(fd, bytes, 0, bytes.length);
			if (count === 0) return `${text}end`;
			if (count < 0) return text;
			text += this.host.decodeText(bytes, 0, count);
			this.host.settle();
		}
	}

	over(t: Assertions, exceptions?: number): void {
		for (const fd of this.fds) this.host.close(fd);
		this.host.advance(5000);
		t.is(this.listener.open, 0);
		this.listener.close();
		this.host.settle();
		t.is(this.host.descriptors.open, 0, "descriptors open");
		t.is(checkInvariants(this.base), "");
		t.is(this.base.exceptions, exceptions === undefined ? 0 : exceptions);
	}
}

test("LI-01 Listener: the port that 0 picked, a used port, and what is impossible", (t) => {
	const host = new MemoryHost({ descriptors: 4, window: 8 });
	const base = new EventBase(host, { events: 8 });
	const errors: number[] = [];
	const options = {
		port: 0,
		connections: 1,
		onConnection: () => {},
		onError: (_listener: Listener, error: number) => errors.push(error),
	};
	const first = new Listener(base, options);
	const address = new SocketAddress("", 0);
	host.localAddress(first.fd, address);
	t.true(address.port > 0);
	base.loop(4);
	const second = new Listener(base, Object.assign({}, options, { port: address.port }));
	host.settle();
	t.deepEqual(errors, [EADDRINUSE]);
	t.true(second.fd < 0);
	for (const wrong of [{ port: -1 }, { port: 65536 }, { port: 1.5 }, { connections: 0 }]) {
		t.throws(() => new Listener(base, Object.assign({}, options, wrong)), "RangeError");
	}
	errors.pop();
	new Listener(base, Object.assign({}, options, { backlog: 0 }));
	host.settle();
	t.is(errors.length, 1, "no backlog is refused");
	first.close();
});

test("LI-01 Listener: enabled when made; a backlog of n lets n wait", (t) => {
	const s = new Scene(1, null);
	for (let i = 0; i < 17; i++) s.connect();
	t.is(s.listener.accepted, 1);
	t.is(s.listener.waits, 1);
	const late = s.connect();
	t.is(s.host.recv(late, bytes, 0, 1) < 0, true, "refused by the platform");
	s.over(t);
});

test("overload, waiting: counted, without a turn meanwhile", (t) => {
	const s = new Scene(1, null);
	const first = s.connect();
	t.is(s.listener.waits, 0, "nobody waits yet");
	s.connect();
	s.connect();
	t.is(s.listener.waits, 1);
	t.is(s.host.settle(), 0);
	s.host.close(first);
	s.host.settle();
	t.is(s.listener.accepted, 2);
	t.is(s.listener.waits, 2, "the third keeps waiting");
	s.over(t);
});

test("overload, Refuse: each client gets the last word and the end, the others continue", (t) => {
	const refuse = new Refuse(textBytes("busy\n"));
	const s = new Scene(2, refuse);
	const first = s.connect();
	s.connect();
	t.is(refuse.refused, 0);
	for (let i = 1; i <= 5; i++) {
		const late = s.connect();
		t.is(s.said(late), "busy\nend");
		t.is(refuse.refused, i);
		s.host.close(late);
		s.host.settle();
	}
	t.is(s.listener.open, 2);
	s.host.close(first);
	s.host.settle();
	const next = s.connect();
	t.is(s.said(next), "", "there is a place again");
	t.is(s.listener.accepted, 3);
	s.over(t);
});

test("overload, Refuse: what the client has sent does not take the word with it", (t) => {
	const refuse = new Refuse(textBytes("busy\n"));
	const s = new Scene(1, refuse);
	s.connect();
	const late = s.host.tcpConnect("127.0.0.1", 7);
	s.fds.push(late);
	s.host.send(late, textBytes("GET / HTTP/1.1\r\n"), 0, 16);
	t.is(s.said(late), "busy\nend");
	s.host.send(late, textBytes("more"), 0, 4);
	s.host.settle();
	t.is(s.said(late), "end", "no reset");
	s.over(t);
});

test("overload, Refuse: many clients are refused one by one; who does not hang up delays the next by 50 ms", (t) => {
	const refuse = new Refuse(textBytes("busy\n"));
	const s = new Scene(1, refuse);
	s.connect();
	const crowd: number[] = [];
	for (let i = 0; i < 6; i++) crowd.push(s.host.tcpConnect("127.0.0.1", 7));
	s.fds.push(...crowd);
	s.host.settle();
	t.is(refuse.refused, 1, "the refuser is with the first");
	t.is(s.host.settle(), 0);
	s.host.shutdown(crowd[0], SHUT_WR);
	s.host.settle();
	t.is(refuse.refused, 2, "who has hung up");
	for (let i = 2; i < 6; i++) {
		s.host.advance(49);
		t.is(refuse.refused, i);
		s.host.advance(1);
		t.is(refuse.refused, i + 1);
	}
	for (const fd of crowd) t.is(s.said(fd), "busy\nend");
	const open = s.host.descriptors.open;
	s.host.advance(990);
	t.is(s.host.descriptors.open, open, "the last one has a second, since nobody waits");
	s.host.advance(10);
	t.is(s.host.descriptors.open, open - 1);
	s.over(t);
});

test("overload, Refuse: a host without descriptors left is tried again later", (t) => {
	const refuse = new Refuse(textBytes("busy\n"));
	const s = new Scene(1, refuse);
	s.connect();
	const late = s.host.tcpConnect("127.0.0.1", 7);
	s.fds.push(late);
	s.host.openError = 24; // EMFILE
	s.host.settle();
	t.is(refuse.refused, 0);
	t.is(s.host.settle(), 0, "it does not spin");
	s.host.openError = 0;
	s.host.advance(100);
	t.is(refuse.refused, 1);
	t.is(s.said(late), "busy\nend");
	s.over(t);
});

test("overload, EvictIdle: the longest idle makes room and is notified", (t) => {
	const evict = new EvictIdle(1000);
	const s = new Scene(3, evict);
	const fds = [s.connect(), s.connect(), s.connect()];
	for (const [ms, i] of [
		[100, 1],
		[500, 0],
		[500, 2],
	]) {
		s.host.advance(ms);
		s.host.send(fds[i], X, 0, 1);
		s.host.settle();
	}
	s.host.advance(400); // idle: 0 for 900, 1 for 1,400, 2 for 400
	s.connect();
	t.is(s.log, `1:${ECONNABORTED} `);
	t.is(evict.evicted, 1);
	t.is(s.listener.open, 3);
	t.is(s.said(fds[1]), "end");
	s.over(t);
});

test("overload, EvictIdle: who is not idle long enough stays; the client gets the place when it is", (t) => {
	const evict = new EvictIdle(1000);
	const s = new Scene(1, evict);
	const first = s.connect();
	s.host.send(first, X, 0, 1);
	s.host.settle();
	s.connect();
	t.is(evict.evicted, 0);
	t.is(s.host.settle(), 0);
	s.host.advance(999);
	t.is(evict.evicted, 0);
	s.host.advance(1);
	t.is(evict.evicted, 1);
	t.is(s.listener.accepted, 2);
	s.over(t);
});

test("overload, EvictIdle: idle since the last byte, or since it was accepted", (t) => {
	const evict = new EvictIdle(50);
	const s = new Scene(2, evict);
	s.connect();
	const active = s.connect();
	s.host.advance(60_000);
	s.host.send(active, X, 0, 1);
	s.host.settle();
	s.host.advance(600);
	s.connect();
	t.is(s.log, `0:${ECONNABORTED} `, "who has been silent for a minute, at once");
	s.host.advance(600);
	s.connect();
	t.is(s.log, `0:${ECONNABORTED} 1:${ECONNABORTED} `);
	t.is(evict.evicted, 2);
	s.over(t);
});

test("overload, waiting: who is looked after again and again is counted once", (t) => {
	const evict = new EvictIdle(1000);
	const s = new Scene(1, evict);
	const first = s.connect();
	s.connect();
	for (let i = 0; i < 5; i++) {
		s.host.advance(900);
		s.host.send(first, X, 0, 1);
		s.host.settle();
	}
	t.is(evict.evicted, 0);
	t.is(s.listener.waits, 1);
	s.over(t);
});

test("overload, EvictIdle: an onEvent that throws does not keep the place", (t) => {
	const evict = new EvictIdle(0);
	const s = new Scene(1, evict);
	s.connect();
	s.open[0].onEvent = () => {
		throw new Error("no");
	};
	s.connect();
	s.host.settle();
	t.is(evict.evicted, 1);
	t.is(s.listener.accepted, 2);
	s.open[0].onEvent = null;
	s.over(t, 1);
});

test("overload: a listener that is disabled relieves nobody", (t) => {
	const refuse = new Refuse(textBytes("busy\n"));
	const s = new Scene(1, refuse);
	s.connect();
	s.listener.disable();
	const late = s.connect();
	t.is(s.said(late), "");
	s.listener.enable();
	t.is(s.said(late), "busy\nend");
	s.over(t);
});
