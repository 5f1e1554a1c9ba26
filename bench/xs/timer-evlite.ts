// A timer that fires 2,000 times.
import { EventBase } from "evlite";
import { Host } from "evlite/host";

const base = new EventBase(new Host({ descriptors: 2 }), { events: 4 });
const counters = { requests: 0 };
base
	.event({
		timeoutMs: 1,
		persist: true,
		onEvent: (event) => {
			if (++counters.requests === 2000) event.del();
		},
	})
	.add();
Object.assign(globalThis, { counters });
base.dispatch();
