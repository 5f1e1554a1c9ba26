/** Signals as events (SG-01 to SG-04, EV-21), whatever the platform. */
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EINVAL } from "../../src/core/errno.js";
import type { EventBase } from "../../src/core/event-base.js";
import { test } from "../harness.js";
import type { Option } from "../options.js";
import {
	baseOf,
	isUntouched,
	lacksDescriptors,
	lacksEvents,
	MAX,
	refuse,
	thrown,
} from "../options.js";
import { Scene, TestSignal } from "./scene.js";

test("SG-01 a signal only requests a turn; equal ones are counted, and delivered one after the other", (t) => {
	const s = new Scene();
	const signal = s.signal({ persist: true });
	t.is(signal.add(), 0);
	s.base.dispatch();
	signal.raise();
	signal.raise();
	signal.raise();
	t.is(s.log, "", "nothing runs inside the platform's call");
	t.is(signal.pending, 3);
	t.is(s.take(), "s s s ");
	t.is(s.take(), "");
	signal.raise();
	t.is(s.take(), "s ");
	t.is(checkInvariants(s.base), "");
});

test("SG-01 del in the callback forgets the rest", (t) => {
	const s = new Scene();
	const signal = s.signal({ persist: true });
	const { onSignal } = signal;
	signal.onSignal = (event, what) => {
		onSignal(event, what);
		event.del();
	};
	signal.add();
	s.base.dispatch();
	signal.raise();
	signal.raise();
	t.is(s.take(), "s ");
	t.is(s.ended, 1, "nothing is left that could end the loop later");
	t.is(signal.listens, 0);
	signal.raise();
	t.is(signal.pending, 0, "not added: not counted");
});

test("SG-01 a callback that throws: the rest is delivered in the next turn", (t) => {
	const s = new Scene();
	const signal = s.signal({ persist: true });
	const { onSignal } = signal;
	signal.onSignal = (event, what) => {
		onSignal(event, what);
		throw new Error("no");
	};
	signal.add();
	s.base.dispatch();
	signal.raise();
	signal.raise();
	t.is(s.take(), "s s ");
	t.is(s.base.exceptions, 2);
});

test("SG-03 the platform is listened to from add to del, once, and left as it was", (t) => {
	const s = new Scene();
	const signal = s.signal({ persist: true });
	t.is(signal.listens, 0);
	signal.add();
	signal.add();
	t.is(signal.listens, 1);
	signal.del();
	signal.del();
	t.is(signal.listens, 0);
	signal.add();
	signal.free();
	t.is(signal.listens, 0);
	t.is(signal.add(), -EINVAL, "freed");
	t.is(s.host.descriptors.open, 0);
	t.is(s.base.used, 0);
});

test("SG-03 a signal that the platform has not: -EINVAL, and nothing is added", (t) => {
	const s = new Scene();
	const signal = s.signal();
	signal.answer = -EINVAL;
	t.is(signal.add(), -EINVAL);
	s.base.dispatch();
	s.host.settle();
	t.is(s.ended, 1);
});

test("SG-04 persistent only if asked for: one run with all that came, then it listens no more", (t) => {
	const s = new Scene();
	const signal = s.signal();
	signal.add();
	s.base.dispatch();
	signal.raise();
	signal.raise();
	t.is(s.take(), "s s ");
	t.is(signal.listens, 0);
	t.is(s.ended, 1);
});

test("SG-04 added again in its callback it listens on", (t) => {
	const s = new Scene();
	const signal = s.signal();
	const { onSignal } = signal;
	signal.onSignal = (event, what) => {
		onSignal(event, what);
		event.add();
	};
	signal.add();
	s.base.dispatch();
	signal.raise();
	t.is(s.take(), "s ");
	t.is(signal.listens, 1);
	signal.raise();
	t.is(s.take(), "s ");
});

test("SG-04 a signal and a timer on one event", (t) => {
	const s = new Scene();
	const signal = s.signal({ persist: true, timeoutMs: 100 });
	signal.add();
	s.base.dispatch();
	s.host.advance(60);
	signal.raise();
	t.is(s.take(), "s ");
	s.host.advance(99);
	t.is(s.take(), "", "the timer counts from the signal");
	s.host.advance(1);
	t.is(s.take(), "t ");
	s.host.now_ += 100;
	signal.raise();
	t.is(s.take(), "st ", "both in one turn: one call");
});

test("EV-21 raise: a program may do what the platform does", (t) => {
	const s = new Scene();
	const one = s.signal({ persist: true });
	one.raise();
	one.add();
	s.base.dispatch();
	t.is(s.take(), "");
	one.raise();
	t.is(s.take(), "s ");
});

test("signals: a descriptor and an event each, RangeError when there is none", (t) => {
	const s = new Scene();
	s.signal();
	s.signal();
	t.throws(() => s.signal(), "RangeError");
});

test("constructor: an option out of range, no event or no descriptor is refused, and nothing is kept", (t) => {
	const options: Option[] = [
		["signal", 1, MAX, (b, signal) => new TestSignal(b, { signal, onSignal: () => {} })],
		["edge", 1, 3, (b, edge) => new TestSignal(b, { edge, onSignal: () => {} })],
		["pull", 0, 2, (b, pull) => new TestSignal(b, { pull, onSignal: () => {} })],
		["timeoutMs", -1, MAX, (b, timeoutMs) => new TestSignal(b, { timeoutMs, onSignal: () => {} })],
		["priority", 0, 0, (b, priority) => new TestSignal(b, { priority, onSignal: () => {} })],
	];
	refuse(t, baseOf(2, 2), options);
	const make = (base: EventBase) => new TestSignal(base, { onSignal: () => {} });
	const base = baseOf(2, 1);
	const first = make(base);
	t.is(
		thrown(() => make(base)),
		lacksDescriptors(0, "SignalEvent needs 1"),
	);
	first.free();
	isUntouched(t, base, "freed");
	const event = base.event({ onEvent: () => {} });
	base.event({ onEvent: () => {} });
	t.is(
		thrown(() => make(base)),
		lacksEvents(0, "Event needs 1"),
	);
	t.is(base.descriptors_.open, 0);
	event.free();
	t.is(make(base).add(), 0);
});
