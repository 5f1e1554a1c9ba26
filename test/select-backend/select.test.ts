import { EV_FEATURE_EARLY_CLOSE, EV_FEATURE_FDS, EV_FEATURE_O1 } from "../../src/core/backend.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { Descriptors, descriptorOpen, descriptorSlot, latch } from "../../src/core/descriptors.js";
import { EBADF, ECONNRESET, EMFILE } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { SelectBackend } from "../../src/select-backend/index.js";
import { Log } from "../core/log.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

test("LP-10 LP-11 name and features; a backend given to the base is used instead of the host's", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	t.is(host.backend.name, "select");
	t.is(host.backend.features, EV_FEATURE_FDS | EV_FEATURE_EARLY_CLOSE | EV_FEATURE_O1);
	const own = new SelectBackend();
	t.is(new EventBase(host, { events: 1, backend: own }).backend, own);
	t.is(new EventBase(host, { events: 1 }).backend, host.backend);
});

test("dispatch: each ready descriptor once a turn, the first one another each time", (t) => {
	const host = new MemoryHost({ descriptors: 6, window: 4 });
	const base = new EventBase(host, { events: 3 });
	const log = new Log();
	const fds = new Int32Array(2);
	for (let i = 0; i < 3; i++) {
		host.pair(fds);
		base
			.event({
				fd: fds[0],
				interest: EV_WRITE,
				persist: true,
				context: i,
				onEvent: (e, what) => log.note(e, what),
			})
			.add();
	}
	base.dispatch();
	let first = "";
	for (let turn = 0; turn < 6; turn++) {
		host.settle(1);
		const order = log.take();
		t.is(order.length, 3);
		t.true(order.indexOf("0") >= 0 && order.indexOf("1") >= 0 && order.indexOf("2") >= 0);
		first += order[0];
	}
	for (let i = 0; i < 3; i++) t.is(first.split(`${i}`).length - 1, 2, "each was first twice");
	t.is(checkInvariants(base), "");
});

test("dispatch: what is no longer ready, awaited or open does not run", (t) => {
	const host = new MemoryHost({ descriptors: 6, window: 4 });
	const base = new EventBase(host, { events: 3 });
	const log = new Log();
	const fds = new Int32Array(2);
	const ends: number[] = [];
	const events = [];
	for (let i = 0; i < 3; i++) {
		host.pair(fds);
		ends.push(fds[0]);
		const event = base.event({
			fd: fds[0],
			interest: EV_READ,
			persist: true,
			context: i,
			onEvent: (e, what) => log.note(e, what),
		});
		event.add();
		events.push(event);
		host.send(fds[1], new Uint8Array(1), 0, 1);
	}
	base.dispatch();
	host.recv(ends[0], new Uint8Array(1), 0, 1);
	events[1].del();
	host.settle(1);
	t.is(log.take(), "2");
	host.close(ends[2]);
	host.settle(3);
	t.is(log.take(), "");
	t.is(checkInvariants(base), "");
});

test("LP-12 a connection that fails is ready for all that is awaited, and no more than that", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 4 });
	const log = new Log();
	const fds = new Int32Array(2);
	let seen = 0;
	host.pair(fds);
	for (const interest of [EV_READ, EV_CLOSED, EV_READ | EV_CLOSED]) {
		base
			.event({
				fd: fds[0],
				interest,
				onEvent: (e, what) => {
					log.note(e, what);
					if (what === interest) seen++;
				},
			})
			.add();
	}
	base.dispatch();
	host.settle();
	t.is(log.count, 0);
	host.cut(fds[0], ECONNRESET);
	host.settle();
	t.is(seen, 3);
	t.is(log.count, 3);
	t.is(host.recv(fds[0], new Uint8Array(1), 0, 1), -ECONNRESET);
});

test("LP-12 a descriptor closed under its event neither crashes nor spins the loop", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const log = new Log();
	const fds = new Int32Array(2);
	host.pair(fds);
	const event = base.event({
		fd: fds[0],
		interest: EV_READ | EV_WRITE,
		persist: true,
		onEvent: (e, what) => log.note(e, what),
	});
	event.add();
	host.close(fds[0]);
	base.dispatch();
	t.true(host.settle(10) <= 2, "no turn follows turn");
	t.is(log.count, 0);
	event.del();
	t.is(event.add(), -EBADF);
	t.is(checkInvariants(base), "");
});

test("LP-13 as many descriptors as the table was made for, words and all; then -EMFILE", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 1 });
	const table = new Descriptors(70);
	Object.assign(host, { descriptors: table });
	const base = new EventBase(host, { events: 70 });
	const ran: number[] = [];
	for (let i = 0; i < 70; i++) {
		const fd = descriptorOpen(table);
		base.event({ fd, interest: EV_READ, onEvent: () => ran.push(i) }).add();
		if (i % 31 === 0 || i === 69) latch(table, descriptorSlot(table, fd), EV_READ);
	}
	t.is(descriptorOpen(table), -EMFILE);
	base.dispatch();
	host.settle();
	ran.sort((a, b) => a - b);
	t.deepEqual(ran, [0, 31, 62, 69]);
	t.is(checkInvariants(base), "");
});
