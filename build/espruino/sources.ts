/** In a checkout, reads evlite's modules from their TypeScript, so that errors name its lines. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { transform } from "esbuild";
import type { Plugin } from "rollup";
import { packageRoot } from "../package.js";

const ESM = join(packageRoot, "dist", "esm") + sep;

/** The source of a module of dist/esm, or null where there is none. */
export function sourceOf(id: string): string | null {
	if (!id.startsWith(ESM)) return null;
	const path = join(packageRoot, relative(ESM, id)).replace(/\.js$/, ".ts");
	return existsSync(path) ? path : null;
}

/** Returns whether `path` is a module of evlite's that programs are made of. */
export function isOwn(path: string): boolean {
	return (
		path.startsWith(ESM) ||
		path.startsWith(join(packageRoot, "src") + sep) ||
		path.startsWith(join(packageRoot, "hosts") + sep)
	);
}

export function ownSources(): Plugin {
	return {
		name: "own-sources",
		async load(id) {
			const path = sourceOf(id);
			if (path === null) return null;
			const stripped = await transform(readFileSync(path, "utf8"), {
				loader: "ts",
				target: "es2022",
				sourcemap: true,
				sourcefile: path,
				tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
			});
			return { code: stripped.code, map: stripped.map };
		},
	};
}
