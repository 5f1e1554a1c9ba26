/** What a program costs, and each module in it: after all that it does not need has been left away. */
import { relative } from "node:path";
import type { OutputBundle } from "rollup";
import { bundle } from "../../build/bundle.js";
import { bundleApart } from "../../build/bundle-apart.js";
import type { Allocation } from "../../sim/xs/report.js";
import { type Cost, emptyCost, type Footprint } from "./costs.js";
import { bytecodeByFolder, runOnce } from "./device.js";
import { codeByFolder, sizeOf } from "./flash.js";

/** Bundles the program for XS in one piece. Its code, and what each folder has in it. */
async function bundled(entry: string, folder: string) {
	let code = "";
	let parts = new Map<string, string>();
	const look = {
		name: "look",
		generateBundle(_options: unknown, output: OutputBundle) {
			for (const chunk of Object.values(output)) {
				if (chunk.type !== "chunk") continue;
				code += chunk.code;
				parts = codeByFolder(chunk.modules);
			}
		},
	};
	await bundle({ entry, host: "xs", folder, plugins: [look] });
	return { code, parts };
}

/** Adds up what lives by folder: [slots, bytes of chunks]. */
function memoryByFolder(live: readonly Allocation[]): Map<string, [number, number]> {
	const sums = new Map<string, [number, number]>();
	for (const [where, , , slots, bytes] of live) {
		const [, folder] = /^evlite\/(hosts\/[^/]+|[^/]+)\//.exec(where) ?? [null, "program"];
		const name = where.startsWith("(native)") ? "XS" : folder;
		const sum = sums.get(name) ?? [0, 0];
		sums.set(name, [sum[0] + slots, sum[1] + bytes]);
	}
	return sums;
}

/** Adds what XS says: code by module, and memory by the module whose lines allocated it. */
async function addDevice(
	entry: string,
	folder: string,
	board: string,
	costs: Map<string, Cost>,
	all: Cost,
) {
	const built = await bundleApart({ entry, folder });
	const report = await runOnce(built, { traceAlloc: true, board });
	const at = (name: string) => {
		const known = costs.get(name);
		if (known !== undefined) return known;
		const cost = emptyCost(name);
		costs.set(name, cost);
		return cost;
	};
	for (const [name, bytes] of bytecodeByFolder(report)) at(name).bytecode = bytes;
	for (const [name, [slots, chunks]] of memoryByFolder(report.live ?? [])) {
		Object.assign(at(name), { slots, chunks });
	}
	Object.assign(all, {
		bytecode: report.bytecode,
		slots: report.slots.live,
		chunks: report.chunks.live,
	});
}

/** Measures the program at `entry`; `folder` is for files. A broken one is a `CliError`. */
export async function measureProgram(
	entry: string,
	folder: string,
	board: string,
	{ missing, slotSize }: Footprint,
): Promise<Cost & { modules: Cost[] }> {
	const { code, parts } = await bundled(entry, folder);
	const costs = new Map<string, Cost>();
	for (const [name, text] of parts) {
		costs.set(name, { ...emptyCost(name), ...(await sizeOf(text, true)) });
	}
	const all: Cost = { ...emptyCost(relative("", entry)), ...(await sizeOf(code)) };
	if (slotSize !== null) {
		try {
			await addDevice(entry, folder, board, costs, all);
		} catch (error) {
			missing.push(`${all.name} on XS: ${(error as Error).message.split("\n")[0]}`);
		}
	}
	const modules = [...costs.values()].sort(
		(a, b) => (b.bytecode ?? b.min ?? 0) - (a.bytecode ?? a.min ?? 0),
	);
	return { ...all, modules };
}
