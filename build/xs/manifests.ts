/**
 * What Moddable's tools take evlite by, made of the registry: for each module a name that programs
 * import and `manifest_NAME.json`; `manifest.json` is what every program needs. `npm run build`
 * writes it to dist/moddable.
 */
import { join, relative } from "node:path";
import { builtPath, ESM, ownName, reachable } from "../own-modules.js";
import { packageRoot } from "../package.js";
import { moduleOf, type PublicModule, publicModules } from "../registry.js";

/** The modules of `manifest.json`: the loop, its host, buffers and connections. */
const BASE = ["evlite", "evlite/host", "evlite/buffer", "evlite/bufferevent"];

/** Platforms whose `Math.random` draws from no hardware; NAME.pico takes the place of NAME there. */
const PICO = ["pico", "pico/*", "nrf52", "nrf52/*"];

/** `platforms` of a manifest with `modules`; `pico` has the paths of those that take another's place. */
export function platforms(modules: Record<string, string>, pico: Record<string, string>) {
	const names = Object.keys(pico);
	if (names.length === 0) return undefined;
	const replaced = { "~": names.map((name) => modules[name]), ...pico };
	return Object.fromEntries(PICO.map((platform) => [platform, { modules: replaced }]));
}

/** "http" for evlite/http. */
function keyOf(name: string): string {
	return name.slice(name.lastIndexOf("/") + 1);
}

function manifestName(name: string): string {
	return BASE.includes(name) ? "manifest.json" : `manifest_${keyOf(name)}.json`;
}

/** The path of a built module from dist/moddable, without its extension. */
function pathOf(built: string): string {
	return `../esm/${relative(ESM, built).replaceAll("\\", "/").replace(/\.js$/, "")}`;
}

/** The name of a built module: by its place in the package, as mcpack names what imports lead to. */
function innerName(built: string): string {
	return `evlite/dist/esm/${pathOf(built).slice("../esm/".length)}`;
}

/** The built file that a public module begins with. */
function entryOf({ source }: PublicModule): string {
	return join(ESM, source.replace(/\.ts$/, ".js"));
}

/** The manifest of `modules`, with those of the modules that they use. */
function manifestFor(modules: readonly PublicModule[], all: readonly PublicModule[]): object {
	const isBase = BASE.includes(modules[0].name);
	const files = reachable(modules.map(entryOf));
	const owners = files.map((file) => moduleOf(relative(ESM, file).replace(/\.js$/, ".ts"), all));
	const used = all.filter((each) => owners.includes(each) && !modules.includes(each));
	const below = isBase ? [] : all.filter((each) => BASE.includes(each.name) || used.includes(each));
	const there = new Set(reachable(below.map(entryOf)));
	const own = files.filter((file) => !there.has(file));
	const named: Record<string, string> = {};
	const pico: Record<string, string> = {};
	for (const { name } of modules) named[name] = `./names/${keyOf(name)}`;
	for (const file of own) {
		named[innerName(file)] = pathOf(file);
		const replacement = builtPath(`${ownName(file)}.pico`);
		if (replacement !== null) pico[innerName(file)] = pathOf(replacement);
	}
	const names = new Set(below.map((each) => `./${manifestName(each.name)}`));
	return {
		...(isBase && { build: { BUILD: "$(MODDABLE)/build", MODULES: "$(MODDABLE)/modules" } }),
		include: isBase ? ["$(MODDABLE)/modules/io/manifest.json"] : [...names],
		modules: named,
		preload: ["evlite", "evlite/*"],
		platforms: platforms(named, pico),
	};
}

/**
 * Returns the text of each file by its path in dist/moddable. `manifest_all.json`, which the package's own
 * manifest includes, has all but modules that not every platform can have, those of the host: pins.
 */
export function moddableFiles(): Record<string, string> {
	const all = publicModules("moddable");
	const isBase = ({ name }: PublicModule) => BASE.includes(name);
	const rest = all.filter((each) => !isBase(each));
	const manifests: Record<string, object> = {
		"manifest.json": manifestFor(all.filter(isBase), all),
	};
	for (const each of rest) manifests[manifestName(each.name)] = manifestFor([each], all);
	const everywhere = rest.filter(({ source }) => source.startsWith("src/"));
	const include = ["manifest.json", ...everywhere.map(({ name }) => manifestName(name))];
	manifests["manifest_all.json"] = { include: include.map((name) => `./${name}`) };
	const files: Record<string, string> = {};
	for (const [path, manifest] of Object.entries(manifests)) {
		files[path] = `${JSON.stringify(manifest, null, "\t")}\n`;
	}
	for (const each of all) {
		const path = `names/${keyOf(each.name)}`;
		const built = relative(packageRoot, entryOf(each)).replaceAll("\\", "/");
		files[`${path}.js`] = `export * from "evlite/${built.replace(/\.js$/, "")}";\n`;
		files[`${path}.d.ts`] = `export * from "../${pathOf(entryOf(each))}.js";\n`;
	}
	return files;
}
