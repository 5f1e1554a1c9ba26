import { relative } from "node:path";
import { type TransformFailure, transform } from "esbuild";
import type { Plugin } from "rollup";
import { CliError } from "./errors.js";

/**
 * A rollup plugin that strips types and checks none. Class fields that only declare emit nothing,
 * so what ships is what was written.
 */
export function stripTypes(): Plugin {
	return {
		name: "strip-types",
		async transform(code, id) {
			if (!/\.[cm]?ts$/.test(id)) return null;
			try {
				const stripped = await transform(code, {
					loader: "ts",
					target: "es2022",
					sourcemap: true,
					sourcefile: id,
					tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
				});
				return { code: stripped.code, map: stripped.map };
			} catch (error) {
				const { location, text } = (error as TransformFailure).errors[0];
				const at = location === null ? "" : `:${location.line}:${location.column + 1}`;
				throw new CliError(`${relative("", id)}${at}: ${text}`);
			}
		},
	};
}
