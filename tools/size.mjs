/**
 * The size report: what each set of imports costs when bundled, minified (names that end in "_"
 * shortened) and gzipped, held against budgets.json.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rollup } from "rollup";
import { minify } from "terser";
import { root } from "./process.mjs";

const ESM = join(root, "dist", "esm", "src");

/** What a program of each kind names. */
const CORE = { core: ["EventBase"], "select-backend": ["SelectBackend"] };
const BUFFERS = { ...CORE, "evbuffer-lite": ["EvBuffer"], bufferevent: ["Listener"] };
const SETS = {
	"core+select": CORE,
	"core+select+evbuffer+bufferevent": BUFFERS,
	"core+select+evbuffer+bufferevent+http": { ...BUFFERS, "http-lite": ["HttpServer", "Content"] },
	"core+select+dns": { ...CORE, "dns-lite": ["Resolver"] },
};

async function bundle(names) {
	const text = Object.entries(names)
		.map(
			([folder, list]) => `export { ${list.join(", ")} } from "${join(ESM, folder, "index.js")}";`,
		)
		.join("\n");
	const entry = {
		resolveId: (id) => (id === "set" ? id : null),
		load: (id) => (id === "set" ? text : null),
	};
	const build = await rollup({ input: "set", plugins: [entry] });
	const { output } = await build.generate({ format: "es" });
	await build.close();
	return output[0].code;
}

/** Bytes of a set, minified and gzipped. */
async function measure(names) {
	const { code } = await minify(await bundle(names), {
		module: true,
		ecma: 2015,
		compress: { passes: 3 },
		mangle: { properties: { regex: /_$/ } },
	});
	return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).length };
}

const budgets = JSON.parse(readFileSync(join(root, "budgets.json"), "utf8")).size;
for (const [name, names] of Object.entries(SETS)) {
	const { minified, gzipped } = await measure(names);
	const budget = budgets[name];
	const over = minified > budget.minified || gzipped > budget.gzipped;
	if (over) process.exitCode = 1;
	console.log(
		`  ${name.padEnd(38)}${minified} bytes minified (budget ${budget.minified}), ` +
			`${gzipped} gzipped (${budget.gzipped})${over ? ": OVER BUDGET" : ""}`,
	);
}
