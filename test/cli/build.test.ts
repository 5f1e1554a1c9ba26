import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { Command, failsWith, helloProgram } from "./command.js";

const FILES = { "hello.ts": helloProgram() };
const OUTPUTS: [string, string, string, RegExp][] = [
	["node", "out/hello.mjs", "out/hello.mjs", /^import .* from 'node:/m],
	["xs", "out", "out/main.js", /from '\.\/evlite\/core\/event-base\.js'/],
];

for (const [host, out, file, pattern] of OUTPUTS) {
	test.serial(`build --host ${host}`, async (t) => {
		const folder = mkdtempSync(join(tmpdir(), "evlite-test-"));
		t.teardown(() => rmSync(folder, { recursive: true, force: true }));
		const args = ["build", "hello.ts", "--host", host, "--out", join(folder, out)];
		const command = new Command(t, args, FILES);
		t.is(await command.exit(), 0, command.errors);
		t.regex(readFileSync(join(folder, file), "utf8"), pattern);
		t.deepEqual(command.lines, []);
	});
}

test.serial("build: an --out that cannot be written is one line", async (t) => {
	const command = new Command(t, ["build", "hello.ts", "--out", "."], FILES);
	await failsWith(t, command, /--out \.: EISDIR: illegal operation on a directory$/m, 1);
});
