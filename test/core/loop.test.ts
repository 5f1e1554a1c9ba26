import { Listener } from "../../src/bufferevent/listener.js";
import type { Backend } from "../../src/core/backend.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EBUSY, EINVAL, EIO, ENOBUFS } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import {
	EV_READ,
	EV_WRITE,
	EVLOOP_NO_EXIT_ON_EMPTY,
	EVLOOP_NONBLOCK,
	EVLOOP_ONCE,
} from "../../src/core/flags.js";
import {
	gotBreak,
	gotExit,
	loopBreak,
	loopExit,
	loopExitAfter,
} from "../../src/core/loop-control.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 2, window: 4 });
	readonly base: EventBase;
	readonly log = new Log();
	/** Results given to onEnd. */
	readonly ends: number[] = [];

	constructor(events: number, priorities: number) {
		this.base = new EventBase(this.host, { events, priorities });
		this.base.onEnd = (_base, result) => {
			this.ends.push(result);
		};
	}

	event(name: string, priority: number, then?: () => void) {
		const event = this.base.event({
			priority,
			timeoutMs: 1000,
			context: name,
			onEvent: (e, what) => {
				this.log.note(e, what);
				if (then !== undefined) then();
			},
		});
		return event;
	}

	active(name: string, priority: number, then?: () => void): void {
		eventActive(this.event(name, priority, then), EV_READ);
	}
}

test("LP-02 dispatch: returns 0; the end is reported: 1 when nothing is left", (t) => {
	const s = new Scene(1, 1);
	t.is(s.base.dispatch(), 0);
	t.deepEqual(s.ends, []);
	s.host.run();
	t.deepEqual(s.ends, [1]);
	t.is(s.base.loop(EVLOOP_NONBLOCK), 1);
	s.event("a", 0).add();
	t.is(s.base.loop(EVLOOP_NONBLOCK), 0);
	t.is(s.base.dispatch(), 0);
	s.host.run();
	t.deepEqual(s.ends, [1, 1]);
	t.is(s.host.ticks(), 1000);
});

test("LP-02 a backend that fails ends the loop with its error", (t) => {
	const host = new MemoryHost({ descriptors: 1, window: 4 });
	const failing: Backend = {
		name: "failing",
		features: 0,
		change: () => 0,
		dispatch: () => -EIO,
	};
	const base = new EventBase(host, { events: 1, backend: failing });
	let end = 0;
	base.onEnd = (_base, result) => {
		end = result;
	};
	base.event({ timeoutMs: 10, onEvent: () => {} }).add();
	base.dispatch();
	host.run();
	t.is(end, -EIO);
	t.is(base.loop(EVLOOP_NONBLOCK), -EIO);
	t.is(base.backend.name, "failing");
});

test("LP-03 EVLOOP_NO_EXIT_ON_EMPTY waits with nothing pending; wake brings a turn", (t) => {
	const s = new Scene(1, 1);
	s.base.loop(EVLOOP_NO_EXIT_ON_EMPTY);
	s.host.run();
	s.host.advance(100000);
	t.deepEqual(s.ends, []);
	const turns = s.host.turns;
	s.base.wake();
	s.host.run();
	t.is(s.host.turns, turns + 1);
	s.event("a", 0).add();
	s.host.run();
	t.is(s.log.take(), "a");
	t.deepEqual(s.ends, []);
	loopExit(s.base);
	s.host.run();
	t.deepEqual(s.ends, [0]);
});

test("LP-03 EVLOOP_ONCE waits for the first event, and ends", (t) => {
	const s = new Scene(2, 1);
	s.event("a", 0).add();
	s.base.event({ timeoutMs: 2000, context: "b", onEvent: (e, w) => s.log.note(e, w) }).add();
	s.base.loop(EVLOOP_ONCE);
	s.host.run();
	t.is(s.log.take(), "a");
	t.deepEqual(s.ends, [0]);
	t.is(s.host.ticks(), 1000, "it slept until the timer");
	s.base.loop(EVLOOP_ONCE);
	s.host.run();
	t.is(s.log.take(), "b");
});

test("LP-04 a loop inside a callback, or beside a running one, is -EBUSY and does nothing", (t) => {
	const s = new Scene(2, 1);
	let inside = 0;
	s.active("a", 0, () => {
		inside = s.base.dispatch();
	});
	s.base.dispatch();
	t.is(s.base.dispatch(), -EBUSY);
	t.is(s.base.loop(EVLOOP_NONBLOCK), -EBUSY);
	t.is(s.log.count, 0);
	s.host.run();
	t.is(inside, -EBUSY);
	t.deepEqual(s.ends, [1]);
});

test("LP-05 exit and break before the loop are ignored; gotExit and gotBreak report the last run", (t) => {
	const s = new Scene(2, 1);
	loopBreak(s.base);
	loopExit(s.base);
	s.active("a", 0);
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "a");
	t.deepEqual(s.ends, [1]);
	t.false(gotExit(s.base));
	t.false(gotBreak(s.base));
	s.active("b", 0, () => loopBreak(s.base));
	s.base.dispatch();
	s.host.run();
	t.true(gotBreak(s.base));
	t.false(gotExit(s.base));
	s.base.dispatch();
	t.false(gotBreak(s.base));
});

