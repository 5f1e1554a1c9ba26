/** `npm run test:espruino`: suites cut down to some of their tests, and run in groups. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import test from "ava";
import { MarkedScript } from "../../tools/espruino/cut.mjs";
import { runSuite } from "../../tools/espruino/groups.mjs";

const folder = mkdtempSync(join(tmpdir(), "evlite-groups-"));
const binary = join(folder, "espruino");

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const SCRIPT = [
	'"use strict";',
	"function both(){return 1}function first(){return both()}function second(){return both()+one}",
	"class Used{m(){return 1}n(){return first()}}class Unused{}",
	"const one=1,two=new Used,three=3;",
	"function contract(){$only('s:1')&&test('b',()=>second())}",
	"test.cb=1,$only('s:0')&&test('a',()=>two.m()),contract();",
	"for(const each of [three])$only('s:2')&&test('c',()=>each);",
].join("");

/** What is left of SCRIPT for `keys`, and the titles that it declares. */
function cut(...keys: string[]): { text: string; titles: string[] } {
	const marked = new MarkedScript({ code: SCRIPT, map: {} });
	const { code } = marked.only(keys);
	const titles: string[] = [];
	const declare = (title: string) => titles.push(title);
	runInNewContext(code, { test: declare });
	return { text: MarkedScript.close(code), titles };
}

test("a script cut down to some tests has what they need, and nothing else", (t) => {
	t.deepEqual(new MarkedScript({ code: SCRIPT, map: {} }).keys(), ["s:1", "s:0", "s:2"]);
	const a = cut("s:0");
	t.deepEqual(a.titles, ["a"]);
	t.true(a.text.includes("m(){return 1}"));
	t.false(/first|second|both|one|three|n\(\)|Unused|\$only|for\(/.test(a.text), a.text);
	const b = cut("s:1");
	t.deepEqual(b.titles, ["b"]);
	t.true(b.text.includes("const one=1;"));
	t.false(/first|three|Used|\$only/.test(b.text), b.text);
	const c = cut("s:2");
	t.deepEqual(c.titles, ["c"]);
	t.true(c.text.includes("const three=3;"));
});

test("a script of all tests lacks nothing that is reached", (t) => {
	const { text, titles } = cut("s:0", "s:1", "s:2");
	t.deepEqual(titles, ["a", "b", "c"]);
	t.false(/Unused|n\(\)|first|\$only/.test(text), text);
	t.true(text.includes("const one=1,two=new Used,three=3;"));
});

test("every place in the source map stays", (t) => {
	const marked = new MarkedScript({ code: SCRIPT, map: {} });
	const { code } = marked.only(["s:1"]);
	t.is(code.length, SCRIPT.length);
	t.is(code.indexOf("function second"), SCRIPT.indexOf("function second"));
});

/**
 * An interpreter whose script is a list of titles: it has room for so many, a title of "big" takes it
 * all, "bad" fails, "odd" throws outside of its test, "mute" has no result.
 */
const FAKE = `#!/bin/sh
length=$(od -An -tu4 -N4 espruino.flash)
tail -c +33 espruino.flash | head -c $length | awk '
	NR == 1 { room = $0; next }
	{ titles[++count] = $0 }
	END {
		if (count > 2 * room) { print "OUT OF MEMORY"; exit }
		for (i = 1; i <= count; i++) {
			title = titles[i]
			print "@@at 5 of 9: " title
			if (title ~ /^big/ || i == room + 1) { print "OUT OF MEMORY"; exit }
			if (title ~ /^odd/) { print "Uncaught Error: odd"; exit }
			if (title ~ /^bad/) print "@@not ok " title ": is bad"
			else if (title != "mute") print "@@ok " title
		}
		print "@@done"
	}'
exec sleep 1000
`;

writeFileSync(binary, FAKE);
chmodSync(binary, 0o755);

/** Runs tests of these titles with room for `room` at once. */
function run(room: number, ...titles: string[]) {
	const suite = {
		titles: new Map(titles.map((title) => [title, title])),
		script: (keys: string[]) => `${[room, ...keys].join("\n")}\n`,
	};
	return runSuite(suite, binary);
}

test("a suite that fits runs whole", async (t) => {
	const tally = await run(9, "a", "b", "bad", "c (skipped: why)");
	t.is(tally.scripts, 1);
	t.is(tally.passed, 2);
	t.deepEqual(tally.wrong, ["not ok bad: is bad"]);
	t.deepEqual(tally.skipped, [["why", "c"]]);
});

test("a test that does not fit alone is skipped by its name, the others run", async (t) => {
	const tally = await run(9, "a", "big", "b", "c");
	t.is(tally.passed, 3);
	t.deepEqual(tally.wrong, []);
	t.deepEqual(tally.skipped, [["out of memory", "big (5 of 9 variables in use before)"]]);
});

test("tests that are too many run in groups, each once", async (t) => {
	const tally = await run(1, "a", "b", "c", "d", "big", "e", "f");
	t.is(tally.passed, 6);
	t.is(tally.skipped.length, 1);
	t.deepEqual(tally.wrong, []);
});

test("what goes wrong outside of a test's assertions fails it, the others run", async (t) => {
	const tally = await run(9, "a", "odd", "b", "mute", "c");
	t.is(tally.passed, 3);
	t.deepEqual(tally.wrong, ["odd: Uncaught Error: odd ", "no result: mute"]);
	t.deepEqual(tally.skipped, []);
});

test("a test that is listed as absent is skipped if it fails, and wrong if it passes", async (t) => {
	const title = "bodyText: UTF-8";
	t.is((await run(9, title)).wrong.length, 1);
});
