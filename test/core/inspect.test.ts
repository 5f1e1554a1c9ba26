import type { EventOwner } from "../../src/core/event-base.js";
import { EventBase } from "../../src/core/event-base.js";
import {
	cachedTicks,
	countEvents,
	EVENT_BASE_COUNT_ACTIVE,
	EVENT_BASE_COUNT_ADDED,
	eventActive,
	runningEvent,
	updateCachedTicks,
} from "../../src/core/event-info.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { dumpEvents, forEachEvent } from "../../src/core/for-each.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

const BOTH = EVENT_BASE_COUNT_ACTIVE | EVENT_BASE_COUNT_ADDED;

/** A base with one event of each kind, and one that is only made. */
class Scene {
	readonly host = new MemoryHost({ descriptors: 2, window: 4 });
	readonly base = new EventBase(this.host, { events: 5, priorities: 3 });
	readonly active = this.base.event({ priority: 0, context: "a", onEvent: () => {} });
	readonly timer = this.base.event({ timeoutMs: 25, context: "t", onEvent: () => {} });
	readonly io;

	constructor() {
		const fds = new Int32Array(2);
		this.host.pair(fds);
		this.io = this.base.event({
			fd: fds[0],
			interest: EV_READ,
			timeoutMs: 40,
			persist: true,
			context: "i",
			onEvent: () => {},
		});
		this.base.event({ context: "-", onEvent: () => {} });
		eventActive(this.active, EV_READ | EV_WRITE);
		this.timer.add();
		this.io.add();
	}
}

test("EV-19 countEvents: active ones, added ones, each once; peak of slots used", (t) => {
	const s = new Scene();
	t.is(countEvents(s.base, EVENT_BASE_COUNT_ACTIVE), 1);
	t.is(countEvents(s.base, EVENT_BASE_COUNT_ADDED), 3);
	t.is(countEvents(s.base, BOTH), 3);
	t.is(countEvents(s.base, 0), 0);
	eventActive(s.io, EV_READ);
	t.is(countEvents(s.base, EVENT_BASE_COUNT_ACTIVE), 2);
	t.is(countEvents(s.base, BOTH), 3);
	s.timer.free();
	t.is(countEvents(s.base, BOTH), 2);
	t.is(s.base.used, 3);
	t.is(s.base.peak, 4);
	s.base.peak = s.base.used;
	s.base.event({ onEvent: () => {} });
	t.is(s.base.peak, 4);
});

test("EV-20 forEachEvent: descriptors, timers, active, each once; stops at a result that is not 0", (t) => {
	const s = new Scene();
	eventActive(s.timer, EV_READ);
	let seen = "";
	const note = (owner: EventOwner): number => {
		seen += (owner as { context?: unknown }).context as string;
		return 0;
	};
	t.is(forEachEvent(s.base, note), 0);
	t.is(seen, "ita");
	seen = "";
	t.is(
		forEachEvent(s.base, (owner) => {
			note(owner);
			return owner === s.timer ? 7 : 0;
		}),
		7,
	);
	t.is(seen, "it");
});

test("LP-17 dumpEvents: what is inserted and what is active, a line each", (t) => {
	const s = new Scene();
	const lines: string[] = [];
	dumpEvents(s.base, (line) => lines.push(line));
	t.deepEqual(lines, [
		"Inserted events:",
		"  event 1 Timeout=25",
		`  event 2 fd ${s.base.fd_[2]} Read Persist Timeout=40`,
		"Active events:",
		"  event 0 Read Write Priority=0",
	]);
});

test("LP-09 runningEvent: the one whose callback runs, null when none does", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	let inside: EventOwner | null = null;
	const event = base.event({
		onEvent: (e) => {
			e.free();
			inside = runningEvent(base);
		},
	});
	t.is(runningEvent(base), null);
	eventActive(event, EV_READ);
	base.dispatch();
	host.run();
	t.is(inside, event, "freed or not");
	t.is(runningEvent(base), null);
});

test("TM-05 updateCachedTicks: reads the clock again inside a turn, does nothing outside", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const base = new EventBase(host, { events: 1 });
	let before = 0;
	let after = 0;
	const event = base.event({
		onEvent: () => {
			host.now_ += 8;
			before = cachedTicks(base);
			updateCachedTicks(base);
			after = cachedTicks(base);
		},
	});
	eventActive(event, EV_READ);
	base.dispatch();
	host.run();
	t.is(before, 0);
	t.is(after, 8);
	const now = base.now_;
	host.now_ += 5;
	updateCachedTicks(base);
	t.is(base.now_, now);
	t.is(cachedTicks(base), 13);
});
