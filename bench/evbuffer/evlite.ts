import { EvBuffer } from "evlite/buffer";
import { Host } from "evlite/host";
import { perOperation, serve } from "../lib/serve.js";

const OPERATIONS = 100_000;
const buffer = new EvBuffer(new Host({ descriptors: 1 }), { size: 4096 });
const chunk = new Uint8Array(512).fill(97);
const out = new Uint8Array(512);
buffer.add(chunk.subarray(0, 256));
serve(
	() =>
		(1000 * chunk.length) /
		perOperation(OPERATIONS, () => {
			for (let i = 0; i < OPERATIONS; i++) {
				buffer.add(chunk);
				buffer.remove(out);
			}
		}),
);
