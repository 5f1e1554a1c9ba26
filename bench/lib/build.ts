/** Builds what takes part: our programs by esbuild, the peers in C by the C compiler. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { isInstalled } from "./child.js";

const BENCH = join(import.meta.dirname, "..");

/** Bundles bench/`source` for Node, evlite from its sources. Returns the file. */
export function buildProgram(source: string, folder: string): string {
	const outfile = join(folder, `${source.replaceAll("/", "-").replace(/\.ts$/, "")}.mjs`);
	buildSync({
		entryPoints: [join(BENCH, source)],
		outfile,
		bundle: true,
		platform: "node",
		format: "esm",
		conditions: ["source"],
	});
	return outfile;
}

/** Why libevent cannot take part; null if it can. */
function libeventMissing(): string | null {
	if (!isInstalled("cc")) return "libevent: no C compiler (Debian: apt-get install gcc)";
	try {
		execFileSync("cc", ["-E", "-include", "event2/event.h", "-x", "c", "/dev/null"], {
			stdio: "ignore",
		});
		return null;
	} catch {
		return "libevent: not installed (Debian: apt-get install libevent-dev)";
	}
}

/** Compiles bench/`source`. Returns the program, or null after giving `skip` the reason. */
export function buildPeer(
	source: string,
	folder: string,
	skip: (line: string) => void,
): string | null {
	const missing = libeventMissing();
	if (missing !== null) {
		skip(missing);
		return null;
	}
	const out = join(folder, source.replaceAll("/", "-").replace(/\.c$/, ""));
	execFileSync("cc", ["-O2", "-o", out, join(BENCH, source), "-levent"]);
	return out;
}