test("LP-06 loopExit: what is active up to the middle priority runs, the rest stays active", (t) => {
	const s = new Scene(5, 4);
	s.active("a", 0, () => loopExit(s.base));
	s.active("b", 0);
	s.active("c", 1);
	s.active("d", 2);
	s.active("e", 3);
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "abcd");
	t.deepEqual(s.ends, [0]);
	t.true(gotExit(s.base));
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "e", "a second run works as ever");
	t.deepEqual(s.ends, [0, 1]);
});

test("LP-06 loopExit in a loop that does not wait, and after a time: the same", (t) => {
	const s = new Scene(6, 3);
	s.active("a", 0, () => loopExit(s.base));
	s.active("b", 1);
	s.active("c", 2);
	t.is(s.base.loop(EVLOOP_NONBLOCK), 0);
	t.is(s.log.take(), "ab");
	s.base.loop(EVLOOP_NONBLOCK);
	t.is(s.log.take(), "c");
	t.is(loopExitAfter(s.base, 1000), 0);
	for (const name of ["d", "e"]) s.event(name, name === "d" ? 1 : 2).add();
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "d");
	t.deepEqual(s.ends, [0]);
});

test("LP-06 loopExitAfter: at its tick; -EINVAL, -ENOBUFS", (t) => {
	const s = new Scene(2, 1);
	s.event("a", 0).add();
	t.is(loopExitAfter(s.base, -1), -EINVAL);
	t.is(loopExitAfter(s.base, 2147483648), -EINVAL);
	t.is(loopExitAfter(s.base, 1.5), -EINVAL);
	t.is(loopExitAfter(s.base, 50), 0);
	t.is(loopExitAfter(s.base, 60), -ENOBUFS);
	s.base.dispatch();
	s.host.run();
	t.is(s.host.ticks(), 50);
	t.is(s.log.count, 0);
	t.deepEqual(s.ends, [0]);
	t.is(s.base.used, 1, "its slot is free again");
	t.is(checkInvariants(s.base), "");
});

test("LP-07 loopBreak: right after the running callback; the rest runs in the next run", (t) => {
	const s = new Scene(3, 1);
	s.active("a", 0, () => loopBreak(s.base));
	s.active("b", 0);
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "a");
	t.deepEqual(s.ends, [0]);
	t.is(checkInvariants(s.base), "");
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "b");
});

test("a loop may be started again in onEnd", (t) => {
	const s = new Scene(1, 1);
	let ends = 0;
	s.base.onEnd = (base) => {
		if (++ends < 3) base.dispatch();
	};
	s.base.dispatch();
	s.host.run();
	t.is(ends, 3);
});

test("a loop ends when its last event is deleted between turns", (t) => {
	const s = new Scene(1, 1);
	const event = s.event("a", 0);
	event.add();
	s.base.dispatch();
	s.host.settle();
	event.del();
	s.host.settle();
	t.deepEqual(s.ends, [1]);
});

test("TH-01 wake: any number of calls make one turn, inside a turn too", (t) => {
	const s = new Scene(2, 1);
	s.event("late", 0).add();
	s.base.dispatch();
	s.host.settle();
	let turns = s.host.turns;
	for (let i = 0; i < 5; i++) s.base.wake();
	s.host.settle();
	t.is(s.host.turns, turns + 1);
	s.active("a", 0, () => {
		s.base.wake();
		s.base.wake();
	});
	turns = s.host.turns;
	s.host.settle();
	t.is(s.host.turns, turns + 2);
});

test("readiness from a host callback brings a turn at once", (t) => {
	const s = new Scene(2, 1);
	const fds = new Int32Array(2);
	s.host.pair(fds);
	s.event("late", 0).add();
	const event = s.base.event({
		fd: fds[0],
		interest: EV_READ,
		context: "r",
		onEvent: (e, what) => s.log.note(e, what),
	});
	event.add();
	s.base.dispatch();
	s.host.settle();
	t.is(s.host.settle(), 0);
	s.host.send(fds[1], new Uint8Array(1), 0, 1);
	t.is(s.host.settle(1), 1);
	t.is(s.log.take(), "r");
	t.is(EV_WRITE & s.log.what, 0);
});

test("LP-02 a descriptor that is open and awaits nothing keeps the loop; closed, it ends with 1", (t) => {
	const s = new Scene(3, 1);
	const listener = new Listener(s.base, { port: 7, connections: 1, onConnection: () => {} });
	listener.disable();
	s.base.dispatch();
	s.host.run();
	t.deepEqual(s.ends, []);
	listener.close();
	s.host.run();
	t.deepEqual(s.ends, [1]);
	t.is(checkInvariants(s.base), "");
});
