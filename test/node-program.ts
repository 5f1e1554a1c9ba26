/** A program of the tests as one file that Node runs, which is quicker than with a loader. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** Options of Node by which this process lives, but for ava's own. */
export const NODE_OPTIONS = process.execArgv.filter((each) => each !== "--enable-source-maps");

const folder = mkdtempSync(join(tmpdir(), "evlite-programs-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Files by their programs. */
const built = new Map<string, Promise<string>>();

async function bundled(entry: string, outfile: string): Promise<string> {
	await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm" });
	return outfile;
}

/** Bundles the program at `entry`, once. Resolves to the file. */
export function nodeProgram(entry: string): Promise<string> {
	const known = built.get(entry) ?? bundled(entry, join(folder, `${built.size}.mjs`));
	built.set(entry, known);
	return known;
}
