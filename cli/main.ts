#!/usr/bin/env node
import { CliError } from "../build/errors.js";
/** The `evlite` command: turns every failure into one line. */
import { runCommandLine } from "./command-line.js";

try {
	const code = await runCommandLine(process.argv.slice(2));
	if (code !== undefined) process.exitCode = code;
} catch (error) {
	if (!(error instanceof CliError)) throw error;
	console.error(`evlite: ${error.message}`);
	process.exitCode = error.exitCode;
}
