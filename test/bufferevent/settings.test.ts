/** What can be asked of a bufferevent and set while it lives (BE-05, BE-06, BE-09, BE-16, BE-17, BE-19). */
import {
	BEV_FINISHED,
	BEV_FLUSH,
	BEV_NORMAL,
	BufferEvent,
	bufferEventFlush,
	bufferEventPriority,
	bufferEventPrioritySet,
	getEnabled,
	highWatermark,
	Listener,
	lowWatermark,
	replaceFd,
	setFd,
	setTimeouts,
	setWatermark,
} from "../../src/bufferevent/index.js";
import { EBADF, EINVAL, EMSGSIZE, ENOBUFS } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_TIMEOUT, EV_WRITE } from "../../src/core/flags.js";
import { textBytes } from "../../src/core/text.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Scene } from "./scene.js";

test("BE-19 watermarks are asked for exactly EV_READ or EV_WRITE", (t) => {
	const s = new Scene({ readLow: 2, readHigh: 9, writeLow: 3 });
	t.is(lowWatermark(s.be, EV_READ), 2);
	t.is(highWatermark(s.be, EV_READ), 9);
	t.is(lowWatermark(s.be, EV_WRITE), 3);
	t.is(highWatermark(s.be, EV_WRITE), 32, "what the output may hold");
	for (const what of [0, EV_READ | EV_WRITE, EV_TIMEOUT]) {
		t.is(lowWatermark(s.be, what), -EINVAL);
		t.is(highWatermark(s.be, what), -EINVAL);
	}
	s.over(t);
});

test("BE-19 what is enabled, the descriptor, the callbacks can be asked for", (t) => {
	const s = new Scene();
	t.is(getEnabled(s.be), EV_READ | EV_WRITE);
	s.be.disable(EV_WRITE);
	t.is(getEnabled(s.be), EV_READ);
	t.true(s.be.fd >= 0);
	t.not(s.be.onRead, null);
	t.is(s.be.base, s.base);
	s.be.close();
	t.is(s.be.fd, -1);
	s.over(t);
});

test("BE-05 setWatermark: a high mark set later holds at once, and lets go at once", (t) => {
	const s = new Scene();
	s.send("0123");
	s.take();
	t.is(setWatermark(s.be, EV_READ, 0, 4), 0);
	s.send("4567");
	t.is(s.take(), "");
	t.is(setWatermark(s.be, EV_READ, 0, 6), 0);
	t.is(s.take(), "r");
	t.is(s.input(), "012345");
	t.is(setWatermark(s.be, EV_READ, 0, 0), 0);
	t.is(s.take(), "r");
	t.is(s.input(), "01234567");
	t.is(setWatermark(s.be, EV_READ | 1, 0, 0), -EINVAL);
	t.is(setWatermark(s.be, EV_READ, -1, 0), -EINVAL);
	s.over(t);
});

test("BE-06 the write high mark is enforced: what would exceed it is refused", (t) => {
	const s = new Scene();
	const { output } = s.be;
	t.is(setWatermark(s.be, EV_WRITE, 0, 33), -EINVAL, "not above the capacity");
	t.is(setWatermark(s.be, EV_WRITE, 0, 10), 0);
	t.is(highWatermark(s.be, EV_WRITE), 10);
	s.be.disable(EV_WRITE);
	t.is(output.addText("0123456"), 7);
	t.is(output.addText("7890"), -ENOBUFS);
	t.is(output.addText("01234567890"), -EMSGSIZE);
	t.is(output.addText("789"), 3);
	t.is(output.length, 10);
	t.is(setWatermark(s.be, EV_WRITE, 0, 4), 0, "below what is held");
	t.is(output.addText("x"), -ENOBUFS);
	s.be.enable(EV_WRITE);
	t.is(s.take(), "w");
	t.is(s.receive(), "0123456789");
	t.is(output.addText("wxyz"), 4);
	t.is(output.addText("!"), -ENOBUFS);
	t.is(setWatermark(s.be, EV_WRITE, 0, 0), 0);
	t.is(output.addText("0123456789abcdefghijklmnop"), 26);
	s.take();
	t.is(s.receive(), "wxyz0123456789abcdefghijklmnop");
	s.over(t);
});

test("BE-06 setWatermark: a smaller mark on a buffer whose bytes lie after it", (t) => {
	const s = new Scene();
	s.be.disable(EV_WRITE);
	s.be.output.addText("0123456789abcdef");
	s.be.output.drain(12);
	t.is(setWatermark(s.be, EV_WRITE, 0, 6), 0);
	t.is(s.be.output.text(0, 4), "cdef");
	t.is(s.be.output.addText("gh"), 2);
	t.is(s.be.output.text(0, 6), "cdefgh");
	s.over(t);
});

test("BE-09 setTimeouts: start at once, and 0 ends them", (t) => {
	const s = new Scene();
	t.is(setTimeouts(s.be, 100, 0), 0);
	s.host.advance(99);
	t.is(s.take(), "");
	t.is(setTimeouts(s.be, 50, 0), 0, "starts anew");
	s.host.advance(49);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), "e41");
	s.be.enable(EV_READ);
	t.is(setTimeouts(s.be, 0, 0), 0);
	s.host.advance(1000);
	t.is(s.take(), "");
	t.is(setTimeouts(s.be, -1, 0), -EINVAL);
	t.is(setTimeouts(s.be, 0, 0x80000000), -EINVAL);
	s.over(t);
});

