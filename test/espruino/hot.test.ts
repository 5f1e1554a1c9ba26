/** The list of functions on the hot path names what there is: a renamed one would be cold unnoticed. */
import { existsSync, readFileSync } from "node:fs";
import test from "ava";
import { heatOf, WARM } from "../../build/espruino/hot.js";

test("every function of the list is in its file", (t) => {
	for (const [file, names] of Object.entries(WARM)) {
		const path = [`src/${file}.ts`, `hosts/${file}.ts`].find((each) => existsSync(each)) ?? file;
		const text = readFileSync(path, "utf8");
		for (const name of names.split(" ")) {
			t.regex(text, new RegExp(`^(\\t|(export )?function )${name}\\(`, "m"), `${name} of ${path}`);
			t.is(heatOf(name, path), 1);
		}
	}
});
