/** evlite as modules for Espruino's Storage, as `npm run build` leaves them. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildModules } from "../../build/espruino/modules.js";
import { publicModules } from "../../build/registry.js";

/** Their public names. */
export const EVLITE = publicModules("espruino").map(({ name }) => name);

const BUILT = join("dist", "espruino");

async function build(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-modules-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	await buildModules(folder);
	return folder;
}

let built: Promise<string> | undefined;

/** The folder they are in; where dist is without declarations it has none, and they are built. */
export function storage(): Promise<string> {
	built ??= existsSync(BUILT) ? Promise.resolve(BUILT) : build();
	return built;
}
