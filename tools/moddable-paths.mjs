/**
 * What Moddable's mcconfig (SDK 8.2.3) gives TypeScript for a manifest's modules: `paths`, a
 * declaration file before the JavaScript beside it, by the names that the manifest gives.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The files that `path` of a manifest in `folder` names, each with what its star matches. */
function files(folder, path) {
	const whole = join(folder, path);
	if (!path.endsWith("*")) return [["", whole]];
	return readdirSync(dirname(whole))
		.filter((name) => name.endsWith(".js"))
		.map((name) => [name.slice(0, -3), join(dirname(whole), name.slice(0, -3))]);
}

/**
 * Returns `compilerOptions.paths` for the manifest at `path` and all that it includes of its own.
 * @param {string} path
 * @returns {Record<string, string[]>}
 */
export function moddablePaths(path) {
	const folder = dirname(path);
	const { include = [], modules = {} } = JSON.parse(readFileSync(path, "utf8"));
	const paths = {};
	for (const each of include) {
		if (!each.startsWith("$")) Object.assign(paths, moddablePaths(join(folder, each)));
	}
	for (const [name, target] of Object.entries(modules)) {
		for (const [star, stem] of files(folder, target)) {
			const isDeclared = existsSync(`${stem}.d.ts`);
			paths[name.replace("*", star)] = [isDeclared ? `${stem}.d.ts` : `${stem}.js`];
		}
	}
	return paths;
}
