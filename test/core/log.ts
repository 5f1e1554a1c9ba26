/** What callbacks record for a test to check. */
import type { Event } from "../../src/core/event.js";

export class Log {
	/** Names of the events that ran, in order; their `context` is the name. */
	names: string;
	/** The bits of the last one. */
	what: number;
	count: number;

	constructor() {
		this.names = "";
		this.what = -1;
		this.count = 0;
	}

	/** Notes that `event` ran with `what`. */
	note(event: Event, what: number): void {
		this.names += event.context;
		this.what = what;
		this.count++;
	}

	/** Gives what was noted since the last call. */
	take(): string {
		const names = this.names;
		this.names = "";
		return names;
	}
}
