import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { runCommandLine } from "../../cli/command-line.js";
import { failsHere, folderOf, helloProgram, runHere } from "./command.js";

const FILES = { "hello.ts": helloProgram() };
const OUTPUTS: [string, string, string, RegExp][] = [
	["node", "out/hello.mjs", "out/hello.mjs", /^import .* from 'node:/m],
	["xs", "out", "out/main.js", /from "\.\/evlite\/core\/event-base\.js"/],
];

for (const [host, out, file, pattern] of OUTPUTS) {
	test.serial(`build --host ${host}`, async (t) => {
		const folder = folderOf(t, FILES);
		const program = join(folder, "hello.ts");
		const args = ["build", program, "--host", host, "--out", join(folder, out)];
		t.deepEqual(await runHere(args), { code: 0, lines: [] });
		t.regex(readFileSync(join(folder, file), "utf8"), pattern);
	});
}

test("build: an --out that cannot be written is one line", async (t) => {
	const program = join(folderOf(t, FILES), "hello.ts");
	const run = runCommandLine(["build", program, "--out", "."]);
	await failsHere(t, run, /^--out \.: EISDIR: illegal operation on a directory$/, 1);
});
