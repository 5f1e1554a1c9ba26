import { checkInvariants } from "../../src/core/check-invariants.js";
import { EINVAL } from "../../src/core/errno.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import {
	cachedTicks,
	eventActive,
	eventAddTimeout,
	eventPending,
} from "../../src/core/event-info.js";
import { EV_READ, EV_TIMEOUT, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

const ALL = EV_READ | EV_WRITE | EV_TIMEOUT;

class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly log = new Log();
	/** Ticks at which the events ran. */
	readonly ticks: number[] = [];

	constructor(startTick: number) {
		this.host = new MemoryHost({ descriptors: 2, window: 4, startTick });
		this.base = new EventBase(this.host, { events: 4 });
	}

	timer(name: string, timeoutMs: number, persist: boolean, then?: (event: Event) => void): Event {
		return this.base.event({
			timeoutMs,
			persist,
			context: name,
			onEvent: (event, what) => {
				this.log.note(event, what);
				this.ticks.push(this.host.ticks());
				if (then !== undefined) then(event);
			},
		});
	}
}

test("TM-01 timers run in the order of their ticks, whatever the order of adding", (t) => {
	const s = new Scene(0);
	s.timer("c", 30, false).add();
	s.timer("a", 10, false).add();
	s.timer("d", 31, false).add();
	s.timer("b", 20, false).add();
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "abcd");
	t.deepEqual(s.ticks, [10, 20, 30, 31]);
});

test("TM-02 a timer expires at its tick, not one before", (t) => {
	const s = new Scene(100);
	s.timer("a", 10, false).add();
	s.base.dispatch();
	s.host.advance(9);
	t.is(s.log.count, 0);
	s.host.advance(1);
	t.is(s.log.count, 1);
	t.is(s.log.what, EV_TIMEOUT);
});

test("TM-02 all that expired become active in one turn", (t) => {
	const s = new Scene(0);
	s.timer("b", 2, false).add();
	s.timer("a", 1, false).add();
	s.timer("c", 3, false).add();
	s.base.dispatch();
	s.host.settle();
	const turns = s.host.turns;
	s.host.now_ += 5;
	s.host.settle(1);
	t.is(s.host.turns, turns + 1);
	t.is(s.log.take(), "abc");
});

test("TM-03 a persistent timer does not drift, though turns come late", (t) => {
	const s = new Scene(0);
	s.timer("p", 10, true).add();
	s.base.dispatch();
	s.host.settle();
	s.host.now_ = 13;
	s.host.settle();
	s.host.now_ = 19;
	s.host.settle();
	t.is(s.log.count, 1);
	s.host.now_ = 20;
	s.host.settle();
	t.is(s.log.count, 2, "at 20, not at 23");
	s.host.now_ = 34;
	s.host.settle();
	s.host.now_ = 40;
	s.host.settle();
	t.deepEqual(s.ticks, [13, 20, 34, 40]);
});

test("TM-03 missed periods are skipped: no burst, the next one an interval from now", (t) => {
	const s = new Scene(0);
	s.timer("p", 10, true).add();
	s.base.dispatch();
	s.host.settle();
	s.host.now_ = 57;
	s.host.settle();
	t.is(s.log.count, 1);
	s.host.advance(9);
	t.is(s.log.count, 1);
	s.host.advance(1);
	t.deepEqual(s.ticks, [57, 67]);
});

test("TM-03 a deadline that falls on this very tick is not missed", (t) => {
	const s = new Scene(0);
	s.timer("p", 10, true).add();
	s.base.dispatch();
	s.host.settle();
	s.host.now_ = 20;
	s.host.settle();
	t.deepEqual(s.ticks, [20, 20], "once for 10 and once for 20");
	s.host.advance(10);
	t.deepEqual(s.ticks, [20, 20, 30]);
});

