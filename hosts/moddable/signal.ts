/** Edges at pins, as events (ECMA-419 Digital). The platform puts edges that come close together into one. */
import Digital from "embedded:io/digital";
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

/** A pin with the event that it is for. */
interface Pin extends Digital {
	target: SignalEvent;
}

/** The options of a Digital, as the typings want them. */
type PinOptions = ConstructorParameters<typeof Digital>[0];

function onEdge(this: Digital): void {
	(this as Pin).target.raise();
}

/** Returns Digital's mode for a pull. */
function modeOf(pull: number | undefined): unknown {
	if (pull === undefined || pull === 0) return Digital.Input;
	return pull === SIGNAL_PULL_UP ? Digital.InputPullUp : Digital.InputPullDown;
}

/**
 * An event for edges at one pin, by ECMA-419 `Digital`. Takes one event slot of the base and one
 * descriptor until `free()`. libevent `evsignal_new`.
 */
export class SignalEvent extends Signal {
	readonly pin_: unknown;
	readonly mode_: unknown;
	readonly edge_: number;
	digital_: Digital | null;

	/** Listens for edges at `options.pin`. Throws RangeError when the base or the host has no place. libevent `evsignal_new`. */
	constructor(base: EventBase, options: SignalOptions) {
		super(base, options);
		const edge = options.edge === undefined ? SIGNAL_FALLING : options.edge;
		this.pin_ = options.pin;
		this.mode_ = modeOf(options.pull);
		this.edge_ =
			((edge & SIGNAL_RISING) !== 0 ? Digital.Rising : 0) |
			((edge & SIGNAL_FALLING) !== 0 ? Digital.Falling : 0);
		this.digital_ = null;
	}

	/** @allocates the platform's object for the pin */
	override listen_(): number {
		try {
			this.digital_ = new Digital({
				pin: this.pin_,
				mode: this.mode_,
				edge: this.edge_,
				target: this,
				onReadable: onEdge,
			} as unknown as PinOptions);
			return 0;
		} catch (_error) {
			return -EINVAL; // no such pin, or it is in use
		}
	}

	override unlisten_(): void {
		(this.digital_ as Digital).close();
		this.digital_ = null;
	}
}
