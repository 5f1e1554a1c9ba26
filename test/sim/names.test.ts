/** Names that programs use: reserved words as names of members, and globals that the device lacks. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { bundleApart } from "../../build/bundle-apart.js";
import { GLOBALS } from "../../build/lacking.js";
import { runSimulator } from "../../sim/xs/run.js";
import { runScript } from "./script.js";

/** Reserved words, and words that mean something in some place only. */
const WORDS = (
	"break case catch class const continue debugger default delete do else enum export extends false " +
	"finally for function if import in instanceof new null return super switch this throw true try " +
	"typeof var void while with yield let static await async of get set implements interface package " +
	"private protected public eval as from target meta undefined"
).split(" ");

/** Words that may be variables. */
const VARIABLES = ["async", "of", "get", "set", "as", "from", "target", "meta"];

function members(word: string): string {
	return `
	class Methods { ${word}() { return 1 } static ${word}() { return 2 } }
	class Accessors { get ${word}() { return 4 } set ${word}(v) {} static get ${word}() { return 8 } }
	class Generators { *${word}() {} static *${word}() {} }
	class Async { async ${word}() {} static async ${word}() {} }
	class Fields { ${word} = 16; static ${word} = 32; }
	class Empty { ${word}; static ${word}; }
	const object = { ${word}: 64 }, method = { ${word}() { return 128 } }, { ${word}: taken } = object;
	return new Methods().${word}() + Methods.${word}() + new Accessors().${word} + Accessors.${word} +
		new Fields().${word} + Fields.${word} + taken + method.${word}();`;
}

test("names: members called by every word, as XS reads them", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-names-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const tries = WORDS.map((word) => `print("${word}", (() => {${members(word)}})());`);
	tries.push(
		...VARIABLES.map((word) => `(() => { const ${word} = 7; print({ ${word} }.${word}) })();`),
		...VARIABLES.map((word) => `(() => { const { ${word} = 7 } = {}; print(${word}) })();`),
	);
	const text = `import { print } from "xsim";\n${tries.join("\n")}`;
	const entry = join(folder, "main.js");
	const out = join(folder, "out");
	const [main] = await bundleApart({ entry, text, folder: out, external: ["xsim"] });
	t.regex(readFileSync(main.path, "utf8"), /"static"\(\)/);
	let printed = "";
	let complaints = "";
	const { code } = await runSimulator({
		main,
		board: "esp32",
		onOutput: (each) => {
			printed += each;
		},
		onComplaint: (each) => {
			complaints += each;
		},
	});
	t.is(code, 0, complaints);
	const expected = [
		...WORDS.map((word) => `${word} 255`),
		...VARIABLES.map(() => "7 7").flatMap((each) => each.split(" ")),
	];
	t.deepEqual(printed.trimEnd().split("\n"), expected);
});

test("names: the device lacks every global of the table", async (t) => {
	const names = [...GLOBALS.xs].filter((name) => name !== "print"); // which scripts import
	const tries = names.map((name) => `if (typeof ${name} !== "undefined") print("${name}");`);
	const { lines } = await runScript(tries.join("\n"), { board: "esp32" });
	t.deepEqual(lines, []);
});
