#!/usr/bin/env node
/** The `evlite` command: finds the sub-command and turns every failure into one line. */
import { Failure } from "./failure.js";
import { type Command, helpText, parse, usageFailure } from "./options.js";
import { packageVersion } from "./package.js";

const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
	run: () => import("./run.js"),
	build: () => import("./build.js"),
	footprint: () => import("./footprint.js"),
};

async function help(): Promise<string> {
	const lines: string[] = [];
	for (const [name, load] of Object.entries(COMMANDS)) {
		lines.push(`  ${name.padEnd(10)}${(await load()).command.summary}`);
	}
	return `evlite COMMAND [OPTIONS]\n\n${lines.join("\n")}\n\nevlite COMMAND --help tells more.`;
}

async function main(args: string[]): Promise<number | undefined> {
	const [name, ...rest] = args;
	if (name === undefined || name === "--help" || name === "-h") {
		console.log(await help());
		return name === undefined ? 2 : 0;
	}
	if (name === "--version") {
		console.log(packageVersion);
		return 0;
	}
	if (!Object.hasOwn(COMMANDS, name)) {
		throw usageFailure(`no command ${name}; there are ${Object.keys(COMMANDS).join(", ")}`);
	}
	const { command } = await COMMANDS[name]();
	const parsed = parse(command, rest);
	if (parsed.values.help === true) {
		console.log(helpText(command));
		return 0;
	}
	return command.run(parsed);
}

try {
	const code = await main(process.argv.slice(2));
	if (code !== undefined) process.exitCode = code;
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	console.error(`evlite: ${error.message}`);
	process.exitCode = error.exitCode;
}
