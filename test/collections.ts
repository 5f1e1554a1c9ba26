/** The collections of V8 in a program that prints between which two moments there should be none. */
import { execFileSync } from "node:child_process";
import { nodeProgram } from "./node-program.js";

const LIMIT_MS = 180_000; // a busy machine is no failure

/**
 * Runs the program at `entry`, which prints "warm" and "done". Resolves to the lines of
 * `node --trace-gc` about collections in between. With a single thread code is compiled when it is
 * called for, not when a busy machine gets to it.
 */
export async function collections(entry: string, ...args: string[]): Promise<string[]> {
	const program = await nodeProgram(entry);
	const command = ["--trace-gc", "--single-threaded", program, ...args];
	const out = execFileSync(process.execPath, command, { encoding: "utf8", timeout: LIMIT_MS });
	const part = /^warm\n(.*?)^done\n/ms.exec(out);
	if (part === null) throw new Error(`${entry} did not get through: ${out}`);
	return part[1].split("\n").filter((line) => /Scavenge|Mark-Compact/.test(line));
}
