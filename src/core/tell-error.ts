import type { EventBase } from "./event-base.js";

/**
 * Counts an exception that escaped from a callback and tells the program. What `onError` itself
 * throws is counted and goes no further: nothing may escape into the platform.
 */
export function tellError(base: EventBase, error: unknown): void {
	base.exceptions++;
	if (base.onError === null) return;
	try {
		base.onError(base, error);
	} catch (_) {
		base.exceptions++;
	}
}
