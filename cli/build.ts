/** `evlite build`: what a host needs of a program, in files. */
import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Failure } from "./failure.js";
import { type Command, program, text, usageFailure } from "./options.js";

/** The program in one file at `out`. */
async function buildFile(entry: string, out: string): Promise<void> {
	const { bundle } = await import("./bundle.js"); // the bundler is slow to load
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
async function buildScript(entry: string, out: string, fast: boolean): Promise<void> {
	const { buildEspruino } = await import("./espruino/build.js");
	const code = await buildEspruino(entry, { fast });
	await mkdir(dirname(out), { recursive: true });
	await writeFile(out, code);
}

/** The program as `main.js` in the folder `out`, with evlite's modules beside it. */
async function buildFolder(entry: string, out: string): Promise<void> {
	const { bundleApart } = await import("./bundle-apart.js");
	await bundleApart({ entry, folder: out });
}

const BUILD: Readonly<
	Record<string, (entry: string, out: string, fast: boolean) => Promise<void>>
> = {
	node: buildFile,
	xs: buildFolder,
	espruino: buildScript,
};
const HOSTS = Object.keys(BUILD).join(", ");

export const command: Command = {
	summary: "write what a host needs of a program",
	usage: "build PROGRAM.ts -o OUT [OPTIONS]",
	options: {
		host: { value: "HOST", help: `${HOSTS}; node if not given` },
		fast: { help: "for espruino: more speed for more variables, on boards with thousands of them" },
		out: { value: "OUT", short: "o", help: "the file to write; for xs, the folder of modules" },
	},
	async run(parsed) {
		const host = text(parsed, "host", "node");
		if (!Object.hasOwn(BUILD, host)) {
			throw usageFailure(`--host ${host}: not one of ${HOSTS}`);
		}
		const entry = resolve(program(parsed));
		const out = text(parsed, "out", "");
		if (out === "") throw usageFailure("where to? give --out");
		try {
			const fast = parsed.values.fast === true;
			if (fast && host !== "espruino") throw usageFailure("--fast is for --host espruino");
			await BUILD[host](entry, resolve(out), fast);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
			throw new Failure(`--out ${out}: ${(error as Error).message.split(",")[0]}`);
		}
		return 0;
	},
};
