/** `evlite build --host espruino`, of a program that is all examples together. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import test from "ava";
import { command } from "../../cli/build.js";
import { parse } from "../../cli/options.js";

test("build --host espruino: every example, in one script in the file", async (t) => {
	t.timeout(300_000); // a busy machine is no failure
	const folder = mkdtempSync(join(tmpdir(), "evlite-test-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const program = join(folder, "all.ts");
	const lines = readdirSync("examples").map((name) => {
		const example = relative(folder, resolve("examples", name, "main.ts"));
		return `import ${JSON.stringify(example)};`; // relative, else it is shaken off
	});
	writeFileSync(program, lines.join("\n"));
	const out = join(folder, "out", "all.js");
	t.is(await command.run(parse(command, [program, "--host", "espruino", "--out", out])), 0);
	const script = readFileSync(out, "utf8");
	for (const module of ["net", "dgram"]) t.true(script.includes(`require("${module}")`), module);
});
