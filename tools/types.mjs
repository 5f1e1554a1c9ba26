/** Type-checks every part of the repository against the globals that it really has. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PROJECTS = [
	["tsconfig.json", "src"],
	["tsconfig.src.json", "src"],
	["tsconfig.moddable.json", "hosts/moddable"],
	["tsconfig.espruino.json", "hosts/espruino"],
];
const ENV = { ...process.env, GOGC: "off" }; // it is gone before it needs its memory back
let failed = false;
for (const [project, folder] of PROJECTS) {
	if (!existsSync(folder)) continue;
	const args = ["-p", project, "--checkers", "1"];
	const run = spawnSync("node_modules/.bin/tsc", args, { stdio: "inherit", env: ENV });
	failed ||= run.status !== 0;
}
process.exitCode = failed ? 1 : 0;
