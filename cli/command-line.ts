/** The line of the `evlite` command: finds the sub-command and runs it. */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { packageRoot, packageVersion } from "../build/package.js";
import { type Command, helpText, parse, usageFailure } from "./options.js";

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
	const examples = relative("", join(packageRoot, "examples"));
	const names = readdirSync(examples).join(", ");
	return `evlite COMMAND [OPTIONS]

${lines.join("\n")}

Examples: ${names}; to run one:
  npx evlite run ${join(examples, "http-hello", "main.ts")}

evlite COMMAND --help lists its options.`;
}

/** Resolves to the exit code, or to undefined if the program is still running. Rejects with a `CliError` for an error. */
export async function runCommandLine(args: string[]): Promise<number | undefined> {
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
