import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { EVLITE_VERSION } from "../../src/core/index.js";

test("UT-10 the version is that of package.json", (t) => {
	const path = join(import.meta.dirname, "..", "..", "package.json");
	t.is(JSON.parse(readFileSync(path, "utf8")).version, EVLITE_VERSION);
});
