import { checkInvariants } from "../../src/core/check-invariants.js";
import { EBUSY, EINVAL } from "../../src/core/errno.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventBaseFree } from "../../src/core/event-base-free.js";
import { eventActive, eventPending } from "../../src/core/event-info.js";
import { eventFinalize, eventsFinalize } from "../../src/core/finalize.js";
import { EV_READ, EV_TIMEOUT, EV_WRITE } from "../../src/core/flags.js";
import { eventOnce } from "../../src/core/once.js";
import { EventWatch } from "../../src/core/watch.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 2, window: 4 });
	readonly base = new EventBase(this.host, { events: 4 });
	text = "";

	event(name: string, then?: (event: Event) => void): Event {
		return this.base.event({
			timeoutMs: 10,
			persist: true,
			context: name,
			onEvent: (event) => {
				this.text += name;
				if (then !== undefined) then(event);
			},
		});
	}

	/** The finalizer: notes the event's name in capitals. */
	final(): (context: unknown) => void {
		return (context) => {
			this.text += ((context as Event).context as string).toUpperCase();
		};
	}
}

test("FN-01 eventFinalize: inert at once, called back from the loop, never added or activated again", (t) => {
	const s = new Scene();
	const event = s.event("a");
	event.add();
	t.is(eventFinalize(event, s.final()), 0);
	t.is(s.text, "", "not yet");
	t.is(eventPending(event, EV_TIMEOUT | EV_READ), 0);
	t.is(event.add(), -EINVAL);
	eventActive(event, EV_READ);
	event.del();
	event.free();
	t.is(eventFinalize(event, s.final()), -EINVAL);
	t.is(checkInvariants(s.base), "");
	s.base.dispatch();
	s.host.run();
	t.is(s.text, "A");
	t.is(event.add(), -EINVAL);
});

test("FN-02 eventFinalize: the slot is free again", (t) => {
	const s = new Scene();
	eventFinalize(s.event("a"), s.final());
	t.is(s.base.used, 1);
	s.base.dispatch();
	s.host.run();
	t.is(s.base.used, 0);
	t.is(checkInvariants(s.base), "");
});

test("FN-03 eventFinalize: in its own callback; the finalizer runs after it", (t) => {
	const s = new Scene();
	const event = s.event("a", (e) => {
		eventFinalize(e, s.final());
		s.text += "-";
	});
	event.add();
	s.base.dispatch();
	s.host.run();
	t.is(s.text, "a-A");
	t.is(s.base.exceptions, 0);
});

test("FN-04 eventsFinalize: one finalizer after all of them; all or nothing", (t) => {
	const s = new Scene();
	const events = [s.event("a"), s.event("b"), s.event("c")];
	const freed = s.event("d");
	freed.free();
	for (const event of events) event.add();
	t.is(
		eventsFinalize([events[0], freed], () => {}, null),
		-EINVAL,
	);
	t.is(
		eventsFinalize([], () => {}, null),
		-EINVAL,
	);
	t.is(eventPending(events[0], EV_TIMEOUT), EV_TIMEOUT);
	eventActive(events[2], EV_WRITE);
	let told: unknown = null;
	t.is(
		eventsFinalize(events, (context) => (told = context), "all"),
		0,
	);
	s.base.dispatch();
	s.host.run();
	t.is(s.text, "");
	t.is(told, "all");
	t.is(s.base.used, 0);
});

test("LP-16 eventBaseFree: finalizers run, events, once events and watchers are gone", (t) => {
	const s = new Scene();
	const fds = new Int32Array(2);
	s.host.pair(fds);
	let watched = 0;
	new EventWatch(s.base, true, () => watched++);
	const kept = s.event("k");
	kept.add();
	eventOnce(s.base, fds[0], EV_READ, -1, () => (s.text += "o"), null);
	eventFinalize(s.event("a"), () => {
		s.text += "A";
		eventFinalize(s.event("b"), () => {
			s.text += "B";
			throw new Error("final");
		});
	});
	s.base.dispatch();
	t.is(eventBaseFree(s.base, true), 2, "two events were still pending");
	t.is(s.text, "AB");
	t.is(s.base.exceptions, 1);
	t.is(kept.add(), -EINVAL);
	t.is(s.base.dispatch(), -EBUSY, "it cannot be used again");
	t.throws(() => s.event("x"), "RangeError");
	s.host.send(fds[1], new Uint8Array(1), 0, 1);
	s.host.advance(100);
	t.is(s.text, "AB");
	t.is(watched, 0);
	t.is(s.host.descriptors.waker_, null);
});

test("LP-16 eventBaseFree: without finalizers, and never inside a callback", (t) => {
	const s = new Scene();
	let inside = 0;
	s.event("a", (event) => {
		inside = eventBaseFree(s.base, true);
		event.free();
	}).add();
	s.base.dispatch();
	s.host.run();
	t.is(inside, -EBUSY);
	eventFinalize(s.event("b"), s.final());
	eventBaseFree(s.base, false);
	t.is(s.text, "a");
});
