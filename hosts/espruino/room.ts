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
export const DATAGRAMS = 2; // the firmware accepts none of those

/**
 * Returns how many variables are free, once garbage is collected if fewer than `wanted` seem to be;
 * notes whether memory is scarce.
 */
function look(host: Host, wanted: number): number {
	let free = process.memory(false).free;
	if (free < wanted) free = process.memory().free;
	host.tight_ = free < 2 * host.reserve_ ? 1 : 0;
	return free;
}

/** Tells whether no stream is open but `c`: then there will never be more room. */
function isAlone(host: Host, c: Socket | null): boolean {
	for (let i = 0; i < host.sockets_.length; i++) {
		const other = host.sockets_[i];
		if (other !== null && other !== c && other.in_ !== undefined) return false;
	}
	return true;
}

/** Tells whether `count` variables are free, or there will never be more for `c`. */
export function isEnough(host: Host, c: Socket | null, count: number): boolean {
	const alone = isAlone(host, c);
	return look(host, alone ? 0 : count) >= count || alone;
}

/**
 * Has the platform accept for the servers that wait for it, if there is room; or if no connection has
 * been open for a while.
 */
export function admit(host: Host): void {
	host.looked_ = host.ticks();
	const hasRoom = look(host, 2 * host.reserve_) >= host.reserve_;
	if (!hasRoom && !(isAlone(host, null) && ++host.looks_ > LOOKS)) return;
	host.looks_ = 0;
	for (let i = 0; i < host.sockets_.length; i++) {
		const c = host.sockets_[i];
		if (c !== null && c.backlog_ > 0 && c.queue_.length === 0) c.type = STREAMS;
	}
}
