// src, hosts -> dist/esm and cli, sim -> dist: every module stays a file of its own.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { stripTypes } from "./cli/strip-types.js";

const root = import.meta.dirname;

/** Functions that call each other across files, and files of types alone. */
const HARMLESS = ["CIRCULAR_DEPENDENCY", "EMPTY_BUNDLE"];

/** Every module below `folder`, without declaration files. */
function modules(folder) {
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

function build(folders, dir) {
	return {
		input: folders.flatMap(modules),
		external: (id) => !/^[./]/.test(id),
		plugins: [fromSource, stripTypes()],
		output: { dir, format: "es", preserveModules: true, preserveModulesRoot: root },
		onwarn(warning) {
			if (!HARMLESS.includes(warning.code)) throw new Error(warning.message);
		},
	};
}

export default [build(["src", "hosts"], "dist/esm"), build(["cli", "sim"], "dist")];
