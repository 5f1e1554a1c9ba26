/** Results as Markdown. */
import type { Row, WorkloadResult } from "./summary.js";

/** Three digits that count: 31,400, 2.35, 0.87. */
export function short(value: number): string {
	const size = Math.abs(value);
	if (size === 0) return "0";
	const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
	const step = 10 ** Math.max(0, Math.floor(Math.log10(size)) - 2);
	const rounded = size >= 1000 ? Math.round(value / step) * step : value;
	return rounded.toLocaleString("en", {
		minimumFractionDigits: Math.min(digits, 2),
		maximumFractionDigits: Math.min(digits, 4),
	});
}

function cells(row: Row, withParameter: boolean): string[] {
	const range = row.min === row.max ? "" : `${short(row.min)} to ${short(row.max)}`;
	const ratio = row.evliteRatio === null ? "" : row.evliteRatio.toFixed(2);
	const parameter = withParameter ? [row.parameter?.toLocaleString("en") ?? ""] : [];
	return [row.figure, ...parameter, row.subject, short(row.median), range, ratio];
}

/** One table for each workload. */
export function markdown({ name, title, parameter, rows }: WorkloadResult): string {
	const heads = ["figure", ...(parameter === null ? [] : [parameter])];
	heads.push("subject", "median", "range", "evlite is better by");
	const order = [...new Set(rows.map((row) => row.figure))];
	const sorted = rows.toSorted(
		(a, b) =>
			order.indexOf(a.figure) - order.indexOf(b.figure) || (a.parameter ?? 0) - (b.parameter ?? 0),
	);
	const lines = [
		`### ${name}`,
		"",
		`${title}.`,
		"",
		`| ${heads.join(" | ")} |`,
		`| ${heads.map(() => "---").join(" | ")} |`,
	];
	for (const row of sorted) lines.push(`| ${cells(row, parameter !== null).join(" | ")} |`);
	return lines.join("\n");
}
