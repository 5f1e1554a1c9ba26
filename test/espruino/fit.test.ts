/** `evlite build --host espruino --board NAME`: what a program takes of a board, and what is refused. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { BOARDS, bytesOfVariable } from "../../build/espruino/boards.js";
import { buildEspruino } from "../../build/espruino/build.js";
import { fitOn } from "../../build/espruino/fit.js";
import { countVariables } from "../../build/espruino/variables.js";
import { command } from "../../cli/build.js";
import { PROGRAMS } from "../../cli/footprint/sets.js";
import { helpText, parse } from "../../cli/options.js";

const folder = mkdtempSync(join(tmpdir(), "evlite-fit-"));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const HELLO = "examples/http-hello/main.ts";
const FIGURES = JSON.parse(readFileSync("bench/espruino-figures.json", "utf8"));
const OFF = 0.13; // figures were measured at times, programs grow

const script = (text: string) => buildEspruino(join(folder, "main.ts"), { text });

for (const { name, jsVarsFlash } of FIGURES.sets) {
	test(`variables of ${name}: near to what was measured`, async (t) => {
		const counted = countVariables(await script(PROGRAMS[name]), 12);
		const measured = jsVarsFlash + FIGURES.idle;
		t.true(Math.abs(counted - measured) < OFF * measured, `${counted}, measured ${measured}`);
	});
}

test("variables grow with what a program makes", async (t) => {
	const one = await script("const a = new Uint8Array(1200); print(a.length); let b = a;");
	const two = await script("const a = new Uint8Array(2400); print(a.length); let b = a;");
	t.is(countVariables(two, 12) - countVariables(one, 12), 100);
});

async function said(line: string[]): Promise<string> {
	return command.run(parse(command, line)).then(
		() => "",
		(error: Error) => error.message,
	);
}

test.serial(
	"http-hello does not fit on 1,600 variables: numbers and remedy, and no file",
	async (t) => {
		const out = join(folder, "hello.js");
		const message = await said([HELLO, "--host", "espruino", "--board", "esp8266-4mb", "-o", out]);
		t.regex(
			message,
			/^does not fit on esp8266-4mb:\n {2}it takes about 1,[45]\d\d of the 1,600 variables/,
		);
		t.regex(message, /give the listener or server fewer connections/);
		t.false(existsSync(out));
	},
);

test("http-hello with two connections fits there, and no board of 16 KB of Storage", async (t) => {
	const four = await script(readFileSync(HELLO, "utf8"));
	const two = four.replace("connections:4", "connections:2");
	t.not(two, four);
	const { problems, lines } = fitOn("esp8266-4mb", two);
	t.deepEqual(problems, []);
	t.regex(lines.join("\n"), /flash: 4\d,\d{3} of 196,608 bytes/);
	const [small] = fitOn("esp8266", four).problems;
	t.regex(small, /it takes 4\d,\d{3} bytes of flash and Storage has 16,384/);
});

test.serial("a board that is not known, and a board of another host", async (t) => {
	const out = join(folder, "o.js");
	t.regex(
		await said([HELLO, "--host", "espruino", "--board", "uno", "-o", out]),
		/--board uno: no such board; there are esp8266, /,
	);
	t.regex(await said([HELLO, "--board", "esp8266", "-o", out]), /--board is for Espruino/);
});

test.serial("what a program takes is printed, and the file is written", async (t) => {
	const main = join(folder, "print.ts");
	writeFileSync(main, "print(1);\n");
	const out = join(folder, "print.js");
	t.is(await said([main, "--host", "espruino", "--board", "puckjs", "-o", out]), "");
	t.true(existsSync(out));
});

test("a program that does not start without the board is checked for its flash", async (t) => {
	const { lines, problems } = fitOn("puckjs", await script("missing.call(1);"));
	t.regex(lines.join("\n"), /variables: not counted, since .*missing is not defined/);
	t.deepEqual(problems, []);
});

test("every board is in the help, with figures that can be", (t) => {
	for (const [name, { variables, flash }] of Object.entries(BOARDS)) {
		t.true(helpText(command).includes(`  ${name} `), name);
		t.true(variables > 300 && flash % 1024 === 0, name);
	}
	t.deepEqual([1600, 1700, 8190, 12000].map(bytesOfVariable), [12, 12, 13, 14]);
});
