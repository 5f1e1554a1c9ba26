/** Prints the digests of some seeds of the swarm, a seed a turn, for comparison with another engine's. */
import Timer from "timer";
import { exit, print } from "xsim";
import { runSeed } from "../virtual/swarm/run.js";

const SEEDS = 10;
let seed = 1;

const timer = Timer.set(
	() => {
		const { digest, checks, failure } = runSeed(seed, null, true);
		print(`${seed} ${digest} ${checks} ${failure}`);
		if (++seed > SEEDS) exit(0);
		Timer.schedule(timer, 1, 1);
	},
	1,
	1,
);
