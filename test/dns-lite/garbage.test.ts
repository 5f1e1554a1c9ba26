/** A resolver with its parts and a server make no garbage for a query, on V8. Node only. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ava from "ava";
import { buildSync } from "esbuild";

const folder = mkdtempSync(join(tmpdir(), "evlite-garbage-"));

ava.after.always(() => rmSync(folder, { recursive: true, force: true }));

ava("100,000 queries of all kinds, answered and not, cause no collection", (t) => {
	const program = join(folder, "child.mjs");
	buildSync({
		entryPoints: [join(import.meta.dirname, "garbage-child.ts")],
		outfile: program,
		bundle: true,
		platform: "node",
		format: "esm",
	});
	const out = execFileSync(process.execPath, ["--trace-gc", program], {
		encoding: "utf8",
		timeout: 180_000,
	});
	const part = /^warm\n(.*?)^done\n$/ms.exec(out);
	t.not(part, null, out);
	t.false(/^failed/m.test(out), out);
	t.false(/Scavenge|Mark-Compact/.test(part?.[1] ?? ""), out);
});
