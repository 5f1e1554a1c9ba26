/** Results as a picture: bars for each workload, lines where a parameter varies. */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { WorkloadResult } from "./summary.js";

const WIDTH = 480;

/** The first figure of a workload, which is the one it is about. */
function panel({ title, parameter, rows }: WorkloadResult) {
	const figure = rows[0].figure;
	const values = rows.filter((row) => row.figure === figure);
	const shared = { data: { values }, width: WIDTH, title: title.split(":")[0] };
	const colour = { field: "subject", type: "nominal", title: null, sort: null };
	if (parameter === null) {
		return {
			...shared,
			mark: "bar",
			encoding: {
				y: { field: "subject", type: "nominal", title: null, sort: null },
				x: { field: "median", type: "quantitative", title: figure },
			},
		};
	}
	const log = { type: "log" };
	return {
		...shared,
		mark: { type: "line", point: true },
		encoding: {
			x: { field: "parameter", type: "quantitative", scale: log, title: parameter },
			y: { field: "median", type: "quantitative", scale: log, title: figure },
			color: colour,
		},
	};
}

/** Draws all workloads, one above the other, as SVG. */
export function plot(results: readonly WorkloadResult[], machine: string): Promise<string> {
	const spec = {
		title: { text: machine, fontSize: 10, fontWeight: "normal" },
		background: "white",
		vconcat: results.filter(({ rows }) => rows.length > 0).map(panel),
		resolve: { scale: { color: "independent" } },
	} as TopLevelSpec;
	const view = new View(parse(compile(spec).spec), { renderer: "none" });
	return view.toSVG();
}
