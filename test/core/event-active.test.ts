import { checkInvariants } from "../../src/core/check-invariants.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive, eventPending } from "../../src/core/event-info.js";
import { EV_READ, EV_TIMEOUT, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

const ALL = EV_READ | EV_WRITE | EV_TIMEOUT;

test("EV-03 the callback receives the event itself", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	let got: Event | null = null;
	const event = base.event({
		onEvent: (e) => {
			got = e;
		},
	});
	eventActive(event, EV_READ);
	base.dispatch();
	host.run();
	t.is(got, event);
});

test("EV-12 an event that does not persist is deleted before its callback: it may add itself", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	let pending = -1;
	let runs = 0;
	const event = base.event({
		timeoutMs: 5,
		onEvent: (e) => {
			pending = eventPending(e, ALL);
			if (++runs < 3) e.add();
		},
	});
	event.add();
	base.dispatch();
	host.run();
	t.is(pending, 0);
	t.is(runs, 3);
	t.is(host.ticks(), 15);
	t.is(checkInvariants(base), "");
});

test("EV-12 a persistent event stays added while its callback runs, until deleted there", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const fds = new Int32Array(2);
	host.pair(fds);
	let runs = 0;
	let pending = 0;
	const event = base.event({
		fd: fds[0],
		interest: EV_WRITE,
		persist: true,
		onEvent: (e) => {
			pending = eventPending(e, ALL);
			if (++runs === 3) e.del();
		},
	});
	event.add();
	base.dispatch();
	host.run();
	t.is(runs, 3);
	t.is(pending, EV_WRITE);
	t.is(eventPending(event, ALL), 0);
});

test("EV-13 eventActive: runs what was never added, and adds bits to what is active", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const log = new Log();
	const event = base.event({ onEvent: (e, what) => log.note(e, what) });
	eventActive(event, EV_READ);
	eventActive(event, EV_WRITE);
	eventActive(event, EV_WRITE);
	base.dispatch();
	host.run();
	t.is(log.count, 1);
	t.is(log.what, EV_READ | EV_WRITE);
});

test("EV-13 eventActive: in its own callback it runs again, and the turn still ends", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 3 });
	let runs = 0;
	const event = base.event({
		onEvent: (e) => {
			runs++;
			eventActive(e, EV_READ);
		},
	});
	eventActive(event, EV_READ);
	base.dispatch();
	t.is(host.settle(1), 1);
	t.true(runs >= 1 && runs <= base.capacity, "bounded by the size of the table");
	host.settle(4);
	t.true(runs >= 5);
	t.is(checkInvariants(base), "");
});

test("EV-08 add with a timeout takes an event that timed out off the active queue", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 2 });
	const log = new Log();
	const second = base.event({
		timeoutMs: 5,
		context: "b",
		onEvent: (e, what) => log.note(e, what),
	});
	base
		.event({
			timeoutMs: 4,
			context: "a",
			onEvent: (e, what) => {
				log.note(e, what);
				second.add(); // it is active by now: both are due in this turn
			},
		})
		.add();
	second.add();
	base.dispatch();
	host.now_ += 6;
	host.settle();
	t.is(log.take(), "a");
	t.is(checkInvariants(base), "");
	host.advance(5);
	t.is(log.take(), "b", "once, at its new tick");
});

test("EV-08 add leaves what is active for another reason in the queue", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	const log = new Log();
	const event = base.event({ timeoutMs: 5, onEvent: (e, what) => log.note(e, what) });
	eventActive(event, EV_READ);
	event.add();
	base.dispatch();
	host.run();
	t.is(log.count, 1);
	t.is(log.what, EV_READ);
});

test("events may delete and free one another in callbacks while active", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 4 });
	const log = new Log();
	const events: Event[] = [];
	let wrong = "";
	for (let i = 0; i < 4; i++) {
		const event = base.event({
			context: i,
			onEvent: (e, what) => {
				log.note(e, what);
				if (e.context === 0) {
					events[1].del();
					events[2].free();
				}
				wrong += checkInvariants(base);
			},
		});
		events.push(event);
		eventActive(event, EV_READ);
	}
	base.dispatch();
	host.run();
	t.is(log.take(), "03");
	t.is(wrong, "");
	t.is(base.used, 3);
});
