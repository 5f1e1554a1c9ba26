/**
 * Costs on Espruino: from the interpreter that the environment variable ESPRUINO names, or the last
 * figures that were committed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEspruino } from "../../build/espruino/build.js";
import { packageRoot } from "../../build/package.js";

export const FIGURES = join(packageRoot, "bench", "espruino-figures.json");
const LIMIT_MS = 60_000;

export interface Variables {
	name: string;
	jsVarsRam: number | null;
	jsVarsFlash: number | null;
}

/** The figures that were committed: { modules, sets }, as the command writes them. */
export function committedFigures(): Map<string, Variables> {
	if (!existsSync(FIGURES)) return new Map();
	const { modules = [], sets = [] } = JSON.parse(readFileSync(FIGURES, "utf8")) as {
		modules?: Variables[];
		sets?: Variables[];
	};
	return new Map([...modules, ...sets].map((each) => [each.name, each]));
}

/** Runs `script` on the interpreter and resolves to what it prints after "@@". */
function run(interpreter: string, script: string): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-espruino-"));
	const path = join(folder, "main.js");
	writeFileSync(path, script);
	return new Promise((resolve, reject) => {
		let output = "";
		const child = spawn(interpreter, [path], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
		const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
		child.stdout.setEncoding("latin1").on("data", (text) => {
			output += text;
			if (/@@[^\r\n]*[\r\n]/.test(output)) child.kill("SIGKILL");
		});
		child.on("error", (error) => reject(new Error(`ESPRUINO: ${error.message}`)));
		child.on("close", () => {
			clearTimeout(limit);
			rmSync(folder, { recursive: true, force: true });
			const found = /@@([^\r\n]*)[\r\n]/.exec(output)?.[1];
			const full = /LOW_MEMORY|OUT OF MEMORY/.test(output);
			const why = full ? "does not fit into its memory" : output.slice(-200).trim();
			if (found === undefined) reject(new Error(why.replaceAll(/\s+/g, " ")));
			else resolve(found);
		});
	});
}

/** The variables that the interpreter needs for `text`, a program, run from RAM. */
export async function measureVariables(interpreter: string, text: string): Promise<number> {
	const script = await buildEspruino(join(packageRoot, "footprint.ts"), { text });
	const usage = "process.memory().usage";
	const before = `var evlite_before=${usage};`;
	const after = `print("@@"+(${usage}-evlite_before));`;
	return Number(await run(interpreter, `${before}\n${script}\n${after}\n`));
}
