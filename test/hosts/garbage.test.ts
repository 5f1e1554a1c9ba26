/** The promise that evlite makes no garbage per event, on V8. Node only. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ava from "ava";
import { buildSync } from "esbuild";

const folder = mkdtempSync(join(tmpdir(), "evlite-garbage-"));
const program = join(folder, "child.mjs");

ava.before(() => {
	buildSync({
		entryPoints: [join(import.meta.dirname, "garbage-child.ts")],
		outfile: program,
		bundle: true,
		platform: "node",
		format: "esm",
	});
});

ava.after.always(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Returns the collections that `node --trace-gc` tells of between "warm" and "done". With a single
 * thread code is compiled when it is called for, not when a busy machine gets to it.
 */
function collections(...args: string[]): string[] {
	const out = execFileSync(
		process.execPath,
		["--trace-gc", "--single-threaded", program, ...args],
		{
			encoding: "utf8",
			timeout: 180_000,
		},
	);
	const part = /^warm\n(.*?)^done\n/ms.exec(out);
	if (part === null) throw new Error(`the child did not get through: ${out}`);
	return part[1].split("\n").filter((line) => /Scavenge|Mark-Compact/.test(line));
}

ava.serial("100,000 HTTP requests through MemoryHost cause no collection", (t) => {
	t.deepEqual(collections(), []);
});

ava.serial("one small object per request would be seen", (t) => {
	t.true(collections("litter").length > 0);
});
