// A timer without drift: `npx evlite run examples/blink/main.ts`.
import { EventBase } from "evlite";
import { Host } from "evlite/host";

const base = new EventBase(new Host({ descriptors: 1 }), { events: 1 });
let on = false;

const blink = base.event({
	timeoutMs: 500,
	persist: true,
	onEvent: () => {
		on = !on;
		base.host.print(on ? "on" : "off");
	},
});
blink.add();
base.dispatch();
