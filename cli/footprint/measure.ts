/** Puts the figures of all sources together. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../../build/errors.js";
import { type Cost, emptyCost, type Footprint } from "./costs.js";
import { bytecodeByFolder, measureItems, runFolder, runSet } from "./device.js";
import { committedFigures, measureVariables } from "./espruino.js";
import { bundleFolder, bundleSet, folderNames, linesOf, sizeOf } from "./flash.js";
import { measureProgram } from "./program.js";
import { PROGRAMS, SETS } from "./sets.js";

async function flashOfModules(): Promise<Cost[]> {
	const costs: Cost[] = [];
	for (const name of folderNames()) {
		const size = await sizeOf(await bundleFolder(name));
		costs.push({ ...emptyCost(name), ...size, lines: linesOf(name) });
	}
	return costs;
}

async function flashOfSets(): Promise<Cost[]> {
	const costs: Cost[] = [];
	for (const [name, names] of Object.entries(SETS)) {
		const lines = Object.keys(names).map((folder) => linesOf(folder));
		const known = lines.every((each) => each !== null);
		const sum = lines.reduce((left: number, each) => left + (each ?? 0), 0);
		costs.push({
			...emptyCost(name),
			...(await sizeOf(await bundleSet(names))),
			lines: known ? sum : null,
		});
	}
	return costs;
}

/** Hosts that XS does not run. */
const ELSEWHERE = /^hosts\/(node|espruino)$/;

/** Gets the name of what is measured next. */
export type ShowProgress = (what: string) => void;

/** Adds the figures of XS. */
async function addDevice(footprint: Footprint, progress: ShowProgress): Promise<void> {
	progress("XS");
	const empty = await runFolder(null);
	footprint.slotSize = empty.slotSize;
	for (const cost of footprint.modules) {
		if (ELSEWHERE.test(cost.name)) continue;
		progress(`${cost.name} on XS`);
		const report = await runFolder(cost.name);
		cost.bytecode = bytecodeByFolder(report).get(cost.name) ?? null;
		cost.slots = report.slots.live - empty.slots.live;
		cost.chunks = report.chunks.live - empty.chunks.live;
	}
	for (const cost of footprint.sets) {
		progress(`${cost.name} on XS`);
		const report = await runSet(SETS[cost.name]);
		const main = bytecodeByFolder(report).get("program") ?? 0;
		cost.bytecode = report.bytecode - main;
		cost.slots = report.slots.live - empty.slots.live;
		cost.chunks = report.chunks.live - empty.chunks.live;
	}
	progress("one more of each on XS");
	footprint.items = await measureItems();
}

/** Adds the figures of Espruino. */
async function addEspruino(footprint: Footprint, progress: ShowProgress): Promise<void> {
	const committed = committedFigures();
	const interpreter = process.env.ESPRUINO;
	if (committed.size > 0) footprint.espruino = "committed";
	if (committed.size === 0 && interpreter === undefined) {
		footprint.missing.push("Espruino: set ESPRUINO to its interpreter");
	}
	for (const cost of [...footprint.modules, ...footprint.sets]) {
		const last = committed.get(cost.name);
		cost.jsVarsRam = last?.jsVarsRam ?? null;
		cost.jsVarsFlash = last?.jsVarsFlash ?? null;
	}
	if (interpreter === undefined) return;
	for (const cost of footprint.sets) {
		const program = PROGRAMS[cost.name];
		cost.jsVarsRam = null;
		if (program === undefined) continue;
		progress(`${cost.name} on Espruino`);
		await attempt(footprint, `${cost.name} on Espruino`, async () => {
			cost.jsVarsRam = await measureVariables(interpreter, program);
		});
	}
	footprint.espruino = "measured";
}

/** Runs `work`; what goes wrong becomes a line of what is missing. */
async function attempt(footprint: Footprint, what: string, work: () => Promise<void>) {
	try {
		await work();
	} catch (error) {
		const [line] = (error as Error).message.split("\n");
		if (error instanceof CliError || error instanceof Error)
			footprint.missing.push(`${what}: ${line}`);
	}
}

/** Measures evlite and, if there is one, the program at `entry`. */
export async function measure(
	entry: string | null,
	board: string,
	progress: ShowProgress,
): Promise<Footprint> {
	progress("sizes");
	const footprint: Footprint = {
		modules: await flashOfModules(),
		sets: await flashOfSets(),
		items: [],
		slotSize: null,
		espruino: null,
		missing: [],
	};
	await attempt(footprint, "XS", () => addDevice(footprint, progress));
	await attempt(footprint, "Espruino", () => addEspruino(footprint, progress));
	if (entry === null) return footprint;
	progress("the program");
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	try {
		footprint.program = await measureProgram(entry, folder, board, footprint);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return footprint;
}
