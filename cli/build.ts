/** `evlite build`: what a host needs of a program, in files. */
import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { HostName } from "./bundle.js";
import { type Command, program, text, usageFailure } from "./options.js";

const HOSTS: readonly HostName[] = ["node", "xs", "virtual"];

/** Bundles into one file at `out`. */
async function buildFile(entry: string, host: HostName, out: string): Promise<void> {
	const { bundle } = await import("./bundle.js"); // the bundler is slow to load
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	try {
		const { main } = await bundle({ entry, host, folder });
		await mkdir(dirname(out), { recursive: true });
		await copyFile(main, out);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The program as `main.js` in the folder `out`, with evlite's modules beside it. */
async function buildFolder(entry: string, host: HostName, out: string): Promise<void> {
	const { bundle } = await import("./bundle.js");
	await bundle({ entry, host, folder: out, separate: true });
}

export const command: Command = {
	summary: "write what a host needs of a program",
	usage: "build PROGRAM.ts -o OUT [OPTIONS]",
	options: {
		host: { value: "HOST", help: `${HOSTS.join(", ")}; node if not given` },
		out: { value: "OUT", short: "o", help: "the file to write; for xs, the folder of modules" },
	},
	async run(parsed) {
		const host = HOSTS.find((each) => each === text(parsed, "host", "node"));
		if (host === undefined) {
			throw usageFailure(`--host ${parsed.values.host}: not one of ${HOSTS.join(", ")}`);
		}
		const entry = resolve(program(parsed));
		const out = text(parsed, "out", "");
		if (out === "") throw usageFailure("where to? give --out");
		if (host === "xs") await buildFolder(entry, host, resolve(out));
		else await buildFile(entry, host, resolve(out));
		return 0;
	},
};
