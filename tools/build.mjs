/**
 * Builds dist: JavaScript by rollup, with `--types` declarations by tsc too. The old dist stands
 * until the new one is whole. Runs under tsx, since rollup.config.js shares a plugin with cli/.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rollup } from "rollup";
import configs from "../rollup.config.js";

const NEW = mkdtempSync(".dist-");

async function javascript() {
	for (const config of configs) {
		const build = await rollup(config);
		await build.write({ ...config.output, dir: config.output.dir.replace("dist", NEW) });
		await build.close();
	}
}

function declarations() {
	const args = ["-p", "tsconfig.build.json", "--outDir", join(NEW, "esm")];
	const run = spawnSync("node_modules/.bin/tsc", args, { stdio: "inherit" });
	if (run.status !== 0) throw new Error("no declarations: see above");
}

try {
	await javascript();
	if (process.argv.includes("--types")) declarations();
	writeFileSync(join(NEW, ".built"), "");
	rmSync("dist", { recursive: true, force: true });
	renameSync(NEW, "dist");
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	rmSync(NEW, { recursive: true, force: true });
}
