/** Recovers after memory was used up, which aborts what runs (docs/decisions/0014). */
import { descriptorAt, descriptorClose, latch, unlatch } from "../../src/core/descriptors.js";
import { ENOBUFS } from "../../src/core/errno.js";
import type { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { eventBaseRecover, isAwaited } from "../../src/core/recover.js";
import type { Host } from "./host.js";
import { FIRST_LOOK } from "./memory.js";
import { resume } from "./pause.js";
import type { Socket } from "./platform.js";
import { abort, end, refuseAll } from "./stream.js";

/** Ends the stream at `slot`, or empties the queue of what is there instead. */
function recoverSocket(host: Host, c: Socket, slot: number): void {
	c.slot_ = slot;
	resume(c);
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
 * Ends every stream with -ENOBUFS, since the platform may have lost bytes or handlers, closes
 * descriptors that were never returned, and lets servers and the base continue.
 */
export function recover(host: Host, base: EventBase): void {
	const d = host.descriptors;
	host.paused_ = 0;
	host.looks_ = FIRST_LOOK;
	for (let i = 0; i < host.sockets_.length; i++) {
		const c = host.sockets_[i];
		if (d.generation_[i] < 0) host.sockets_[i] = null;
		else if (c === null) descriptorClose(d, i);
		else {
			recoverSocket(host, c, i);
			const fd = descriptorAt(d, i);
			if (c.queue_ === undefined && !isAwaited(base, fd)) host.close(fd);
		}
	}
	eventBaseRecover(base);
}
