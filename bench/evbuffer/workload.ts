/** Buffers: bytes go in at one end and out at the other, some staying, as in a connection. */

import { startWorkers } from "../lib/worker.js";
import type { Workload } from "../lib/workload.js";

const FIGURE = "MB per CPU second";

export const evbuffer: Workload = {
	name: "evbuffer",
	title: "512 bytes are added and 512 removed, with 256 left over, in a buffer of 4 KB",
	moreIsBetter: { [FIGURE]: true },
	start(options, skip) {
		const kinds = [
			{ name: "evlite", source: "evbuffer/evlite.ts" },
			{ name: "Buffer.concat", source: "evbuffer/concat.ts" },
			{ name: "libevent", source: "libevent/evbuffer.c" },
		];
		return startWorkers(kinds, [undefined], FIGURE, options, skip);
	},
};
