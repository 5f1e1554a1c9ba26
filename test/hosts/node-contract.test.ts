import { Host } from "../../hosts/node/index.js";
import { hostContract } from "../contract/host.js";

hostContract({
	name: "Node",
	make: (descriptors) => new Host({ descriptors }),
	run: null,
	printed: (_host, run) => {
		const { write } = process.stderr;
		const { exitCode } = process;
		let all = "";
		process.stderr.write = ((text: string) => {
			all += text;
			return true;
		}) as typeof write;
		run();
		process.stderr.write = write;
		process.exitCode = exitCode; // reporting makes it 1
		return all.replace(/\n$/, "");
	},
	datagramMax: 65507,
	transfer: 1 << 20,
	skip: [],
});
