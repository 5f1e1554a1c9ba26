import test from "ava";
import type { Allocation } from "../../sim/xs/report.js";
import { place, runScript } from "./script.js";

/** What is left of `line` of the script: [kind, count, slots, bytes]. */
function at(list: Allocation[] | undefined, line: number) {
	return (list ?? [])
		.filter(([where]) => where.replace(":", ".js:") === place(line))
		.map(([, ...rest]) => rest);
}

const traceAlloc = true;

test("trace-alloc: each line after start-up with its kinds, garbage included; nothing of the start", async (t) => {
	const { report } = await runScript(
		`const kept = new Uint8Array(40);
		let left = 3;
		function tick() {
			new Uint8Array(8);
			const text = "n" + left;
			if (--left > 0) Timer.set(tick, 1);
		}
		Timer.set(tick, 1);`,
		{ traceAlloc },
	);
	const views = at(report.allocations, 4);
	t.deepEqual(
		views.map(([kind]) => kind).sort(),
		["ArrayBuffer", "chunk", "typed array"],
		JSON.stringify(report.allocations),
	);
	t.true(views.every(([, count]) => count === 3));
	t.true(at(report.allocations, 5).some(([kind, count]) => kind === "chunk" && count >= 3));
	t.deepEqual(at(report.allocations, 1), []);
});

test("trace-alloc: what lives adds up to the slots and chunks in use, by line", async (t) => {
	const { report } = await runScript(
		`globalThis.bytes = new Uint8Array(1000);
		globalThis.list = [1, 2, 3];
		Timer.set(() => { new Uint8Array(500); }, 1);`,
		{ traceAlloc },
	);
	const live = report.live ?? [];
	t.is(
		live.reduce((sum, [, , , slots]) => sum + slots, 0),
		report.slots.live,
	);
	t.is(
		live.reduce((sum, [, , , , bytes]) => sum + bytes, 0),
		report.chunks.live,
	);
	const [[, , , buffer]] = at(live, 1).filter(([kind]) => kind === "ArrayBuffer");
	t.true(buffer >= 1000 && buffer < 1100, `${buffer} bytes`);
	t.true(at(live, 2).some(([kind]) => kind === "Array"));
	t.deepEqual(
		at(live, 3).filter(([kind]) => kind === "ArrayBuffer"),
		[],
	);
});

test("trace-alloc: not asked for, not reported, and it changes no figure", async (t) => {
	const source = "Timer.set(() => { new Uint8Array(8); }, 1);";
	const plain = await runScript(source);
	const traced = await runScript(source, { traceAlloc });
	t.is(plain.report.allocations, undefined);
	t.is(plain.report.meter, traced.report.meter);
	t.deepEqual(plain.report.slots, traced.report.slots);
});
