/** Going on after memory was used up, which tears off what runs (docs/decisions/0014). */

import { descriptorAt, descriptorClose, latch, unlatch } from "../../src/core/descriptors.js";
import { ENOBUFS } from "../../src/core/errno.js";
import type { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { eventBaseMend, isAwaited } from "../../src/core/mend.js";
import { letGo } from "./hold.js";
import type { Host } from "./index.js";
import type { Socket } from "./platform.js";
import { abort, end, refuseAll } from "./stream.js";

/** Ends the stream at `slot`, or empties the queue of what is there instead. */
function putRight(host: Host, c: Socket, slot: number): void {
	c.slot_ = slot;
	letGo(c);
	if (c.queue_ === undefined) {
		if (c.end_) return;
		c.in_ = "";
		abort(c);
		end(host, c, -ENOBUFS);
		return;
	}
	if (c.backlog_ !== undefined) refuseAll(c);
	else latch(host.descriptors, slot, EV_WRITE);
	while (c.queue_.length > 0) c.queue_.pop(); // half of a datagram may be gone
	unlatch(host.descriptors, slot, EV_READ);
}

/**
 * Ends every stream with -ENOBUFS, since the platform may have lost some of what came or forgotten
 * who hears it, closes what nobody came to know of, and has servers and the base go on.
 */
export function mend(host: Host, base: EventBase): void {
	const d = host.descriptors;
	host.held_ = 0;
	host.looks_ = 1;
	for (let i = 0; i < host.sockets_.length; i++) {
		const c = host.sockets_[i];
		if (d.generation_[i] < 0) host.sockets_[i] = null;
		else if (c === null) descriptorClose(d, i);
		else {
			putRight(host, c, i);
			const fd = descriptorAt(d, i);
			if (c.queue_ === undefined && !isAwaited(base, fd)) host.close(fd);
		}
	}
	eventBaseMend(base);
}
