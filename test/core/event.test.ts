import { checkInvariants } from "../../src/core/check-invariants.js";
import { EBADF, EINVAL, ENOENT } from "../../src/core/errno.js";
import { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import {
	eventActive,
	eventAddTimeout,
	eventDropTimer,
	eventPending,
	eventPrioritySet,
	eventRemainingMs,
} from "../../src/core/event-info.js";
import { EV_CLOSED, EV_READ, EV_SIGNAL, EV_TIMEOUT, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

const ALL = EV_READ | EV_WRITE | EV_CLOSED | EV_TIMEOUT;

function nothing(): void {}

test("EventBase: events 1 to 32767, priorities 1 to 255, whole numbers", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	t.is(new EventBase(host, { events: 1 }).capacity, 1);
	t.is(new EventBase(host, { events: 2, priorities: 255 }).priorities, 255);
	for (const events of [0, -1, 32768, 1.5, Number.NaN]) {
		t.throws(() => new EventBase(host, { events }), "RangeError");
	}
	for (const priorities of [0, -1, 256, 1.5]) {
		t.throws(() => new EventBase(host, { events: 1, priorities }), "RangeError");
	}
});

test("EV-02 Event: fields and middle priority from the start, impossible options throw", (t) => {
	const base = new EventBase(new MemoryHost({ descriptors: 1, window: 4 }), {
		events: 1,
		priorities: 5,
	});
	for (const priority of [-1, 5, Number.NaN]) {
		t.throws(() => new Event(base, { onEvent: nothing, priority }), "RangeError");
	}
	for (const timeoutMs of [-2, 2147483648, Number.NaN]) {
		t.throws(() => new Event(base, { onEvent: nothing, timeoutMs }), "RangeError");
	}
	for (const interest of [EV_SIGNAL, EV_SIGNAL | EV_READ, EV_TIMEOUT, 256]) {
		t.throws(() => new Event(base, { onEvent: nothing, fd: 0, interest }), "RangeError");
	}
	t.is(base.used, 0, "a failed constructor takes no slot");
	const event = base.event({ onEvent: nothing, context: "c" });
	t.is(base.priority_[event.slot_], 2);
	t.is(event.context, "c");
	t.is(event.onEvent, nothing);
	t.is(event.timeoutMs, -1);
	t.is(event.base, base);
});

test("Event: RangeError when all slots are used, a slot again after free", (t) => {
	const base = new EventBase(new MemoryHost({ descriptors: 1, window: 4 }), { events: 2 });
	base.event({ onEvent: nothing });
	const second = base.event({ onEvent: nothing });
	t.is(base.used, 2);
	t.throws(() => base.event({ onEvent: nothing }), "RangeError");
	second.free();
	second.free();
	t.is(base.used, 1);
	base.event({ onEvent: nothing });
	t.is(base.used, 2);
	t.is(checkInvariants(base), "");
});

test("EV-01 EV-05 eventPending: what it awaits, what made it active, its timer; several at once", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const fds = new Int32Array(2);
	host.pair(fds);
	const event = base.event({ fd: fds[0], interest: EV_READ, timeoutMs: 10, onEvent: nothing });
	t.is(eventPending(event, ALL), 0, "made, not added");
	t.is(event.add(), 0);
	t.is(eventPending(event, ALL), EV_READ | EV_TIMEOUT);
	t.is(eventPending(event, EV_READ), EV_READ);
	t.is(eventPending(event, EV_WRITE), 0);
	eventActive(event, EV_WRITE);
	t.is(eventPending(event, ALL), EV_READ | EV_WRITE | EV_TIMEOUT);
	t.is(checkInvariants(base), "");
	event.del();
	t.is(eventPending(event, ALL), 0);
	t.is(checkInvariants(base), "");
});

test("EV-05 eventRemainingMs: milliseconds left, -1 without a timer", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4, startTick: 2147483640 });
	const base = new EventBase(host, { events: 1 });
	const event = base.event({ timeoutMs: 20, onEvent: nothing });
	t.is(eventRemainingMs(event), -1);
	event.add();
	t.is(eventRemainingMs(event), 20);
	host.advance(15);
	t.is(eventRemainingMs(event), 5);
	host.advance(15);
	t.is(eventRemainingMs(event), 0, "overdue: the loop does not run");
	event.del();
	t.is(eventRemainingMs(event), -1);
});

