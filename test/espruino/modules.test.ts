/** evlite as modules for Storage: each loads, by itself and after the others, with its public names. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { exportedNames } from "../../build/own-modules.js";
import { resolvePublic } from "../../build/registry.js";
import { EVLITE, storage } from "./storage.js";

test("modules: every one exports its public names, and is loaded once", async (t) => {
	const folder = await storage();
	const loaded = new Map<string, Record<string, unknown>>();
	const load = (name: string) => {
		const known = loaded.get(name);
		if (known !== undefined) return known;
		const exported: Record<string, unknown> = {};
		const code = readFileSync(join(folder, `${name}.js`), "utf8");
		new Function("require", "exports", code)(load, exported);
		loaded.set(name, exported);
		return exported;
	};
	for (const name of EVLITE) {
		t.true(name.length <= 28, "a name that Storage takes");
		const names = exportedNames(resolvePublic(name, ["espruino"]) ?? "");
		t.true(names.length > 0, name);
		for (const each of names) t.not(load(name)[each], undefined, `${name}: ${each}`);
	}
	t.is(loaded.size, EVLITE.length);
});
