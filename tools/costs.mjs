/**
 * `npm run costs [-- GROUP ...] [--write]`: measures, holds the figures against budgets.json and
 * against those that README and docs publish; --write renews the published ones.
 *
 * A group is a module in tools/costs that exports `measure()`, which resolves to
 * { name: { figure: number } }, or to null where this machine cannot measure it. Its `isEstimate()`
 * says that they are too rough to be published.
 */
import { hold, readBudgets } from "./costs/budgets.mjs";
import { checkDocuments } from "./costs/published.mjs";

const GROUPS = {
	espruino: () => import("./costs/espruino.mjs"),
	size: () => import("./costs/size.mjs"),
	// these two before others that take a simulator with slots of any size
	xs: () => import("./costs/xs.mjs"),
	dns: () => import("./costs/dns.mjs"),
	bytecode: () => import("./costs/bytecode.mjs"),
	options: () => import("./costs/options.mjs"),
};

function chosen(names) {
	const unknown = names.find((name) => GROUPS[name] === undefined);
	if (unknown === undefined) return names.length === 0 ? Object.keys(GROUPS) : names;
	console.error(`no group ${unknown}; there are ${Object.keys(GROUPS).join(", ")}`);
	process.exit(2);
}

function tell(line, good) {
	console.log(`  ${line}`);
	if (!good) process.exitCode = 1;
}

const args = process.argv.slice(2);
const groups = chosen(args.filter((each) => !each.startsWith("--")));
const budgets = readBudgets();
const stray = Object.keys(budgets).find((group) => GROUPS[group] === undefined);
if (stray !== undefined) tell(`budgets.json: no group ${stray}`, false);
const measured = {};
for (const group of groups) {
	const source = await GROUPS[group]();
	const figures = await source.measure();
	if (figures === null) {
		tell(`${group}: cannot be measured here`, true);
		continue;
	}
	if (!source.isEstimate?.()) measured[group] = figures;
	for (const { line, good } of hold(budgets[group] ?? {}, figures)) tell(`${group} ${line}`, good);
}
const repair = args.includes("--write");
for (const line of checkDocuments(measured, repair)) tell(line, repair);
