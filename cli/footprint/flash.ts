/** Bytes of JavaScript: bundled, minified (names that end in "_" shortened) and gzipped. */
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { type Plugin, type RenderedModule, rollup } from "rollup";
import { minify } from "terser";
import { ESM } from "../own-modules.js";
import { packageRoot } from "../package.js";
import type { Names } from "./sets.js";

export interface Size {
	min: number;
	gzip: number;
}

/** Measures `code`: an ECMAScript module, or with `part` lines of one, in which all stays. */
export async function sizeOf(code: string, part = false): Promise<Size> {
	const { code: minified } = await minify(code, {
		module: true,
		ecma: 2015,
		compress: { passes: 3, unused: !part, toplevel: !part },
		mangle: { toplevel: !part, properties: { regex: /_$/ } },
	});
	const bytes = Buffer.from(minified as string);
	return { min: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** A module of evlite's own that is made up of `text`. */
function entry(text: string): Plugin {
	return {
		name: "entry",
		resolveId: (id) => (id === "set" ? id : null),
		load: (id) => (id === "set" ? text : null),
	};
}

/** Bundles `text`; files for which `apart` holds stay outside. */
async function bundleText(text: string, apart: (path: string) => boolean): Promise<string> {
	const build = await rollup({
		input: "set",
		external: (id, _importer, isResolved) => isResolved && apart(id),
		plugins: [entry(text)],
		onwarn() {},
	});
	const { output } = await build.generate({ format: "es" });
	await build.close();
	return output[0].code;
}

/** The program that names what `names` lists, by folder of src, and exports it. */
export function setText(names: Names): string {
	return Object.entries(names)
		.map(([folder, list]) => {
			const path = JSON.stringify(join(ESM, "src", folder, "index.js"));
			return `export { ${list.join(", ")} } from ${path};`;
		})
		.join("\n");
}

/** Bundles what `names` lists, and what that needs. */
export function bundleSet(names: Names): Promise<string> {
	return bundleText(setText(names), () => false);
}

/** Bundles all that the folder `name` ("core", "hosts/node") exports, without other folders. */
export function bundleFolder(name: string): Promise<string> {
	const folder = folderPath(name) + sep;
	const text = `export * from ${JSON.stringify(join(folder, "index.js"))};`;
	return bundleText(text, (id) => id !== "set" && !id.startsWith(folder));
}

/** The built folder of `name`. */
export function folderPath(name: string): string {
	return join(ESM, name.startsWith("hosts/") ? name : join("src", name));
}

/** The folders of evlite, as `Cost.name` calls them. */
export function folderNames(): string[] {
	const inside = (part: string) => readdirSync(join(ESM, part)).sort();
	return [...inside("src"), ...inside("hosts").map((name) => `hosts/${name}`)];
}

/** "core" for a module of dist/esm/src/core; null for what is not evlite's. */
export function folderOf(path: string): string | null {
	if (!path.startsWith(ESM + sep)) return null;
	const [part, name] = path.slice(ESM.length + 1).split(sep);
	return part === "src" ? name : `hosts/${name}`;
}

/** Lines of the sources in the folder of `name`; null where the sources are not, as in an installed package. */
export function linesOf(name: string): number | null {
	const folder = join(packageRoot, name.startsWith("hosts/") ? name : join("src", name));
	try {
		const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
		return files
			.filter((file) => file.endsWith(".ts"))
			.reduce(
				(sum, file) => sum + readFileSync(join(folder, file), "utf8").split("\n").length - 1,
				0,
			);
	} catch {
		return null;
	}
}

/** The code that a bundle took of each folder; "program" for what is not evlite's. */
export function codeByFolder(modules: Readonly<Record<string, RenderedModule>>) {
	const code = new Map<string, string>();
	for (const [path, { code: text }] of Object.entries(modules)) {
		const name = folderOf(path) ?? "program";
		if (text !== null && text !== "") code.set(name, `${code.get(name) ?? ""}${text}\n`);
	}
	return code;
}
