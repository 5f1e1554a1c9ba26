/** One seed of the swarm: what it runs is drawn from the seed, and so is everything in it. */

import type { OnTrace } from "../../../hosts/virtual/index.js";
import { digestTrace, faultNames, Network, Random, seedOf } from "../../../hosts/virtual/index.js";
import { dns } from "./dns.js";
import { http } from "./http.js";
import { streams } from "./streams.js";
import { Verdict } from "./verdict.js";

export interface SwarmResult {
	/** "" if all was well. */
	failure: string;
	checks: number;
	hours: number;
	connections: number;
	datagrams: number;
	bytes: number;
	/** Faults by kind. */
	injected: Int32Array;
	/** Of the whole trace; 0 if it was not asked for. */
	digest: number;
}

/** Some kinds of faults, at random; none at all once in eight times. */
function someFaults(random: Random): string[] {
	if (random.oneIn(8)) return [];
	const chance = random.between(1, 4);
	return faultNames().filter(() => random.oneIn(chance));
}

/** Runs `seed`. `onTrace` null: without a trace, in half the time. */
export function runSeed(seed: number, onTrace: OnTrace | null, digests: boolean): SwarmResult {
	const random = new Random(seedOf(seed, 7));
	const network = new Network({
		seed,
		faults: someFaults(random),
		faultEveryMs: random.between(3000, 60000),
		link: {
			latencyMs: random.oneIn(3) ? 0 : random.between(1, 200),
			jitterMs: random.oneIn(2) ? 0 : random.between(1, 100),
			bytesPerSecond: random.oneIn(3) ? random.between(500, 50000) : 0,
			loss: random.oneIn(3) ? random.below(20) / 100 : 0,
		},
	});
	const verdict = new Verdict(network);
	let digest = 0;
	if (digests || onTrace !== null) {
		network.onTrace = (trace) => {
			digest = digestTrace(digest, trace);
			if (onTrace !== null) onTrace(trace);
		};
	}
	try {
		const kind = random.below(8);
		if (kind < 5) streams(network, random, verdict);
		else if (kind < 7) http(network, random, verdict);
		else dns(network, random, verdict);
	} catch (error) {
		verdict.fail("swarm", `throws ${error instanceof Error ? error.stack : String(error)}`);
	}
	let bytes = 0;
	for (const device of network.devices) bytes += device.bytesSent;
	return {
		failure: verdict.failure,
		checks: verdict.checks,
		hours: network.nowMs() / 3_600_000,
		connections: network.connections,
		datagrams: network.datagrams,
		bytes,
		injected: network.injected,
		digest,
	};
}
