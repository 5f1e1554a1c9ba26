import { ActiveLater, eventActiveLater } from "../../src/core/active-later.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { DispatchLimit } from "../../src/core/dispatch-limit.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 1, window: 4 });
	readonly base = new EventBase(this.host, { events: 6, priorities: 2 });
	readonly log = new Log();

	event(name: string, priority: number, then?: (event: Event) => void): Event {
		return this.base.event({
			priority,
			context: name,
			onEvent: (event, what) => {
				this.log.note(event, what);
				if (then !== undefined) then(event);
			},
		});
	}

	/** Runs one turn. Returns who ran. */
	turn(): string {
		this.host.settle(1);
		return this.log.take();
	}
}

test("PR-07 eventActiveLater: active when the next turn begins, in order, without waiting", (t) => {
	const s = new Scene();
	const later = new ActiveLater(s.base);
	const b = s.event("b", 1);
	const c = s.event("c", 1);
	eventActive(
		s.event("a", 1, () => {
			eventActiveLater(later, c, EV_READ);
			eventActiveLater(later, b, EV_READ);
			eventActiveLater(later, c, EV_WRITE);
		}),
		EV_READ,
	);
	s.base.dispatch();
	t.is(s.turn(), "a");
	t.is(s.turn(), "cb");
	t.is(s.log.what, EV_READ);
	t.is(s.turn(), "");
	t.is(checkInvariants(s.base), "");
});

test("PR-07 an event that activates itself for later lets the loop poll each time", (t) => {
	const s = new Scene();
	const later = new ActiveLater(s.base);
	const spin = s.event("s", 1, (e) => eventActiveLater(later, e, EV_READ));
	eventActiveLater(later, spin, EV_READ);
	s.base.event({ timeoutMs: 2, context: "t", onEvent: (e, w) => s.log.note(e, w) }).add();
	s.base.dispatch();
	t.is(s.turn(), "s");
	t.is(s.turn(), "s");
	s.host.now_ += 2;
	t.is(s.turn(), "st");
	t.is(s.turn(), "s");
});

test("PR-07 deleted, freed or run meanwhile: not run later", (t) => {
	const s = new Scene();
	const later = new ActiveLater(s.base);
	const a = s.event("a", 1);
	const b = s.event("b", 1);
	const c = s.event("c", 1);
	const d = s.event("d", 1);
	for (const event of [a, b, c, d]) eventActiveLater(later, event, EV_READ);
	a.del();
	b.free();
	const e = s.event("e", 1);
	t.is(e.slot_, b.slot_, "the slot serves another");
	eventActiveLater(later, b, EV_READ);
	a.del();
	eventActiveLater(later, a, EV_WRITE);
	eventActive(d, EV_WRITE);
	eventActiveLater(later, d, EV_READ);
	s.base.dispatch();
	const ran = s.turn();
	t.is(ran.length, 3);
	t.true(ran.indexOf("a") >= 0 && ran.indexOf("c") >= 0 && ran.indexOf("d") >= 0);
	t.is(s.turn(), "");
	t.is(checkInvariants(s.base), "");
});

test("PR-05 DispatchLimit: so many callbacks, then the loop polls; better events get their chance", (t) => {
	const s = new Scene();
	new DispatchLimit(s.base, { callbacks: 2 });
	for (const name of ["a", "b", "c", "d"]) eventActive(s.event(name, 1), EV_READ);
	s.base.dispatch();
	t.is(s.turn(), "ab");
	eventActive(s.event("!", 0), EV_READ);
	t.is(s.turn(), "!");
	t.is(s.turn(), "cd");
	t.is(s.turn(), "");
});

test("PR-05 DispatchLimit: limits of 1, of all, one more; queues above minPriority are free", (t) => {
	for (const callbacks of [1, 3, 4]) {
		const s = new Scene();
		new DispatchLimit(s.base, { callbacks, minPriority: 1 });
		for (const name of ["a", "b", "c"]) eventActive(s.event(name, 0), EV_READ);
		for (const name of ["x", "y", "z"]) eventActive(s.event(name, 1), EV_READ);
		s.base.dispatch();
		t.is(s.turn(), "abc");
		t.is(s.turn(), "xyz".substring(0, callbacks));
	}
});

test("PR-05 DispatchLimit: after so many milliseconds, but one callback at least", (t) => {
	const s = new Scene();
	new DispatchLimit(s.base, { intervalMs: 5 });
	for (const name of ["a", "b", "c", "d"]) {
		eventActive(
			s.event(name, 1, () => {
				s.host.now_ += 3;
			}),
			EV_READ,
		);
	}
	s.base.dispatch();
	t.is(s.turn(), "ab");
	s.host.now_ += 10;
	t.is(s.turn(), "cd");
	const zero = new Scene();
	new DispatchLimit(zero.base, { intervalMs: 0 });
	for (const name of ["a", "b"]) eventActive(zero.event(name, 1), EV_READ);
	zero.base.dispatch();
	t.is(zero.turn(), "a");
	t.is(zero.turn(), "b");
});

test("PR-05 DispatchLimit: an exception counts as a callback; impossible limits throw", (t) => {
	const s = new Scene();
	new DispatchLimit(s.base, { callbacks: 2 });
	for (const name of ["a", "b", "c"]) {
		eventActive(
			s.event(name, 1, () => {
				throw new Error(name);
			}),
			EV_READ,
		);
	}
	s.base.dispatch();
	t.is(s.turn(), "ab");
	t.is(s.turn(), "c");
	t.is(s.base.exceptions, 3);
	t.throws(() => new DispatchLimit(s.base, { callbacks: 0 }), "RangeError");
	t.throws(() => new DispatchLimit(s.base, { intervalMs: -2 }), "RangeError");
	t.throws(() => new DispatchLimit(s.base, { minPriority: -1 }), "RangeError");
});

test("PR-07 eventActiveLater: an event that was deleted meanwhile forgets why it waited", (t) => {
	const s = new Scene();
	const later = new ActiveLater(s.base);
	const a = s.event("a", 1);
	eventActiveLater(later, a, EV_READ);
	a.del();
	eventActiveLater(later, a, EV_WRITE);
	eventActiveLater(later, a, EV_CLOSED);
	s.base.dispatch();
	t.is(s.turn(), "a");
	t.is(s.log.what, EV_WRITE | EV_CLOSED);
	const b = s.event("b", 1);
	eventActiveLater(later, b, EV_READ);
	b.free();
	eventActiveLater(later, s.event("c", 1), EV_WRITE); // has the slot now
	s.base.dispatch();
	t.is(s.turn(), "c");
	t.is(s.log.what, EV_WRITE);
	t.is(checkInvariants(s.base), "");
});
