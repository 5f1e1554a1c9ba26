import { checkTimerHeap } from "../../src/core/check-invariants.js";
import { ENOENT } from "../../src/core/errno.js";
import { TimerHeap, timerHeapClear, timerHeapSet } from "../../src/core/timer-heap.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";

/** Takes the first slot off. */
function pop(h: TimerHeap): number {
	const slot = h.slot_[0];
	timerHeapClear(h, slot);
	return slot;
}

test("timerHeapClear: unknown slot returns -ENOENT", (t) => {
	const h = new TimerHeap(2, new ArrayBuffer(8 * 2), 0);
	t.is(timerHeapClear(h, 0), -ENOENT);
	timerHeapSet(h, 0, 5);
	t.is(timerHeapClear(h, 0), 0);
	t.is(timerHeapClear(h, 0), -ENOENT);
	t.is(h.count, 0);
});

test("timerHeapSet: as many as the capacity, one less, one alone", (t) => {
	for (let n = 1; n <= 4; n++) {
		const h = new TimerHeap(4, new ArrayBuffer(8 * 4), 0);
		for (let slot = 0; slot < n; slot++) timerHeapSet(h, slot, 100 - slot);
		t.is(h.count, n);
		t.is(checkTimerHeap(h), "");
		for (let slot = n - 1; slot >= 0; slot--) t.is(pop(h), slot);
	}
});

test("timerHeapSet: moves a queued slot either way", (t) => {
	const h = new TimerHeap(3, new ArrayBuffer(8 * 3), 0);
	for (let slot = 0; slot < 3; slot++) timerHeapSet(h, slot, slot);
	timerHeapSet(h, 0, 9);
	t.is(h.slot_[0], 1);
	timerHeapSet(h, 2, -1);
	t.is(h.slot_[0], 2);
	t.is(h.count, 3);
	t.is(checkTimerHeap(h), "");
});

test("timer heap: order holds across the wrap of the tick at 2^31", (t) => {
	const h = new TimerHeap(4, new ArrayBuffer(8 * 4), 0);
	timerHeapSet(h, 0, -2147483648 + 5); // 2^31 + 5
	timerHeapSet(h, 1, 2147483647);
	timerHeapSet(h, 2, -2147483648);
	timerHeapSet(h, 3, 2147483640);
	t.is(checkTimerHeap(h), "");
	t.deepEqual([pop(h), pop(h), pop(h), pop(h)], [3, 1, 2, 0]);
});

test("timer heap: random operations against a sorted list, around the wrap", (t) => {
	const random = new Random(3);
	const h = new TimerHeap(12, new ArrayBuffer(8 * 12), 0);
	const due = new Int32Array(12);
	const queued = new Uint8Array(12);
	const from = 2147483647 - 500;
	let wrong = "";
	for (let i = 0; i < rounds(3000) && wrong === ""; i++) {
		const slot = random.below(12);
		if (random.oneIn(3)) {
			if (timerHeapClear(h, slot) !== (queued[slot] === 1 ? 0 : -ENOENT)) wrong = "result";
			queued[slot] = 0;
		} else {
			due[slot] = (from + random.below(1000)) | 0;
			queued[slot] = 1;
			timerHeapSet(h, slot, due[slot]);
		}
		let first = -1;
		for (let s = 0; s < 12; s++) {
			if (queued[s] === 1 && (first < 0 || ((due[s] - due[first]) | 0) < 0)) first = s;
		}
		if (first >= 0 && due[h.slot_[0]] !== due[first]) wrong = "the first is not the first";
		if (wrong === "") wrong = checkTimerHeap(h);
	}
	t.is(wrong, "");
});