test("TM-03 by readiness the timer of a persistent event starts anew", (t) => {
	const s = new Scene(0);
	const fds = new Int32Array(2);
	const bytes = new Uint8Array(4);
	s.host.pair(fds);
	s.base
		.event({
			fd: fds[0],
			interest: EV_READ,
			timeoutMs: 10,
			persist: true,
			onEvent: (event, what) => {
				s.log.note(event, what);
				s.ticks.push(s.host.ticks());
				s.host.recv(fds[0], bytes, 0, 4);
			},
		})
		.add();
	s.base.dispatch();
	s.host.advance(7);
	s.host.send(fds[1], bytes, 0, 1);
	s.host.advance(9);
	t.deepEqual(s.ticks, [7]);
	t.is(s.log.what, EV_READ);
	s.host.advance(1);
	t.deepEqual(s.ticks, [7, 17]);
	t.is(s.log.what, EV_TIMEOUT);
	t.is(checkInvariants(s.base), "");
});

test("TM-04 the interval is that of the last add; the timer runs again before the callback does", (t) => {
	const s = new Scene(0);
	let pending = 0;
	const event = s.timer("p", 10, true, (e) => {
		pending = eventPending(e, ALL);
		if (s.log.count === 3) e.del();
	});
	event.add();
	eventAddTimeout(event, 4);
	s.base.dispatch();
	s.host.run();
	t.deepEqual(s.ticks, [4, 8, 12]);
	t.is(pending, EV_TIMEOUT);
});

test("TM-04 a persistent timer of zero runs once; so does a plain one", (t) => {
	const s = new Scene(0);
	const event = s.timer("z", 0, true);
	event.add();
	s.timer("n", 0, false).add();
	s.base.dispatch();
	s.host.run();
	t.is(s.log.count, 2);
	t.is(eventPending(event, ALL), 0);
});

test("TM-05 cached time: the tick of the turn inside callbacks, the real one outside", (t) => {
	const s = new Scene(5);
	let inside = -1;
	const late = s.timer("l", 20, false);
	s.timer("a", 10, false, () => {
		s.host.now_ += 7; // the callback takes its time
		inside = cachedTicks(s.base);
		late.add();
	}).add();
	t.is(cachedTicks(s.base), 5);
	s.base.dispatch();
	s.host.run();
	t.is(inside, 15);
	t.deepEqual(s.ticks, [15, 35], "new timers count from the cached time");
	t.is(cachedTicks(s.base), 35);
});

test("TM-07 ticks wrap at 2^31: timers before, at and after the wrap run in order", (t) => {
	const s = new Scene(2147483640);
	s.timer("d", 300, false).add();
	s.timer("b", 8, false).add();
	s.timer("a", 7, false).add();
	s.timer("c", 9, false).add();
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "abcd");
	t.deepEqual(s.ticks, [2147483647, -2147483648, -2147483647, -2147483640 + 284]);
});

test("TM-07 the longest timeout, 2^31 - 1 ms, from either side of the wrap", (t) => {
	for (const start of [0, 1, 2147483647, -2147483648, -1]) {
		const s = new Scene(start);
		s.timer("x", 2147483647, false).add();
		s.base.dispatch();
		s.host.advance(2147483646);
		t.is(s.log.count, 0);
		s.host.advance(1);
		t.is(s.log.count, 1);
	}
});

test("TM-07 a persistent timer keeps its period across the wrap", (t) => {
	const s = new Scene(2147483640);
	s.timer("p", 5, true).add();
	s.base.dispatch();
	s.host.advance(16);
	t.deepEqual(s.ticks, [2147483645, -2147483646, -2147483641]);
});

test("the clock jumps forward: what is overdue runs once, and nothing spins", (t) => {
	const s = new Scene(0);
	s.timer("p", 10, true).add();
	s.timer("a", 500, false).add();
	s.base.dispatch();
	s.host.settle();
	s.host.now_ = 1000000;
	t.true(s.host.settle() < 5);
	t.is(s.log.take(), "pa");
	s.host.advance(10);
	t.is(s.log.take(), "p");
});

