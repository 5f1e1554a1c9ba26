/**
 * Makes of a TypeScript program one module that this process runs at once. Types are stripped, never
 * checked; evlite's modules come from dist/esm.
 */
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, build, type Message, type Plugin } from "esbuild";
import { Failure } from "./failure.js";
import { ESM } from "./own-modules.js";
import { resolvePublic } from "./package.js";

export interface BundleHereOptions {
	/** Absolute path of the program. */
	entry: string;
	/** The file to write. */
	out: string;
	/** A script calls `require` for what is left outside. */
	format: "esm" | "cjs";
	/** Specifiers that are left outside. */
	external: RegExp;
	/** Public names that stand for another file, except where that file itself imports them. */
	wrap: Readonly<Record<string, string>>;
	/** A file that is left outside. */
	outside: string;
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
			builder.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
				if (stem(resolve(resolveDir, path)) !== stem(outside)) return null;
				return { path: pathToFileURL(outside).href, external: true };
			});
		},
	};
}

/** esbuild's complaint in one line, with the place in the source. */
function explain({ text, location }: Message): Failure {
	const said = text
		.replace(/^Could not resolve "(.*)"$/, "cannot find $1")
		.replace(/^No matching export in ".*" for import "(.*)"$/, '"$1" is not exported there');
	if (location === null) return new Failure(said);
	const { file, line, column } = location;
	return new Failure(`${relative("", file)}:${line}:${column + 1}: ${said}`);
}

/** Bundles the program into one file, source map inside. A broken program is a `Failure` of one line. */
export async function bundleHere(options: BundleHereOptions): Promise<void> {
	if (!existsSync(options.entry)) throw new Failure(`${options.entry}: no such file`);
	if (!existsSync(ESM)) throw new Failure("evlite is not built: run `npm run build` first");
	try {
		await build({
			entryPoints: [options.entry],
			outfile: options.out,
			bundle: true,
			format: options.format,
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
		const { errors } = error as BuildFailure;
		if (errors === undefined) throw error;
		throw explain(errors[0]);
	}
}
