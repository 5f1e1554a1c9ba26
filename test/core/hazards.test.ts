/** What programs do to a loop, and what must hold all the same. */
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EBUSY } from "../../src/core/errno.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import { EV_READ } from "../../src/core/flags.js";
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	log = "";

	constructor(startTick?: number) {
		this.host = new MemoryHost({ descriptors: 8, window: 8, startTick });
		this.base = new EventBase(this.host, { events: 8, priorities: 3 });
	}

	over(t: Assertions, exceptions: number): void {
		t.is(checkInvariants(this.base), "");
		t.is(this.base.exceptions, exceptions);
	}
}

test("starvation: descriptors that are always ready are served in turn, and timers between", (t) => {
	const s = new Scene();
	const counts = [0, 0, 0];
	for (let i = 0; i < 3; i++) {
		const fds = new Int32Array(2);
		s.host.pair(fds);
		s.host.send(fds[1], new Uint8Array(1), 0, 1); // and nobody takes it
		const onEvent = () => {
			counts[i]++;
		};
		s.base.event({ fd: fds[0], interest: EV_READ, persist: true, onEvent }).add();
	}
	let ticks = 0;
	s.base.event({ timeoutMs: 1, persist: true, onEvent: () => ticks++ }).add();
	s.base.dispatch();
	for (let i = 0; i < 100; i++) {
		s.host.settle(1);
		s.host.now_++;
	}
	t.deepEqual(counts, [100, 100, 100]);
	t.true(ticks >= 98, `${ticks}`);
	s.over(t, 0);
});

test("starvation: an event that activates itself leaves its turn to the others of its priority", (t) => {
	const s = new Scene();
	let others = 0;
	let own = 0;
	const onEvent = (event: Event) => {
		own++;
		eventActive(event, EV_READ);
	};
	eventActive(s.base.event({ onEvent }), EV_READ);
	s.base.event({ timeoutMs: 1, persist: true, onEvent: () => others++ }).add();
	s.base.dispatch();
	for (let i = 0; i < 50; i++) {
		s.host.settle(1);
		s.host.now_++;
	}
	t.true(others >= 48, `${others}`);
	t.true(own <= 50 * s.base.capacity, "a turn is bounded");
	s.over(t, 0);
});

test("re-entrancy: loop, dispatch, a turn and wake inside a callback do no harm", (t) => {
	const s = new Scene();
	let depth = 0;
	let runs = 0;
	s.base
		.event({
			timeoutMs: 0,
			onEvent: () => {
				runs++;
				t.is(++depth, 1);
				t.is(s.base.loop(2), -EBUSY);
				t.is(s.base.dispatch(), -EBUSY);
				s.base.turn();
				s.base.wake();
				depth--;
			},
		})
		.add();
	s.base.dispatch();
	s.host.settle();
	t.is(runs, 1);
	s.over(t, 0);
});

test("freeing inside callbacks: itself, the next one, one before, all others", (t) => {
	for (let victim = 0; victim < 4; victim++) {
		const s = new Scene();
		const events: Event[] = [];
		for (let i = 0; i < 4; i++) {
			const onEvent = () => {
				s.log += i;
				if (i !== 1) return;
				if (victim < 3) events[victim].free();
				else for (const each of events) each.free();
			};
			events.push(s.base.event({ timeoutMs: 0, onEvent }));
		}
		for (const each of events) eventActive(each, EV_READ);
		s.base.dispatch();
		s.host.settle();
		t.is(s.log, ["0123", "0123", "013", "01"][victim]);
		t.is(s.base.used, victim < 3 ? 3 : 0);
		s.over(t, 0);
	}
});

test("freeing inside callbacks: the slot may serve another event before the callback returns", (t) => {
	const s = new Scene();
	const first = s.base.event({
		timeoutMs: 0,
		persist: true,
		onEvent: (event) => {
			event.free();
			s.base.event({ timeoutMs: 5, onEvent: () => (s.log += "new") }).add();
		},
	});
	first.add();
	s.base.dispatch();
	s.host.advance(5);
	t.is(s.log, "new");
	t.is(first.add() < 0, true, "the old one stays freed");
	s.over(t, 0);
});

test("exceptions thrown by user callbacks: each ends its own callback and nothing else", (t) => {
	const s = new Scene();
	for (let i = 0; i < 6; i++) {
		const onEvent = () => {
			s.log += i;
			throw new Error("mine");
		};
		eventActive(s.base.event({ onEvent, priority: i % 3 }), EV_READ);
	}
	s.base.onError = () => {
		s.log += "!";
	};
	s.base.dispatch();
	s.host.settle();
	t.is(s.log, "0!3!1!4!2!5!");
	s.over(t, 6);
});

test("the clock jumps forward by hours, and wraps: what is overdue runs once, in order", (t) => {
	const s = new Scene(0x7fffffff - 1000);
	let beats = 0;
	s.base.event({ timeoutMs: 100, persist: true, onEvent: () => beats++ }).add();
	for (const ms of [3000, 1000, 2000]) {
		s.base.event({ timeoutMs: ms, onEvent: () => (s.log += `${ms} `) }).add();
	}
	s.base.dispatch();
	s.host.now_ = (s.host.now_ + 7_200_000) | 0; // suspended
	s.host.settle();
	t.true(s.host.now_ < 0);
	t.is(s.log, "1000 2000 3000 ");
	t.is(beats, 1);
	s.host.advance(100);
	t.is(beats, 2);
	s.over(t, 0);
});
