/** A footprint as tables for a terminal. */
import type { Cost, Footprint } from "./costs.js";

const HEADS = ["lines", "min", "gzip", "XS code", "slots", "chunks", "JsVars", "in flash"];

function cell(value: number | null): string {
	return value === null ? "-" : value.toLocaleString("en", { maximumFractionDigits: 1 });
}

function rows(costs: readonly Cost[]): string[][] {
	return costs.map((cost) => [
		cost.name,
		...[cost.lines, cost.min, cost.gzip, cost.bytecode, cost.slots, cost.chunks].map(cell),
		...[cost.jsVarsRam, cost.jsVarsFlash].map(cell),
	]);
}

function aligned(table: readonly string[][]): string {
	const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
	return table
		.map((row) =>
			row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))),
		)
		.map((row) => row.join("  "))
		.join("\n");
}

/** What a slot is, and where the figures of Espruino are from. */
function notes({ slotSize, espruino, missing }: Footprint): string[] {
	const lines: string[] = [];
	if (slotSize !== null)
		lines.push(`A slot has ${slotSize} bytes${slotSize === 16 ? "" : ", on a device 16"}.`);
	if (espruino === "committed")
		lines.push("Espruino: the last committed figures, not measured now.");
	return [...lines, ...missing.map((line) => `Not measured: ${line}`)];
}

export function footprintTable(footprint: Footprint): string {
	const { modules, sets, items, program } = footprint;
	const parts: string[] = [];
	if (program !== undefined) {
		const total = { ...program, name: `all of ${program.name}` };
		parts.push(aligned([["program", ...HEADS], ...rows([total, ...program.modules])]));
	} else parts.push(aligned([["module", ...HEADS], ...rows(modules)]));
	parts.push(aligned([["imports", ...HEADS], ...rows(sets)]));
	if (items.length > 0) {
		const each = items.map(({ name, slots, chunks }) => [name, cell(slots), cell(chunks)]);
		parts.push(aligned([["one more", "slots", "chunks"], ...each]));
	}
	const said = notes(footprint);
	return [...parts, ...(said.length > 0 ? [said.join("\n")] : [])].join("\n\n");
}
