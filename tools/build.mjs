/**
 * Builds dist: the library by rollup, the command by esbuild, with `--types` declarations by tsc.
 * The old dist stays until the new one is complete. Runs under tsx.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { rollup } from "rollup";
import { library as config, modules } from "../build/library.js";
import { publishDeclarations } from "./declarations.mjs";
import { must, root } from "./process.mjs";

process.chdir(root);
const NEW = mkdtempSync(".dist-");
const TYPES = process.argv.includes("--types");

async function library() {
	const bundle = await rollup(config);
	await bundle.write({ ...config.output, dir: join(NEW, "esm") });
	await bundle.close();
}

async function command() {
	await build({
		entryPoints: ["build", "cli", "sim"].flatMap(modules),
		outbase: ".",
		outdir: NEW,
		format: "esm",
		target: "node20",
		logLevel: "silent",
	});
}

/** Each host against its own globals. */
async function declarations() {
	const emit = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--rootDir", "."];
	const tsc = join("node_modules", ".bin", "tsc");
	for (const part of ["build", "moddable", "espruino"]) {
		await must(tsc, ["-p", `tsconfig.${part}.json`, ...emit, "--outDir", join(NEW, "esm")]);
	}
	publishDeclarations(join(NEW, "esm"));
}

/** What Moddable's tools take evlite by. */
async function moddable() {
	const { moddableFiles } = await import("../build/xs/manifests.js");
	for (const [path, text] of Object.entries(moddableFiles())) {
		const file = join("dist", "moddable", path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}

/** For Espruino's Storage: each module by itself, and one program as a whole. */
async function espruino() {
	const { buildModules } = await import("../build/espruino/modules.js");
	const { buildEspruino } = await import("../build/espruino/build.js");
	const folder = join("dist", "espruino");
	await buildModules(folder);
	const hello = await buildEspruino(join(root, "examples", "http-hello", "main.ts"));
	writeFileSync(join(folder, "http-hello.js"), hello);
}

try {
	await Promise.all([library(), command(), TYPES ? declarations() : undefined]);
	writeFileSync(join(NEW, ".built"), TYPES ? "types" : "");
	rmSync("dist", { recursive: true, force: true });
	renameSync(NEW, "dist");
	if (TYPES) await moddable();
	if (TYPES) await espruino();
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	rmSync(NEW, { recursive: true, force: true });
}
