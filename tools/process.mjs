/** Running other programs from the tools. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

/**
 * Options of Node for a process of seconds, most of which the optimizing compiler would take. Later
 * ones than 20 refuse this one. What such a process starts by ava has them too.
 */
export const BRIEF = /^v20\./.test(process.version) ? ["--interrupt-budget=3000000"] : [];

/** How long a program may print nothing before it is said what it does. */
const QUIET_MS = 60_000;

/**
 * Calls `onQuiet` with the seconds whenever `child` has printed nothing for `ms` more. Returns what
 * has to be called at each output.
 */
export function watchQuiet(child, ms, onQuiet) {
	let last = performance.now();
	const timer = setInterval(() => onQuiet(Math.round((performance.now() - last) / 1000)), ms);
	child.on("close", () => clearInterval(timer));
	return () => {
		last = performance.now();
		timer.refresh();
	};
}

/**
 * Runs a program to its end. Resolves to its exit code and all it printed, in order. `onOutput` is
 * called with what it prints as it comes, `onQuiet`
 * with seconds and all that it printed so far for each minute in which it prints nothing.
 */
export function capture(
	command,
	args,
	{ onOutput = () => {}, onQuiet = () => {}, ...options } = {},
) {
	return new Promise((resolve) => {
		const printed = [];
		const child = spawn(command, args, {
			cwd: root,
			stdio: ["ignore", "pipe", "pipe"],
			...options,
		});
		const output = () => Buffer.concat(printed).toString();
		const heard = watchQuiet(child, QUIET_MS, (seconds) => onQuiet(seconds, output()));
		const add = (text) => {
			printed.push(text);
			onOutput(text.toString());
			heard();
		};
		child.stdout.on("data", add);
		child.stderr.on("data", add);
		child.on("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }));
		child.on("close", (code) => resolve({ code, output: output() }));
	});
}

/** Runs a program that has to succeed; an error with all it printed if it does not. */
export async function must(command, args, options) {
	const { code, output } = await capture(command, args, options);
	if (code !== 0) throw new Error(`${output}${command} ${args.join(" ")}: exit code ${code}`);
	return output;
}
