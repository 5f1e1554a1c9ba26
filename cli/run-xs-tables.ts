/** The tables of --profile and --trace-alloc: what the simulator says of lines, by sources and functions. */

import type { Places } from "../build/source-places.js";
import type { Allocation, Report } from "../sim/xs/report.js";

const ROWS = 20;

/** Adds up the values of equal keys. */
function merged(rows: readonly (readonly [string, number])[]): [string, number][] {
	const sums = new Map<string, number>();
	for (const [key, value] of rows) sums.set(key, (sums.get(key) ?? 0) + value);
	return [...sums].sort((a, b) => b[1] - a[1]);
}

/** The report with lines of the sources, and units by function too. */
export function withSources(report: Report, places: Places): Report {
	function moved(list: Allocation[] | undefined): Allocation[] | undefined {
		return list?.map(([where, ...rest]) => [places.source(where), ...rest]);
	}
	const { profile, allocations, live } = report;
	return {
		...report,
		...(profile && {
			profile: merged(profile.map(([where, units]) => [places.source(where), units])),
			functions: merged(profile.map(([where, units]) => [places.functionAt(where), units])),
		}),
		...(allocations && { allocations: moved(allocations), live: moved(live) }),
	};
}

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	const cells = [heads, ...rows.slice(0, ROWS)].map((row) =>
		row.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell)),
	);
	const widths = heads.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
	const lines = cells.map((row) =>
		row
			.map((cell, i) => (i + 1 < row.length ? cell.padStart(widths[i]) : cell))
			.join("  ")
			.trimEnd(),
	);
	if (rows.length > ROWS) lines.push(`... and ${rows.length - ROWS} more`);
	return lines.join("\n");
}

/** "units  share  function", most first. */
export function profileTable({ functions = [] }: Report): string {
	const total = functions.reduce((sum, [, units]) => sum + units, 0);
	const rows = functions.map(([name, units]) => [
		units,
		`${((100 * units) / total).toFixed(1)} %`,
		name,
	]);
	return table(["units", "share", "function"], rows);
}

/** What was allocated since main finished, most memory first. */
export function allocationTable({ allocations = [] }: Report): string {
	if (allocations.length === 0) return "nothing was allocated after start-up";
	const rows = allocations.map(([where, kind, count, slots, bytes]) => [
		count,
		slots,
		bytes,
		kind,
		where,
	]);
	return table(["count", "slots", "bytes", "kind", "line"], rows);
}
