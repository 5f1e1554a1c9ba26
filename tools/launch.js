// @ts-check
/**
 * `node tools/launch.js COMMAND [ARGUMENT ...]`: what every script of package.json starts with.
 * Installs packages if the lock file is not the one installed, builds dist if the command needs it
 * and a source is newer, then runs the command. Plain JavaScript that imports nothing but Node's own
 * modules, since it runs where nothing is installed. Prints nothing unless a step takes over a
 * second or fails.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..");
const INSTALLED = join(ROOT, "node_modules", ".evlite-lock");
const BUILT = join(ROOT, "dist", ".built");
const SOURCES = ["src", "hosts", "build", "cli", "sim", "tools/build.mjs"];

/** Options of the TypeScript loader for this process and those that it forks. */
const LOADER = "--import=tsx";

/**
 * @typedef {object} Command
 * @property {string} [file] What runs, from the root, if anything.
 * @property {"packages" | "code" | "types"} needs dist with declarations, dist, or packages alone.
 * @property {string[]} [args] Arguments before those of the command line.
 */

const BIOME = "node_modules/@biomejs/biome/bin/biome";

/** @type {Record<string, Command>} */
export const COMMANDS = {
	prepack: { needs: "types" }, // before `npm pack`: that it is built is all
	start: { file: "tools/start.mjs", needs: "code" },
	test: { file: "tools/test.mjs", needs: "types" },
	types: { file: "tools/types.mjs", needs: "packages" },
	lint: { file: BIOME, needs: "packages", args: ["check", "--error-on-warnings"] },
	format: { file: BIOME, needs: "packages", args: ["check", "--write"] },
	layers: { file: "tools/layers.mjs", needs: "packages" },
	subset: { file: "tools/subset.mjs", needs: "packages" },
	words: { file: "tools/words.mjs", needs: "packages" },
	unit: { file: "tools/unit.mjs", needs: "code" },
	xs: { file: "tools/xs-suites.mjs", needs: "code" },
	model: { file: "tools/model-suites.mjs", needs: "code" },
	interop: { file: "tools/interop.mjs", needs: "code" },
	build: { file: "tools/build.mjs", needs: "packages", args: ["--types"] },
	costs: { file: "tools/costs.mjs", needs: "code" },
	api: { file: "tools/api/main.ts", needs: "types" },
	budget: { file: "tools/budget.mjs", needs: "packages" },
	semantics: { file: "tools/semantics.mjs", needs: "code" },
	bench: { file: "bench/run.ts", needs: "code" },
	mutants: { file: "tools/mutants.mjs", needs: "packages" },
	fuzz: { file: "test/fuzz/main.ts", needs: "packages" },
	virtual: { file: "test/virtual/main.ts", needs: "packages" },
	"figures:espruino": { file: "tools/espruino-figures.mjs", needs: "code" },
	"test:espruino": { file: "tools/espruino.mjs", needs: "code" },
	lock: { file: "tools/lock.mjs", needs: "packages" },
	package: { file: "tools/pack-check.mjs", needs: "types" },
	newcomer: { file: "tools/newcomer.mjs", needs: "types" },
	recording: { file: "tools/recording.mjs", needs: "code" },
	newclone: { file: "tools/newclone.mjs", needs: "packages" },
};

/**
 * Runs a step of a set-up. If it fails, prints all that it printed and ends the process.
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 */
async function step(what, command, args) {
	const notice = setTimeout(() => console.error(`${what} ...`), 1000);
	/** @type {Buffer[]} */
	const printed = [];
	const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
	child.stdout.on("data", (text) => printed.push(text));
	child.stderr.on("data", (text) => printed.push(text));
	const failure = await new Promise((resolve) => {
		child.on("error", (error) => resolve(`${command}: ${error.message}`));
		child.on("close", (code) => resolve(code === 0 ? "" : Buffer.concat(printed).toString()));
	});
	clearTimeout(notice);
	if (failure === "") return;
	console.error(`${failure.trimEnd()}\n${what}: failed`);
	process.exit(1);
}

async function install() {
	const lock = readFileSync(join(ROOT, "package-lock.json"));
	const digest = createHash("sha256").update(lock).digest("hex");
	if (existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === digest) return;
	await step("installing packages", "npm", ["ci"]);
	writeFileSync(INSTALLED, digest);
}

/**
 * The time of the newest file below `path`.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
	const status = statSync(path, { throwIfNoEntry: false });
	if (status === undefined) return 0;
	if (!status.isDirectory()) return status.mtimeMs;
	return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/**
 * Whether dist is newer than its sources, and has declarations if they are needed.
 * @param {boolean} types
 */
function isBuilt(types) {
	const latest = Math.max(...SOURCES.map((name) => newest(join(ROOT, name))));
	if (!existsSync(BUILT) || statSync(BUILT).mtimeMs < latest) return false;
	return !types || readFileSync(BUILT, "utf8") === "types";
}

/**
 * Makes the checkout ready for a command.
 * @param {Command["needs"]} needs
 */
export async function ensure(needs) {
	await install();
	const types = needs === "types";
	if (needs === "packages" || isBuilt(types)) return;
	const args = [LOADER, "tools/build.mjs", ...(types ? ["--types"] : [])];
	await step("building evlite", process.execPath, args);
}

/**
 * Runs the command in this process, with the TypeScript loader; a program of another package in one
 * of its own.
 * @param {Command} command
 * @param {string[]} args
 */
async function run({ file, args: first = [] }, args) {
	if (file === undefined) return;
	const path = resolve(ROOT, file);
	process.chdir(ROOT);
	if (file.startsWith("node_modules/")) {
		const child = spawnSync(process.execPath, [path, ...first, ...args], { stdio: "inherit" });
		process.exitCode = child.status ?? 1;
		return;
	}
	const { register } = await import("tsx/esm/api");
	register();
	process.execArgv.push(LOADER);
	process.argv = [process.argv[0], path, ...first, ...args];
	await import(pathToFileURL(path).href);
}

/** @param {string[]} args */
async function main([name, ...rest]) {
	const command = COMMANDS[name];
	if (command === undefined) {
		console.error(
			`tools/launch.js: no command ${name}; there are ${Object.keys(COMMANDS).join(", ")}`,
		);
		process.exit(2);
	}
	await ensure(command.needs);
	await run(command, rest);
}

// Not awaited: a command that imports this module waits for what is awaited here.
if (import.meta.filename === resolve(process.argv[1])) void main(process.argv.slice(2));
