/**
 * The interpreter's memory. Espruino that runs out of it does not throw: it aborts what runs. So no
 * connection is accepted or made that memory may not suffice for; clients wait in the platform's
 * backlog meanwhile, and established connections are served (docs/decisions/0014).
 */
import type { Host } from "./host.js";
import type { Memory, Socket } from "./platform.js";

declare const process: Memory;

// `looks_` of the host
export const NONE_WAITS = 0; // no server waits for memory
export const FIRST_LOOK = 1; // one does; more = looks in vain while no stream was open

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
	host.scarce_ = free < 2 * host.reserve_ ? 1 : 0;
	return free;
}

/** Returns whether no stream is open but `c`: then there will never be more memory. */
function isAlone(host: Host, c: Socket | null): boolean {
	for (let i = 0; i < host.sockets_.length; i++) {
		const other = host.sockets_[i];
		if (other !== null && other !== c && other.in_ !== undefined) return false;
	}
	return true;
}

/** Returns whether `count` variables are free, or there will never be more for `c`. */
export function hasMemory(host: Host, c: Socket | null, count: number): boolean {
	const alone = isAlone(host, c);
	return look(host, alone ? 0 : count) >= count || alone;
}

/**
 * Makes the platform accept for the servers that wait, if memory suffices, or if no connection has
 * been open for a while.
 */
export function acceptWaiting(host: Host): void {
	host.lookedAt_ = host.ticks();
	const suffices = look(host, 2 * host.reserve_) >= host.reserve_;
	if (!suffices && !(isAlone(host, null) && ++host.looks_ > LOOKS)) return;
	host.looks_ = NONE_WAITS;
	for (let i = 0; i < host.sockets_.length; i++) {
		const c = host.sockets_[i];
		if (c !== null && c.backlog_ > 0 && c.queue_.length === 0) c.type = STREAMS;
	}
}
