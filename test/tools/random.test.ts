import { test } from "../harness.js";
import { Random } from "../random.js";

test("random: the numbers of xorshift32 from seed 1, on every engine", (t) => {
	const random = new Random(1);
	t.is(random.int32(), 270369);
	t.is(random.int32(), 67634689);
	t.is(random.int32(), -1647531835);
});

test("random: seed 0 is seed 1", (t) => {
	t.is(new Random(0).int32(), new Random(1).int32());
});

test("random: below and between keep their bounds and reach them", (t) => {
	const random = new Random(7);
	const seen = new Uint8Array(4);
	for (let i = 0; i < 100; i++) seen[random.between(1, 2)] = 1;
	t.deepEqual(seen, new Uint8Array([0, 1, 1, 0]));
	for (let i = 0; i < 100; i++) t.true(random.below(3) < 3);
	t.is(random.below(1), 0);
});

test("random: fill writes its range alone", (t) => {
	const bytes = new Uint8Array(8);
	new Random(3).fill(bytes, 2, 4);
	t.is(bytes[1], 0);
	t.is(bytes[6], 0);
	t.not(bytes[2] + bytes[3] + bytes[4] + bytes[5], 0);
});
