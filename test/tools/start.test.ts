/** `npm start` on a machine without a C compiler. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { within } from "../wait.js";

test("start: without a compiler it says in one line what to install, and runs on Node", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-start-"));
	symlinkSync(process.execPath, join(folder, "node")); // all that is on the path
	const { CC: _, ...env } = process.env;
	const child = spawn(process.execPath, ["tools/start.mjs", "--port", "0"], {
		env: { ...env, PATH: folder },
	});
	let errors = "";
	let output = "";
	child.stderr.on("data", (text) => {
		errors += text;
	});
	const url = new Promise<string>((resolve) => {
		child.stdout.on("data", (text) => {
			output += text;
			const found = /^listening on (http:\S+)$/m.exec(output);
			if (found !== null) resolve(found[1]);
		});
	});
	const closed = once(child, "close");
	const first = await within("the address", Promise.race([url, closed.then(() => "")]));
	t.not(first, "", errors);
	t.is(await (await fetch(first)).text(), "hello\n");
	child.kill("SIGINT");
	await within("the command to end", closed);
	rmSync(folder, { recursive: true });
	t.regex(
		errors,
		/^evlite: --host xs needs a C compiler: .*apt-get install.*; running on Node instead\n/,
	);
});
