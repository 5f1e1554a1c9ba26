/** What a swarm run finds: the first thing that is wrong, with its time and place. */
import type { Network } from "../../../hosts/virtual/index.js";

export class Verdict {
	readonly network: Network;
	/** "" while nothing is wrong. */
	failure: string;
	/** Things that were checked. */
	checks: number;

	constructor(network: Network) {
		this.network = network;
		this.failure = "";
		this.checks = 0;
	}

	/** Notes that `good` was to hold. Returns it. */
	check(good: boolean, who: string, what: string): boolean {
		this.checks++;
		if (!good) this.fail(who, what);
		return good;
	}

	fail(who: string, what: string): void {
		if (this.failure !== "") return;
		this.failure = `${this.network.nowMs()} ms, ${who}: ${what}`;
		this.network.note(who, `WRONG: ${what}`);
	}
}
