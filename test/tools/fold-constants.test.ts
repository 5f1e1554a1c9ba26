import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { foldConstants } from "../../build/constants.js";

const folder = mkdtempSync(join(tmpdir(), "evlite-fold-"));
const path = join(folder, "main.ts");
writeFileSync(
	join(folder, "flags.ts"),
	"export const READ = 0x02;\nexport const ALL: number = READ | 4;\nexport let LATER = 1;\n",
);
const IMPORT = 'import { READ, ALL as EVERY, LATER } from "./flags.js";\n';

type Transform = (code: string, id: string) => { code: string } | null;

/** The module at `id` after the plugin. */
function transformed(code: string, id: string, plugin = foldConstants()): string {
	return (plugin.transform as Transform)(code, id)?.code ?? code;
}

function body(code: string): string {
	return transformed(IMPORT + code, path).slice(IMPORT.length);
}

/** The same of a module that is a program's. */
function ofProgram(code: string): string {
	const plugin = foldConstants(() => null, true);
	return transformed(IMPORT + code, path, plugin).slice(IMPORT.length);
}

test("fold: names of constants become values, computed ones too", (t) => {
	t.is(body("f(READ, EVERY);"), "f(2, 6);");
	t.is(body("x &= ~(READ | EVERY);"), "x &= (-7);");
	t.is(body("const OWN = READ << 3; f(OWN);"), "const OWN = 16; f(16);");
});

test("fold: variables, properties and anything but numbers stay", (t) => {
	t.is(body("f(LATER, a.READ, OTHER);"), "f(LATER, a.READ, OTHER);");
	t.is(body("f({ READ, a: READ, READ: 1 });"), "f({ READ: 2, a: 2, READ: 1 });");
	t.is(body('const TEXT = "READ"; f(TEXT);'), 'const TEXT = "READ"; f(TEXT);');
});

test("fold: a constant that is exported stays declared", (t) => {
	t.is(body("export const MINE = 5; f(MINE);"), "export const MINE = 5; f(5);");
});

test("fold: a local name that hides a constant is refused", (t) => {
	t.throws(() => body("function g(READ) { return READ; }"), { message: /READ hides a constant/ });
	t.throws(() => body("function g() { const EVERY = 1; }"), { message: /EVERY hides/ });
});

test("fold: in a program, constants of any name are values", (t) => {
	t.is(ofProgram("const big = READ + EVERY; f(big * 2);"), "const big = 8; f(16);");
	t.is(
		transformed(
			"const big = 1; f(big);",
			path,
			foldConstants(() => null),
		),
		"const big = 1; f(big);",
	);
});

test("fold: in a program, a name that is hidden somewhere stays", (t) => {
	const code = "function g(READ) { return READ + 1; } f(READ, EVERY);";
	t.is(ofProgram(code), "function g(READ) { return READ + 1; } f(READ, 6);");
});

test("fold: what is imported is what is exported under that name", (t) => {
	writeFileSync(
		join(folder, "names.ts"),
		"const one = 1, two = 2;\nconst three = 3;\nexport { one as two, three as one };\n",
	);
	const line = 'import { one, two, three } from "./names.js";\n';
	const plugin = foldConstants(() => null, true);
	t.is(transformed(`${line}f(one, two, three);`, path, plugin), `${line}f(3, 1, three);`);
});

test("fold: what has no literal stays: -0, Infinity, NaN", (t) => {
	const code = "const a = -0, b = 1e308 * 10, c = 1 * -0, d = b - b; f(a, b, c, d);";
	t.is(ofProgram(code), code);
});
