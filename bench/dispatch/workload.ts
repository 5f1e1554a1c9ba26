/**
 * Event dispatch, after libevent's bench.c: of N connections ten are active: what is read there is
 * sent there again by the other end; the others are idle. The cost of an event must not depend on N.
 */

import { buildProgram } from "../lib/build.js";
import { startWorkers } from "../lib/worker.js";
import type { Workload } from "../lib/workload.js";

const FIGURE = "CPU ns per event";

export const dispatch: Workload = {
	name: "dispatch",
	title: "On each of 10 descriptors a byte is read and sent again, among idle ones",
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
				max: method === "select" ? 900 : undefined, // FD_SETSIZE
			})),
		];
		return startWorkers(kinds, [10, 100, 1000, 10000], FIGURE, options, skip);
	},
};
