/** Rewrites what Espruino's language lacks. Classes, arrows, templates and for-of stay as they are. */
import { type PluginItem, transformAsync } from "@babel/core";
import { CliError } from "../errors.js";

/** Only what firmware 2v29 cannot read; each of these was tried there. */
const PLUGINS: PluginItem[] = [
	"class-static-block",
	"class-properties",
	"private-methods",
	"private-property-in-object",
	"parameters",
	"destructuring",
	"object-rest-spread",
	"spread",
	"computed-properties",
	"optional-chaining",
	"logical-assignment-operators",
	"exponentiation-operator",
].map((name) => `@babel/plugin-transform-${name}`);

/** Assumptions under which Babel's output is small, and its helpers work on Espruino. */
const ASSUMPTIONS = {
	arrayLikeIsIterable: true,
	constantSuper: true,
	ignoreFunctionLength: true,
	ignoreToPrimitiveHint: true,
	iterableIsArray: true,
	noDocumentAll: true,
	objectRestNoSymbols: true,
	privateFieldsAsProperties: true,
	pureGetters: true,
	setComputedProperties: true,
	setPublicClassFields: true,
	setSpreadProperties: true,
};

/** A script and the source map that leads to what it was written as. */
export interface Mapped {
	code: string;
	map: object;
}

/** Lowers the script `from`. */
export async function lower(from: Mapped, extra: PluginItem[]): Promise<Mapped> {
	try {
		const result = await transformAsync(from.code, {
			assumptions: ASSUMPTIONS,
			babelrc: false,
			compact: false,
			configFile: false,
			cwd: import.meta.dirname,
			inputSourceMap: from.map as never,
			plugins: [...extra, ...PLUGINS],
			sourceMaps: true,
			sourceType: "script",
		});
		return { code: result?.code as string, map: result?.map as object };
	} catch (error) {
		throw new CliError((error as Error).message.split("\n")[0]);
	}
}
