/** Minifies for Espruino, where names, functions and constants cost variables and time. */
import { type MinifyOptions, minify as terse } from "terser";
import { CliError } from "../errors.js";
import type { Mapped } from "./lower.js";
import { METHODS } from "./replacements.js";

/** Names that evlite keeps to itself end in an underscore (docs/decisions). */
const PRIVATE = /_$/;

/**
 * Names that mean something to the interpreter or to its sockets, and those that the check takes for
 * methods which the interpreter lacks.
 */
const TAKEN = [
	..."__proto__ cls conn dRcv dSnd emit end endd get host in of on port sckt set".split(" "),
	...Object.keys(METHODS),
];

/** What the interpreter lacks and a program may name. */
const DEFINITIONS = { "@RangeError": "Error", "@TypeError": "Error" };

/** A pattern for private names and for `names`. */
function mangled(names: ReadonlySet<string>): RegExp {
	return names.size === 0 ? PRIVATE : new RegExp(`${PRIVATE.source}|^(${[...names].join("|")})$`);
}

function options(
	names: ReadonlySet<string>,
	nameCache: object | undefined,
	exported: boolean,
): MinifyOptions {
	return {
		ecma: 2015,
		toplevel: true,
		nameCache,
		compress: {
			global_defs: DEFINITIONS,
			hoist_funs: true, // Espruino does not
			inline: 1, // more makes of parameters variables that are declared below their use
			keep_fargs: false,
			passes: 3,
			pure_getters: true,
			reduce_funcs: false, // what is called once stays apart: fold.ts decides
			unsafe_arrows: false,
			...(exported ? {} : { unused: true }),
		},
		mangle: { properties: { builtins: true, regex: mangled(names), reserved: TAKEN } },
		format: { ascii_only: false, ecma: 2015, semicolons: true },
	};
}

/**
 * Minifies the script and shortens private names and those of `names`; `nameCache` keeps them the
 * same in several files.
 */
export async function minify(
	from: Mapped,
	names: ReadonlySet<string>,
	nameCache?: object,
): Promise<Mapped> {
	try {
		const result = await terse(
			{ "main.js": from.code },
			{
				...options(names, nameCache, nameCache !== undefined),
				sourceMap: { content: from.map as never, asObject: true, includeSources: false } as never,
			},
		);
		return { code: result.code as string, map: result.map as unknown as object };
	} catch (error) {
		throw new CliError(`minifying: ${(error as Error).message}`);
	}
}
