/**
 * Replacements of modules for one platform: NAME.PLATFORM.ts beside NAME.ts takes its place in
 * programs for that platform. Moddable's are named in manifests (build/xs/manifests.ts).
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package.js";

/** Folders of evlite's modules, as sources and as built. */
const ROOTS = ["src", "hosts", "dist/esm/src", "dist/esm/hosts"];

/** Returns the path of each module that `platform` replaces, with that of its replacement. */
export function variants(platform: string): Record<string, string> {
	const found: Record<string, string> = {};
	const suffix = new RegExp(`\\.${platform}(\\.[jt]s)$`);
	for (const root of ROOTS) {
		const folder = join(packageRoot, root);
		if (!existsSync(folder)) continue; // of a package that is installed there are no sources
		for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
			const original = name.replace(suffix, "$1");
			if (original !== name) found[join(folder, original)] = join(folder, name);
		}
	}
	return found;
}
