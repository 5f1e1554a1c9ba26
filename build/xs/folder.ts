/** `evlite build --host moddable`: a folder that Moddable's `mcconfig` builds as it is. */
import { copyFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BundledModule, bundleApart } from "../bundle-apart.js";
import { builtPath } from "../own-modules.js";

const INCLUDE = [
	"$(MODDABLE)/examples/manifest_base.json",
	"$(MODDABLE)/examples/manifest_net.json",
	"$(MODDABLE)/modules/io/manifest.json",
];

/** A module, and the one that takes its place on platforms whose `Math.random` draws from no hardware. */
const RANDOM = "evlite/hosts/moddable/random";
const RANDOM_PICO = `${RANDOM}.pico`;
const WITHOUT_RANDOM = ["pico", "pico/*", "nrf52", "nrf52/*"];

/** The manifest of a folder that holds `modules`: evlite's are preloaded, `main` is not. */
export function manifestOf(modules: readonly BundledModule[]): object {
	const named = modules
		.filter(({ name }) => name !== "main")
		.map(({ name }) => [name, `./${name}`] as const);
	const replaced = { modules: { "~": `./${RANDOM}`, [RANDOM]: `./${RANDOM_PICO}` } };
	return {
		include: INCLUDE,
		modules: { "*": "./main", ...Object.fromEntries(named) },
		preload: ["evlite/*"],
		platforms: Object.fromEntries(WITHOUT_RANDOM.map((platform) => [platform, replaced])),
	};
}

/** Writes the program as `main.js` in `folder`, evlite's modules beside it, and `manifest.json`. */
export async function buildFolder(entry: string, folder: string): Promise<void> {
	const modules = await bundleApart({ entry, folder });
	const random = modules.find(({ name }) => name === RANDOM);
	if (random !== undefined) {
		const source = builtPath(RANDOM_PICO) as string;
		await copyFile(source, join(dirname(random.path), "random.pico.js"));
	}
	const text = JSON.stringify(manifestOf(modules), null, "\t");
	await writeFile(join(folder, "manifest.json"), `${text}\n`);
}
