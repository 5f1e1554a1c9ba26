/** Running other programs from the tools. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

/**
 * Options of Node for a process of seconds, most of which the optimizing compiler would take. Later
 * ones than 20 refuse this one. What such a process starts by ava has them too.
 */
export const BRIEF = /^v20\./.test(process.version) ? ["--interrupt-budget=3000000"] : [];

/** Runs a program to its end. Resolves to its exit code and all it printed, in order. */
export function capture(command, args, options = {}) {
	return new Promise((resolve) => {
		const printed = [];
		const child = spawn(command, args, {
			cwd: root,
			stdio: ["ignore", "pipe", "pipe"],
			...options,
		});
		child.stdout.on("data", (text) => printed.push(text));
		child.stderr.on("data", (text) => printed.push(text));
		child.on("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }));
		child.on("close", (code) => resolve({ code, output: Buffer.concat(printed).toString() }));
	});
}

/** Runs a program that has to succeed; an error with all it printed if it does not. */
export async function must(command, args, options) {
	const { code, output } = await capture(command, args, options);
	if (code !== 0) throw new Error(`${output}${command} ${args.join(" ")}: exit code ${code}`);
	return output;
}

/** Runs a step of a set-up; tells what it does if that takes over a second. */
export async function quietly(what, command, args) {
	const notice = setTimeout(() => console.error(`${what} ...`), 1000);
	try {
		await must(command, args);
	} catch (error) {
		console.error(`${error.message}\n${what}: failed`);
		process.exit(1);
	} finally {
		clearTimeout(notice);
	}
}
