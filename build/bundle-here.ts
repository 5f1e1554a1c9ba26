/**
 * Makes of a TypeScript program one module that this process runs at once. Types are stripped, never
 * checked; evlite's modules come from dist/esm.
 */
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { CliError, formatError } from "./errors.js";
import { ESM } from "./own-modules.js";
import { resolvePublic } from "./registry.js";

export interface BundleHereOptions {
	/** Absolute path of the program. */
	entry: string;
	/** The file to write. */
	out: string;
	/** A script calls `require` for what is left outside. */
	format: "esm" | "cjs";
	/** Specifiers that are left outside. */
	external: RegExp;
	/** Public names that resolve to another file, except where that file itself imports them. */
	wrap: Readonly<Record<string, string>>;
	/** A file that is left outside. */
	outside: string;
	/** Text before and after the code; the source map allows for it. */
	banner?: string;
	footer?: string;
}

/** A module by its place, as it is written and as it is built. */
function stem(path: string): string {
	return path.replace(/\.[jt]s$/, "");
}

function names({ external, wrap, outside }: BundleHereOptions): Plugin {
	const wrappers = Object.values(wrap);
	return {
		name: "names",
		setup(builder) {
			builder.onResolve({ filter: external }, ({ path }) => ({ path, external: true }));
			builder.onResolve({ filter: /^evlite(\/|$)/ }, ({ path, importer }) => {
				const wrapper = wrappers.includes(importer) ? undefined : wrap[path];
				const found = wrapper ?? resolvePublic(path, ["node"]);
				return found === null ? null : { path: found, sideEffects: false };
			});
			const file = basename(stem(outside)); // else every import of every module would be asked for
			builder.onResolve(
				{ filter: new RegExp(`^\\..*/${file}(\\.[jt]s)?$`) },
				({ path, resolveDir }) => {
					if (stem(resolve(resolveDir, path)) !== stem(outside)) return null;
					return { path: pathToFileURL(outside).href, external: true };
				},
			);
		},
	};
}

/** Bundles the program into one file, source map inside. A broken program is a `CliError` of one line. */
export async function bundleHere(options: BundleHereOptions): Promise<void> {
	if (!existsSync(options.entry)) throw new CliError(`${options.entry}: no such file`);
	if (!existsSync(ESM)) throw new CliError("evlite is not built: run `npm run build` first");
	try {
		await build({
			entryPoints: [options.entry],
			outfile: options.out,
			bundle: true,
			format: options.format,
			banner: options.banner === undefined ? {} : { js: options.banner },
			footer: options.footer === undefined ? {} : { js: options.footer },
			platform: "neutral",
			mainFields: ["module", "main"],
			conditions: ["node"],
			target: "es2022",
			sourcemap: "inline",
			logLevel: "silent",
			tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
			plugins: [names(options)],
		});
	} catch (error) {
		throw formatError(error);
	}
}
