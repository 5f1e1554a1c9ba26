/** Type-checks every part of the repository against the globals that it really has. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PROJECTS = [
	["tsconfig.json", "src"],
	["tsconfig.src.json", "src"],
	["tsconfig.moddable.json", "hosts/moddable"],
	["tsconfig.espruino.json", "hosts/espruino"],
];
let failed = false;
for (const [project, folder] of PROJECTS) {
	if (!existsSync(folder)) continue;
	const run = spawnSync("node_modules/.bin/tsc", ["-p", project], { stdio: "inherit" });
	failed ||= run.status !== 0;
}
process.exitCode = failed ? 1 : 0;
