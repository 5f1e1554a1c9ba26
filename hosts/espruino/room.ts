/**
 * Room in the interpreter's memory. Espruino that runs out of it does not throw: it tears off what
 * runs. So no connection is taken or made that memory may not suffice for; clients wait in the
 * platform's backlog meanwhile, and those that are connected are served
 * (docs/decisions/0014).
 */
import type { Host } from "./index.js";
import type { Memory, Socket } from "./platform.js";

declare const process: Memory;

const LOOKS = 4; // after which what was closed is gone from the platform too

export const STREAMS = 0; // of Socket.type
export const NOTHING = 2; // datagrams; the firmware accepts none of those

/** Tells whether `count` variables are free; garbage is collected if it does not seem so. */
function isFree(count: number): boolean {
	return process.memory(false).free >= count || process.memory().free >= count;
}

/** Tells whether no stream is open but `c`: then there will never be more room. */
function isAlone(host: Host, c: Socket | null): boolean {
	for (let i = 0; i < host.sockets_.length; i++) {
		const other = host.sockets_[i];
		if (other !== null && other !== c && other.in_ !== undefined) return false;
	}
	return true;
}

/** Tells whether memory suffices for one more connection, and notes whether it is scarce. */
export function hasRoom(host: Host): boolean {
	host.tight_ = isFree(2 * host.reserve_) ? 0 : 1;
	return host.tight_ === 0 || isFree(host.reserve_);
}

/** Tells whether what the platform brought with `c` leaves enough to work on it: `share` eighths of the reserve. */
export function hasRest(host: Host, c: Socket, share: number): boolean {
	return host.tight_ === 0 || isFree((host.reserve_ * share) >> 3) || isAlone(host, c);
}

/**
 * Has the platform accept for the servers that wait for it, if there is room; or if no connection has
 * been open for a while.
 */
export function admit(host: Host): void {
	if (!hasRoom(host) && !(isAlone(host, null) && ++host.waiting_ > LOOKS)) return;
	host.waiting_ = 0;
	for (let i = 0; i < host.sockets_.length; i++) {
		const c = host.sockets_[i];
		if (c !== null && c.backlog_ > 0 && c.queue_.length === 0) c.type = STREAMS;
	}
}
