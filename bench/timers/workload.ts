/** Timers: one of N pending ones is set to another time, as each read of a connection with a timeout does. */

import { startWorkers } from "../lib/worker.js";
import type { Workload } from "../lib/workload.js";

const FIGURE = "CPU ns to set a timer anew";

export const timers: Workload = {
	name: "timers",
	title: "One of the pending timers is set to another random time",
	parameter: "pending",
	moreIsBetter: { [FIGURE]: false },
	start(options, skip) {
		const kinds = [
			{ name: "evlite", source: "timers/evlite.ts", max: 32767 }, // events of a base
			{ name: "sorted array", source: "timers/sorted-array.ts" },
			{ name: "node timers", source: "timers/node-timers.ts" },
			{ name: "libevent", source: "libevent/timers.c" },
		];
		return startWorkers(kinds, [1, 100, 1000, 10000, 32000, 100000], FIGURE, options, skip);
	},
};
