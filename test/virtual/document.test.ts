/** The example of docs/VIRTUAL.md: finds the bug that it says it finds, and passes when that is repaired. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..", "..");

/** The code block that the page calls `name`. */
function block(page: string, language: string, name: string): string {
	const start = page.indexOf(`\`\`\`${language} ${name}\n`);
	const from = page.indexOf("\n", start) + 1;
	return start < 0 ? "" : page.slice(from, page.indexOf("```", from));
}

/** `text` with the lines of `diff` put in place. */
function patched(text: string, diff: string): string {
	const lines = diff.split("\n");
	const old = lines.filter((line) => line.startsWith("-")).map((line) => line.slice(1));
	const fresh = lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1));
	return text.replace(old.join("\n"), () => fresh.join("\n"));
}

test("docs/VIRTUAL.md: the test finds the bug, and passes with the change", async (t) => {
	const page = readFileSync(join(ROOT, "docs", "VIRTUAL.md"), "utf8");
	const folder = mkdtempSync(join(ROOT, ".tmp-document-")); // in here `evlite` is found
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const entry = join(folder, "uplink.test.ts");
	writeFileSync(entry, block(page, "ts", "uplink.test.ts"));
	const outfile = join(folder, "uplink.test.mjs");
	const run = async (text: string) => {
		writeFileSync(join(folder, "uplink.ts"), text);
		const bundle = { bundle: true, platform: "node", format: "esm", packages: "external" } as const;
		await build({ entryPoints: [entry], outfile, ...bundle });
		return spawnSync(process.execPath, [outfile], {
			cwd: ROOT,
			encoding: "utf8",
			env: { PATH: process.env.PATH },
		});
	};
	const program = block(page, "ts", "uplink.ts");
	const before = await run(program);
	t.not(before.status, 0);
	t.regex(before.stdout, /no reading within a minute/);
	const repaired = patched(program, block(page, "diff", "uplink.ts"));
	t.not(repaired, program);
	const after = await run(repaired);
	t.is(after.status, 0, after.stdout);
});
