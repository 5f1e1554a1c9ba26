/** Edges at pins, as events (Espruino's setWatch). */
import { EINVAL } from "../../src/core/errno.js";
import type { EventBase } from "../../src/core/event-base.js";
import {
	SIGNAL_FALLING,
	SIGNAL_PULL_UP,
	SIGNAL_RISING,
	Signal,
	type SignalOptions,
} from "../../src/signal/index.js";

export type { OnSignal, Signal, SignalOptions } from "../../src/signal/index.js";
export {
	SIGHUP,
	SIGINT,
	SIGNAL_FALLING,
	SIGNAL_PULL_DOWN,
	SIGNAL_PULL_UP,
	SIGNAL_RISING,
	SIGTERM,
	SIGUSR1,
	SIGUSR2,
} from "../../src/signal/index.js";

interface Watch {
	repeat: boolean;
	edge: string;
}

declare function setWatch(handler: () => void, pin: unknown, options: Watch): number;
declare function clearWatch(watch: number): void;
declare function pinMode(pin: unknown, mode: string): void;

/** Returns setWatch's name for the edges. */
function edgeName(edge: number): string {
	if (edge === (SIGNAL_RISING | SIGNAL_FALLING)) return "both";
	return edge === SIGNAL_RISING ? "rising" : "falling";
}

/**
 * An event for edges at one pin, by `setWatch`. Takes one event slot of the base and one descriptor
 * until `free()`. libevent `evsignal_new`.
 */
export class SignalEvent extends Signal {
	readonly pin_: unknown;
	readonly options_: Watch;
	readonly handler_: () => void;
	readonly pull_: number; // 0 = none
	watch_: number; // 0 = none

	/** Listens for edges at `options.pin`. Throws RangeError when the base or the host has no place. libevent `evsignal_new`. */
	constructor(base: EventBase, options: SignalOptions) {
		super(base, options);
		const edge = options.edge === undefined ? SIGNAL_FALLING : options.edge;
		this.pin_ = options.pin;
		this.options_ = { repeat: true, edge: edgeName(edge) };
		this.handler_ = () => {
			this.raise();
		};
		this.watch_ = 0;
		this.pull_ = options.pull === undefined ? 0 : options.pull;
	}

	/** @allocates the platform's watch */
	override listen_(): number {
		if (this.pin_ === undefined) return -EINVAL;
		try {
			const mode = this.pull_ === SIGNAL_PULL_UP ? "input_pullup" : "input_pulldown";
			if (this.pull_ !== 0) pinMode(this.pin_, mode);
			this.watch_ = setWatch(this.handler_, this.pin_, this.options_);
		} catch (_) {
			return -EINVAL; // no such pin
		}
		return this.watch_ > 0 ? 0 : -EINVAL;
	}

	override unlisten_(): void {
		clearWatch(this.watch_);
		this.watch_ = 0;
	}
}
