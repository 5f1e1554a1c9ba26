/**
 * The modules of evlite: package.json#exports names each with the file that it begins with, by
 * platform. Nothing else reads that; what lists modules elsewhere is made from here.
 */
import { join, posix } from "node:path";
import { packageExports, packageRoot, type Target } from "./package.js";

export type Platform = "node" | "moddable" | "espruino";

/** A module of evlite on one platform. */
export interface PublicModule {
	/** What programs import: "evlite/http". */
	name: string;
	/** The source that it begins with, from the root: "src/http-lite/index.ts". */
	source: string;
}

function pick(target: Target | undefined, conditions: readonly string[]): string | null {
	if (target === undefined) return null;
	if (typeof target === "string") return target;
	for (const [condition, next] of Object.entries(target)) {
		if (condition !== "default" && !conditions.includes(condition)) continue;
		const found = pick(next, conditions);
		if (found !== null) return found;
	}
	return null;
}

/** The file of "evlite" or "evlite/NAME" under `conditions`; null if there is none. */
export function resolvePublic(specifier: string, conditions: readonly string[]): string | null {
	if (specifier !== "evlite" && !specifier.startsWith("evlite/")) return null;
	const target = pick(packageExports[`.${specifier.slice("evlite".length)}`], conditions);
	return target === null ? null : join(packageRoot, target);
}

/** What programs can import: "evlite", "evlite/http", ... */
export function publicNames(): string[] {
	return Object.keys(packageExports)
		.filter((subpath) => !subpath.endsWith(".json"))
		.map((subpath) => `evlite${subpath.slice(1)}`);
}

/** The modules that `platform` has: those of src, and those of its own host. */
export function publicModules(platform: Platform): PublicModule[] {
	return publicNames()
		.map((name) => {
			const target = pick(packageExports[`.${name.slice("evlite".length)}`], ["source", platform]);
			return { name, source: (target as string).slice("./".length) };
		})
		.filter(({ source }) => source.startsWith("src/") || source.startsWith(`hosts/${platform}/`));
}

/**
 * The module of `modules` that `source` belongs to: the one that begins with it, or in its folder. A folder in
 * which none begins is part of what imports it.
 */
export function moduleOf(
	source: string,
	modules: readonly PublicModule[],
): PublicModule | undefined {
	const path = source.replaceAll("\\", "/");
	const index = `${posix.dirname(path)}/index.ts`;
	return (
		modules.find((each) => each.source === path) ?? modules.find((each) => each.source === index)
	);
}

/** Every file that package.json#exports names. */
export function exportedFiles(): string[] {
	const files = (target: Target): string[] =>
		typeof target === "string" ? [target.slice("./".length)] : Object.values(target).flatMap(files);
	return Object.values(packageExports).flatMap(files);
}
