/** Which suites there are, and which of them run on every engine. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./process.mjs";

export const TEST = join(root, "test");

/** Suites of one engine's own. */
const ENGINES = /^(tools|cli|sim|espruino)\b/;

/** Imports nothing of ava or Node, itself or through what it imports. */
function isPortable(path, seen = new Set()) {
	if (seen.has(path)) return true;
	seen.add(path);
	const text = readFileSync(path, "utf8");
	for (const [, specifier] of text.matchAll(/^(?:import|export)[^;]*?from "([^"]+)";/gms)) {
		if (specifier.endsWith("harness-node.js")) continue;
		if (!specifier.startsWith(".")) {
			if (!/^(embedded:|time$|timer$|xsim$)/.test(specifier)) return false;
			continue;
		}
		const next = join(path, "..", specifier).replace(/\.js$/, ".ts");
		if (next.includes(`${root}/hosts/node`) || !isPortable(next, seen)) return false;
	}
	return true;
}

/** The suite at `path` runs on every engine. */
export function isNeutral(path) {
	return !ENGINES.test(relative(TEST, path)) && isPortable(path);
}

/** Every file of suites whose name fits `pattern` and whose path holds one of `parts`, or all. */
export function suites(pattern, parts) {
	return readdirSync(TEST, { recursive: true, withFileTypes: true })
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => pattern.test(path))
		.filter((path) => parts.length === 0 || parts.some((part) => path.includes(part)))
		.sort();
}

/** `paths` by the folder of TEST that they are in. */
export function byFolder(paths) {
	const folders = new Map();
	for (const path of paths) {
		const folder = relative(TEST, dirname(path));
		folders.set(folder, [...(folders.get(folder) ?? []), path]);
	}
	return folders;
}
