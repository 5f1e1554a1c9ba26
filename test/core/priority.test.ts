import { EINVAL } from "../../src/core/errno.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive, eventPrioritySet } from "../../src/core/event-info.js";
import { EV_READ, EVLOOP_NONBLOCK, EVLOOP_ONCE } from "../../src/core/flags.js";
import { loopContinue } from "../../src/core/loop-control.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 1, window: 4 });
	readonly base: EventBase;
	readonly log = new Log();

	constructor(events: number, priorities: number) {
		this.base = new EventBase(this.host, { events, priorities });
	}

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
}

function activate(event: Event): void {
	eventActive(event, EV_READ);
}

test("PR-01 the middle priority unless given otherwise", (t) => {
	for (const n of [1, 2, 3, 255]) {
		const s = new Scene(1, n);
		const event = s.base.event({ onEvent: () => {} });
		t.is(s.base.priority_[event.slot_], n >> 1);
	}
});

test("PR-02 eventPrioritySet: -EINVAL out of range and while active", (t) => {
	const s = new Scene(1, 3);
	const event = s.event("a", 1);
	t.is(eventPrioritySet(event, -1), -EINVAL);
	t.is(eventPrioritySet(event, 3), -EINVAL);
	t.is(eventPrioritySet(event, 0), 0);
	t.is(eventPrioritySet(event, 2), 0);
	activate(event);
	t.is(eventPrioritySet(event, 1), -EINVAL);
	s.base.dispatch();
	s.host.run();
	t.is(eventPrioritySet(event, 1), 0);
});

test("PR-03 one turn runs the first queue that is not empty, and then polls again", (t) => {
	const s = new Scene(4, 3);
	activate(s.event("c", 2));
	activate(s.event("a", 0));
	activate(s.event("b", 1));
	activate(s.event("A", 0));
	s.base.dispatch();
	s.host.settle(1);
	t.is(s.log.take(), "aA");
	s.host.settle(1);
	t.is(s.log.take(), "b");
	s.host.settle(1);
	t.is(s.log.take(), "c");
});

test("PR-03 what is less urgent waits as long as something better is ready each turn", (t) => {
	const s = new Scene(2, 2);
	let busy = 3;
	activate(s.event("z", 1));
	const better = s.base.event({
		priority: 0,
		timeoutMs: 0,
		context: "a",
		onEvent: (event, what) => {
			s.log.note(event, what);
			if (--busy > 0) event.add(); // due again when the next turn looks
		},
	});
	better.add();
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "aaaz");
});

test("PR-04 EVLOOP_ONCE and EVLOOP_NONBLOCK end when nothing is active any more", (t) => {
	for (const flags of [EVLOOP_ONCE, EVLOOP_NONBLOCK]) {
		const s = new Scene(4, 3);
		activate(s.event("2", 2));
		activate(s.event("1", 1));
		activate(s.event("0", 0));
		activate(s.event("b", 1));
		t.is(s.base.loop(flags), flags === EVLOOP_ONCE ? 0 : 1);
		if (flags === EVLOOP_ONCE) s.host.settle();
		t.is(s.log.take(), "01b2");
	}
});

test("PR-04 EVLOOP_NONBLOCK returns though an event keeps activating itself", (t) => {
	const s = new Scene(2, 2);
	activate(s.event("a", 0, activate));
	t.is(s.base.loop(EVLOOP_NONBLOCK), 0);
	t.true(s.log.count >= 1 && s.log.count <= 4);
});

test("PR-06 an event that activates itself again and again does not keep the poll waiting", (t) => {
	const s = new Scene(3, 1);
	let turns = 0;
	activate(s.event("a", 0, activate));
	s.base.event({ timeoutMs: 0, onEvent: () => turns++ }).add();
	s.base.dispatch();
	s.host.settle(2);
	t.is(turns, 1, "the timer, which only a poll finds, ran too");
	t.true(s.log.count <= 2 * s.base.capacity);
});

test("EV-14 a more urgent event that becomes active in a callback runs next", (t) => {
	const s = new Scene(4, 3);
	const urgent = s.event("!", 0);
	activate(s.event("a", 1, () => activate(urgent)));
	activate(s.event("b", 1));
	s.base.dispatch();
	s.host.settle(1);
	t.is(s.log.take(), "a!");
	s.host.settle();
	t.is(s.log.take(), "b");
});

test("EV-14 one of the same or of a worse priority waits for its place", (t) => {
	const s = new Scene(4, 3);
	const same = s.event("s", 1);
	const worse = s.event("w", 2);
	activate(
		s.event("a", 1, () => {
			activate(worse);
			activate(same);
		}),
	);
	activate(s.event("b", 1));
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.take(), "absw");
});

test("LP-08 loopContinue leaves the queue and looks again for the most urgent", (t) => {
	const s = new Scene(4, 2);
	let turns = -1;
	activate(
		s.event("a", 1, () => {
			loopContinue(s.base);
			turns = s.host.turns;
		}),
	);
	activate(s.event("b", 1));
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.take(), "ab");
	t.is(turns, 1);
	loopContinue(s.base);
	activate(s.event("c", 1));
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.take(), "c", "outside a callback it does nothing");
});
