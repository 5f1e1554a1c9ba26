/** The library: src and hosts -> dist/esm, every module a file of its own. rollup.config.js is this. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, RollupOptions } from "rollup";
import { foldConstants } from "./constants.js";
import { packageRoot } from "./package.js";
import { stripTypes } from "./strip-types.js";

/** Files of types alone. */
const HARMLESS = ["EMPTY_BUNDLE"];

/** Every module below `folder`, without declaration files. */
export function modules(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
}

/** Finds the TypeScript source of a `.js` specifier. */
const fromSource: Plugin = {
	name: "from-source",
	resolveId(specifier, importer) {
		if (importer === undefined || !specifier.startsWith(".")) return null;
		return join(importer, "..", specifier).replace(/\.js$/, ".ts");
	},
};

export const library = {
	input: ["src", "hosts"].flatMap((folder) => modules(join(packageRoot, folder))),
	external: (id) => !/^[./]/.test(id),
	plugins: [fromSource, stripTypes(), foldConstants()],
	output: {
		dir: join(packageRoot, "dist", "esm"),
		format: "es",
		preserveModules: true,
		preserveModulesRoot: packageRoot,
		sourcemap: "hidden",
		sourcemapExcludeSources: true,
	},
	onwarn(warning) {
		if (!HARMLESS.includes(warning.code ?? "")) throw new Error(warning.message);
	},
} satisfies RollupOptions;
