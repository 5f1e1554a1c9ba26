/** Writing a trace into files while the network runs. */
import { closeSync, openSync, writeSync } from "node:fs";
import { digestTrace, type Network, pcapHeader, pcapRecord, timelineLine } from "evlite/virtual";
import { CliError } from "../../build/errors.js";

export interface TraceFiles {
	/** Of the whole trace so far. */
	digest(): string;
	close(): void;
}

function open(option: string, path: string): number {
	if (path === "-") return 1;
	try {
		return openSync(path, "w");
	} catch {
		throw new CliError(`--${option} ${path}: cannot be written`, 2);
	}
}

/** Writes what the network traces from now on as a timeline and as a capture, where asked for. */
export function writeTrace(
	network: Network,
	timeline: string | undefined,
	pcap: string | undefined,
): TraceFiles {
	const lines = timeline === undefined ? -1 : open("timeline", timeline);
	const packets = pcap === undefined ? -1 : open("pcap", pcap);
	let digest = 0;
	if (packets >= 0) writeSync(packets, pcapHeader());
	network.onTrace = (trace) => {
		digest = digestTrace(digest, trace);
		if (lines >= 0) writeSync(lines, `${timelineLine(trace)}\n`);
		if (packets >= 0) writeSync(packets, pcapRecord(trace));
	};
	return {
		digest: () => (digest >>> 0).toString(16).padStart(8, "0"),
		close() {
			if (lines > 1) closeSync(lines);
			if (packets > 1) closeSync(packets);
		},
	};
}
