/** HttpServer makes no garbage for any kind of request, refusal or connection, on V8. Node only. */
import { join } from "node:path";
import ava from "ava";
import { collections } from "../collections.js";

ava(
	"100,000 requests of all kinds, with refusals and reconnects, cause no collection",
	async (t) => {
		t.deepEqual(await collections(join(import.meta.dirname, "garbage-child.ts")), []);
	},
);
