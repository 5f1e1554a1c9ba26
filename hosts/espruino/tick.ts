/** A turn of the loop, when its timer fires. */
import type { EventBase } from "../../src/core/event-base.js";
import type { Host } from "./index.js";
import { mend } from "./mend.js";
import type { Heard } from "./platform.js";

declare function setTimeout(call: Heard, ms: number): number;
declare function clearTimeout(timer: number): void;

const TORN_MS = 1000; // after which a turn that was torn off is noticed, if nothing is heard before

/** Runs a turn, after mending if the one before was torn off. */
export function tick(host: Host): void {
	const before = host.timer_;
	const base = host.turner_ as EventBase;
	base.asked_ = false; // should there be no room for a timer, what is heard next asks again
	host.timer_ = 0; // its number may be given to another
	const torn = setTimeout(host.heard_, TORN_MS); // stays only if what follows is torn off
	host.timer_ = torn;
	if (host.setting_ === 1 && before !== 0) clearTimeout(before); // it was to be replaced by the one that fired
	host.setting_ = 2;
	if (base.turning_) mend(host, base); // a turn is never begun inside another
	base.turn();
	if (host.setting_ !== 2) return; // not by its number: those of timers that were cleared are used again
	host.setting_ = 0;
	host.timer_ = 0; // no loop runs
	clearTimeout(torn);
}
