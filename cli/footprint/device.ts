/** Costs on XS: what the simulator reports of small programs that name a set of modules. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BundledModule, bundleApart } from "../../build/bundle-apart.js";
import { ownModules, ownName } from "../../build/own-modules.js";
import { packageRoot } from "../../build/package.js";
import type { Report } from "../../sim/xs/report.js";
import { startSimulator } from "../../sim/xs/run.js";
import type { ItemCost } from "./costs.js";
import { folderPath, setText } from "./flash.js";
import type { Names } from "./sets.js";

const LIMIT_MS = 120_000;
/** Memory for any program, so that what is measured is what it takes. */
const ROOM = ["--static", "1048576", "--stack", "1024"];

/** Runs modules, `main` first, until main has finished, and collects. */
export async function runOnce(
	modules: readonly BundledModule[],
	options: { traceAlloc?: boolean; board?: string } = {},
): Promise<Report> {
	const [main, ...preloaded] = modules;
	let complaints = "";
	const simulation = await startSimulator({
		...options,
		extra: options.board === undefined ? ROOM : [],
		main,
		modules: preloaded,
		port: 0,
		onOutput() {},
		onComplaint: (text) => {
			complaints += text;
		},
		onStatus: () => simulation.stop(), // the first one comes when main has finished
	});
	const limit = setTimeout(() => simulation.stop(), LIMIT_MS);
	const { report } = await simulation.result;
	clearTimeout(limit);
	if (report === undefined || !/^(ok|exit|stopped)$/.test(report.status)) {
		throw new Error(complaints.trim().split("\n")[0] || "the simulator gave no report");
	}
	return report;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-footprint-"));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Runs `text` as main with the program's modules beside it. */
function runText(text: string): Promise<Report> {
	return inFolder(async (folder) => {
		const entry = join(packageRoot, "footprint.ts"); // in no file: names resolve as in a program here
		return runOnce(await bundleApart({ entry, text, folder }));
	});
}

/** Runs a main that imports all of a folder of evlite's, or nothing. */
export function runFolder(name: string | null): Promise<Report> {
	return inFolder(async (folder) => {
		const modules = [{ name: "main", path: join(folder, "main.js") }];
		const paths = name === null ? [] : allModules(name);
		const imports = paths.map((path) => `import "./${ownName(path)}.js";`);
		writeFileSync(modules[0].path, imports.join("\n"));
		for (const module of ownModules(paths)) {
			const path = join(folder, `${module.name}.js`);
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, module.text);
			modules.push({ name: module.name, path });
		}
		return runOnce(modules);
	});
}

function allModules(name: string): string[] {
	const folder = folderPath(name);
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".js"))
		.map((file) => join(folder, file));
}

/** Bytes of code by folder; "program" for main. */
export function bytecodeByFolder({ modules }: Report): Map<string, number> {
	const sums = new Map<string, number>();
	for (const [name, bytes] of Object.entries(modules)) {
		const [, folder] = /^evlite\/(hosts\/[^/]+|[^/]+)\//.exec(name) ?? [null, "program"];
		sums.set(folder, (sums.get(folder) ?? 0) + bytes);
	}
	return sums;
}

/** Runs a program that names a set. */
export function runSet(names: Names): Promise<Report> {
	const list = Object.values(names).flat();
	const imports = setText(names).replaceAll(/^export /gm, "import ");
	return runText(`${imports}\nglobalThis.kept = [${list.join(", ")}];`);
}

const BASE = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
`;

/** Programs that hold `n` of something; one more costs what they differ by. */
const ITEMS: Readonly<Record<string, (n: number) => string>> = {
	event: (n) => `${BASE}
const base = new EventBase(new Host({ descriptors: 2 }), { events: ${n} });
function on() {}
globalThis.kept = [];
for (let i = 0; i < ${n}; i++) kept.push(base.event({ interest: 2, fd: 0, onEvent: on }));`,
	timer: (n) => `${BASE}
const base = new EventBase(new Host({ descriptors: 2 }), { events: ${n} });
function on() {}
globalThis.kept = [];
for (let i = 0; i < ${n}; i++) { kept.push(base.event({ timeoutMs: 60000, onEvent: on })); kept[i].add(); }`,
	connection: (n) => `${BASE}import { Listener } from "evlite/bufferevent";
const base = new EventBase(new Host({ descriptors: ${n} + 2 }), { events: ${n} + 2 });
function on() {}
globalThis.kept = new Listener(base, { port: 7, connections: ${n}, input: 512, output: 512, onConnection: on });`,
	"HTTP connection": (n) => `${BASE}import { HttpServer } from "evlite/http";
const base = new EventBase(new Host({ descriptors: ${n} + 2 }), { events: ${n} + 2 });
globalThis.kept = new HttpServer(base, { port: 8080, connections: ${n}, input: 512, output: 512 });`,
	"DNS query": (n) => `${BASE}import { Resolver } from "evlite/dns";
const base = new EventBase(new Host({ descriptors: 4 }), { events: 16 });
globalThis.kept = new Resolver(base, { servers: ["127.0.0.1"], queries: ${n} });`,
};

const [FEW, MANY] = [4, 12];

/** RAM of one more of each. */
export async function measureItems(): Promise<ItemCost[]> {
	const costs: ItemCost[] = [];
	for (const [name, program] of Object.entries(ITEMS)) {
		const few = await runText(program(FEW));
		const many = await runText(program(MANY));
		costs.push({
			name,
			slots: (many.slots.live - few.slots.live) / (MANY - FEW),
			chunks: (many.chunks.live - few.chunks.live) / (MANY - FEW),
		});
	}
	return costs;
}
