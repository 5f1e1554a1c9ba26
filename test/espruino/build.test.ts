/** `evlite build --host espruino`, and what it says of the examples. */
import { spawnSync } from "node:child_process";
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

/**
 * Each constant uses the one before it twice. What evaluates a constant again for each use of it
 * takes a time that doubles with every line: 26 of them took over a minute, 40 take days.
 */
test.serial("build for Espruino: chained constants do not multiply the time", (t) => {
	const sizes = Array.from({ length: 40 }, (_, i) => i % 9);
	const chain = sizes.map((size, i) => {
		const value = i === 0 ? "25" : `(t${i - 1} & ~31) + 32 * (t${i - 1} & 31) + ${size}`;
		return `export const t${i} = ${value};`;
	});
	const names = sizes.map((_, i) => `t${i}`);
	writeFileSync(join(folder, "table.ts"), chain.join("\n"));
	const lines = [
		`import { ${names.join(", ")} } from "./table.js";`,
		"function pick(n: number): number {",
		`	return n < 0 ? 0 : ${names.map((name, i) => `n === ${i} ? ${name} : `).join("")}-1;`,
		"}",
		`for (let i = 0; i < ${names.length}; i++) print(pick(i));`,
	];
	writeFileSync(program, lines.join("\n"));
	const out = join(folder, "chain.js");
	const args = ["--import=tsx", "cli/main.ts", "build", program, "--host", "espruino", "-o", out];
	// in a process of its own: nothing else stops a build that does not end
	const { status, signal, stderr } = spawnSync(process.execPath, args, { timeout: 60_000 });
	t.is(signal, null, "the build did not end in a minute");
	t.is(status, 0, String(stderr));
	const printed: number[] = [];
	new Function("print", readFileSync(out, "utf8"))((value: number) => printed.push(value));
	let value = 25;
	const expected = sizes.map((size, i) => {
		if (i > 0) value = (value & ~31) + 32 * (value & 31) + size;
		return value;
	});
	t.deepEqual(printed, expected);
});
