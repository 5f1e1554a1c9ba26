/** Options of the command line: parsing, help, and numbers checked as they are read. */
import { parseArgs } from "node:util";
import { CliError } from "../build/errors.js";

export interface Option {
	/** What the help calls its value; none for a switch. */
	value?: string;
	short?: string;
	help: string;
}

export interface Command {
	/** One line for the list of commands. */
	summary: string;
	/** What follows `evlite` on the line. */
	usage: string;
	options: Readonly<Record<string, Option>>;
	/** Further lines of help. */
	notes?: string;
	/** Returns the exit code, or undefined if the program is still running. */
	run(parsed: Parsed): Promise<number | undefined>;
}

export interface Parsed {
	positionals: string[];
	values: Record<string, string | boolean | undefined>;
}

/** A wrong command line. */
export function usageFailure(message: string): CliError {
	return new CliError(message, 2);
}

/** Reads `args` as `command` wants them; a `CliError` for what it does not know. */
export function parse(command: Command, args: string[]): Parsed {
	const options: Record<string, { type: "string" | "boolean"; short?: string }> = {
		help: { type: "boolean", short: "h" },
	};
	for (const [name, { value, short }] of Object.entries(command.options)) {
		options[name] = { type: value === undefined ? "boolean" : "string" };
		if (short !== undefined) options[name].short = short;
	}
	try {
		const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
		return { values: values as Parsed["values"], positionals };
	} catch (error) {
		const text = (error as Error).message.split(/[.\n](?:\s|$)/)[0]; // its advice is left out
		throw usageFailure(text.charAt(0).toLowerCase() + text.slice(1));
	}
}

/** The help of one command. */
export function helpText(command: Command): string {
	const rows = Object.entries(command.options).map(([name, { value, short, help }]) => {
		const flag = `${short === undefined ? "" : `-${short}, `}--${name}`;
		return [value === undefined ? flag : `${flag} ${value}`, help];
	});
	rows.push(["-h, --help", "show this help"]);
	const width = Math.max(...rows.map(([flag]) => flag.length));
	const lines = rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`);
	const notes = command.notes === undefined ? "" : `\n\n${command.notes}`;
	return `evlite ${command.usage}\n\n${command.summary}\n\n${lines.join("\n")}${notes}`;
}

/** The whole number of option `name`, from `low` to `high`; undefined if it was not given. */
export function wholeNumber(
	parsed: Parsed,
	name: string,
	low: number,
	high: number,
): number | undefined {
	const text = parsed.values[name];
	if (typeof text !== "string") return undefined;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < low || value > high) {
		throw usageFailure(`--${name} ${text}: not a whole number from ${low} to ${high}`);
	}
	return value;
}

/** The text of option `name`, or `fallback`. */
export function text(parsed: Parsed, name: string, fallback: string): string {
	const value = parsed.values[name];
	return typeof value === "string" ? value : fallback;
}

/** Other names of hosts. */
const ALIASES: Readonly<Record<string, string>> = { moddable: "xs" };

/** The host of option `host`, one of `hosts`; node if not given. `elsewhere` says what to do with others. */
export function hostName(
	parsed: Parsed,
	hosts: readonly string[],
	elsewhere: Readonly<Record<string, string>>,
): string {
	const given = text(parsed, "host", "node");
	const host = ALIASES[given] ?? given;
	if (hosts.includes(host)) return host;
	const names = hosts.map((each) => (each === "xs" ? "xs (or moddable)" : each)).join(", ");
	const remedy = Object.hasOwn(elsewhere, host) ? `; ${elsewhere[host]}` : "";
	throw usageFailure(`--host ${given}: not one of ${names}${remedy}`);
}

/** Milliseconds of option `name`, written as 90s, 10m, 1h or 2d; `fallback` if it was not given. */
export function duration(parsed: Parsed, name: string, fallback: number): number {
	const text = parsed.values[name];
	if (typeof text !== "string") return fallback;
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
	if (match === null) throw usageFailure(`--${name} ${text}: not a time such as 90s, 10m or 1h`);
	const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2]] as number;
	return Number(match[1]) * unit;
}

/** The one program that the line has to name. */
export function program(parsed: Parsed): string {
	if (parsed.positionals.length === 0) {
		throw usageFailure("which program? name its file, such as main.ts (see --help)");
	}
	if (parsed.positionals.length > 1) {
		throw usageFailure(`one program at a time, not also ${parsed.positionals[1]}: leave one out`);
	}
	return parsed.positionals[0];
}
