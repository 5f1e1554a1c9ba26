import { checkDescriptors } from "../../src/core/check-invariants.js";
import {
	Descriptors,
	descriptorAt,
	descriptorAwait,
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
	descriptorsReady,
	descriptorsRotate,
	latch,
	unlatch,
} from "../../src/core/descriptors.js";
import { EBADF, EMFILE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";

class Wakes {
	count = 0;
	wake(): void {
		this.count++;
	}
}

test("Descriptors: capacity from 1 to 16384, whole", (t) => {
	t.is(new Descriptors(1).capacity, 1);
	t.is(new Descriptors(2).capacity, 2);
	for (const n of [0, -1, 16385, 1.5, Number.NaN, undefined as unknown as number]) {
		t.throws(() => new Descriptors(n), "RangeError");
	}
});

test("descriptorOpen: -EMFILE when all are open, a slot again after a close", (t) => {
	const d = new Descriptors(3);
	const first = descriptorOpen(d);
	t.true(first >= 0);
	t.true(descriptorOpen(d) >= 0);
	t.true(descriptorOpen(d) >= 0);
	t.is(descriptorOpen(d), -EMFILE);
	t.is(d.open, 3);
	descriptorClose(d, descriptorSlot(d, first));
	t.is(d.open, 2);
	t.true(descriptorOpen(d) >= 0);
	t.is(descriptorOpen(d), -EMFILE);
	t.is(d.peak, 3);
	t.is(checkDescriptors(d), "");
});

test("descriptorSlot: stale, closed, beyond the table and never opened are -EBADF", (t) => {
	const d = new Descriptors(2);
	const fd = descriptorOpen(d);
	const slot = descriptorSlot(d, fd);
	t.true(slot >= 0);
	t.is(descriptorAt(d, slot), fd);
	t.is(descriptorSlot(d, fd ^ 1), -EBADF, "the other slot is closed");
	t.is(descriptorSlot(d, 2), -EBADF, "the slot after the last");
	t.is(descriptorSlot(d, -1), -EBADF);
	t.is(descriptorSlot(d, slot - 16384), -EBADF, "what a free slot keeps is no descriptor");
	t.is(descriptorSlot(d, fd + 4294967296), -EBADF);
	t.is(descriptorSlot(d, fd + 0.5), -EBADF);
	t.is(descriptorSlot(d, undefined as unknown as number), -EBADF);
	t.is(descriptorSlot(d, Number.NaN), -EBADF);
	descriptorClose(d, slot);
	t.is(descriptorSlot(d, fd), -EBADF, "closed");
	let next = descriptorOpen(d);
	if ((next & 1) !== (fd & 1)) next = descriptorOpen(d);
	t.is(descriptorSlot(d, next), slot, "the same slot");
	t.not(next, fd);
	t.is(descriptorSlot(d, fd), -EBADF, "stale");
});

test("descriptorOpen: generations start over after 32768 closes, and never turn negative", (t) => {
	const d = new Descriptors(1);
	const first = descriptorOpen(d);
	let fd = first;
	let negative = 0;
	let stale = 0;
	for (let i = 0; i < 32767; i++) {
		const before = fd;
		descriptorClose(d, 0);
		fd = descriptorOpen(d);
		if (fd < 0) negative++;
		if (descriptorSlot(d, before) === -EBADF) stale++;
	}
	t.is(negative, 0);
	t.is(stale, 32767);
	t.is(descriptorSlot(d, first), -EBADF);
	descriptorClose(d, 0);
	t.is(descriptorOpen(d), first);
});

test("latch: wakes once, and only for what somebody awaits", (t) => {
	const d = new Descriptors(2);
	const wakes = new Wakes();
	d.waker_ = wakes;
	const slot = descriptorSlot(d, descriptorOpen(d));
	latch(d, slot, EV_READ);
	t.is(wakes.count, 0, "nobody waits");
	t.false(descriptorsReady(d));
	descriptorAwait(d, slot, EV_WRITE);
	t.is(wakes.count, 0, "somebody waits for something else");
	descriptorAwait(d, slot, EV_READ);
	t.is(wakes.count, 1, "what was ready before is awaited now");
	t.true(descriptorsReady(d));
	latch(d, slot, EV_READ);
	latch(d, slot, EV_WRITE);
	t.is(wakes.count, 1);
	unlatch(d, slot, EV_READ);
	t.false(descriptorsReady(d));
	latch(d, slot, EV_READ | EV_CLOSED);
	t.is(wakes.count, 2);
	t.is(checkDescriptors(d), "");
});

test("descriptorsRotate: the first goes after the others; the stale are dropped at the front", (t) => {
	const d = new Descriptors(3);
	const slots: number[] = [];
	for (let i = 0; i < 3; i++) {
		const slot = descriptorSlot(d, descriptorOpen(d));
		descriptorAwait(d, slot, EV_READ);
		latch(d, slot, EV_READ);
		slots.push(slot);
	}
	descriptorsRotate(d);
	t.is(d.ring_[d.head_], slots[1]);
	unlatch(d, slots[1], EV_READ);
	t.true(descriptorsReady(d));
	t.is(d.ring_[d.head_], slots[2], "without the one that is not ready");
	t.is(d.count_, 2);
	descriptorsRotate(d);
	t.is(d.ring_[d.head_], slots[0]);
	t.is(checkDescriptors(d), "");
});

test("descriptorClose: readiness and interest are forgotten", (t) => {
	const d = new Descriptors(1);
	const fd = descriptorOpen(d);
	descriptorAwait(d, 0, EV_READ);
	latch(d, 0, EV_READ);
	descriptorClose(d, 0);
	t.false(descriptorsReady(d));
	t.not(descriptorOpen(d), fd);
	t.false(descriptorsReady(d));
	latch(d, 0, EV_READ);
	t.false(descriptorsReady(d), "nobody awaits it any more");
	t.is(checkDescriptors(d), "");
});

test("descriptors: invariants and readiness hold through random operations", (t) => {
	const random = new Random(11);
	const d = new Descriptors(9);
	const wakes = new Wakes();
	const open = new Int32Array(9).fill(-1);
	const ready = new Uint8Array(9);
	const interest = new Uint8Array(9);
	d.waker_ = wakes;
	let wrong = "";
	for (let i = 0; i < rounds(4000) && wrong === ""; i++) {
		const slot = random.below(9);
		const bits = random.below(8) << 1;
		if (open[slot] < 0) {
			const fd = descriptorOpen(d);
			const at = descriptorSlot(d, fd);
			if (fd < 0 || open[at] >= 0) wrong = "a slot was given twice";
			open[at] = fd;
		} else if (random.oneIn(4)) {
			descriptorClose(d, slot);
			if (descriptorSlot(d, open[slot]) !== -EBADF) wrong = "a closed one answers";
			open[slot] = -1;
			ready[slot] = 0;
			interest[slot] = 0;
		} else if (random.oneIn(3)) {
			interest[slot] = bits;
			descriptorAwait(d, slot, bits);
		} else if (random.oneIn(2)) {
			ready[slot] |= bits;
			latch(d, slot, bits);
		} else {
			ready[slot] &= ~bits;
			unlatch(d, slot, bits);
		}
		let some = false;
		for (let s = 0; s < 9; s++) if ((ready[s] & interest[s]) !== 0) some = true;
		if (random.oneIn(2) && descriptorsReady(d) !== some) wrong = "readiness differs";
		if (wrong === "") wrong = checkDescriptors(d);
	}
	t.is(wrong, "");
	t.true(wakes.count > 0);
});
