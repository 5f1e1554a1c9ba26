import { hostContract } from "../contract/host.js";
import { rounds } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

hostContract({
	name: "MemoryHost",
	make: (descriptors) => new MemoryHost({ descriptors }),
	run: (host) => {
		(host as MemoryHost).run(100000);
	},
	printed: (host, run) => {
		const memory = host as MemoryHost;
		memory.printed = "";
		memory.reported = null;
		run();
		if (memory.reported === null) return memory.printed;
		return `${memory.reported} port ${memory.reportedAt}`;
	},
	datagramMax: 1472,
	transfer: rounds(1 << 20),
	skip: [
		"tcpListen: an address of another machine is -EADDRNOTAVAIL",
		"every literal address is one of its own, so that tests can play other machines",
	],
});
