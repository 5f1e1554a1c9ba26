import { type Event, EventBase } from "evlite";
import { Host } from "evlite/host";
import { perOperation, serve } from "../lib/serve.js";
import { count, OPERATIONS, randomDelay, randomTimer } from "./random.js";

const base = new EventBase(new Host({ descriptors: 1 }), { events: count });
const events: Event[] = [];
for (let i = 0; i < count; i++) {
	events.push(base.event({ timeoutMs: randomDelay(), onEvent: () => {} }));
	events[i].add();
}
serve(() =>
	perOperation(OPERATIONS, () => {
		for (let i = 0; i < OPERATIONS; i++) {
			const event = events[randomTimer()];
			event.timeoutMs = randomDelay();
			event.add();
		}
	}),
);
