import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import { EV_READ, EVLOOP_NO_EXIT_ON_EMPTY, EVLOOP_NONBLOCK } from "../../src/core/flags.js";
import { loopExit } from "../../src/core/loop-control.js";
import { EventWatch } from "../../src/core/watch.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 1, window: 4 });
	readonly base = new EventBase(this.host, { events: 2 });
	text = "";

	watch(name: string, prepare: boolean, then?: (watch: EventWatch) => void): EventWatch {
		return new EventWatch(this.base, prepare, (watch) => {
			this.text += name;
			if (then !== undefined) then(watch);
		});
	}

	turn(): string {
		this.text = "";
		this.base.loop(EVLOOP_NONBLOCK);
		return this.text;
	}
}

test("WA-01 LP-01 prepare, poll, check, timers, callbacks; watchers in order of their making", (t) => {
	const s = new Scene();
	s.watch("c", false);
	s.watch("p", true);
	s.watch("d", false);
	s.watch("q", true);
	const poll = s.host.poll;
	s.host.poll = (timeoutMs) => {
		s.text += "|";
		return poll.call(s.host, timeoutMs);
	};
	s.base.event({ timeoutMs: 0, onEvent: () => (s.text += "T") }).add();
	t.is(s.turn(), "pq|cdT");
});

test("WA-02 a prepare watcher learns how long the poll may take, -1 without limit", (t) => {
	const s = new Scene();
	const seen: number[] = [];
	new EventWatch(s.base, true, (_watch, timeoutMs) => seen.push(timeoutMs));
	s.base.event({ timeoutMs: 30, onEvent: () => {} }).add();
	s.base.dispatch();
	s.host.settle();
	s.host.advance(30);
	t.deepEqual(seen, [0, 30]);
});

test("WA-01 prepare watchers run before the wait, so that a program can measure it", (t) => {
	const s = new Scene();
	const waits: number[] = [];
	let from = 0;
	new EventWatch(s.base, true, () => (from = s.host.ticks()));
	new EventWatch(s.base, false, () => waits.push(s.host.ticks() - from));
	let left = 2;
	s.base.event({ timeoutMs: 30, persist: true, onEvent: (e) => --left === 0 && e.del() }).add();
	s.base.dispatch();
	t.is(waits.length, 0, "nothing runs inside dispatch");
	s.host.run();
	t.deepEqual(waits, [0, 30, 30]);
});

test("WA-01 what a prepare watcher makes active, adds or ends is not waited for", (t) => {
	const s = new Scene();
	let prepared = 0;
	const soon = s.base.event({ timeoutMs: 5, onEvent: () => (s.text += "s") });
	const now = s.base.event({ onEvent: () => (s.text += "n") });
	new EventWatch(s.base, true, () => {
		prepared++;
		if (prepared === 2) soon.add();
		if (prepared === 3) eventActive(now, EV_READ);
		if (prepared === 4) loopExit(s.base);
	});
	s.base.loop(EVLOOP_NO_EXIT_ON_EMPTY);
	let ended = -1;
	s.base.onEnd = () => (ended = s.host.ticks());
	s.host.run();
	t.is(s.text, "sn");
	t.is(prepared, 4);
	t.is(ended, 5);
});

test("WA-03 watchers do not keep a loop alive", (t) => {
	const s = new Scene();
	s.watch("p", true);
	t.is(s.base.loop(EVLOOP_NONBLOCK), 1);
	let end = -1;
	s.base.onEnd = (_base, result) => {
		end = result;
	};
	s.base.dispatch();
	s.host.run();
	t.is(end, 1);
});

test("WA-03 a watcher may free itself, the next, and one before, in its callback", (t) => {
	const s = new Scene();
	const a = s.watch("a", true, () => a.free());
	t.is(s.turn(), "a");
	t.is(s.turn(), "");
	const b = s.watch("b", true, () => c.free());
	const c: EventWatch = s.watch("c", true, () => {});
	const d = s.watch("d", true, () => b.free());
	t.is(s.turn(), "bd");
	t.is(s.turn(), "d");
	d.free();
	d.free();
	t.is(s.turn(), "");
});

test("WA-03 a watcher frees itself and all after it", (t) => {
	const s = new Scene();
	const a = s.watch("a", true, () => {
		a.free();
		b.free();
		c.free();
	});
	const b: EventWatch = s.watch("b", true);
	const c: EventWatch = s.watch("c", true);
	s.watch("d", true);
	t.is(s.turn(), "ad");
	t.is(s.turn(), "d");
});

test("a watcher that throws is counted and reported, and the others run", (t) => {
	const s = new Scene();
	let told: unknown = null;
	s.base.onError = (_base, error) => {
		told = error;
		throw new Error("again");
	};
	const error = new Error("watcher");
	s.watch("a", true, () => {
		throw error;
	});
	s.watch("b", true);
	t.is(s.turn(), "ab");
	t.is(told, error);
	t.is(s.base.exceptions, 2);
});
