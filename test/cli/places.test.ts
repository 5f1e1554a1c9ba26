import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Places } from "../../build/source-places.js";
import { folderOf } from "./command.js";

const NAME = "evlite/core/event-base";
const places = new Places([{ name: NAME, path: "" }]);

/** "evlite/core/event-base:37" for the first line of the built module that holds `text`. */
function where(text: string): string {
	const lines = readFileSync("dist/esm/src/core/event-base.js", "utf8").split("\n");
	return `${NAME}:${lines.findIndex((line) => line.includes(text)) + 1}`;
}

test("source: the line of the source", (t) => {
	const [, path, line] = /^(.*):(\d+)$/.exec(places.source(where("function gather("))) ?? [];
	t.is(path, "src/core/event-base.ts");
	const source = readFileSync(path, "utf8").split("\n");
	t.true(source[Number(line) - 1].startsWith("function gather("));
});

test("functionAt: the function or method around the line", (t) => {
	t.is(places.functionAt(where("base.turning_ = true")), `${NAME} gather`);
	t.is(places.functionAt(where("const before = this.callbacks")), `${NAME} EventBase.turn`);
	t.is(places.functionAt(`${NAME}:1`), NAME);
});

test("functionAt: a method of the program's own class, which the bundler makes an expression", (t) => {
	const path = join(folderOf(t, { "main.js": "var A = class {\n\tf() {\n\t}\n};\n" }), "main.js");
	t.is(new Places([{ name: "main", path }]).functionAt("main:2"), "main A.f");
});

test("what is not known stays as it is", (t) => {
	t.is(places.source("(native):0"), "(native):0");
	t.is(places.functionAt("(native):0"), "(native)");
	t.is(places.source(`${NAME}:99999`), `${NAME}:99999`);
});
