import test from "ava";
import { place, runScript, startScript } from "./script.js";

test("machine: a clone starts with few slots, the intrinsics being in ROM", async (t) => {
	const { report } = await runScript("");
	t.is(report.status, "ok");
	t.true(report.slots.start <= 32, `${report.slots.start} slots`);
	t.is(report.chunks.start, 0);
	t.is(report.static, 2048 * report.slotSize);
	t.is(report.board, "esp8266");
});

test("machine: intrinsics are read-only", async (t) => {
	const { lines } = await runScript(`
		print(attempt(() => { Object.prototype.z = 1; }));
		print(attempt(() => { Array.prototype.push = null; }));
		print(attempt(() => { Math.PI = 3; }));
		print(attempt(() => { Uint8Array.prototype.x = 1; }));
		print(attempt(() => { TCP.prototype.x = 1; }));
	`);
	t.is(lines.length, 5);
	for (const line of lines) t.regex(line, /^TypeError: /);
});

test("machine: preloaded code and constants cost main nothing but its own imports", async (t) => {
	const library = {
		lib: `export class A { m() { return 1; } } export const n = 5; ${"export function f() {}\n"}`,
	};
	const { report, lines, warnings } = await runScript(
		`import { A, n, f } from "lib"; print(new A().m() + n, typeof f);`,
		{ library },
	);
	t.deepEqual(lines, ["6 function"]);
	t.deepEqual(warnings, []);
	t.true(report.modules.lib > 0);
	t.true(report.bytecode > report.modules.lib);
});

test("machine: preloaded typed arrays and maps are in flash, writing to them throws", async (t) => {
	const library = {
		lib: "export const bytes = new Uint8Array([1, 2]); export const map = new Map([[1, 2]]);",
	};
	const { lines } = await runScript(
		`import { bytes, map } from "lib";
		print(bytes[1], map.get(1));
		print(attempt(() => { bytes[0] = 9; }));
		print(attempt(() => map.set(3, 4)));`,
		{ library },
	);
	t.is(lines[0], "2 2");
	t.regex(lines[1], /^TypeError/);
	t.regex(lines[2], /^TypeError/);
});

test("link: mutable module state and unfrozen tables are warned about", async (t) => {
	const library = {
		lib: `let count = 0; export function next() { return ++count; }
			export const table = { a: 1 };
			export const frozen = Object.freeze({ a: 1 });
			export let changing = 1; export function change() { changing = 2; }`,
	};
	const { lines, warnings, report } = await runScript(
		`import { next, table } from "lib"; print(next(), next()); table.b = 2; print(table.b);`,
		{ library },
	);
	t.deepEqual(lines, ["1 2", "2"]); // they work, at the cost of RAM
	t.is(report.warnings, 3);
	t.true(
		warnings.some((line) => /next.*count.*no const/.test(line)),
		warnings.join(),
	);
	t.true(warnings.some((line) => /table.*not frozen/.test(line)));
	t.true(warnings.some((line) => /changing.*no const/.test(line)));
});

test("reset: memory that runs out, with figures and position", async (t) => {
	const { report, code, complaints } = await runScript(`
		const keep = [];
		function grow() { keep.push(new Uint8Array(100)); }
		Timer.set(grow, 1, 1);`);
	t.is(report.status, "memory full");
	t.is(code, 11);
	t.true(report.position?.[0].startsWith(place(3)), report.position?.join());
	t.true(report.freeMin < 64 * report.slotSize && report.freeMin >= 0, `${report.freeMin}`);
	t.true(report.collections > 0);
	t.regex(complaints, /device reset: memory full/);
});

test("reset: a stack that overflows", async (t) => {
	const { report, code } = await runScript("function f(n) { return 1 + f(n + 1); }\nf(0);");
	t.is(report.status, "stack overflow");
	t.is(code, 12);
	t.true(report.position?.[0].startsWith(place(1)));
	t.true((report.position?.length ?? 0) > 8);
});

test("reset: slots that run out", async (t) => {
	const { report } = await runScript("const keep = [];\nfor (;;) keep.push({ a: 1 });");
	t.is(report.status, "memory full");
	t.true(report.slots.peak > 800);
});

test("reset: an exception that escapes a callback, or main", async (t) => {
	const callback = await runScript(`Timer.set(() => {
			throw new RangeError("oops");
		}, 1);`);
	t.is(callback.report.status, "unhandled exception");
	t.is(callback.report.message, "RangeError: oops");
	t.true(callback.report.position?.[0].startsWith(place(2)));
	t.is(callback.code, 15);
	const main = await runScript("print(1);\nnowhere.x();");
	t.deepEqual(main.lines, ["1"]);
	t.is(main.report.status, "unhandled exception");
	t.regex(main.report.message ?? "", /^ReferenceError/);
	t.true(main.report.position?.[0].startsWith(place(2)));
});

