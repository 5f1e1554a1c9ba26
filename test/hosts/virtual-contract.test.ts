import type { Device } from "../../hosts/virtual/index.js";
import { Network } from "../../hosts/virtual/index.js";
import { hostContract } from "../contract/host.js";
import { rounds } from "../harness.js";

hostContract({
	name: "Virtual",
	make: (descriptors) => new Network({ seed: 1 }).device({ descriptors, datagramBytes: 1472 }),
	run: (host) => (host as Device).network.run(600_000),
	printed: (host, run) => {
		const { network } = host as Device;
		let all = "";
		network.onTrace = (trace) => {
			all += trace.text;
		};
		run();
		network.onTrace = null;
		return all;
	},
	datagramMax: 1472,
	transfer: rounds(1 << 20),
	skip: [],
});
