import { test } from "../harness.js";

test("harness: assertions that hold", (t) => {
	t.is(1, 1);
	t.is(Number.NaN, Number.NaN);
	t.not(0, -0);
	t.deepEqual([1, [2]], [1, [2]]);
	t.deepEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2]));
	t.deepEqual({ a: 1, b: [2] }, { a: 1, b: [2] });
	t.throws(() => {
		throw new RangeError("no");
	}, "RangeError");
	t.true(true);
	t.false(false);
	t.pass();
});

test.cb("harness: end() from a callback", (t) => {
	setTimeout(() => {
		t.pass();
		t.end();
	}, 1);
});
