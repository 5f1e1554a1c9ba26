/** Bytes of JavaScript: bundled, minified (names that end in "_" shortened) and gzipped. */
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin, transform } from "esbuild";
import type { RenderedModule } from "rollup";
import { ESM } from "../../build/own-modules.js";
import { packageRoot } from "../../build/package.js";
import type { Names } from "./sets.js";

export interface Size {
	min: number;
	gzip: number;
}

/** Measures `code`: an ECMAScript module, or with `part` lines of one, whose names others use. */
export async function sizeOf(code: string, part = false): Promise<Size> {
	const { code: minified } = await transform(code, {
		minify: true,
		mangleProps: /_$/,
		target: "es2022",
		format: part ? undefined : "esm",
	});
	const bytes = Buffer.from(minified);
	return { min: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** Bundles `text`; files for which `apart` holds stay outside. */
async function bundleText(text: string, apart: (path: string) => boolean): Promise<string> {
	const leave: Plugin = {
		name: "leave",
		setup(builder) {
			builder.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
				apart(join(resolveDir, path)) ? { path, external: true } : null,
			);
		},
	};
	const { outputFiles } = await build({
		stdin: { contents: text, resolveDir: ESM },
		bundle: true,
		format: "esm",
		platform: "neutral",
		external: ["node:*", "embedded:*", "device", "time", "timer", "net", "dgram"],
		target: "es2022",
		write: false,
		logLevel: "silent",
		plugins: [leave],
	});
	return outputFiles[0].text;
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
	return bundleText(text, (path) => !path.startsWith(folder));
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
