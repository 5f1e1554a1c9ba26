/** The loop against a small model of what libevent-semantics says (LP-01, EV-08, EV-12, TM-03). */
import { checkInvariants } from "../../src/core/check-invariants.js";
import type { Event } from "../../src/core/event.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive, eventAddTimeout, eventPrioritySet } from "../../src/core/event-info.js";
import { EV_READ, EV_TIMEOUT, EVLOOP_NO_EXIT_ON_EMPTY } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";

const N = 8;
const PRIORITIES = 3;

class Model {
	readonly random: Random;
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly events: Event[] = [];
	readonly timed = new Uint8Array(N); // has a timer
	readonly due = new Int32Array(N);
	readonly interval = new Int32Array(N);
	readonly persists = new Uint8Array(N);
	readonly active = new Uint8Array(N); // bits, 0 = not active
	readonly key = new Int32Array(N); // order of becoming active; equal ones may swap
	wrong = "";
	runs = 0;
	keys = 0;
	now = 0; // tick of the turn

	constructor(seed: number, startTick: number) {
		this.random = new Random(seed);
		this.host = new MemoryHost({ descriptors: 1, window: 4, startTick });
		this.base = new EventBase(this.host, { events: N, priorities: PRIORITIES });
		for (let i = 0; i < N; i++) {
			this.persists[i] = i & 1;
			this.events.push(
				this.base.event({
					persist: (i & 1) === 1,
					priority: i % PRIORITIES,
					onEvent: (_event, what) => this.run(i, what),
				}),
			);
		}
		this.base.loop(EVLOOP_NO_EXIT_ON_EMPTY);
	}

	priority(i: number): number {
		return this.base.priority_[i];
	}

	/** One random operation on the loop and on the model. */
	operate(inside: boolean): void {
		const i = this.random.below(N);
		const now = inside ? this.now : this.host.ticks();
		if (this.random.oneIn(4)) {
			this.events[i].del();
			this.timed[i] = 0;
			this.active[i] = 0;
			this.interval[i] = 0;
		} else if (this.random.oneIn(3)) {
			eventActive(this.events[i], EV_READ);
			if (this.active[i] === 0) this.key[i] = ++this.keys;
			this.active[i] |= EV_READ;
		} else if (this.active[i] === 0 && this.random.oneIn(6)) {
			eventPrioritySet(this.events[i], this.random.below(PRIORITIES));
		} else {
			const ms = this.random.below(40);
			eventAddTimeout(this.events[i], ms);
			if ((this.active[i] & EV_TIMEOUT) !== 0) this.active[i] = 0;
			this.timed[i] = 1;
			this.interval[i] = ms;
			this.due[i] = (now + ms) | 0;
		}
		const broken = checkInvariants(this.base);
		if (broken !== "") this.wrong = broken;
	}

	/** The longest overdue of the timers, in milliseconds; -1 if none is due. */
	latest(): number {
		let most = -1;
		for (let i = 0; i < N; i++) {
			const late = (this.now - this.due[i]) | 0;
			if (this.timed[i] !== 0 && late > most) most = late;
		}
		return most;
	}

	/** Before a turn: timers that are due become active, those due first in front. */
	expire(): void {
		this.now = this.host.ticks();
		for (let late = this.latest(); late >= 0; late = this.latest()) {
			this.keys++;
			for (let i = 0; i < N; i++) {
				if (this.timed[i] === 0 || ((this.now - this.due[i]) | 0) !== late) continue;
				this.timed[i] = 0;
				if (this.active[i] === 0) this.key[i] = this.keys;
				this.active[i] |= EV_TIMEOUT;
			}
		}
	}

	/** Event `i` runs: it must be the first of the best queue. */
	run(i: number, what: number): void {
		this.runs++;
		if (this.active[i] !== what) this.wrong = "it ran for another reason";
		for (let j = 0; j < N; j++) {
			if (this.active[j] === 0 || j === i) continue;
			if (this.priority(j) < this.priority(i)) this.wrong = "a more urgent one waits";
			if (this.priority(j) === this.priority(i) && this.key[j] < this.key[i]) {
				this.wrong = "one that was active before waits";
			}
		}
		this.active[i] = 0;
		if (this.persists[i] === 0) this.timed[i] = 0;
		else if (this.interval[i] > 0) {
			let due = (what & EV_TIMEOUT) !== 0 ? this.due[i] : this.now;
			due = (due + this.interval[i]) | 0;
			if (((due - this.now) | 0) < 0) due = (this.now + this.interval[i]) | 0;
			this.due[i] = due;
			this.timed[i] = 1;
		}
		if (this.random.oneIn(2)) this.operate(true);
	}
}

function play(seed: number, startTick: number): Model {
	const model = new Model(seed, startTick);
	for (let turn = 0; turn < 400 && model.wrong === ""; turn++) {
		for (let n = model.random.below(4); n > 0; n--) model.operate(false);
		model.host.now_ = (model.host.now_ + model.random.below(30)) | 0;
		if (!model.host.isDue_()) continue;
		model.expire();
		model.host.settle(1);
		for (let i = 0; i < N; i++) {
			if (model.timed[i] !== (model.base.heap_.place_[i] === 0 ? 0 : 1)) model.wrong = "timers";
			if ((model.active[i] !== 0) !== ((model.base.state_[i] & 8) !== 0)) model.wrong = "active";
		}
	}
	return model;
}

test("loop order against a model: 400 turns of random operations, in callbacks too", (t) => {
	for (let seed = 1; seed <= 3; seed++) {
		const model = play(seed, 0);
		t.is(model.wrong, "", `seed ${seed}`);
		t.true(model.runs > 300);
	}
});

test("loop order against a model: across the wrap of the tick", (t) => {
	const model = play(77, 2147483647 - 2000);
	t.is(model.wrong, "");
	t.true(model.runs > 300);
	t.true(model.host.ticks() < 0);
});
