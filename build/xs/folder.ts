/** `evlite build --host moddable`: a folder that Moddable's `mcconfig` builds as it is. */
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleApart } from "../bundle-apart.js";
import { builtPath } from "../own-modules.js";
import { platforms } from "./manifests.js";

const INCLUDE = [
	"$(MODDABLE)/examples/manifest_base.json",
	"$(MODDABLE)/examples/manifest_net.json",
	"$(MODDABLE)/modules/io/manifest.json",
];

/** Writes the program as `main.js` in `folder`, evlite's modules beside it, and `manifest.json`; `main` is not preloaded. */
export async function buildFolder(entry: string, folder: string): Promise<void> {
	const named: Record<string, string> = {};
	const pico: Record<string, string> = {};
	for (const { name, path } of await bundleApart({ entry, folder })) {
		if (name === "main") continue;
		named[name] = `./${name}`;
		const replacement = builtPath(`${name}.pico`);
		if (replacement === null) continue;
		await copyFile(replacement, path.replace(/\.js$/, ".pico.js"));
		pico[name] = `./${name}.pico`;
	}
	const manifest = {
		include: INCLUDE,
		modules: { "*": "./main", ...named },
		preload: ["evlite/*"],
		platforms: platforms(named, pico),
	};
	await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
}
