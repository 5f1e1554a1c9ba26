/** This package on disk. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file, or one for each condition. */
export type Target = string | { [condition: string]: Target };

/** The folder of evlite's package.json, in a checkout and where it is installed. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
	version: string;
	exports: { [subpath: string]: Target };
};

export const packageVersion = manifest.version;

/** For build/registry.ts. */
export const packageExports = manifest.exports;

function findRoot(from: string): string {
	let folder = from;
	while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
	return folder;
}
