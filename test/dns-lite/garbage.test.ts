/** A resolver with its parts and a server make no garbage for a query, on V8. Node only. */
import { join } from "node:path";
import ava from "ava";
import { collections } from "../collections.js";

ava("100,000 queries of all kinds, answered and not, cause no collection", async (t) => {
	t.deepEqual(await collections(join(import.meta.dirname, "garbage-child.ts")), []);
});
