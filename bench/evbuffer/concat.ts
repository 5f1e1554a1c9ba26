/** What programs on Node do by hand: the rest and the new bytes become one Buffer, the front is cut off. */
import { perOperation, serve } from "../lib/serve.js";

const OPERATIONS = 100_000;
const chunk = Buffer.alloc(512, 97);
const out = Buffer.alloc(512);
let rest = Buffer.alloc(256, 97);
serve(
	() =>
		(1000 * chunk.length) /
		perOperation(OPERATIONS, () => {
			for (let i = 0; i < OPERATIONS; i++) {
				rest = Buffer.concat([rest, chunk]);
				rest.copy(out, 0, 0, 512);
				rest = rest.subarray(512);
			}
		}),
);
