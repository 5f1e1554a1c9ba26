/** Where a benchmark ran, in one line: figures of another machine are other figures. */
import { availableParallelism, cpus, loadavg, release, type } from "node:os";

export function machineLine(): string {
	const model = cpus()[0]?.model.trim().replace(/\s+/g, " ") ?? "unknown processor";
	const load = loadavg()[0].toFixed(1);
	return `${model}, ${availableParallelism()} cores, load ${load}; ${type()} ${release()}; Node ${process.versions.node}`;
}
