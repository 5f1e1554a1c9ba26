/**
 * Makes of a TypeScript program what a device with modules runs: the program in one, and those of
 * evlite's that it reaches beside it, each as it was built. Types are stripped, never checked.
 */
import { existsSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { TraceMap } from "@jridgewell/trace-mapping";
import { build, type OnResolveArgs, type Plugin } from "esbuild";
import { type Node, parse, walk } from "./ast.js";
import { CliError, formatError } from "./errors.js";
import { refuse } from "./findings.js";
import { builtModule, builtPath, ESM, isOwn, ownModules, ownName } from "./own-modules.js";
import { resolvePublic } from "./registry.js";
import { lackingGlobals } from "./xs/globals.js";
import { quoteNames } from "./xs/quote-names.js";

const CONDITIONS = ["moddable"];
const MAIN = "main.js";

/** Modules that the device has. */
const BUILT_IN = /^(embedded:|device$|time$|timer$)/;

export interface BundleApartOptions {
	/** Absolute path of the program, or of one made up of `text` in this place. */
	entry: string;
	/** The program's text, if it is not in a file. */
	text?: string;
	/** Folder that the files are written to; made if missing. */
	folder: string;
	/** Files that take another one's place, by absolute paths. */
	replace?: Readonly<Record<string, string>>;
	/** Specifiers left for the device to resolve, besides its own modules. */
	external?: readonly string[];
	/** Writes main.js.map. */
	sourceMap?: boolean;
}

export interface BundledModule {
	/** Name without extension: `main`, or `evlite/core/errno`. */
	name: string;
	path: string;
}

function isFile(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The file of a relative specifier, `.js` written for `.ts`; null if there is none. */
function findFile(specifier: string, folder: string): string | null {
	const path = resolve(folder, specifier);
	if (isFile(path)) return path;
	const source = extname(path) === ".js" ? `${path.slice(0, -3)}.ts` : `${path}.ts`;
	return isFile(source) ? source : null;
}

/**
 * Leaves evlite's modules outside. What the program names of an index comes straight from the module
 * that has it, so that the others stay away.
 */
function apart({ external = [], replace = {} }: BundleApartOptions): Plugin {
	function find({ path, resolveDir }: OnResolveArgs): string | null {
		if (!path.startsWith(".")) return resolvePublic(path, CONDITIONS);
		const found = findFile(path, resolveDir);
		if (found === null) return null;
		return replace[found] ?? builtModule(found) ?? found;
	}
	return {
		name: "apart",
		setup(builder) {
			builder.onResolve({ filter: /./ }, (args) => {
				const { path, kind } = args;
				if (kind === "entry-point") return null;
				if (BUILT_IN.test(path) || external.includes(path)) return { path, external: true };
				const found = find(args);
				if (found === null) return null;
				if (!isOwn(found)) return { path: found };
				if (basename(found) === "index.js") return { path: found, sideEffects: false };
				return { path: `./${ownName(found)}.js`, external: true, sideEffects: false };
			});
		},
	};
}

/** The program's code as esbuild bundles it. */
async function bundled(options: BundleApartOptions): Promise<{ code: string; map: string }> {
	const { entry, text } = options;
	const stdin = { resolveDir: dirname(entry), sourcefile: entry, loader: "ts" } as const;
	const { outputFiles } = await build({
		...(text === undefined ? { entryPoints: [entry] } : { stdin: { ...stdin, contents: text } }),
		outfile: join(options.folder, MAIN), // what the map's paths are relative to
		write: false,
		bundle: true,
		format: "esm",
		platform: "neutral",
		mainFields: ["module", "main"],
		conditions: [...CONDITIONS],
		target: "es2022",
		sourcemap: "external",
		logLevel: "silent",
		tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
		plugins: [apart(options)],
	});
	const [code, map] = [".js", ".map"].map((end) =>
		outputFiles.find(({ path }) => path.endsWith(end)),
	);
	return { code: code?.text ?? "", map: map?.text ?? "" };
}

/** Every name in `statements`, of variables and others. */
function namesIn(statements: readonly Node[]): Set<string> {
	const names = new Set<string>();
	for (const statement of statements) {
		walk(statement, ({ type, name }) => {
			if (type === "Identifier") names.add(name as string);
		});
	}
	return names;
}

/**
 * Leaves out the names that an index has and nobody asks for, each of which is a slot; no line moves.
 * Returns the code and the specifiers of its imports.
 */
function withoutUnused(code: string): { text: string; specifiers: string[] } {
	const body = parse(code).body as Node[];
	const imports = body.filter(({ type }) => type === "ImportDeclaration");
	const used = namesIn(body.filter((node) => !imports.includes(node)));
	let text = code;
	for (const node of imports.toReversed()) {
		const names = node.specifiers as Node[];
		const plain = names.filter(({ type }) => type === "ImportSpecifier");
		const kept = plain.filter(({ local }) => used.has((local as Node).name as string));
		if (plain.length === 0 || plain.length < names.length || kept.length === plain.length) continue;
		const list = kept.map(({ start, end }) => code.slice(start, end)).join(", ");
		const source = code.slice((node.source as Node).start, node.end);
		text = `${text.slice(0, node.start)}import { ${list} } from ${source}${text.slice(node.end)}`;
	}
	return { text, specifiers: imports.map(({ source }) => String((source as Node).value)) };
}

/**
 * Writes the program and evlite's modules. Resolves to every file, `main` first and imported ones
 * before those that import them. A broken program is a `CliError` of one line.
 */
export async function bundleApart(options: BundleApartOptions): Promise<BundledModule[]> {
	const { entry, folder, sourceMap } = options;
	if (options.text === undefined && !existsSync(entry))
		throw new CliError(`${entry}: no such file`);
	if (!existsSync(ESM)) throw new CliError("evlite is not built: run `npm run build` first");
	const { code, map } = await bundled(options).catch((error) => {
		throw formatError(error, "xs");
	});
	const program = parse(code);
	refuse("XS", lackingGlobals(program), code, new TraceMap(map), folder);
	const { text: main, specifiers } = withoutUnused(quoteNames(program, code));
	const reached = specifiers.map((path) => builtPath(path.replace(/^\.\/|\.js$/g, "")));
	const modules = [{ name: "main", text: main }];
	modules.push(...ownModules(reached.filter((path) => path !== null)));
	const written: BundledModule[] = [];
	for (const { name, text } of modules) {
		const path = join(folder, `${name}.js`);
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
		written.push({ name, path });
	}
	if (sourceMap) await writeFile(join(folder, `${MAIN}.map`), map);
	return written;
}
