/** evlite's own modules as they are built, for hosts that keep them apart from the program. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import MagicString from "magic-string";
import { type Node, parse } from "./ast.js";
import { packageRoot } from "./package.js";

/** The folder of evlite's built modules. */
export const ESM = join(packageRoot, "dist", "esm");

/** A relative specifier and where it is in the text, quotes included. */
interface Request {
	target: string;
	start: number;
	end: number;
}

const read = new Map<string, { text: string; requests: Request[] }>();

export function isOwn(path: string): boolean {
	return path.startsWith(ESM + sep);
}

/** `evlite/core/errno` for dist/esm/src/core/errno.js. */
export function ownName(path: string): string {
	const inside = relative(ESM, path).replace(/\.js$/, "").replaceAll(sep, "/");
	return `evlite/${inside.replace(/^src\//, "")}`;
}

/** dist/esm/src/core/errno.js for `evlite/core/errno`; null if there is no such module. */
export function builtPath(name: string): string | null {
	if (!name.startsWith("evlite/")) return null;
	const inside = name.slice("evlite/".length);
	const path = join(ESM, inside.startsWith("hosts/") ? inside : `src/${inside}`);
	return existsSync(`${path}.js`) ? `${path}.js` : null;
}

/** evlite's built module of a source in this checkout's src/ or hosts/; null if it is none. */
export function builtModule(source: string): string | null {
	const inside = relative(packageRoot, source);
	if (!/^(src|hosts)[\\/].*\.ts$/.test(inside)) return null;
	return join(ESM, inside.replace(/\.ts$/, ".js"));
}

function readModule(path: string) {
	const known = read.get(path);
	if (known !== undefined) return known;
	const text = readFileSync(path, "utf8");
	const requests: Request[] = [];
	for (const { source } of parse(text).body) {
		if (!source?.value.startsWith(".")) continue; // none, or the platform's
		const { start, end, value } = source;
		requests.push({ target: resolve(dirname(path), value), start, end });
	}
	const module = { text, requests };
	read.set(path, module);
	return module;
}

/** The names that the built module at `path` exports, those that it passes on with `*` left out. */
export function exportedNames(path: string): string[] {
	return parse(readFileSync(path, "utf8")).body.flatMap(({ type, specifiers }: Node) =>
		type === "ExportNamedDeclaration" ? specifiers.map(({ exported }: Node) => exported.name) : [],
	);
}

/** The text of a module whose imports go by the names that modules have here. */
function renamed(path: string): string {
	const { text, requests } = readModule(path);
	const from = dirname(ownName(path));
	const changed = new MagicString(text);
	for (const { target, start, end } of requests) {
		const to = posix.relative(from, `${ownName(target)}.js`);
		changed.update(start, end, `"${to.startsWith(".") ? to : `./${to}`}"`);
	}
	return changed.toString();
}

/** The modules at `paths` and all they import, imported ones first. */
export function reachable(paths: Iterable<string>): string[] {
	const seen = new Set<string>();
	const found: string[] = [];
	function add(path: string): void {
		if (seen.has(path)) return;
		seen.add(path);
		for (const { target } of readModule(path).requests) add(target);
		found.push(path);
	}
	for (const path of paths) add(path);
	return found;
}

/** The same, with the names that they have here and their texts. */
export function ownModules(paths: Iterable<string>): { name: string; text: string }[] {
	return reachable(paths).map((path) => ({ name: ownName(path), text: renamed(path) }));
}
