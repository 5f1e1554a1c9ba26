/** MemoryHost beyond the contract: its clock, its faults, that it allocates nothing. */

import { EAGAIN, ECONNREFUSED, ECONNRESET, EMFILE, ETIMEDOUT } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

test("settle: runs what is due, not what is due later", (t) => {
	const host = new MemoryHost({ descriptors: 1, startTick: 0x7ffffffe });
	const base = new EventBase(host, { events: 2 });
	let soon = 0;
	let late = 0;
	base.event({ timeoutMs: 0, onEvent: () => soon++ }).add();
	base.event({ timeoutMs: 5, onEvent: () => late++ }).add();
	base.dispatch();
	host.settle();
	t.deepEqual([soon, late], [1, 0]);
	host.advance(4);
	t.deepEqual([soon, late], [1, 0]);
	host.advance(1);
	t.deepEqual([soon, late], [1, 1]);
	t.is(host.ticks(), -0x7ffffffd, "the clock wraps");
});

test("run: jumps from timer to timer until none is left", (t) => {
	const host = new MemoryHost({ descriptors: 1 });
	const base = new EventBase(host, { events: 1 });
	let ended = -1;
	base.event({ timeoutMs: 86_400_000, onEvent: () => {} }).add();
	base.onEnd = (_base, result) => {
		ended = result;
	};
	base.dispatch();
	t.true(host.run() > 0);
	t.is(host.ticks(), 86_400_000);
	t.is(ended, 1);
	t.is(host.run(), 0);
});

test("settle: a loop that spins stops at the bound", (t) => {
	const host = new MemoryHost({ descriptors: 2 });
	const base = new EventBase(host, { events: 2 });
	const fds = new Int32Array(2);
	host.pair(fds);
	base.event({ fd: fds[0], interest: EV_WRITE, persist: true, onEvent: () => {} }).add();
	base.dispatch();
	t.is(host.settle(7), 7);
});

test("pair: -EMFILE leaves nothing open", (t) => {
	const host = new MemoryHost({ descriptors: 3 });
	const fds = new Int32Array(2);
	t.is(host.pair(fds), 0);
	t.is(host.pair(fds), -EMFILE);
	t.is(host.descriptors.open, 2);
});

test("recvMax, sendMax: transfers of n bytes", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 8 });
	const fds = new Int32Array(2);
	const bytes = new Uint8Array([1, 2, 3, 4, 5]);
	const into = new Uint8Array(5);
	host.pair(fds);
	host.sendMax = 2;
	t.is(host.send(fds[0], bytes, 0, 5), 2);
	t.is(host.send(fds[0], bytes, 2, 3), 2);
	host.recvMax = 3;
	t.is(host.recv(fds[1], into, 0, 5), 3);
	t.is(host.recv(fds[1], into, 3, 2), 1);
	t.deepEqual(into, new Uint8Array([1, 2, 3, 4, 0]));
});

test("connectError, holdConnects: what the connect comes to is learnt later", (t) => {
	const host = new MemoryHost({ descriptors: 4 });
	const bytes = new Uint8Array(1);
	host.tcpListen("", 80, 4);
	host.holdConnects = true;
	const held = host.tcpConnect("192.0.2.1", 80);
	t.is(host.send(held, bytes, 0, 1), -EAGAIN);
	t.is(host.descriptors.ready_[held & 0x3fff], 0);
	t.is(host.releaseConnects(), 1);
	t.is(host.send(held, bytes, 0, 1), 1);
	host.connectError = ETIMEDOUT;
	const late = host.tcpConnect("192.0.2.1", 80);
	t.is(host.descriptors.ready_[late & 0x3fff], EV_READ | EV_WRITE | EV_CLOSED);
	t.is(host.recv(late, bytes, 0, 1), -ETIMEDOUT);
});

test("openError, acceptError: the connection waits", (t) => {
	const host = new MemoryHost({ descriptors: 4 });
	const listener = host.tcpListen("", 80, 1);
	host.tcpConnect("127.0.0.1", 80);
	host.acceptError = ECONNRESET;
	t.is(host.accept(listener), -ECONNRESET);
	host.openError = EMFILE;
	t.is(host.accept(listener), -EMFILE);
	host.openError = 0;
	t.true(host.accept(listener) >= 0);
	t.is(host.accept(listener), -EAGAIN);
});

test("tcpConnect: refused when the backlog is full", (t) => {
	const host = new MemoryHost({ descriptors: 4 });
	const bytes = new Uint8Array(1);
	host.tcpListen("", 80, 1);
	host.tcpConnect("127.0.0.1", 80);
	t.is(host.recv(host.tcpConnect("127.0.0.1", 80), bytes, 0, 1), -ECONNREFUSED);
});

test("cut: both ends learn the reason, after what had arrived", (t) => {
	const host = new MemoryHost({ descriptors: 2 });
	const fds = new Int32Array(2);
	const bytes = new Uint8Array(4);
	host.pair(fds);
	host.send(fds[0], bytes, 0, 4);
	host.cut(fds[0], ECONNRESET);
	t.is(host.send(fds[0], bytes, 0, 4), -ECONNRESET);
	t.is(host.recv(fds[1], bytes, 0, 4), 4);
	t.is(host.recv(fds[1], bytes, 0, 4), -ECONNRESET);
});

test("loseDatagrams: the next ones get lost, and are counted", (t) => {
	const host = new MemoryHost({ descriptors: 2 });
	const bytes = new Uint8Array([7]);
	const to = new SocketAddress("127.0.0.1", 53);
	const server = host.udpBind("", 53);
	const client = host.udpBind("", 0);
	host.loseDatagrams = 1;
	t.is(host.sendTo(client, bytes, 0, 1, to), 1);
	t.is(host.recvFrom(server, bytes, 0, 1, to), -EAGAIN);
	t.is(host.sendTo(client, bytes, 0, 1, to), 1);
	t.is(host.recvFrom(server, bytes, 0, 1, to), 1);
	t.is(host.datagramsLost, 1);
});

test("closing and opening many times uses up nothing", (t) => {
	const host = new MemoryHost({ descriptors: 3 });
	const listener = host.tcpListen("", 80, 2);
	const bytes = new Uint8Array(1);
	for (let i = 0; i < 1000; i++) {
		const client = host.tcpConnect("127.0.0.1", 80);
		t.is(host.send(client, bytes, 0, 1), 1);
		const server = i % 3 === 0 ? -1 : host.accept(listener);
		t.is(host.close(client), 0);
		if (i % 3 !== 0) t.is(host.close(server), 0);
		else t.is(host.close(host.accept(listener)), 0);
	}
	t.is(host.descriptors.open, 1);
});
