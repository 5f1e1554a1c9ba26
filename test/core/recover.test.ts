import { checkInvariants } from "../../src/core/check-invariants.js";
import { ENOMEM } from "../../src/core/errno.js";
import type { Event, EventOptions } from "../../src/core/event.js";
import type { EventOwner } from "../../src/core/event-base.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import { EV_READ } from "../../src/core/flags.js";
import { eventBaseRecover } from "../../src/core/recover.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";
import { Log } from "./log.js";

const EVENTS = 8;

/** A base with a timer, a listening socket and events of two priorities, in the midst of a turn. */
class Scene {
	readonly host = new MemoryHost({ descriptors: 4, window: 64 });
	readonly base = new EventBase(this.host, { events: EVENTS, priorities: 2 });
	readonly log = new Log();
	told: unknown = 0;

	constructor() {
		this.base.onError = (_base, error) => {
			this.told = error;
		};
	}

	event(name: string, options: Partial<EventOptions>): Event {
		return this.base.event({
			onEvent: (e, what) => this.log.note(e, what),
			...options,
			context: name,
		});
	}
}

/** Spoils what the lists are made of, as a turn does that ends between two stores. */
function spoil(base: EventBase, random: Random): void {
	const d = base.descriptors_;
	const heap = base.heap_;
	const any = () => random.below(EVENTS + 1) - 1;
	for (let i = 0; i < 4; i++) {
		heap.slot_[random.below(EVENTS)] = any();
		heap.place_[random.below(EVENTS)] = any() + 1;
		base.next_[random.below(EVENTS + 2)] = any();
		base.fdNext_[EVENTS + random.below(d.capacity)] = any();
		d.ring_[random.below(d.capacity)] = random.below(d.capacity);
		d.interest_[random.below(d.capacity)] = 0;
	}
	heap.count = random.below(EVENTS);
	base.queueHead_[random.below(2)] = any();
	base.active_ = random.below(EVENTS);
	base.inserted_ = random.below(EVENTS);
	d.count_ = random.below(d.capacity);
	d.head_ = random.below(d.capacity);
}

test("recover: after an aborted turn the lists are rebuilt, and everything that was due still runs", (t) => {
	for (let seed = 1; seed <= rounds(24); seed++) {
		const s = new Scene();
		const random = new Random(seed);
		const fd = s.host.tcpListen("", 80, 4);
		const accept = (e: Event, what: number) => {
			s.log.note(e, what);
			s.host.accept(fd); // else it is readable for ever
		};
		s.event("l", { fd, interest: EV_READ, persist: true, onEvent: accept }).add();
		for (let i = 0; i < 3; i++) s.event(`${i}`, { timeoutMs: 5 + random.below(20) }).add();
		s.base.dispatch();
		s.host.settle(1);
		eventActive(s.event("a", { priority: 1 }), EV_READ);
		eventActive(s.event("b", { priority: 0 }), EV_READ);
		s.base.turning_ = true;
		spoil(s.base, random);
		eventBaseRecover(s.base);
		t.is(checkInvariants(s.base), "", `seed ${seed}`);
		t.is(s.told, ENOMEM);
		s.host.tcpConnect("127.0.0.1", 80);
		s.host.advance(100);
		s.host.settle();
		const names = s.log.take();
		for (const name of "l012ab") t.true(names.includes(name), `${name}, seed ${seed}`);
	}
});

test("recover: the owner whose callback ran is notified once, and may throw", (t) => {
	const s = new Scene();
	let faults = 0;
	const owner: EventOwner = {
		fire_() {},
		fault_() {
			faults++;
			throw new Error("x");
		},
	};
	s.base.dispatch();
	for (let i = 0; i < 2; i++) {
		s.base.turning_ = true;
		if (i === 0) s.base.running_ = owner;
		eventBaseRecover(s.base);
	}
	t.is(faults, 1);
	t.is(s.told, ENOMEM);
	t.false(s.base.turning_);
});
