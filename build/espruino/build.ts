/**
 * Makes of a program one file for Espruino: bundled, lowered to what the interpreter reads, without
 * the methods that nothing calls, minified, and checked for what it would get wrong without a word.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { type BundleOptions, bundle } from "../bundle.js";
import { variants } from "../variants.js";
import { check, checkFolded } from "./check.js";
import { constants } from "./constants.js";
import { constructors } from "./constructors.js";
import { fields } from "./fields.js";
import { fold } from "./fold.js";
import { helpers } from "./helpers.js";
import { heatOf } from "./hot.js";
import { keywords } from "./keywords.js";
import { loops } from "./loops.js";
import { lower, type Mapped } from "./lower.js";
import { methods } from "./methods.js";
import { minify } from "./minify.js";
import { shake } from "./shake.js";
import { isOwn, ownSources, sourceOf } from "./sources.js";
import { statics } from "./statics.js";

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;[^,]*,([\w+/=]+)\s*$/;

export interface EspruinoOptions
	extends Pick<BundleOptions, "text" | "replace" | "external" | "plugins"> {
	/** Folds only what is cold: faster, for boards with thousands of variables. */
	fast?: boolean;
	/** Folds the functions of the program itself as well. */
	foldsProgram?: boolean;
}

/** Bundles to one CommonJS script with its source map. */
async function bundled(entry: string, options: EspruinoOptions): Promise<Mapped> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	try {
		const main = await bundle({
			...options,
			entry,
			folder,
			host: "espruino",
			format: "cjs",
			sourceOf,
			sourceMap: true,
			replace: { ...variants("espruino"), ...options.replace },
			plugins: [ownSources(), ...(options.plugins ?? [])],
		});
		const text = readFileSync(main, "utf8");
		const [found, map] = INLINE_MAP.exec(text) ?? ["", ""];
		const parsed = JSON.parse(Buffer.from(map, "base64").toString()) as { sources: string[] };
		parsed.sources = parsed.sources.map((each) => resolve(folder, each));
		return { code: text.slice(0, text.length - found.length), map: parsed };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Makes of the program at `entry` a script that is checked, and not folded yet. */
export async function prepareEspruino(entry: string, options: EspruinoOptions): Promise<Mapped> {
	const from = await bundled(entry, options);
	const trace = new TraceMap(from.map as never);
	function own(line: number, column: number): boolean {
		const { source } = originalPositionFor(trace, { line, column });
		return source !== null && isOwn(source);
	}
	const names = new Set<string>();
	const plugins = [
		helpers(own),
		statics,
		shake(own),
		constructors,
		constants(own),
		fields(own, names),
		methods(own),
		keywords,
	];
	const script = loops(await minify(await lower(from, plugins), names));
	check(script);
	return script;
}

/** Folds a prepared script. */
export function foldEspruino(script: Mapped, options: EspruinoOptions): string {
	return fold(script, (name, source) => {
		const heat = isOwn(source) ? heatOf(name, source) : options.foldsProgram ? 0 : 2;
		return options.fast && heat === 1 ? 2 : heat;
	});
}

/** Returns the script for the program at `entry`, or throws a `CliError` that names line and source. */
export async function buildEspruino(entry: string, options: EspruinoOptions = {}): Promise<string> {
	const code = foldEspruino(await prepareEspruino(entry, options), options);
	checkFolded(code);
	return code;
}
