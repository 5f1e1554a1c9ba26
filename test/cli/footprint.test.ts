import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { emptyCost, type Footprint } from "../../cli/footprint/costs.js";
import { bundleFolder, folderNames, linesOf, sizeOf } from "../../cli/footprint/flash.js";
import { measureProgram } from "../../cli/footprint/program.js";
import { footprintTable } from "../../cli/footprint/table.js";
import { treemapHtml, treemapSvg } from "../../cli/footprint/treemap.js";
import { helloProgram } from "./command.js";

const cost = (name: string, bytecode: number, slots: number, chunks: number) => ({
	...emptyCost(name),
	bytecode,
	slots,
	chunks,
});

const footprint: Footprint = {
	modules: [cost("core", 9000, 10, 100), cost("http-lite", 3000, 0, 0)],
	sets: [{ ...emptyCost("core+select"), min: 7200, gzip: 2925 }],
	items: [{ name: "timer", slots: 6, chunks: 60 }],
	slotSize: 16,
	espruino: "committed",
	missing: ["XS: no compiler"],
};

test("table: every figure, a dash for what is not known, what is missing and why", (t) => {
	const text = footprintTable(footprint);
	t.regex(text, /^core +- +- +- +9,000 +10 +100 +- +-$/m);
	t.regex(text, /^core\+select +- +7,200 +2,925 +-/m);
	t.regex(text, /^timer +6 +60$/m);
	t.regex(text, /last committed figures, not measured now/);
	t.regex(text, /Not measured: XS: no compiler/);
});

test("treemap: an area for each module, in proportion; none for what takes nothing", (t) => {
	const svg = treemapSvg(footprint);
	const sizes = new Map<string, number>();
	for (const [, name, width, height] of svg.matchAll(
		/<title>(\S+) [\d,]+ bytes<\/title><rect [^>]*width="([\d.]+)" height="([\d.]+)"/g,
	)) {
		if (!sizes.has(name)) sizes.set(name, Number(width) * Number(height));
	}
	t.deepEqual([...sizes.keys()], ["core", "http-lite"]);
	const ratio = (sizes.get("core") ?? 0) / (sizes.get("http-lite") ?? 1);
	t.true(ratio > 2.8 && ratio < 3.2, `${ratio}`);
	t.is(svg.match(/<title>http-lite/g)?.length, 1, "it takes no RAM");
	t.regex(svg, /RAM after start on XS: 260 bytes/);
	t.true(treemapHtml(footprint).includes(svg));
});

test("treemap: names are text", (t) => {
	const modules = [cost("a<b>&", 1, 0, 0)];
	t.regex(treemapSvg({ ...footprint, modules }), /a&lt;b&gt;&amp;/);
});

test("flash: a folder by itself, and the lines of its source", async (t) => {
	t.true(folderNames().includes("core") && folderNames().includes("hosts/node"));
	const core = await sizeOf(await bundleFolder("core"));
	t.true(core.min > 5000 && core.gzip < core.min, JSON.stringify(core));
	t.true((linesOf("core") ?? 0) > 1000);
	t.is(linesOf("no such folder"), null);
});

test("program: its modules, without those it does not need", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-test-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const entry = join(folder, "hello.ts");
	writeFileSync(entry, helloProgram());
	const program = await measureProgram(entry, folder, "esp8266", { ...footprint, slotSize: null });
	const names = program.modules.map(({ name }) => name);
	t.true(names.includes("http-lite") && names.includes("program"), names.join());
	t.false(names.includes("dns-lite"));
	t.true(program.modules.every(({ min }) => (min ?? 0) > 0));
	t.true((program.gzip ?? 0) < (program.min ?? 0));
});
