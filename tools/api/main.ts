/**
 * `npm run api`: makes docs/api anew. With `--check`: makes the pages beside it and compares; fails
 * where a public name has no doc comment, or where the pages of docs/api are not those of the code.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGES = join(ROOT, "docs", "api");

/** Installs TypeDoc, which has a lock file of its own, if it is not there. */
function install(): void {
	if (existsSync(join(import.meta.dirname, "node_modules", "typedoc"))) return;
	execFileSync("npm", ["ci"], { cwd: import.meta.dirname, stdio: ["ignore", "ignore", "inherit"] });
}

/** Names of the pages of `one` that `other` lacks or has otherwise. */
function differing(one: string, other: string): string[] {
	return readdirSync(one).filter((name) => {
		const path = join(other, name);
		return (
			!existsSync(path) || readFileSync(join(one, name), "utf8") !== readFileSync(path, "utf8")
		);
	});
}

async function main(check: boolean): Promise<string[]> {
	install();
	const { writePages } = await import("./pages.js");
	const scratch = mkdtempSync(join(ROOT, ".cache", "api-"));
	try {
		const out = check ? join(scratch, "pages") : PAGES;
		const findings = await writePages(ROOT, out, scratch);
		if (!check) return findings;
		const stale = existsSync(PAGES)
			? new Set([...differing(out, PAGES), ...differing(PAGES, out)])
			: ["all of them"];
		return [...findings, ...[...stale].map((name) => `docs/api/${name}: run npm run api`)];
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

const findings = await main(process.argv.includes("--check"));
for (const line of findings) console.log(line);
process.exitCode = findings.length === 0 ? 0 : 1;
