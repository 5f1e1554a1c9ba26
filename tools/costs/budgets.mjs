/**
 * Budgets: what no figure may exceed, by group, name and figure, each with its reason:
 *
 *     { "size": { "core+select": { "gzipped": { "max": 4096, "reason": "..." } } } }
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../process.mjs";

export const BUDGETS = join(root, "budgets.json");

export function readBudgets() {
	return JSON.parse(readFileSync(BUDGETS, "utf8"));
}

/** Every figure of a group: [name, figure, value]. */
function entries(group) {
	return Object.entries(group).flatMap(([name, figures]) =>
		Object.entries(figures).map(([figure, value]) => [name, figure, value]),
	);
}

/**
 * Holds what was measured of a group, { name: { figure: number } }, against its budgets. A budget
 * for what was not measured does not hold either.
 * @returns {{ line: string, good: boolean }[]} one for each budget
 */
export function hold(budgets, measured) {
	return entries(budgets).map(([name, figure, { max }]) => {
		const value = measured[name]?.[figure];
		const good = value <= max;
		const text = value === undefined ? "not measured" : value.toLocaleString("en");
		const line = `${name} ${figure}: ${text} of ${max.toLocaleString("en")}`;
		return { line: good ? line : `${line}: OVER BUDGET`, good };
	});
}
