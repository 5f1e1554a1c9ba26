/** A picture of a footprint: one map of flash and one of RAM, an area for each module. */
import { hierarchy, treemap, treemapSquarify } from "d3-hierarchy";
import type { Cost, Footprint } from "./costs.js";

const WIDTH = 960;
const HEIGHT = 420;
const HEAD = 30;
const LETTER = 6.6; // pixels of a letter, about
/** Colours that colour-blind readers can distinguish too (Okabe and Ito). */
const COLOURS = [
	"#56b4e9",
	"#e69f00",
	"#009e73",
	"#f0e442",
	"#cc79a7",
	"#d55e00",
	"#0072b2",
	"#999999",
];

interface Area {
	name: string;
	value: number;
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function box(name: string, value: number, colour: string, [x0, y0, x1, y1]: number[]): string {
	const label = `${name} ${value.toLocaleString("en")}`;
	const fits = x1 - x0 > LETTER * label.length + 8 && y1 - y0 > 18;
	const short = x1 - x0 > LETTER * name.length + 8 && y1 - y0 > 18;
	const text = fits ? label : short ? name : "";
	const at = `x="${x0.toFixed(1)}" y="${y0.toFixed(1)}"`;
	const size = `width="${(x1 - x0).toFixed(1)}" height="${(y1 - y0).toFixed(1)}"`;
	const shown =
		text === ""
			? ""
			: `<text x="${(x0 + 5).toFixed(1)}" y="${(y0 + 15).toFixed(1)}">${escaped(text)}</text>`;
	return `<g><title>${escaped(label)} bytes</title><rect ${at} ${size} fill="${colour}"/>${shown}</g>`;
}

/** One map, `top` pixels from above. */
function map(
	title: string,
	areas: readonly Area[],
	colours: Map<string, string>,
	top: number,
): string {
	const total = areas.reduce((sum, { value }) => sum + value, 0);
	const root = hierarchy<{ children?: readonly Area[] } & Partial<Area>>({ children: areas })
		.sum((each) => each.value ?? 0)
		.sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
	const laid = treemap<{ children?: readonly Area[] } & Partial<Area>>()
		.tile(treemapSquarify)
		.size([WIDTH, HEIGHT])
		.paddingInner(2)(root);
	const boxes = laid.leaves().map(({ data, x0, y0, x1, y1 }) => {
		const name = data.name ?? "";
		return box(name, data.value ?? 0, colours.get(name) ?? "#999999", [
			x0,
			y0 + top + HEAD,
			x1,
			y1 + top + HEAD,
		]);
	});
	const head = `<text class="head" x="0" y="${top + 20}">${escaped(title)}: ${total.toLocaleString("en")} bytes</text>`;
	return [head, ...boxes].join("\n");
}

function areas(costs: readonly Cost[], bytes: (cost: Cost) => number): Area[] {
	return costs
		.map((cost) => ({ name: cost.name, value: bytes(cost) }))
		.filter(({ value }) => value > 0);
}

/** The picture as SVG: flash and RAM of the program's modules, or of evlite's. */
export function treemapSvg({ program, modules, slotSize }: Footprint): string {
	const costs = program?.modules ?? modules;
	const name = program === undefined ? "evlite" : program.name;
	const colours = new Map(costs.map((cost, i) => [cost.name, COLOURS[i % COLOURS.length]]));
	const hasCode = costs.some((cost) => cost.bytecode !== null);
	const flash = areas(costs, (cost) => (hasCode ? cost.bytecode : cost.min) ?? 0);
	const ram = areas(costs, (cost) => (cost.slots ?? 0) * (slotSize ?? 0) + (cost.chunks ?? 0));
	const what = hasCode ? "XS code" : "minified JavaScript";
	const parts = [map(`${name}, flash (${what})`, flash, colours, 0)];
	if (ram.length > 0)
		parts.push(map(`${name}, RAM after start on XS`, ram, colours, HEIGHT + HEAD + 10));
	const height = parts.length * (HEIGHT + HEAD + 10);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<style>rect { stroke: #fff } .head { font-size: 16px; font-weight: bold }</style>
${parts.join("\n")}
</svg>
`;
}

/** The picture in a page. */
export function treemapHtml(footprint: Footprint): string {
	return `<!doctype html>
<meta charset="utf-8">
<title>Footprint of ${escaped(footprint.program?.name ?? "evlite")}</title>
<body style="margin: 1em auto; max-width: 1000px">
${treemapSvg(footprint)}</body>
`;
}
