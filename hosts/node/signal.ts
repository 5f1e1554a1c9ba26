/** Signals of the process, as events. While one is added the process is kept alive. */
import { constants } from "node:os";
import { EINVAL } from "../../src/core/errno.js";
import type { EventBase } from "../../src/core/event-base.js";
import { SIGINT, Signal, type SignalOptions } from "../../src/signal/index.js";

export * from "../../src/signal/index.js";

const LONG_MS = 0x7fffffff;

/** The name that Node has for a number. */
function nameOf(signal: number): NodeJS.Signals | undefined {
	for (const [name, number] of Object.entries(constants.signals)) {
		if (number === signal) return name as NodeJS.Signals;
	}
	return undefined;
}

/**
 * An event for one POSIX signal, by `process.on`. Takes one event slot of the base and one
 * descriptor until `free()`. libevent `evsignal_new`.
 */
export class SignalEvent extends Signal {
	readonly signal_: NodeJS.Signals | undefined;
	readonly handler_: () => void;
	alive_: NodeJS.Timeout | null;

	/** Listens for `options.signal`. Throws RangeError when the base or the host has no place. libevent `evsignal_new`. */
	constructor(base: EventBase, options: SignalOptions) {
		super(base, options);
		this.signal_ = nameOf(options.signal === undefined ? SIGINT : options.signal);
		this.handler_ = () => this.raise();
		this.alive_ = null;
	}

	override listen_(): number {
		if (this.signal_ === undefined) return -EINVAL;
		try {
			process.on(this.signal_, this.handler_);
		} catch {
			return -EINVAL; // SIGKILL, SIGSTOP
		}
		this.alive_ = setInterval(() => {}, LONG_MS);
		return 0;
	}

	override unlisten_(): void {
		process.off(this.signal_ as NodeJS.Signals, this.handler_);
		clearInterval(this.alive_ as NodeJS.Timeout);
		this.alive_ = null;
	}
}
