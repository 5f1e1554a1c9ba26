// src and hosts -> dist/esm, every module a file of its own.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { stripTypes } from "./cli/strip-types.js";
import { foldConstants } from "./tools/fold-constants.mjs";

/** Functions that call each other across files, and files of types alone. */
const HARMLESS = ["CIRCULAR_DEPENDENCY", "EMPTY_BUNDLE"];

/** Every module below `folder`, without declaration files. */
export function modules(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
}

/** Finds the TypeScript that a `.js` specifier stands for. */
const fromSource = {
	name: "from-source",
	resolveId(specifier, importer) {
		if (importer === undefined || !specifier.startsWith(".")) return null;
		return join(importer, "..", specifier).replace(/\.js$/, ".ts");
	},
};

export default {
	input: ["src", "hosts"].flatMap(modules),
	external: (id) => !/^[./]/.test(id),
	plugins: [fromSource, stripTypes(), foldConstants()],
	output: {
		dir: "dist/esm",
		format: "es",
		preserveModules: true,
		preserveModulesRoot: import.meta.dirname,
		sourcemap: "hidden",
		sourcemapExcludeSources: true,
	},
	onwarn(warning) {
		if (!HARMLESS.includes(warning.code)) throw new Error(warning.message);
	},
};
