import type { EventBase } from "./event-base.js";

/** Reports that nothing can listen on `port` of `address` because of `error`, an errno. */
export function tellListenError(
	base: EventBase,
	error: number,
	port: number,
	address: string,
): void {
	if (base.onError !== null) base.onError(base, error);
	else base.host.reportError(error, port, address);
}
