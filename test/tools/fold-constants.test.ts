import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { folded } from "../../build/constants.js";

const folder = mkdtempSync(join(tmpdir(), "evlite-fold-"));
const path = join(folder, "main.ts");
writeFileSync(
	join(folder, "flags.ts"),
	"export const READ = 0x02;\nexport const ALL: number = READ | 4;\nexport let LATER = 1;\n",
);
const IMPORT = 'import { READ, ALL as EVERY, LATER } from "./flags.js";\n';

function body(code: string): string {
	return folded(IMPORT + code, path)
		.toString()
		.slice(IMPORT.length);
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
