/** What went wrong in a program, in one line for the user. */
import { relative } from "node:path";
import type { BuildFailure } from "esbuild";
import { type Device, notFoundText } from "./lacking.js";

/** An error that is printed as one line: no stack trace follows it. */
export class CliError extends Error {
	/** The exit code: 2 for a wrong command line, 1 for everything else. */
	readonly exitCode: number;

	constructor(message: string, exitCode = 1) {
		super(message);
		this.name = "CliError";
		this.exitCode = exitCode;
	}
}

/** Returns esbuild's first message in `error` as a `CliError` with its place in the source, or `error` itself if it is not from esbuild. `device` names what lacks modules of Node. */
export function formatError(error: unknown, device?: Device): unknown {
	const first = (error as BuildFailure).errors?.[0];
	if (first === undefined) return error;
	const said = first.text
		.replace(/^Could not resolve "(.*)"$/, (_, specifier) => notFoundText(specifier, device))
		.replace(/^No matching export in ".*" for import "(.*)"$/, '"$1" is not exported there');
	if (first.location === null) return new CliError(said);
	const { file, line, column } = first.location;
	return new CliError(`${relative("", file)}:${line}:${column + 1}: ${said}`);
}
