/** `evlite build --host espruino`, and what it says of the examples. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import test from "ava";
import { buildEspruino } from "../../build/espruino/build.js";
import { command } from "../../cli/build.js";
import { parse } from "../../cli/options.js";
import { EVLITE } from "./storage.js";

const folder = mkdtempSync(join(tmpdir(), "evlite-test-"));
const program = join(folder, "main.ts");

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

test.serial("build --host espruino: one script in the file", async (t) => {
	writeFileSync(program, 'import { twice } from "./twice.js";\nprint(twice(21) as number);\n');
	writeFileSync(join(folder, "twice.ts"), "export const twice = (n: number): number => 2 * n;\n");
	const out = join(folder, "out", "main.js");
	t.is(await command.run(parse(command, [program, "--host", "espruino", "--out", out])), 0);
	const print = (n: unknown) => t.is(n, 42);
	new Function("print", readFileSync(out, "utf8"))(print);
});

test.serial("build for Espruino: a statement at the top has a line of its own", async (t) => {
	const lines = ["function g(n) { return n; }", "class A { m() { return g; } }"];
	lines.push("print(new A().m()(1), g);", "let last = g;", "last = print;", "print(last);");
	writeFileSync(program, lines.join("\n"));
	const script = await buildEspruino(program);
	t.true(script.split("\n").length >= 4, script);
	t.true(Math.max(...script.split("\n").map((line) => line.length)) < script.length / 2, script);
});

/** With evlite as modules of its own, which are built with dist. */
test.serial("build for Espruino: every example", async (t) => {
	const names = readdirSync("examples");
	const lines = names.map((name) => {
		const example = relative(folder, resolve("examples", name, "main.ts"));
		return `import ${JSON.stringify(example)};`; // relative, else it is shaken off
	});
	writeFileSync(program, lines.join("\n"));
	const script = await buildEspruino(program, { external: EVLITE });
	t.true(names.length > 3);
	for (const name of ["evlite", "evlite/host", "evlite/http", "evlite/dns"]) {
		t.true(script.includes(`require("${name}")`), name);
	}
});
