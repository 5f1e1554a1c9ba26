import test from "ava";
import { describe, withLine } from "../../tools/budget.mjs";
import { hold, readBudgets } from "../../tools/costs/budgets.mjs";
import { renew } from "../../tools/costs/published.mjs";

const budgets = { core: { gzipped: { max: 4096, reason: "small" } } };

test("hold: a figure at its budget is good, one above is not", (t) => {
	t.deepEqual(hold(budgets, { core: { gzipped: 4096 } }), [
		{ line: "core gzipped: 4,096 of 4,096", good: true },
	]);
	t.deepEqual(hold(budgets, { core: { gzipped: 4097 } }), [
		{ line: "core gzipped: 4,097 of 4,096: OVER BUDGET", good: false },
	]);
});

test("hold: a budget for what was not measured does not hold", (t) => {
	t.false(hold(budgets, {})[0].good);
	t.false(hold(budgets, { core: {} })[0].good);
});

type Budgets = Record<string, Record<string, Record<string, { max: number; reason: string }>>>;

test("budgets.json: every budget is a whole number with a reason", (t) => {
	for (const group of Object.values(readBudgets() as Budgets)) {
		for (const [name, figures] of Object.entries(group)) {
			for (const [figure, { max, reason }] of Object.entries(figures)) {
				t.true(Number.isInteger(max), `${name} ${figure}`);
				t.true(reason.length > 10, `${name} ${figure}`);
			}
		}
	}
});

const published = (text: string) => `takes <!--= size/core/gzipped kb -->${text}<!--=--> of flash`;
const whole = (text: string) => `<!--= size/core/gzipped -->${text}<!--=-->`;
const measured = (gzipped: number) => ({ size: { core: { gzipped } } });

test("renew: a published figure that is right stays, with its rounding and one percent", (t) => {
	t.deepEqual(renew(published("2.9 KB"), measured(2922)), { text: published("2.9 KB"), wrong: [] });
	t.deepEqual(renew(whole("1,000"), measured(1010)).wrong, []);
	t.deepEqual(renew(whole("1,000"), measured(991)).wrong, []);
});

test("renew: a published figure that is wrong is reported and replaced", (t) => {
	t.deepEqual(renew(whole("1,000"), measured(1011)), {
		text: whole("1,011"),
		wrong: ["size/core/gzipped is published as 1,000, measured as 1,011"],
	});
	t.is(renew(published("2.9 KB"), measured(4096)).text, published("4.0 KB"));
	t.is(renew(published("?"), measured(4096)).text, published("4.0 KB"));
});

test("renew: a figure that nothing measures is reported; another group's is passed over", (t) => {
	t.is(renew(whole("1"), { size: {} }).wrong.length, 1);
	t.deepEqual(renew(whole("1"), { xs: {} }).wrong, []);
});

test("withLine: the first budget of a release opens the section, the next one is put on top", (t) => {
	const before = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- a\n\n## [1.0.0]\n\n- old\n";
	const one = withLine(before, "x: lowered");
	t.is(
		one,
		"# Changelog\n\n## [Unreleased]\n\n### Added\n\n- a\n\n### Budgets\n\n- x: lowered\n\n## [1.0.0]\n\n- old\n",
	);
	t.true(
		withLine(one, "y: raised").includes("### Budgets\n\n- y: raised\n- x: lowered\n\n## [1.0.0]"),
	);
});

test("describe: says from what to what, and why", (t) => {
	t.is(describe("size core", undefined, 5000, "new"), "size core: 5,000. new");
	t.is(
		describe("size core", { max: 5000 }, 4000, "less"),
		"size core: lowered from 5,000 to 4,000. less",
	);
	t.is(describe("size core", { max: 1 }, 2, "more"), "size core: raised from 1 to 2. more");
});
