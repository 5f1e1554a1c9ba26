/** Reports errors that no callback handles: to `onError` or, without one, by the host's print. */
import type { EventBase } from "./event-base.js";

/**
 * Counts an exception that escaped from a callback and reports it. An exception of `onError` itself is
 * counted and printed, with the error that it did not handle: nothing escapes into the platform.
 */
export function reportException(base: EventBase, error: unknown): void {
	base.exceptions++;
	if (base.onError !== null) {
		try {
			return base.onError(base, error);
		} catch (second) {
			base.exceptions++;
			base.host.reportError(second, -1, "");
		}
	}
	base.host.reportError(error, -1, "");
}
