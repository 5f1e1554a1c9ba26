/** This package on disk: where it is, and which file each of its public names stands for. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

type Target = string | { [condition: string]: Target };

/** The folder of evlite's package.json, in a checkout and where it is installed. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
	version: string;
	exports: { [subpath: string]: Target };
};

export const packageVersion = manifest.version;

function findRoot(from: string): string {
	let folder = from;
	while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
	return folder;
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
	const target = pick(manifest.exports[`.${specifier.slice("evlite".length)}`], conditions);
	return target === null ? null : join(packageRoot, target);
}
