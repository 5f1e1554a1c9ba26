/**
 * Makes a checkout ready to run: installs packages if the lock file is not the one installed, and
 * builds dist if a source is newer. Says nothing unless a step takes over a second or fails.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const INSTALLED = join(root, "node_modules", ".evlite-lock");
const BUILT = join(root, "dist", ".built");

/** Runs a step; after a second tells what takes so long, and all it printed if it fails. */
async function step(what, command, args) {
	const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	const printed = [];
	child.stdout.on("data", (text) => printed.push(text));
	child.stderr.on("data", (text) => printed.push(text));
	const notice = setTimeout(() => console.error(`${what} ...`), 1000);
	const code = await new Promise((resolve) => {
		child.on("error", () => resolve(127));
		child.on("close", resolve);
	});
	clearTimeout(notice);
	if (code === 0) return;
	process.stderr.write(Buffer.concat(printed));
	console.error(`${what}: failed (${command} ${args.join(" ")})`);
	process.exit(1);
}

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
	await step("installing packages", "npm", ["ci"]);
	writeFileSync(INSTALLED, digest);
}

async function build() {
	const sources = ["src", "hosts", "cli", "sim", "rollup.config.js", "tools/build.mjs"];
	const latest = Math.max(...sources.map((name) => newest(join(root, name))));
	if (existsSync(BUILT) && statSync(BUILT).mtimeMs >= latest) return;
	await step("building evlite", process.execPath, ["--import=tsx", "tools/build.mjs"]);
}

export async function ensure() {
	await install();
	await build();
}
