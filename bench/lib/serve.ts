/** The worker's side: prints "ready", then for each line of input does a slice and prints its figure. */
import { createInterface } from "node:readline";

export function serve(slice: () => number | Promise<number>): void {
	const lines = createInterface({ input: process.stdin });
	lines.on("line", async () => console.log(await slice()));
	lines.on("close", () => process.exit(0));
	process.on("SIGTERM", () => process.exit(0));
	console.log("ready");
}

/** Processor nanoseconds that this process has used: what else the machine does does not count. */
export function cpuNanoseconds(): number {
	const { user, system } = process.cpuUsage();
	return 1000 * (user + system);
}

/** Nanoseconds of one of `count` operations of `work`. */
export function perOperation(count: number, work: () => void): number {
	const start = cpuNanoseconds();
	work();
	return (cpuNanoseconds() - start) / count;
}
