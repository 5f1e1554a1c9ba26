/** One program, fed by pins on the simulated device and by signals on Node. Node only. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ava from "ava";
import { NODE_OPTIONS } from "../node-program.js";

const ROOT = join(import.meta.dirname, "..", "..");
const CLI = join(ROOT, "dist", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "evlite-button-"));
const LIMIT_MS = 50_000;

ava.after.always(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program; `signalled` gets the process once it listens, and after each press. */
function run(args: string[], press: ((kill: () => void, presses: number) => void) | null) {
	return new Promise<string[]>((resolve) => {
		const program = join(ROOT, "examples", "button", "main.ts");
		const child = spawn(process.execPath, [...NODE_OPTIONS, CLI, "run", program, ...args], {
			cwd: ROOT,
		});
		const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
		let text = "";
		const onData = (data: Buffer) => {
			text += data;
			const presses = (text.match(/^pressed/gm) ?? []).length;
			if (press !== null) press(() => child.kill("SIGUSR2"), presses);
		};
		child.stdout.on("data", onData);
		child.stderr.on("data", onData); // where Host.print writes on Node
		child.on("close", () => {
			clearTimeout(limit);
			resolve(text.split("\n").filter((line) => /^(ready|pressed)/.test(line)));
		});
	});
}

const EXPECTED = ["ready", "pressed 1", "pressed 2", "pressed 3"];

ava.serial("SG-01 the button program on Node", async (t) => {
	const lines = await run([], (kill, presses) => {
		if (presses < 3) kill();
	});
	t.deepEqual(lines, EXPECTED);
});

ava.serial("SG-01 the same program on the device: edges of a script", async (t) => {
	const path = join(folder, "edges.txt");
	const edges = [];
	// more presses than it takes: a busy machine makes one of two that come close together
	for (let i = 0; i < 30; i++) edges.push(`${500 + 100 * i} 0 0`, `${550 + 100 * i} 0 1`);
	writeFileSync(path, `0 0 1\n${edges.join("\n")}\n`);
	t.deepEqual(await run(["--host", "xs", "--digital", path], null), EXPECTED);
});
