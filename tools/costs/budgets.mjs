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
 * for what was not measured does not hold either, nor does what was measured and has none.
 * @returns {{ line: string, good: boolean }[]} one for each budget, and for each name without one
 */
export function hold(budgets, measured) {
	const missing = Object.keys(measured)
		.filter((name) => budgets[name] === undefined)
		.map((name) => ({ line: `${name}: NO BUDGET, set one with npm run budget`, good: false }));
	const held = entries(budgets).map(([name, figure, { max }]) => {
		const value = measured[name]?.[figure];
		const good = value <= max;
		const text = value === undefined ? "not measured" : value.toLocaleString("en");
		const line = `${name} ${figure}: ${text} of ${max.toLocaleString("en")}`;
		return { line: good ? line : `${line}: OVER BUDGET`, good };
	});
	return [...held, ...missing];
}
