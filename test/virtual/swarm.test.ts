/** A smoke run of the swarm; `npm run virtual` runs as many seeds as there is time for. */
import { rounds, test } from "../harness.js";
import { runSeed } from "./swarm/run.js";

const SEEDS = rounds(40);

test("swarm: the first seeds", (t) => {
	let failures = "";
	let connections = 0;
	let faults = 0;
	for (let seed = 1; seed <= SEEDS; seed++) {
		const result = runSeed(seed, null, false);
		if (result.failure !== "") failures += `seed ${seed}: ${result.failure}\n`;
		connections += result.connections;
		for (const count of result.injected) faults += count;
	}
	t.is(failures, "");
	t.true(connections > rounds(500) && faults > rounds(500));
});

test("swarm: the same seed gives the same trace, another one another", (t) => {
	const first = runSeed(11, null, true);
	const again = runSeed(11, null, true);
	const other = runSeed(12, null, true);
	t.is(first.digest, again.digest);
	t.is(first.checks, again.checks);
	t.not(first.digest, other.digest);
});
