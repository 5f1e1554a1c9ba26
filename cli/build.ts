/** `evlite build`: what a host needs of a program, in files. */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { CliError } from "../build/errors.js";
import { BOARDS } from "../build/espruino/boards.js";
import { type Command, hostName, type Parsed, program, text, usageFailure } from "./options.js";

/** The program in one file at `out`. */
async function buildFile(entry: string, out: string): Promise<void> {
	const { bundle } = await import("../build/bundle.js"); // the bundler is slow to load
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	try {
		const main = await bundle({ entry, host: "node", folder });
		await mkdir(dirname(out), { recursive: true });
		await copyFile(main, out);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The program as one script that Espruino reads at `out`. */
async function buildScript(entry: string, out: string, parsed: Parsed): Promise<void> {
	const { buildEspruino } = await import("../build/espruino/build.js");
	const code = await buildEspruino(entry, { fast: parsed.values.fast === true });
	const board = text(parsed, "board", "");
	if (board !== "") (await import("../build/espruino/fit.js")).checkFit(board, code);
	await mkdir(dirname(out), { recursive: true });
	await writeFile(out, code);
}

/** The program, evlite's modules and a manifest in the folder `out`. */
async function buildFolder(entry: string, out: string): Promise<void> {
	const { buildFolder: write } = await import("../build/xs/folder.js");
	await write(entry, out);
	console.log(
		`${relative("", out) || "."}: run mcconfig there, such as \`mcconfig -d -m -p esp32 ssid=NAME password=SECRET\` (docs/FLASH.md)`,
	);
}

const BUILD: Readonly<
	Record<string, (entry: string, out: string, parsed: Parsed) => Promise<void>>
> = {
	node: buildFile,
	xs: buildFolder,
	espruino: buildScript,
};
const HOSTS = Object.keys(BUILD);

/** What to write after --out, for the failures that say so. */
const EXAMPLES: Readonly<Record<string, string>> = {
	node: "a file, such as `--out program.mjs`",
	xs: "a folder, such as `--out device`",
	espruino: "a file, such as `--out program.js`",
};

/** The absolute path of --out, which must not take the program's place. */
function output(parsed: Parsed, host: string, entry: string): string {
	const given = text(parsed, "out", "");
	if (given === "") throw usageFailure(`--out is missing: name ${EXAMPLES[host]}`);
	const out = resolve(given);
	const found = existsSync(out) ? statSync(out) : undefined;
	const isFolder = host === "xs";
	if (out === entry || (isFolder && out === dirname(entry))) {
		throw usageFailure(`--out ${given} would write over the program: name another place`);
	}
	if (found !== undefined && found.isDirectory() !== isFolder) {
		const kind = found.isDirectory() ? "a folder" : "a file";
		throw usageFailure(`--out ${given} is ${kind}: name ${EXAMPLES[host]}`);
	}
	return out;
}

/** Refuses options that are Espruino's on another host, and boards that are not known. */
function checkEspruinoOptions(parsed: Parsed, host: string): void {
	for (const name of host === "espruino" ? [] : ["fast", "board"]) {
		if (parsed.values[name] === undefined) continue;
		throw usageFailure(`--${name} is for Espruino: leave it out, or add --host espruino`);
	}
	const board = text(parsed, "board", "");
	if (board === "" || Object.hasOwn(BOARDS, board)) return;
	throw usageFailure(
		`--board ${board}: no such board; there are ${Object.keys(BOARDS).join(", ")}`,
	);
}

const BOARD_LIST = Object.entries(BOARDS).map(
	([name, { title, variables, flash }]) =>
		`  ${name.padEnd(15)}${title}: ${variables} variables, ${flash >> 10} KB of Storage`,
);

export const command: Command = {
	summary: "write what a host needs of a program",
	usage: "build PROGRAM.ts -o OUT [OPTIONS]",
	options: {
		host: { value: "HOST", help: "node (if not given), moddable (or xs), espruino" },
		board: {
			value: "NAME",
			help: "for espruino: print what the program takes of this board, and refuse what cannot fit",
		},
		fast: { help: "for espruino: more speed for more variables, on boards with thousands of them" },
		out: {
			value: "OUT",
			short: "o",
			help: "the file to write; for moddable, the folder that mcconfig builds",
		},
	},
	notes: `boards of Espruino:\n${BOARD_LIST.join("\n")}`,
	async run(parsed) {
		const host = hostName(parsed, HOSTS, {
			virtual: "`evlite run --host virtual` runs a program there",
		});
		const entry = resolve(program(parsed));
		const out = output(parsed, host, entry);
		checkEspruinoOptions(parsed, host);
		try {
			await BUILD[host](entry, out, parsed);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
			const said = (error as Error).message.split(",")[0];
			throw new CliError(`--out ${relative("", out)}: ${said}; name a place that can be written`);
		}
		return 0;
	},
};
