/** Going on after memory was used up, which tears off what runs (docs/decisions/0014). */

import { latch } from "../../src/core/descriptors.js";
import { ENOBUFS } from "../../src/core/errno.js";
import type { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { eventBaseMend } from "../../src/core/mend.js";
import { letGo } from "./hold.js";
import type { Host } from "./index.js";
import { abort, end } from "./stream.js";

/**
 * Ends every stream with -ENOBUFS, since the platform may have lost some of what came or forgotten
 * who hears it, and has servers and the base go on.
 */
export function mend(host: Host, base: EventBase): void {
	host.held_ = 0;
	for (let i = 0; i < host.sockets_.length; i++) {
		const c = host.sockets_[i];
		if (c === null) continue;
		if (c.in_ !== undefined && !c.end_) {
			letGo(c);
			c.in_ = "";
			abort(c);
			end(host, c, -ENOBUFS);
		} else if (c.queue_ !== undefined) latch(host.descriptors, i, EV_READ | EV_WRITE);
	}
	host.waiting_ = 1;
	eventBaseMend(base);
}
