/**
 * Makes of a TypeScript program one file that a host runs elsewhere. Types are stripped, never checked.
 * evlite's own modules come from dist/esm, by their public names or, for its test suites, by their sources.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative, resolve } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { type Plugin, rollup } from "rollup";
import { foldConstants } from "./constants.js";
import { CliError } from "./errors.js";
import { notFoundText } from "./lacking.js";
import { builtModule, ESM } from "./own-modules.js";
import { resolvePublic } from "./registry.js";
import { stripTypes } from "./strip-types.js";

export type HostName = "node" | "xs" | "espruino";

/** Package conditions of each host, as in the exports of package.json. */
export const CONDITIONS: Readonly<Record<HostName, readonly string[]>> = {
	node: ["node"],
	xs: ["moddable"],
	espruino: ["espruino"],
};

/** Modules that the host itself has. */
const BUILT_IN: Readonly<Record<HostName, RegExp>> = {
	node: /^node:/,
	xs: /^(embedded:|device$|time$|timer$)/,
	espruino: /^(net|dgram|http|tls|fs|Wifi|Storage)$/,
};

export interface BundleOptions {
	/** The program, or an entry made up of `text` in this place. */
	entry: string;
	/** The program's text, if it is not in a file. */
	text?: string;
	host: HostName;
	/** Folder that the files are written to; made if missing. */
	folder: string;
	/** Files that take another one's place, by absolute paths. */
	replace?: Readonly<Record<string, string>>;
	/** Specifiers left for the host to resolve, besides its own modules. */
	external?: readonly string[];
	/** Returns the source of a module of evlite's that is not built yet; null for any other. */
	sourceOf?: (id: string) => string | null;
	/** Further rollup plugins, after evlite's own. */
	plugins?: readonly Plugin[];
	format?: "es" | "cjs";
	sourceMap?: boolean;
}

/** Resolves evlite's names, `.js` written for `.ts`, and what takes another's place. */
function resolveNames(options: BundleOptions): Plugin {
	const conditions = CONDITIONS[options.host];
	return {
		name: "resolve-names",
		resolveId(specifier, importer) {
			if (importer === undefined) return resolve(specifier);
			if (BUILT_IN[options.host].test(specifier)) return { id: specifier, external: true };
			if (options.external?.includes(specifier)) return { id: specifier, external: true };
			const own = resolvePublic(specifier, conditions);
			if (own !== null) return own;
			if (!specifier.startsWith(".")) return null;
			const path = resolve(dirname(importer), specifier);
			const source = extname(path) === ".js" ? `${path.slice(0, -3)}.ts` : `${path}.ts`;
			const found = !existsSync(path) && existsSync(source) ? source : path;
			return options.replace?.[found] ?? builtModule(found) ?? (existsSync(found) ? found : null);
		},
		load(id) {
			return id === resolve(options.entry) && options.text !== undefined ? options.text : null;
		},
	};
}

/** Rollup's formatError in one line, with the place in the source. */
function explain(error: unknown): CliError {
	const { message, loc, id } = error as Error & {
		loc?: { file?: string; line: number; column: number };
		id?: string;
	};
	if (error instanceof CliError) return error;
	const file = loc?.file ?? id;
	const text = message
		.split("\n")[0]
		.replace(/^\[plugin [^\]]*\] /, "")
		.replace(/^\S+ \(\d+:\d+\): /, "")
		.replace(/ exported by .*/, " exported there");
	if (file === undefined) return new CliError(text);
	const at = loc === undefined ? "" : `:${loc.line}:${loc.column + 1}`;
	return new CliError(`${relative("", file)}${at}: ${text}`);
}

/** The import of `specifier` in the file `importer` leads nowhere. */
function notFound({ entry, text, host }: BundleOptions, importer: string, specifier: string) {
	const lines =
		importer === resolve(entry) && text !== undefined ? text : readFileSync(importer, "utf8");
	const at = lines
		.split("\n")
		.findIndex((line) =>
			line.match(/["'](.*?)["']/g)?.some((each) => each.slice(1, -1) === specifier),
		);
	const place = at < 0 ? "" : `:${at + 1}`;
	const device = host === "node" ? undefined : host;
	return new CliError(`${relative("", importer)}${place}: ${notFoundText(specifier, device)}`);
}

function inputOptions(options: BundleOptions) {
	return {
		input: options.entry,
		plugins: [
			resolveNames(options),
			nodeResolve({
				exportConditions: [...CONDITIONS[options.host]],
				extensions: [".js", ".ts"],
				preferBuiltins: options.host === "node",
			}),
			stripTypes(),
			foldConstants(options.sourceOf ?? (() => null), true),
			...(options.plugins ?? []),
		],
		onwarn(warning: { code?: string; id?: string; exporter?: string }) {
			if (warning.code === "UNRESOLVED_IMPORT") {
				throw notFound(options, warning.id ?? options.entry, warning.exporter ?? "");
			}
		},
	};
}

async function write(options: BundleOptions): Promise<string> {
	const build = await rollup(inputOptions(options));
	const main = join(options.folder, options.format === "cjs" ? "main.js" : "main.mjs");
	const { output } = await build.generate({
		format: options.format ?? "es",
		freeze: options.host !== "espruino", // which has no Object.freeze
		inlineDynamicImports: true,
		sourcemap: options.sourceMap ? "inline" : false,
		file: main,
	});
	await build.close();
	await writeFile(main, output[0].code);
	return main;
}

/** Bundles the program. Resolves to the file. A broken program is a `CliError` of one line. */
export async function bundle(options: BundleOptions): Promise<string> {
	if (options.text === undefined && !existsSync(options.entry)) {
		throw new CliError(`${options.entry}: no such file`);
	}
	if (!existsSync(ESM)) throw new CliError("evlite is not built: run `npm run build` first");
	try {
		await mkdir(options.folder, { recursive: true });
		return await write(options);
	} catch (error) {
		throw explain(error);
	}
}
