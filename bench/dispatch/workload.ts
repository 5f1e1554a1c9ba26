/**
 * Event dispatch, after libevent's bench.c: of N connections ten are active, each read of a byte
 * writes one to the next; the others are idle. The cost of an event must not depend on N.
 */

import { buildProgram } from "../lib/build.js";
import { startWorkers } from "../lib/worker.js";
import type { Workload } from "../lib/workload.js";

const FIGURE = "ns per event";

export const dispatch: Workload = {
	name: "dispatch",
	title: "A byte is read and written on, 10 descriptors being active among idle ones",
	parameter: "idle",
	moreIsBetter: { [FIGURE]: false },
	start(options, skip) {
		buildProgram("dispatch/idle.ts", options.folder);
		const kinds = [
			{ name: "evlite", source: "dispatch/evlite.ts" },
			{ name: "node:net", source: "dispatch/node-net.ts" },
			...["poll", "select", "epoll"].map((method) => ({
				name: `libevent (${method})`,
				source: "libevent/dispatch.c",
				args: [method],
			})),
		];
		return startWorkers(kinds, [10, 1000, 10000], FIGURE, options, skip);
	},
};
