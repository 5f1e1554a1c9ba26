/**
 * Builds the simulator: XS's sources from the npm package @agoric/xsnap with this folder's C, by the machine's C compiler.
 * Slots are a device's 16 bytes where 32-bit programs can be compiled and run (by the kernel or by
 * qemu-i386), else 32 bytes, and then labelled. The result is kept outside git under a hash of all that went into it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../../build/errors.js";
import { packageRoot } from "../../build/package.js";
import { cacheFolder, hash, runAll, withLock } from "./build-tools.js";
import { findTarget, type Target } from "./target.js";

export interface Simulator {
	/** The program to spawn and the arguments that come before the simulator's own. */
	command: string[];
	/** Bytes of a slot: 16 as on a device, or 32. */
	slotSize: 16 | 32;
	/** Folder of the modules that are native. */
	builtins: string;
}

const SOURCES = join(packageRoot, "sim", "xs");

const ENGINE_FILES =
	"All API Arguments Array Atomics BigInt Boolean Code Common DataView Date Debug Error Function " +
	"Generator Global JSON Lexical Lockdown MapSet Marshall Math Memory Module Number Object Platforms " +
	"Profile Promise Property Proxy RegExp Run Scope Script SourceMap String Symbol Syntaxical Tree " +
	"Type dtoa re mc";

const DEFINES = [
	"-DINCLUDE_XSPLATFORM",
	'-DXSPLATFORM="platform.h"',
	"-DmxRun=1",
	"-DmxParse=1",
	"-DmxInstrument=1",
	"-DmxMetering=1",
	"-DmxNoConsole=1",
	"-DmxBoundsCheck=1", // without it deep recursion is a crash of the simulator; the meter counts differ
];

/** Hooks, put into copies of the engine's sources: before a collection, at every throw, at every slot and chunk. */
const PATCHES: readonly { file: string; find: string; replace: string }[] = [
	{
		file: "xsMemory.c",
		find: "\tthe->collectFlag |= theFlag & XS_ORGANIC_FLAG;\n",
		replace:
			"\tthe->collectFlag |= theFlag & XS_ORGANIC_FLAG;\n\t{ extern void simCollecting(txMachine*); simCollecting(the); }\n",
	},
	{
		file: "xsMemory.c",
		find: "\t\tif (the->peakHeapCount < the->currentHeapCount)\n\t\t\tthe->peakHeapCount = the->currentHeapCount;\n\t\treturn aSlot;\n",
		replace:
			"\t\tif (the->peakHeapCount < the->currentHeapCount)\n\t\t\tthe->peakHeapCount = the->currentHeapCount;\n\t\t{ extern void simSlot(txMachine*, txSlot*); simSlot(the, aSlot); }\n\t\treturn aSlot;\n",
	},
	{
		file: "xsMemory.c",
		find: "\t\tthe->currentChunksSize += capacity;\n",
		replace:
			"\t\tthe->currentChunksSize += capacity;\n\t\t{ extern void simChunk(txMachine*, txSize); simChunk(the, capacity); }\n",
	},
	{
		file: "xsAll.c",
		find: "\ttxJump* aJump = the->firstJump;\n",
		replace:
			"\ttxJump* aJump = the->firstJump;\n\t{ extern void simThrowing(txMachine*); simThrowing(the); }\n",
	},
];

/** Folder of the installed @agoric/xsnap. */
export function findEngine(): string {
	for (let folder = packageRoot; ; folder = dirname(folder)) {
		const found = join(folder, "node_modules", "@agoric", "xsnap");
		if (existsSync(join(found, "moddable"))) return found;
		if (dirname(folder) === folder) break;
	}
	throw new CliError(
		"--host xs needs XS's sources: run `npm install --save-dev --ignore-scripts @agoric/xsnap@0.15`",
	);
}

function ownSources(): string[] {
	return readdirSync(SOURCES)
		.filter((file) => /\.[ch]$/.test(file))
		.sort();
}

function compileFlags(engine: string, target: Target): string[] {
	const xs = join(engine, "moddable", "xs");
	const includes = [SOURCES, join(xs, "includes"), join(xs, "platforms"), join(xs, "sources")];
	return [
		"-O2",
		"-fno-common",
		...target.flags,
		...includes.map((path) => `-I${path}`),
		...DEFINES,
	];
}

