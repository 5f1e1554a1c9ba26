import { eventActivate } from "../../src/core/active-queue.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EIO } from "../../src/core/errno.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import { eventClose, eventOpen } from "../../src/core/event-table.js";
import { EV_READ } from "../../src/core/flags.js";
import { gotBreak, loopBreak } from "../../src/core/loop-control.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 1, window: 4 });
	readonly base = new EventBase(this.host, { events: 4, priorities: 2 });
	readonly log = new Log();
	told = "";

	constructor() {
		this.base.onError = (_base, error) => {
			this.told += (error as Error).message;
		};
	}

	active(name: string, priority: number, then?: (event: Event) => void): Event {
		const event = this.base.event({
			priority,
			context: name,
			onEvent: (e, what) => {
				this.log.note(e, what);
				if (then !== undefined) then(e);
			},
		});
		eventActive(event, EV_READ);
		return event;
	}
}

function fail(): void {
	throw new Error("x");
}

test("an exception ends its callback only: it is counted and reported, the rest of the queue runs", (t) => {
	const s = new Scene();
	s.active("a", 0, fail);
	s.active("b", 0);
	s.active("c", 0, fail);
	s.active("d", 1);
	s.base.dispatch();
	s.host.settle(1);
	t.is(s.log.take(), "abc");
	s.host.settle();
	t.is(s.log.take(), "d");
	t.is(s.told, "xx");
	t.is(s.base.exceptions, 2);
	t.is(checkInvariants(s.base), "");
});

test("exceptions without onError, in onError and in onEnd escape nowhere", (t) => {
	const s = new Scene();
	s.base.onError = null;
	s.active("a", 0, fail);
	s.base.onEnd = fail;
	s.base.dispatch();
	s.host.run();
	t.is(s.base.exceptions, 2);
	s.base.onError = fail;
	s.active("b", 0, fail);
	s.base.dispatch();
	s.host.run();
	t.is(s.base.exceptions, 6, "each throw, and each throw of onError");
	t.is(s.log.take(), "ab");
	t.is(s.base.dispatch(), 0, "the loop is as good as ever");
});

test("without onError the host reports: exceptions, and those of onError and onEnd", (t) => {
	const s = new Scene();
	s.base.onError = null;
	s.active("a", 0, fail);
	s.base.dispatch();
	s.host.settle();
	t.is(s.host.errors, 1);
	t.is((s.host.reported as Error).message, "x");
	s.base.onError = () => {
		throw new Error("y");
	};
	s.active("b", 0, fail);
	s.base.onEnd = fail;
	s.base.dispatch();
	s.host.run();
	t.is(s.host.errors, 5, "x and y of the event and of onEnd");
	t.is((s.host.reported as Error).message, "x");
});

test("an onError silences, and null does no more", (t) => {
	const s = new Scene();
	s.base.onError = () => {};
	s.active("a", 0, fail);
	s.base.dispatch();
	s.host.run();
	t.is(s.host.errors, 0);
	s.base.onError = null;
	s.active("b", 0, fail);
	s.base.dispatch();
	s.host.run();
	t.is(s.host.errors, 1);
});

test("a backend that fails ends the loop, and without onEnd that is reported", (t) => {
	const host = new MemoryHost({ descriptors: 1 });
	const backend = { name: "broken", features: 0, change: () => 0, dispatch: () => -EIO };
	const base = new EventBase(host, { events: 1, backend });
	base.event({ timeoutMs: 1, onEvent: () => {} }).add();
	base.dispatch();
	host.run();
	t.is(host.reported, EIO);
});

test("an exception after loopBreak: the loop breaks", (t) => {
	const s = new Scene();
	s.active("a", 0, () => {
		loopBreak(s.base);
		fail();
	});
	s.active("b", 0);
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "a");
	t.true(gotBreak(s.base));
	t.is(s.told, "x");
});

test("an exception after a more urgent event became active: that one runs next", (t) => {
	const s = new Scene();
	const urgent = s.active("!", 0);
	urgent.del();
	s.active("a", 1, () => {
		eventActive(urgent, EV_READ);
		fail();
	});
	s.active("b", 1);
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.take(), "a!b");
});

test("the owner learns of its exception, even if its slot serves another by now", (t) => {
	const s = new Scene();
	let blamed = "";
	const owner = {
		slot: 0,
		fire_(): void {
			eventClose(s.base, owner.slot);
			s.base.event({ onEvent: () => {} }); // takes the slot
			fail();
		},
		fault_(error: unknown): void {
			blamed += (error as Error).message;
			throw new Error("y");
		},
	};
	owner.slot = eventOpen(s.base, owner);
	const before = s.base.used;
	eventActivate(s.base, owner.slot, EV_READ);
	s.base.dispatch();
	s.host.run();
	t.is(blamed, "x");
	t.is(s.told, "xy");
	t.is(s.base.used, before);
	t.is(checkInvariants(s.base), "");
});