test("BE-09 what one connection of a pool set is not the next one's", (t) => {
	const host = new MemoryHost({ descriptors: 3, window: 64 });
	const base = new EventBase(host, { events: 2 });
	let open: BufferEvent | null = null;
	const listener = new Listener(base, {
		port: 7,
		connections: 1,
		output: 16,
		readTimeoutMs: 500,
		onConnection: (be) => {
			open = be;
		},
	});
	base.dispatch();
	const first = host.tcpConnect("127.0.0.1", 7);
	host.settle();
	const be = open as unknown as BufferEvent;
	setTimeouts(be, 50, 60);
	setWatermark(be, EV_READ | EV_WRITE, 1, 8);
	be.close();
	host.close(first);
	t.is(be.shared_.readTimeoutMs, 500);
	t.is(be.shared_.readHigh, 0);
	t.is(be.output.size, 16);
	const second = host.tcpConnect("127.0.0.1", 7);
	host.settle();
	t.is(listener.open, 1, "it has returned to its pool");
	t.is(open, be);
	host.advance(499);
	t.true(be.fd >= 0);
	host.advance(1);
	t.is(be.fd, -1);
	host.close(second);
	listener.close();
});

test("BE-16 setFd: a bufferevent over any connected descriptor; replaceFd closes the old one", (t) => {
	const host = new MemoryHost({ descriptors: 6, window: 64 });
	const base = new EventBase(host, { events: 2 });
	const fds = new Int32Array(2);
	const others = new Int32Array(2);
	const be = new BufferEvent(base, { input: 16, output: 16 });
	base.loop(4);
	host.pair(fds);
	host.pair(others);
	t.is(setFd(be, 99), -EBADF);
	t.is(setFd(be, fds[0]), -1);
	t.is(getEnabled(be), EV_WRITE, "as new");
	be.enable(EV_READ);
	host.send(fds[1], textBytes("one"), 0, 3);
	host.settle();
	t.is(be.input.text(0, 3), "one");
	be.disable(EV_WRITE);
	be.output.addText("late");
	t.is(replaceFd(be, others[0]), 0);
	t.is(getEnabled(be), EV_READ, "what is enabled stays");
	t.is(host.recv(fds[1], new Uint8Array(1), 0, 1), 0, "the old one is closed");
	t.is(be.input.length, 3, "what is held stays");
	be.enable(EV_WRITE);
	host.send(others[1], textBytes("two"), 0, 3);
	host.settle();
	t.is(be.input.text(0, 6), "onetwo");
	const into = new Uint8Array(8);
	t.is(host.recv(others[1], into, 0, 8), 4);
	t.is(setFd(be, -1), others[0], "given back, not closed");
	t.is(be.fd, -1);
	t.is(host.send(others[1], into, 0, 1), 1);
	t.is(host.recv(others[0], into, 0, 8), 1);
	for (const fd of [fds[1], others[0], others[1]]) host.close(fd);
	t.is(host.descriptors.open, 0);
	t.is(base.exceptions, 0);
});

test("BE-16 setFd inside the connection's own callback", (t) => {
	const s = new Scene();
	const fds = new Int32Array(2);
	s.host.close(s.listener);
	s.host.pair(fds);
	s.be.onRead = (be) => {
		be.onRead = () => s.note("R");
		be.input.drain(9);
		replaceFd(be, fds[0]);
		be.output.addText("hi");
	};
	s.send("x");
	t.is(s.take(), "w");
	s.host.send(fds[1], textBytes("y"), 0, 1);
	t.is(s.take(), "R");
	s.be.close();
	s.host.close(fds[1]);
	s.over(t);
});

test("BE-16 the priority of a bufferevent", (t) => {
	const host = new MemoryHost({ descriptors: 4, window: 8 });
	const base = new EventBase(host, { events: 2, priorities: 3 });
	let log = "";
	const make = (name: string) =>
		new BufferEvent(base, { input: 8, output: 8, onRead: () => (log += name) });
	const a = make("a");
	const b = make("b");
	t.is(bufferEventPriority(a), 1);
	t.is(bufferEventPrioritySet(b, 0), 0);
	t.is(bufferEventPrioritySet(b, 3), -EINVAL);
	const fds = new Int32Array(2);
	const others = new Int32Array(2);
	host.pair(fds);
	host.pair(others);
	setFd(a, fds[0]);
	setFd(b, others[0]);
	a.enable(EV_READ);
	b.enable(EV_READ);
	base.loop(4);
	host.send(fds[1], new Uint8Array(1), 0, 1);
	host.send(others[1], new Uint8Array(1), 0, 1);
	host.settle(1);
	t.is(log, "b");
	host.settle();
	t.is(log, "ba");
	a.close();
	b.close();
});

test("BE-17 flush on a socket is nothing to do, and 0", (t) => {
	const s = new Scene();
	s.be.output.addText("x");
	for (const mode of [BEV_NORMAL, BEV_FLUSH, BEV_FINISHED]) {
		t.is(bufferEventFlush(s.be, EV_READ | EV_WRITE, mode), 0);
	}
	t.is(s.log, "");
	t.is(s.take(), "w");
	s.over(t);
});
