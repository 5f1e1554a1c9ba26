/** HttpServer makes no garbage for any kind of request, refusal or connection, on V8. Node only. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ava from "ava";
import { buildSync } from "esbuild";

const folder = mkdtempSync(join(tmpdir(), "evlite-garbage-"));

ava.after.always(() => rmSync(folder, { recursive: true, force: true }));

ava("100,000 requests of all kinds, with refusals and reconnects, cause no collection", (t) => {
	const program = join(folder, "child.mjs");
	buildSync({
		entryPoints: [join(import.meta.dirname, "garbage-child.ts")],
		outfile: program,
		bundle: true,
		platform: "node",
		format: "esm",
	});
	// with a single thread code is compiled when it is called for, not when a busy machine gets to it
	const out = execFileSync(process.execPath, ["--trace-gc", "--single-threaded", program], {
		encoding: "utf8",
		timeout: 180_000,
	});
	const part = /^warm\n(.*?)^done\n$/ms.exec(out);
	t.not(part, null, out);
	t.false(/Scavenge|Mark-Compact/.test(part?.[1] ?? ""), out);
});
