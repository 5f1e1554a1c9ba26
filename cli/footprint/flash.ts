/** Bytes of JavaScript: bundled, minified (names that end in "_" shortened) and gzipped. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Plugin, rollup } from "rollup";
import { minify } from "terser";
import { ESM } from "../own-modules.js";
import type { Names } from "./sets.js";

export interface Size {
	min: number;
	gzip: number;
}

/** Measures `code`, an ECMAScript module. */
export async function sizeOf(code: string): Promise<Size> {
	const { code: minified } = await minify(code, {
		module: true,
		ecma: 2015,
		compress: { passes: 3 },
		mangle: { properties: { regex: /_$/ } },
	});
	const bytes = Buffer.from(minified as string);
	return { min: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** Bundles what `names` lists, and what that needs. */
export async function bundleSet(names: Names): Promise<string> {
	const lines = Object.entries(names).map(([folder, list]) => {
		const path = JSON.stringify(join(ESM, "src", folder, "index.js"));
		return `export { ${list.join(", ")} } from ${path};`;
	});
	const entry: Plugin = {
		name: "entry",
		resolveId: (id) => (id === "set" ? id : null),
		load: (id) => (id === "set" ? lines.join("\n") : null),
	};
	const build = await rollup({ input: "set", plugins: [entry] });
	const { output } = await build.generate({ format: "es" });
	await build.close();
	return output[0].code;
}
