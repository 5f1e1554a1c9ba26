/** A run of the swarm on streams: stations and peers that connect to one another. */
import type { Network } from "../../../hosts/virtual/index.js";
import { Random, seedOf } from "../../../hosts/virtual/index.js";
import { Peer } from "./peer.js";
import { Station } from "./station.js";
import type { Verdict } from "./verdict.js";
import { Watch } from "./watch.js";
import { Wires } from "./wire.js";

const GRACE_MS = 150_000; // for what was lost to be given up

export function streams(network: Network, random: Random, verdict: Verdict): void {
	const wires = new Wires();
	const servers = random.between(1, 2);
	const clients = random.between(1, 3);
	const peers = random.between(0, 2);
	const stations: Station[] = [];
	const devices = [];
	const throws = random.oneIn(3) ? random.between(20, 200) : 0;
	const pools: number[] = [];
	for (let i = 0; i < servers + clients; i++) {
		const connections = i < servers ? random.between(1, 6) : 0;
		pools.push(connections);
		devices.push(
			network.device({
				name: i < servers ? `server ${i + 1}` : `client ${i + 1 - servers}`,
				descriptors: i < servers ? connections + random.between(1, 3) : random.between(2, 8),
				window: random.between(1, 1500),
			}),
		);
	}
	for (let i = 0; i < devices.length; i++) {
		const own = new Random(seedOf(network.seed, 100 + i));
		const isServer = i < servers;
		const options = {
			connections: pools[i],
			clients: isServer ? random.below(2) : random.between(1, 4),
			timers: random.between(1, 4),
			targets: devices.slice(0, servers),
			throws,
		};
		stations.push(new Station(verdict, wires, devices[i], own, options));
	}
	const raw: Peer[] = [];
	for (let i = 0; i < peers; i++) {
		const device = network.device({ name: `peer ${i + 1}`, descriptors: 2, window: 300 });
		const own = new Random(seedOf(network.seed, 200 + i));
		raw.push(new Peer(verdict, wires, device, own, devices.slice(0, servers)));
	}
	const watches = stations.map((each) => new Watch(each));
	watch(network, verdict, watches, random.between(20, 120));
	network.faults.stop();
	watch(network, verdict, watches, 10);
	for (const peer of raw) peer.leave();
	for (const station of stations) station.leave(true);
	network.run(GRACE_MS);
	for (const station of stations) station.leave(false);
	network.run(GRACE_MS);
	for (const each of watches) each.conclude();
	wires.conclude();
	verdict.check(network.queue_.count === 0, "network", "something is still under way");
}

/** Runs for `seconds`, looking each second. */
function watch(network: Network, verdict: Verdict, watches: Watch[], seconds: number): void {
	for (let i = 0; i < seconds && verdict.failure === ""; i++) {
		network.run(1000);
		for (const each of watches) each.look();
	}
}
