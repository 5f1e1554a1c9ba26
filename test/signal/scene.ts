/** Signals without a platform: a test raises them. */
import { EventBase } from "../../src/core/event-base.js";
import { Signal, type SignalOptions } from "../../src/signal/index.js";
import { MemoryHost } from "../memory-host.js";

/** Knows whether it listens, and what `listen_` is to answer. */
export class TestSignal extends Signal {
	listens = 0;
	answer = 0;

	override listen_(): number {
		if (this.answer === 0) this.listens++;
		return this.answer;
	}

	override unlisten_(): void {
		this.listens--;
	}
}

export class Scene {
	readonly host = new MemoryHost({ descriptors: 2, window: 8 });
	readonly base = new EventBase(this.host, { events: 3 });
	/** "s" for each call because of a signal, "t" of its timer, "st" of both. */
	log = "";
	ended = -1;

	constructor() {
		this.base.onEnd = (_base, result) => {
			this.ended = result;
		};
	}

	signal(options?: Partial<SignalOptions>): TestSignal {
		const all: SignalOptions = {
			onSignal: (_event, what) => {
				this.log += `${(what & 8) !== 0 ? "s" : ""}${(what & 1) !== 0 ? "t" : ""} `;
			},
		};
		return new TestSignal(this.base, Object.assign(all, options));
	}

	take(): string {
		this.host.settle();
		const log = this.log;
		this.log = "";
		return log;
	}
}