test("a deadline put off costs one look at the heap, and is kept", (t) => {
	const s = new Scene(0);
	const event = s.timer("x", 10, false);
	event.add();
	s.base.dispatch();
	s.host.settle();
	for (let i = 0; i < 6; i++) {
		s.host.advance(5);
		event.add(); // as each read of an idle timeout does
		t.is(checkInvariants(s.base), "");
	}
	t.is(s.log.count, 0);
	s.host.advance(9);
	t.is(s.log.count, 0);
	s.host.advance(1);
	t.deepEqual(s.ticks, [40]);
});

test("TM-01 timers that were put off run in the order of their ticks too", (t) => {
	const s = new Scene(0);
	const late = s.timer("z", 5, false);
	late.add();
	s.timer("a", 10, false).add();
	eventAddTimeout(late, 20);
	s.base.dispatch();
	s.host.settle();
	s.host.now_ = 30;
	s.host.settle();
	t.is(s.log.take(), "az");
});

test("EV-09 del forgets the interval: activated later, a persistent timer does not start again", (t) => {
	const s = new Scene(0);
	const event = s.timer("p", 10, true);
	event.add();
	s.base.dispatch();
	s.host.settle();
	s.host.now_ = 10;
	event.del();
	eventActive(event, EV_READ);
	s.host.settle();
	t.is(s.log.take(), "p");
	t.is(eventPending(event, ALL), 0);
});

const LONGEST = 2147483647;

test("TM-01 a timer of the longest time beside an overdue one: the overdue one runs at once", (t) => {
	for (const start of [0, LONGEST - 3, -5]) {
		for (const late of [1, 100, LONGEST]) {
			const s = new Scene(start);
			s.timer("a", 0, false).add();
			s.host.advance(late); // no loop runs
			const b = s.timer("b", LONGEST, false);
			b.add();
			t.is(checkInvariants(s.base), "");
			s.timer("c", LONGEST - 1, false).add();
			t.is(checkInvariants(s.base), "");
			s.base.dispatch();
			s.host.settle();
			t.is(s.log.take(), "a");
			s.host.advance(LONGEST - 1);
			t.is(s.log.take(), "c", "and the long ones neither early nor late");
			s.host.advance(1);
			t.is(s.log.take(), "b");
		}
	}
});

test("TM-01 a long timer that is put off beside overdue ones, before the loop and in a callback", (t) => {
	const s = new Scene(0);
	const long = s.timer("l", 20, false);
	long.add();
	s.timer("a", 10, false, () => eventAddTimeout(long, LONGEST)).add();
	s.timer("b", 15, false).add();
	s.host.advance(100);
	eventAddTimeout(long, LONGEST);
	t.is(checkInvariants(s.base), "");
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.take(), "ab");
	t.is(checkInvariants(s.base), "");
	s.host.advance(LONGEST - 1);
	t.is(s.log.count, 2);
	s.host.advance(1);
	t.is(s.log.take(), "l");
});

test("checkInvariants: two ticks of the heap that are too far from one another are found", (t) => {
	const s = new Scene(0);
	s.timer("a", 10, false).add();
	s.host.advance(100);
	s.timer("b", 5, false).add();
	const { deadline_, slot_ } = s.base.heap_;
	deadline_[slot_[1]] = (100 + LONGEST) | 0; // after the first by more than the sign can express
	const first = slot_[0];
	slot_[0] = slot_[1];
	slot_[1] = first;
	s.base.heap_.place_[slot_[0]] = 1;
	s.base.heap_.place_[first] = 2;
	s.base.due_[slot_[0]] = deadline_[slot_[0]];
	t.not(checkInvariants(s.base), "");
});

test("add, eventAddTimeout: no whole number from -1 to 2^31 - 1 is -EINVAL, with nothing changed", (t) => {
	const s = new Scene(0);
	const a = s.timer("a", 10, false);
	a.add();
	for (const wrong of [2147483648, -2, 1.5, NaN, Infinity, -Infinity, "5", null, undefined]) {
		t.is(eventAddTimeout(a, wrong as number), -EINVAL, String(wrong));
		a.timeoutMs = wrong as number;
		t.is(a.add(), -EINVAL, String(wrong));
	}
	s.base.dispatch();
	s.host.run();
	t.deepEqual(s.ticks, [10]);
});
