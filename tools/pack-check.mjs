/**
 * The package check: packs evlite, installs it in an empty folder, and there does what README's first
 * screen says, type-checks every subpath under every condition, lints the package, and runs an example.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { exportedFiles, publicModules, publicNames } from "../dist/build/registry.js";
import { followReadme, readmeSteps } from "./follow-readme.mjs";
import { moddablePaths } from "./moddable-paths.mjs";
import { capture, must, root } from "./process.mjs";

const QUIET = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];

const MODDABLE = "dist/moddable";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

/** The files below `folder` of the repository, as paths in it. */
function below(folder) {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/**
 * Packs into `folder` as a user would: `prepack` builds what is missing. Resolves to the archive's
 * name, once it has all that package.json exports, every manifest for Moddable and the examples.
 */
async function pack(folder) {
	const scripts = ["--ignore-scripts=false", "--foreground-scripts=false"]; // whatever npm is set to
	const args = ["pack", ...scripts, "--json", "--loglevel=error", "--pack-destination", folder];
	const [{ filename, files }] = JSON.parse(await must("npm", args));
	const own = ["manifest.json", ...exportedFiles()];
	for (const path of [...own, ...below(MODDABLE), ...below("examples")]) {
		if (!files.some((each) => each.path === path)) throw new Error(`${path} is not packed`);
	}
	return filename;
}

/** Installs the archive, with the versions that this repository is locked to. */
async function install(folder, archive) {
	const own = { type: "module", dependencies: { [manifest.name]: `file:${archive}` } };
	const { dependencies, bin, version } = manifest;
	const entry = { version, resolved: `file:${archive}`, dependencies, bin };
	const packages = { "": own, [`node_modules/${manifest.name}`]: entry };
	for (const [path, each] of Object.entries(lock.packages)) {
		if (path !== "" && !each.dev && !each.devOptional && !each.link) packages[path] = each;
	}
	const { lockfileVersion } = lock;
	writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, ...own }));
	writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion, packages }));
	await must("npm", ["ci", ...QUIET], { cwd: folder });
}

async function lint(archive) {
	const { buffer } = new Uint8Array(readFileSync(archive));
	const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
	if (messages.length === 0) return;
	throw new Error(messages.map((each) => formatMessage(each, manifest)).join("\n"));
}

async function checkTypes(folder) {
	const lines = publicNames().map((name, i) => `export * as m${i} from "${name}";`);
	writeFileSync(join(folder, "every.ts"), `${lines.join("\n")}\n`);
	const files = ["every.ts", "main.ts"];
	for (const customConditions of [[], ["moddable"], ["espruino"]]) {
		await compile(
			folder,
			{ module: "esnext", moduleResolution: "bundler", customConditions },
			files,
		);
	}
	const installed = join(folder, "node_modules", manifest.name);
	const paths = {
		...moddablePaths(join(installed, "manifest.json")),
		...moddablePaths(join(installed, MODDABLE, "manifest_signal.json")),
	};
	for (const { name } of publicModules("moddable")) {
		if (!(name in paths)) throw new Error(`no manifest for Moddable has ${name}`);
	}
	const every = lines.filter((line) => !line.includes("virtual"));
	writeFileSync(join(folder, "every.ts"), `${every.join("\n")}\n`);
	await compile(folder, { module: "preserve", paths }, files);
}

/** Type-checks `files`; nothing but the language is there besides what they import. */
async function compile(folder, options, files) {
	const language = { target: "es2020", lib: ["es2020"], strict: true, types: [] };
	const config = { compilerOptions: { ...language, noEmit: true, ...options }, files };
	writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
	await must(join(root, "node_modules", ".bin", "tsc"), ["-p", folder]);
}

/** Starts the example that is packed with npx, asks it once, ends it as Ctrl-C does. */
async function checkRun(folder) {
	const example = `node_modules/${manifest.name}/examples/http-hello/main.ts`;
	const args = ["--no-install", "evlite", "run", example, "--port", "0"];
	const child = spawn("npx", args, {
		cwd: folder,
		stdio: ["ignore", "pipe", "inherit"],
		detached: true,
	});
	const limit = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 120_000);
	const lines = [];
	for await (const line of createInterface({ input: child.stdout })) {
		lines.push(line);
		const url = /^listening on (http:\S+)$/.exec(line)?.[1];
		if (url === undefined) continue;
		const reply = await (await fetch(url)).text();
		if (reply !== "hello\n") throw new Error(`${url} answered ${JSON.stringify(reply)}`);
		process.kill(-child.pid, "SIGINT");
	}
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
	clearTimeout(limit);
	if (!/^1 connections, 1 requests/.test(lines.at(-1) ?? "")) {
		throw new Error(`npx evlite run ${example} printed:\n${lines.join("\n")}`);
	}
}

/** What README's first screen does once evlite is installed, as far as Node: it writes main.ts too. */
function onNode() {
	const steps = readmeSteps();
	return steps.slice(
		1,
		steps.findIndex(({ command }) => command?.includes("xsnap")),
	);
}

/** The engine is not part of the package: one line says how to get it. */
async function checkSimulator(folder) {
	const evlite = join(folder, "node_modules", ".bin", "evlite");
	const args = ["run", "main.ts", "--host", "xs"];
	const { code, output } = await capture(evlite, args, { cwd: folder });
	if (code === 1 && /^evlite: .*`npm install --save-dev .*xsnap.*`\n$/.test(output)) return;
	throw new Error(`evlite run main.ts --host xs: exit code ${code}\n${output}`);
}

const folder = mkdtempSync(join(tmpdir(), "evlite-package-"));
try {
	const archive = await pack(folder);
	await install(folder, archive);
	await lint(join(folder, archive));
	await followReadme(onNode(), folder);
	await checkTypes(folder);
	await checkRun(folder);
	await checkSimulator(folder);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
