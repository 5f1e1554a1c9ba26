/**
 * Backend: how the base learns which descriptors are ready. libevent has six of them (`struct
 * eventop`); evlite has select/poll, and the interface so that a test or a host may bring another.
 */
import type { EventBase } from "./event-base.js";

/** The backend distinguishes EV_CLOSED from EV_READ (libevent `EV_FEATURE_EARLY_CLOSE`). */
export const EV_FEATURE_EARLY_CLOSE = 0x08;
/** The backend works on every kind of descriptor (libevent `EV_FEATURE_FDS`). */
export const EV_FEATURE_FDS = 0x04;
/** Finding the ready descriptors does not depend on the idle ones (libevent `EV_FEATURE_O1`). */
export const EV_FEATURE_O1 = 0x02;

/**
 * How a base learns which descriptors are ready. A host brings its default;
 * `EventBaseOptions.backend` replaces it. libevent `struct eventop`.
 */
export interface Backend {
	/** "select" (libevent `event_base_get_method`). */
	readonly name: string;
	/** EV_FEATURE_* bits. */
	readonly features: number;
	/** Awaits exactly `interest` on the descriptor at `slot`; 0 = nothing any more. Returns 0 or -errno. */
	change(base: EventBase, slot: number, interest: number): number;
	/** Waits up to `timeoutMs` (-1 = no limit) and activates the events of ready descriptors. */
	dispatch(base: EventBase, timeoutMs: number): number;
}