test("EV-06 add: a stale or missing descriptor is -EBADF and changes nothing", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 2 });
	const fds = new Int32Array(2);
	host.pair(fds);
	const event = base.event({ fd: fds[0], interest: EV_READ, timeoutMs: 10, onEvent: nothing });
	const missing = base.event({ interest: EV_READ, timeoutMs: 10, onEvent: nothing });
	host.close(fds[0]);
	t.is(event.add(), -EBADF);
	t.is(missing.add(), -EBADF);
	t.is(eventPending(event, ALL), 0);
	t.is(eventPending(missing, ALL), 0);
	t.is(checkInvariants(base), "");
});

test("EV-07 add again: a new timeout replaces the old one, none leaves it", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const event = base.event({ onEvent: nothing });
	t.is(eventAddTimeout(event, 50), 0);
	t.is(eventAddTimeout(event, 20), 0);
	t.is(eventRemainingMs(event), 20, "earlier");
	t.is(eventAddTimeout(event, 70), 0);
	t.is(eventRemainingMs(event), 70, "later");
	host.advance(10);
	t.is(eventAddTimeout(event, -1), 0);
	t.is(eventRemainingMs(event), 60, "left alone");
	t.is(event.add(), 0);
	t.is(eventRemainingMs(event), 60);
	t.is(checkInvariants(base), "");
});

test("EV-09 del: inert from every state, as often as one likes", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const log = new Log();
	const fds = new Int32Array(2);
	host.pair(fds);
	const event = base.event({
		fd: fds[0],
		interest: EV_WRITE,
		timeoutMs: 0,
		onEvent: (e, what) => log.note(e, what),
	});
	event.del();
	event.add();
	event.del();
	event.add();
	eventActive(event, EV_READ);
	event.del();
	event.del();
	base.dispatch();
	host.run();
	t.is(log.count, 0);
	t.is(checkInvariants(base), "");
});

test("EV-10 eventDropTimer: the timer goes, its interval is forgotten, the rest stays", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const log = new Log();
	const fds = new Int32Array(2);
	host.pair(fds);
	const event = base.event({
		fd: fds[0],
		interest: EV_READ,
		timeoutMs: 10,
		persist: true,
		onEvent: (e, what) => {
			log.note(e, what);
			host.recv(fds[0], new Uint8Array(4), 0, 4);
		},
	});
	event.add();
	t.is(eventDropTimer(event), 0);
	t.is(eventDropTimer(event), -ENOENT);
	t.is(eventPending(event, ALL), EV_READ);
	base.dispatch();
	host.send(fds[1], new Uint8Array(1), 0, 1);
	host.advance(100);
	t.is(log.count, 1);
	t.is(log.what, EV_READ, "the event ran by its descriptor only, and no timer came back");
});

test("EV-11 freed events: every call is harmless, and never touches the slot's next owner", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1, priorities: 3 });
	const old = base.event({ timeoutMs: 5, onEvent: nothing });
	old.add();
	old.free();
	const next = base.event({ timeoutMs: 7, onEvent: nothing });
	t.is(next.slot_, old.slot_);
	next.add();
	t.is(old.add(), -EINVAL);
	t.is(eventAddTimeout(old, 1), -EINVAL);
	t.is(eventDropTimer(old), -EINVAL);
	t.is(eventPrioritySet(old, 0), -EINVAL);
	t.is(eventPending(old, ALL), 0);
	t.is(eventRemainingMs(old), -1);
	eventActive(old, EV_TIMEOUT);
	old.del();
	old.free();
	t.is(eventPending(next, ALL), EV_TIMEOUT);
	t.is(eventRemainingMs(next), 7);
	t.is(base.priority_[next.slot_], 1);
	t.is(base.used, 1);
});

test("EV-11 free: in its own callback", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const log = new Log();
	base
		.event({
			timeoutMs: 1,
			persist: true,
			context: "f",
			onEvent: (e, what) => {
				log.note(e, what);
				e.free();
			},
		})
		.add();
	base.dispatch();
	host.advance(10);
	t.is(log.take(), "f");
	t.is(base.used, 0);
	t.is(checkInvariants(base), "");
});