test("reset: a promise that nobody catches", async (t) => {
	const { report } = await runScript(`Promise.reject(new Error("lost")); gc();`);
	t.is(report.status, "unhandled rejection");
	t.is(report.message, "Error: lost");
});

test("meter: an endless loop ends at the limit, in main and in callbacks", async (t) => {
	const main = await runScript("for (;;) {}", { meterLimit: 100_000 });
	t.is(main.report.status, "meter limit");
	const callback = await runScript("Timer.set(() => { for (;;) {} }, 1);", { meterLimit: 100_000 });
	t.is(callback.report.status, "meter limit");
	t.true(callback.report.meter > 90_000 && callback.report.meter < 200_000);
});

test("meter: the same program takes the same units and slots every time", async (t) => {
	const source = `const a = new Uint8Array(64); let n = 0;
		const timer = Timer.set(() => { for (let i = 0; i < 64; i++) a[i] = i; if (++n === 20) Timer.clear(timer); }, 1, 1);`;
	const first = await runScript(source);
	const second = await runScript(source);
	t.true(first.report.meter > 20 * 64 * 5);
	t.is(first.report.meter, second.report.meter);
	t.deepEqual(first.report.slots, second.report.slots);
	t.is(first.report.freeMin, second.report.freeMin);
});

test("report: live is what a collection leaves, peak and freeMin count garbage", async (t) => {
	const { report } = await runScript(
		"Timer.set(() => { for (let i = 0; i < 100; i++) new Uint8Array(8); }, 1);",
	);
	t.true(report.slots.live < 60);
	t.true(report.slots.peak > 300);
	const inUse =
		report.slots.peak * report.slotSize + report.chunks.peak + report.stack * report.slotSize;
	t.true(report.freeMin >= report.static - inUse);
	t.true(
		report.freeMin <=
			report.static - report.slots.peak * report.slotSize - report.stack * report.slotSize,
	);
});

test("report: a snapshot on request, requests by the program's own counter", async (t) => {
	const { simulation, printed, ran } = await startScript(`
		globalThis.counters = { requests: 0 };
		Timer.set(() => { counters.requests = 7; print("set"); }, 1);
		const l = new Listener({ port: 0, onReadable() {} });`);
	await printed(1);
	const snapshot = await simulation.snapshot();
	t.is(snapshot.requests, 7);
	t.is(snapshot.number, 1);
	simulation.stop();
	const { report, code } = await ran;
	t.is(report.status, "stopped");
	t.is(report.requests, 7);
	t.is(code, 0);
});

test("report: an endless main can be stopped", async (t) => {
	const { simulation, ran } = await startScript("for (;;) {}");
	await new Promise((resolve) => setTimeout(resolve, 300));
	simulation.stop();
	t.is((await ran).report.status, "stopped");
});

test("profile: metering units by line", async (t) => {
	const { report } = await runScript(
		`Timer.set(() => {
			let x = 0;
			for (let i = 0; i < 5000; i++)
				x += i;
		}, 1);`,
		{ profile: true },
	);
	const [where, units] = report.profile?.[0] ?? ["", 0];
	t.regex(where, /^main:\d+$/);
	t.true(units > 0.9 * report.meter, `${units} of ${report.meter}`);
});

test("exit: a program's code", async (t) => {
	const { code, report } = await runScript("exit(3);");
	t.is(code, 3);
	t.is(report.status, "exit");
});

test("main: a default export that is a function is called, as on a device", async (t) => {
	const { lines } = await runScript(`export default function () { print("called"); }`);
	t.deepEqual(lines, ["called"]);
});

test("promises: jobs run after the callback has returned, as a message of their own", async (t) => {
	const { lines } = await runScript(`
		Timer.set(() => { Promise.resolve().then(() => print("job")); print("callback"); }, 1);
		Timer.set(() => print("second timer"), 1);
		for (const start = Time.ticks; Time.delta(start) < 10; ); // both are due now`);
	t.deepEqual(lines, ["callback", "second timer", "job"]);
});

test("board: every board runs a program", async (t) => {
	for (const board of ["esp8266", "esp32", "esp32-c3", "pico", "nrf52"]) {
		const { lines, report } = await runScript("print(1 + 1);", { board });
		t.deepEqual(lines, ["2"], board);
		t.is(report.board, board);
	}
	await t.throwsAsync(runScript("", { board: "pdp11" }), { message: /unknown board pdp11/ });
});
