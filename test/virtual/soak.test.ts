/** A day of virtual time: memory stays flat. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import test from "ava";
import { nodeProgram } from "../node-program.js";

const FLAT = 200_000; // bytes; what Node compiles was up to 130,000, 8 a connection would be 320,000

/** With a single thread code is compiled at the same moments in every run. */
test("soak: a day of visitors and faults, and the heap is what it was", async (t) => {
	const program = await nodeProgram(join(import.meta.dirname, "soak-child.ts"));
	const command = ["--expose-gc", "--single-threaded", program];
	const out = execFileSync(process.execPath, command, { encoding: "utf8", timeout: 180_000 });
	const [grown, connections, exceptions] = out.split(" ").map(Number);
	t.true(grown < FLAT, `the heap has grown by ${grown} bytes`);
	t.true(connections > 40_000, `${connections}`);
	t.is(exceptions, 0);
});
