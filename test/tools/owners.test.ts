import test from "ava";
import { checkOwners, readExceptions, WRITES_MAX } from "../../tools/subset/owners.mjs";

const A = "src/core/a.ts";
const B = "src/core/b.ts";

/** What is found with class A as `fields` in one file and `code` in another. */
function findings(fields: string, code: string, exceptions = {}): string[] {
	const sources = [
		{ path: A, text: `export class A {\n\t${fields}\n}\n` },
		{ path: B, text: code },
	];
	return checkOwners(sources, exceptions);
}

test("a write outside of the file that declares the field is refused, in every form", (t) => {
	const writes = [
		"a.n_ = 1;",
		"a.n_ |= 1;",
		"a.n_++;",
		"--a.n_;",
		"(a as A).n_ = 1;",
		"a.n_[i] = 1;",
		"a.n_[i] &= ~1;",
		"a.b.n_[i].x = a.b.n_[i]; a.n_ = 2;",
	];
	for (const code of writes) {
		t.regex(findings("n_: number;", code)[0] ?? "", /src\/core\/b.ts:1:\d+ n_ is another/, code);
	}
});

test("reads, public fields, and the file's own are free", (t) => {
	for (const code of ["x = a.n_;", "a.n = 1;", "a.n_[0].x = 1;", "a.n_.fill(0);"]) {
		t.deepEqual(findings("n_: number;", code), [], code);
	}
	t.deepEqual(findings("m_: number;", "class B { n_: number; }\nb.n_ = 1;"), []);
});

test("a field is given to the file that its comment names", (t) => {
	t.deepEqual(findings("n_: number; // counts; by b.ts", "a.n_ = 1;"), []);
	t.is(findings("n_: number; // by c.ts", "a.n_ = 1;").length, 1);
	t.is(findings("n_: number; // made by b.ts, and read", "a.n_ = 1;").length, 1);
});

test("exceptions: as many as they say, none that is not needed, each with a why, few together", (t) => {
	const code = "a.n_ = 1;\na.n_ = 2;";
	const allow = (writes: number, why = "hot") => ({ [`${B} n_`]: { writes, why } });
	t.deepEqual(findings("n_: number;", code, allow(2)), []);
	t.regex(findings("n_: number;", code, allow(1)).join(), /b.ts:2:1 n_/);
	t.regex(findings("n_: number;", code, allow(3)).join(), /allows 3, there are 2/);
	t.regex(findings("n_: number;", "", allow(1)).join(), /allows 1, there are 0/);
	t.regex(findings("n_: number;", code, allow(2, "")).join(), /says no why/);
	t.regex(findings("n_: number;", code, allow(WRITES_MAX + 1)).join(), /at most/);
});

test("the list is as short as can be: its sum is the most that is allowed", (t) => {
	const all = Object.values(readExceptions()) as { writes: number }[];
	t.is(
		all.reduce((sum, { writes }) => sum + writes, 0),
		WRITES_MAX,
	);
});
