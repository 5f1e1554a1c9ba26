import { Host } from "../../hosts/node/index.js";
import { hostContract } from "../contract/host.js";

hostContract({
	name: "Node",
	make: (descriptors) => new Host({ descriptors }),
	run: null,
	datagramMax: 65507,
	transfer: 1 << 20,
	skip: [],
});
