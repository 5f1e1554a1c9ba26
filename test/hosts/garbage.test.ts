/** The promise that evlite makes no garbage per event, on V8. Node only. */
import { join } from "node:path";
import ava from "ava";
import { collections } from "../collections.js";

const CHILD = join(import.meta.dirname, "garbage-child.ts");

ava.serial("100,000 HTTP requests through MemoryHost cause no collection", async (t) => {
	t.deepEqual(await collections(CHILD), []);
});

ava.serial("one small object per request would be seen", async (t) => {
	t.true((await collections(CHILD, "litter")).length > 0);
});