/** A copy of an engine source with its hook, or the source itself. */
async function engineSource(engine: string, file: string, folder: string): Promise<string> {
	const path = join(engine, "moddable", "xs", "sources", file);
	const patches = PATCHES.filter((one) => one.file === file);
	if (patches.length === 0) return path;
	let text = readFileSync(path, "utf8");
	for (const { find, replace } of patches) {
		if (text.split(find).length !== 2) {
			throw new CliError(`${path}: not the version of XS that this simulator was written for`);
		}
		text = text.replace(find, replace);
	}
	const copy = join(folder, file);
	await writeFile(copy, text);
	return copy;
}

/** What the compiled engine depends on. */
function engineKey(engine: string, target: Target): string {
	const version = readFileSync(join(engine, "package.json"), "utf8");
	const platform = readFileSync(join(SOURCES, "platform.h"), "utf8");
	return hash([version, platform, JSON.stringify([PATCHES, DEFINES, target]), ENGINE_FILES]);
}

/** Compiles the engine, once for each version and compiler. Returns the folder of its objects. */
async function buildEngine(engine: string, target: Target, cache: string, progress: Progress) {
	const key = engineKey(engine, target);
	const folder = join(cache, `engine-${key}`);
	if (existsSync(folder)) return folder;
	const place = await mkdtemp(join(cache, `building-${key}-`));
	const files = ENGINE_FILES.split(" ").map((name) => `xs${name}`);
	const jobs = [];
	for (const name of files) {
		const source = await engineSource(engine, `${name}.c`, place);
		jobs.push([
			...compileFlags(engine, target),
			"-w",
			"-c",
			source,
			"-o",
			join(place, `${name}.o`),
		]);
	}
	await runAll(target.compiler, jobs, (done) => progress(done, jobs.length + 1));
	await rename(place, folder);
	return folder;
}

async function buildProgram(
	engine: string,
	objects: string,
	target: Target,
	path: string,
	cache: string,
) {
	const place = await mkdtemp(join(cache, `building-${engineKey(engine, target)}-`));
	const own = ownSources().filter((file) => file.endsWith(".c"));
	const jobs = own.map((file) => [
		...compileFlags(engine, target),
		...["-std=gnu11", "-Wall", "-Wno-unused-function", "-c", join(SOURCES, file)],
		...["-o", join(place, file.replace(/\.c$/, ".o"))],
	]);
	await runAll(target.compiler, jobs, () => {});
	const all = [
		...readdirSync(objects)
			.filter((file) => file.endsWith(".o"))
			.map((file) => join(objects, file)),
		...own.map((file) => join(place, file.replace(/\.c$/, ".o"))),
	];
	const program = join(place, "evlite-xs");
	await runAll(
		target.compiler,
		[[...target.flags, ...all, "-lm", "-lpthread", "-o", program]],
		() => {},
	);
	await mkdir(dirname(path), { recursive: true });
	await rename(program, path);
	await rm(place, { recursive: true, force: true });
}

/** Removes folders of builds of this engine that were broken off. */
async function removeLeftovers(cache: string, engine: string): Promise<void> {
	for (const name of readdirSync(cache)) {
		if (!name.startsWith(`building-${engine}-`)) continue;
		await rm(join(cache, name), { recursive: true, force: true });
	}
}

/** Called while compiling. */
export type Progress = (done: number, total: number) => void;

let found: Promise<Simulator> | null = null;

async function build(progress: Progress): Promise<Simulator> {
	const engine = findEngine();
	const cache = await cacheFolder(packageRoot);
	const texts = ownSources().map((file) => readFileSync(join(SOURCES, file), "utf8"));
	const target = await findTarget(cache);
	const key = engineKey(engine, target);
	const program = join(cache, `xs-${hash([key, ...texts])}`, "evlite-xs");
	if (!existsSync(program)) {
		await withLock(join(cache, `lock-${key}`), async () => {
			if (existsSync(program)) return; // another process has built it meanwhile
			await removeLeftovers(cache, key);
			const objects = await buildEngine(engine, target, cache, progress);
			await buildProgram(engine, objects, target, program, cache);
		});
	}
	return {
		command: [...target.runner, program],
		slotSize: target.slotSize,
		builtins: join(SOURCES, "modules"),
	};
}

/** The simulator, built if need be (about 20 s, once). A `CliError` says in one line what is missing. */
export function findSimulator(progress: Progress = () => {}): Promise<Simulator> {
	found ??= build(progress);
	return found;
}
