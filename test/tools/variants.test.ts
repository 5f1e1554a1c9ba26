/** What takes the place of a module on one platform: beside the original, with the same exports. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import test from "ava";
import { packageRoot } from "../../build/package.js";
import { variants } from "../../build/variants.js";

/** The names that the module at `path` exports, types left out. */
function exported(path: string): string[] {
	const text = readFileSync(path, "utf8");
	return [...text.matchAll(/^export (?:function|class|const) (\w+)/gm)]
		.map(([, name]) => name)
		.sort();
}

for (const platform of ["espruino", "pico"]) {
	test(`${platform}: each replacement has an original beside it, and exports the same`, (t) => {
		const found = Object.entries(variants(platform)).filter(([path]) => path.endsWith(".ts"));
		t.true(found.length > 0);
		for (const [original, replacement] of found) {
			const name = relative(packageRoot, original);
			if (name.startsWith(join("dist", ""))) continue; // declarations
			t.deepEqual(exported(replacement), exported(original), name);
			const base = /([^/\\]+)$/.exec(replacement)?.[1] as string;
			t.true(readFileSync(original, "utf8").includes(base), `${name} says what takes its place`);
		}
	});
}
