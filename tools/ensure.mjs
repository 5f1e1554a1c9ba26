/**
 * Makes a checkout ready to run: installs packages if the lock file is not the one installed, and
 * builds dist if a source is newer. Says nothing unless a step takes over a second or fails.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quietly, root } from "./process.mjs";

const INSTALLED = join(root, "node_modules", ".evlite-lock");
const BUILT = join(root, "dist", ".built");

/** The time of the newest file below `path`. */
function newest(path) {
	if (!existsSync(path)) return 0;
	const status = statSync(path);
	if (!status.isDirectory()) return status.mtimeMs;
	return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

async function install() {
	const lock = readFileSync(join(root, "package-lock.json"));
	const digest = createHash("sha256").update(lock).digest("hex");
	if (existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === digest) return;
	await quietly("installing packages", "npm", ["ci"]);
	writeFileSync(INSTALLED, digest);
}

/** dist is newer than its sources, and has the declarations that `types` asks for. */
function isBuilt(types) {
	const sources = ["src", "hosts", "cli", "sim", "rollup.config.js", "tools/build.mjs"];
	const latest = Math.max(...sources.map((name) => newest(join(root, name))));
	if (!existsSync(BUILT) || statSync(BUILT).mtimeMs < latest) return false;
	return !types || readFileSync(BUILT, "utf8") === "types";
}

async function build(types) {
	if (isBuilt(types)) return;
	const args = ["--import=tsx", "tools/build.mjs", ...(types ? ["--types"] : [])];
	await quietly("building evlite", process.execPath, args);
}

/** Makes the checkout ready; with `types`, dist has its declarations too. */
export async function ensure({ types = false } = {}) {
	await install();
	await build(types);
}
