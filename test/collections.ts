/** The collections of V8 in a program that tells between which two moments there should be none. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

const LIMIT_MS = 180_000; // a busy machine is no failure

/**
 * Runs the program at `entry`, which prints "warm" and "done". Returns the lines of
 * `node --trace-gc` about collections in between. With a single thread code is compiled when it is
 * called for, not when a busy machine gets to it.
 */
export function collections(entry: string, ...args: string[]): string[] {
	const folder = mkdtempSync(join(tmpdir(), "evlite-collections-"));
	try {
		const program = join(folder, "program.mjs");
		const bundle = { bundle: true, platform: "node", format: "esm" } as const;
		buildSync({ entryPoints: [entry], outfile: program, ...bundle });
		const out = execFileSync(
			process.execPath,
			["--trace-gc", "--single-threaded", program, ...args],
			{ encoding: "utf8", timeout: LIMIT_MS },
		);
		const part = /^warm\n(.*?)^done\n/ms.exec(out);
		if (part === null) throw new Error(`${entry} did not get through: ${out}`);
		return part[1].split("\n").filter((line) => /Scavenge|Mark-Compact/.test(line));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
