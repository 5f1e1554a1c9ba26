import ava, { type ExecutionContext } from "ava";
import { begin, finish, test } from "../harness-device.js";

/** A device in memory: what was printed, and a clock that the test winds. */
class Device {
	readonly lines: string[] = [];
	failed = -1; // as printed at the end, -1 = not yet
	private callback: (() => void) | null = null;
	delayMs = -1;

	constructor() {
		begin({
			print: (line) => this.lines.push(line),
			schedule: (delayMs, callback) => {
				this.delayMs = delayMs;
				this.callback = delayMs < 0 ? null : callback;
			},
			done: (failed) => {
				this.failed = failed;
			},
		});
	}

	/** Runs what was scheduled last. */
	fire(): void {
		const callback = this.callback;
		this.callback = null;
		callback?.();
	}
}

function expectLines(t: ExecutionContext, device: Device, ...lines: string[]): void {
	t.deepEqual(device.lines, lines);
}

ava.serial("passes and failures are counted and printed", (t) => {
	const device = new Device();
	test("a", (u) => u.is(1, 1));
	test("b", (u) => u.is(1, 2));
	test("c", () => {});
	test("d", () => {
		throw new Error("broken");
	});
	finish();
	expectLines(
		t,
		device,
		"ok a",
		"not ok b: 1 is not 2",
		"not ok c: no assertion",
		"not ok d: broken",
		"1 passed, 3 failed",
	);
	t.is(device.failed, 3);
});

ava.serial("a failure that the code under test catches still fails", (t) => {
	const device = new Device();
	test("a", (u) => {
		try {
			u.fail("caught");
		} catch {}
		u.pass();
	});
	finish();
	expectLines(t, device, "not ok a: caught", "0 passed, 1 failed");
});

ava.serial("every assertion accepts right and refuses wrong", (t) => {
	const device = new Device();
	const bytes = new Uint8Array([1, 2]);
	const thrower = () => {
		throw new RangeError("no");
	};
	test("good", (u) => {
		u.is(Number.NaN, Number.NaN);
		u.not(0, -0);
		u.not("a", "b");
		u.true(true);
		u.false(false);
		u.deepEqual(bytes, new Uint8Array([1, 2]));
		u.deepEqual([1, { a: [2] }], [1, { a: [2] }]);
		u.throws(thrower);
		u.throws(thrower, "RangeError");
	});
	test("is", (u) => u.is(0, -0));
	test("not", (u) => u.not(1, 1));
	test("true", (u) => u.true(1));
	test("false", (u) => u.false(0));
	test("deepEqual: value", (u) => u.deepEqual([1], [2]));
	test("deepEqual: length", (u) => u.deepEqual([1], [1, 2]));
	test("deepEqual: kind", (u) => u.deepEqual(bytes, [1, 2]));
	test("deepEqual: keys", (u) => u.deepEqual({ a: 1 }, { a: 1, b: 2 }));
	test("deepEqual: null", (u) => u.deepEqual(null, {}));
	test("throws: does not", (u) => u.throws(() => 1));
	test("throws: another", (u) => u.throws(thrower, "TypeError"));
	finish();
	t.is(device.lines[0], "ok good");
	t.is(device.lines.filter((line) => line.startsWith("not ok ")).length, 11);
	t.is(device.lines.at(-1), "1 passed, 11 failed");
});

ava.serial("cb: the next test waits for end() and runs in a turn of its own", (t) => {
	const device = new Device();
	let end = () => {};
	test.cb("a", (u) => {
		end = () => {
			u.pass();
			u.end();
			u.end();
		};
	});
	test("b", (u) => u.pass());
	finish();
	expectLines(t, device);
	t.is(device.delayMs, 60_000);
	end();
	expectLines(t, device, "ok a");
	t.is(device.delayMs, 0);
	device.fire();
	expectLines(t, device, "ok a", "ok b", "2 passed, 0 failed");
});

ava.serial("cb: no end() within the limit fails, and a late one does no harm", (t) => {
	const device = new Device();
	let late = () => {};
	test.cb(
		"a",
		(u) => {
			u.pass();
			late = () => u.end();
		},
		20,
	);
	test.cb("b", (u) => {
		u.pass();
		late();
	});
	finish();
	t.is(device.delayMs, 20);
	device.fire(); // the limit
	device.fire(); // b begins
	expectLines(t, device, "not ok a: no end() in time");
	device.fire(); // its limit
	device.fire();
	t.is(device.lines.at(-1), "0 passed, 2 failed");
});

ava.serial("cb: end() before `run` returns, and a throw, end it at once", (t) => {
	const device = new Device();
	test.cb("a", (u) => {
		u.pass();
		u.end();
	});
	test.cb("b", () => {
		throw new Error("broken");
	});
	finish();
	expectLines(t, device, "ok a", "not ok b: broken", "1 passed, 1 failed");
});
