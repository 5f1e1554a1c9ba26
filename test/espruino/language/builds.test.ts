/**
 * What the build makes of the language, without an interpreter: it refuses what the table says, with
 * the line of the source and a replacement, and what it takes has JavaScript's value when Node runs
 * it, text as UTF-8 bytes. `npm run test:espruino` runs the same on interpreters.
 */
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import test from "ava";
import { buildEspruino } from "../../../build/espruino/build.js";
import {
	built,
	differing,
	FIRST_LINE,
	programOf,
	refusal,
	refused,
	valueInJs,
	valuesIn,
} from "./program.js";
import type { Snippet } from "./snippet.js";

const AT_ONCE = 5; // refused in one build, which shows 20 findings

/** What the build of `list` says, by snippet. */
async function said(list: readonly Snippet[]): Promise<string[]> {
	const lines: string[] = list.map(() => "");
	try {
		await buildEspruino("snippets.ts", { text: programOf(list) });
	} catch (error) {
		for (const line of (error as Error).message.split("\n")) {
			const [, at, text] = /snippets\.ts:(\d+): (.*)$/.exec(line) ?? [];
			if (at !== undefined) lines[Number(at) - FIRST_LINE] += `${text}\n`;
		}
	}
	return lines;
}

test("refused, with the line and a replacement", async (t) => {
	for (let i = 0; i < refused.length; i += AT_ONCE) {
		const list = refused.slice(i, i + AT_ONCE);
		const lines = await said(list);
		for (const [j, snippet] of list.entries()) {
			const line = lines[j].split("\n").find((each) => each.includes(refusal(snippet)));
			t.truthy(line, `${snippet[0]}: not refused for "${refusal(snippet)}": ${lines[j]}`);
			t.regex(line ?? "", /[:;] \S/, `${snippet[0]}: no replacement`);
		}
	}
});

/** Takes from a context what Espruino's arrays lack. */
const STRIP = `for (const p of [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype)])
	for (const name of ["entries", "keys", "values"]) delete p[name];`;

test("what is taken has JavaScript's value", async (t) => {
	const list = built.filter((each) => !differing.includes(each));
	const script = await buildEspruino("snippets.ts", { text: programOf(list) });
	const printed: string[] = [];
	const print = (line: string) => printed.push(Buffer.from(line, "latin1").toString().slice(2));
	const encode = (text: string) => encodeURIComponent(Buffer.from(text, "latin1").toString());
	const context = createContext({ print, console, encodeURIComponent: encode });
	runInContext(STRIP, context);
	runInContext(Buffer.from(script).toString("latin1"), context); // text is bytes there
	const values = valuesIn(printed);
	for (const [i, snippet] of list.entries()) t.is(values.get(i), valueInJs(snippet), snippet[0]);
});

test("what differs without a word, and builds", async (t) => {
	await t.notThrowsAsync(buildEspruino("snippets.ts", { text: programOf(differing) }));
	for (const snippet of differing) t.not(snippet[1], valueInJs(snippet), snippet[0]);
});

const PAGE = new URL("../../../docs/ESPRUINO-DIFFERENCES.md", import.meta.url);
const ROW = /^\| `` (.*) `` \| `(.*)` \| `(.*)` \|$/gm;

test("docs/ESPRUINO-DIFFERENCES.md: its examples are the table's", (t) => {
	const rows = Array.from(readFileSync(PAGE, "utf8").matchAll(ROW), ([, ...cells]) => cells);
	const expected = differing.map((each) => [each[0], valueInJs(each), each[1] as string]);
	const sorted = (list: string[][]) => list.map((each) => each.join(" => ")).sort();
	t.deepEqual(
		sorted(rows.map((each) => each.map((cell) => cell.replaceAll("\\|", "|")))),
		sorted(expected),
	);
});
