/**
 * `npm run budget -- GROUP NAME FIGURE MAX REASON`: sets a budget, with its reason, and says so in
 * CHANGELOG.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUDGETS, readBudgets } from "./costs/budgets.mjs";
import { root } from "./process.mjs";

const CHANGELOG = join(root, "CHANGELOG.md");
const SECTION = "### Budgets";

/** `text` of a changelog with `line` first among the budgets of what is not released yet. */
export function withLine(text, line) {
	const start = text.indexOf("## [Unreleased]");
	const next = text.indexOf("\n## [", start + 1);
	const end = next < 0 ? text.length : next;
	const head = text.slice(0, end).trimEnd();
	const at = head.indexOf(SECTION, start);
	if (at < 0) return `${head}\n\n${SECTION}\n\n- ${line}\n${text.slice(end)}`;
	const after = at + SECTION.length;
	return `${head.slice(0, after)}\n\n- ${line}${head.slice(after).replace(/^\n+/, "\n")}\n${text.slice(end)}`;
}

/** What the change log says of a budget that was `old` and is `max` now. */
export function describe(path, old, max, reason) {
	const now = max.toLocaleString("en");
	if (old === undefined) return `${path}: ${now}. ${reason}`;
	const verb = max > old.max ? "raised" : "lowered";
	return `${path}: ${verb} from ${old.max.toLocaleString("en")} to ${now}. ${reason}`;
}

function main([group, name, figure, max, reason]) {
	if (!/^\d+$/.test(max ?? "") || (reason ?? "").trim() === "") {
		console.error("npm run budget -- GROUP NAME FIGURE MAX REASON");
		process.exit(2);
	}
	const budgets = readBudgets();
	const old = budgets[group]?.[name]?.[figure];
	budgets[group] ??= {};
	budgets[group][name] ??= {};
	budgets[group][name][figure] = { max: Number(max), reason };
	writeFileSync(BUDGETS, `${JSON.stringify(budgets, null, "\t")}\n`);
	const line = describe(`${group} ${name} ${figure}`, old, Number(max), reason);
	writeFileSync(CHANGELOG, withLine(readFileSync(CHANGELOG, "utf8"), line));
	console.log(line);
}

if (import.meta.filename === process.argv[1]) main(process.argv.slice(2));
