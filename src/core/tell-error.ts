/** What becomes of errors that no callback handles: `onError` gets them, else the host prints them. */
import type { EventBase } from "./event-base.js";

/**
 * Counts an exception that escaped from a callback and reports it. What `onError` itself throws is
 * counted and printed, with the error that it did not handle: nothing may escape into the platform.
 */
export function tellError(base: EventBase, error: unknown): void {
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
