/** Follows the first screen of README.md in a folder, word for word. */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { firstScreen } from "./first-screen.mjs";
import { root } from "./process.mjs";
import { Terminal } from "./terminal.mjs";

const PORT = "8080"; // in README; here a free one takes its place
const LIMIT_MS = 300_000; // the first run of XS compiles it

/** The steps of the README of this checkout. */
export function readmeSteps() {
	return firstScreen(readFileSync(join(root, "README.md"), "utf8"));
}

export function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

/** What is printed has to fit `line`: figures may be others by a fiftieth, as after a smaller change of evlite. */
function fits(line, printed) {
	const parts = line.split(/\d[\d,]*/).map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	const pattern = parts.join("(\\d[\\d,]*)").replace(/\\\[[#-]+\\\]/, "\\[[#-]+\\]");
	const numbers = (line.match(/\d[\d,]*/g) ?? []).map((each) => Number(each.replaceAll(",", "")));
	return [...printed.matchAll(new RegExp(pattern, "g"))].some((match) =>
		numbers.every((each, i) => {
			const got = Number(match[i + 1].replaceAll(",", ""));
			return Math.abs(got - each) <= Math.floor(each / 50);
		}),
	);
}

/** Waits until the terminal has printed every line. */
async function expectLines(terminal, lines) {
	const end = performance.now() + LIMIT_MS;
	for (const line of lines) {
		while (!fits(line, terminal.output)) {
			if (terminal.child.exitCode !== null || performance.now() > end) {
				throw new Error(`README.md: "${line}" is not in:\n${terminal.output}`);
			}
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
}

/** Runs a command to its end and compares what it prints, if README says what. */
async function finish(command, output, folder) {
	const run = promisify(execFile)("sh", ["-c", command], { cwd: folder });
	const { stdout: printed } = await run.catch((error) => {
		throw new Error(`${error.message}\n${error.stdout}`);
	});
	if (output.length > 0 && printed !== `${output.join("\n")}\n`) {
		throw new Error(`${command} printed:\n${printed}README.md says:\n${output.join("\n")}`);
	}
}

/**
 * Follows `steps` in `folder`. `replace` has texts that take another's place in commands. `evlite run`
 * runs until the next one, on a terminal of its own; `onServed` is called with the URL once
 * curl has been answered. `say` is called with each command.
 */
export async function followReadme(steps, folder, { replace = {}, onServed, say = () => {} } = {}) {
	const port = String(await freePort());
	const here = (text) =>
		Object.entries({ ...replace, [PORT]: port }).reduce(
			(left, [from, to]) => left.replaceAll(from, to),
			text,
		);
	let running = null;
	let later = []; // lines that the command which runs prints once it was asked
	try {
		for (const step of steps) {
			if ("file" in step) {
				writeFileSync(join(folder, step.file), step.text.replaceAll(PORT, port));
				continue;
			}
			const command = here(step.command);
			const output = step.output.map((line) => line.replaceAll(PORT, port));
			say(command);
			if (!command.startsWith("npx evlite run")) {
				await finish(command, output, folder);
				if (running !== null && command.startsWith("curl ")) {
					await expectLines(running, later);
					await onServed?.(`http://127.0.0.1:${port}/`, running);
				}
				continue;
			}
			if (running !== null) await running.interrupt();
			running = new Terminal(command, folder);
			later = output.filter((line) => line.startsWith("heap "));
			await expectLines(
				running,
				output.filter((line) => !later.includes(line)),
			);
		}
	} finally {
		if (running !== null) await running.interrupt();
	}
}
