/**
 * evlite as modules for Espruino's Storage: one minified CommonJS file for each public name, which
 * `require`s the others. What files of different modules use of each other is exported too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { rollup } from "rollup";
import { foldConstants } from "../constants.js";
import { packageRoot } from "../package.js";
import { moduleOf, publicModules } from "../registry.js";
import { stripTypes } from "../strip-types.js";
import { variants } from "../variants.js";
import { check, checkFolded } from "./check.js";
import { constants } from "./constants.js";
import { fold } from "./fold.js";
import { heatOf } from "./hot.js";
import { keywords } from "./keywords.js";
import { lower } from "./lower.js";
import { minify } from "./minify.js";

const MODULES = publicModules("espruino");

/** Resolves `.js` written for `.ts`, and what Espruino has of its own. */
function fromSource() {
	const replace = variants("espruino");
	return {
		name: "from-source",
		resolveId(specifier: string, importer: string | undefined) {
			if (importer === undefined || !specifier.startsWith(".")) return null;
			const path = join(dirname(importer), specifier).replace(/\.js$/, ".ts");
			return replace[path] ?? path;
		},
	};
}

/** Writes each module into `folder`, as NAME.js. */
export async function buildModules(folder: string): Promise<void> {
	const inputs = MODULES.map(({ name, source }) => [name, join(packageRoot, source)]);
	const build = await rollup({
		input: Object.fromEntries(inputs),
		preserveEntrySignatures: "allow-extension",
		plugins: [fromSource(), stripTypes(), foldConstants()],
		onwarn() {}, // functions that call each other across files
	});
	const { output } = await build.generate({
		format: "cjs",
		entryFileNames: "[name].js",
		chunkFileNames: "[name].js",
		manualChunks: (path) => moduleOf(relative(packageRoot, path), MODULES)?.name,
		sourcemap: true,
	});
	await build.close();
	const nameCache = {}; // private names are the same in all
	for (const chunk of output) {
		if (chunk.type !== "chunk") continue;
		const code = chunk.code.replace(
			/require\(['"](?:\.\.?\/)+([^'"]+)\.js['"]\)/g,
			(_, name: string) => `require("${name.startsWith("evlite") ? name : `evlite/${name}`}")`,
		);
		const from = { code, map: chunk.map as object };
		const script = await minify(
			await lower(from, [constants(() => true), keywords]),
			new Set(),
			nameCache,
		);
		check(script);
		const folded = fold(script, heatOf);
		checkFolded(folded);
		const path = join(folder, chunk.fileName);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, folded);
	}
}
