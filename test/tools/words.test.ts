import test from "ava";
import { checkWords } from "../../tools/words.mjs";

/** What the check says of one file. */
function found(path: string, text: string): string[] {
	return checkWords([{ path, text }]);
}

test("words: a comment, a document, a C comment and a title of a test", (t) => {
	t.deepEqual(found("src/a.ts", "let a = 1;\nlet b = 2; // is told of it\n"), [
		'src/a.ts:2:18 "told": write called, reported, returned, printed',
	]);
	t.deepEqual(found("docs/A.md", "# A\n\nThe byte behind it.\n"), [
		'docs/A.md:3:10 "behind": write after',
	]);
	t.is(found("sim/xs/a.c", "int a; /* stands\n first, then goes on */").length, 2);
	t.is(found("test/a.test.ts", 'test("a turn that was torn off", () => {});').length, 1);
	t.is(found("test/a.test.ts", 'contract(subject, "what is no address", 1, () => {});').length, 1);
});

test("words: code, names in code and words that only look alike pass", (t) => {
	t.deepEqual(found("src/a.ts", 'const told = "behind"; // `told` is a name\n'), []);
	t.deepEqual(found("docs/A.md", "```ts\ntold();\n```\n\n`tell`, a stand-alone amendment\n"), []);
	t.deepEqual(found("sim/xs/a.c", "int told;"), []);
	t.deepEqual(found("test/a.test.ts", 'const heard = "goes on";'), []);
	t.deepEqual(found("src/a.ts", "// what is no longer awaited"), []);
});
