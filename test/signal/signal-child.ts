/** Run by node-signal.test.ts: waits for SIGTERM, which it sends itself when all else has ended. */
import { Host } from "../../hosts/node/index.js";
import { SIGTERM, SignalEvent } from "../../hosts/node/signal.js";
import { EventBase } from "../../src/core/event-base.js";

const base = new EventBase(new Host({ descriptors: 1 }), { events: 1 });
base.onEnd = (_base, result) => console.log(`end ${result}`);
new SignalEvent(base, { signal: SIGTERM, onSignal: () => console.log("SIGTERM") }).add();
base.dispatch();
setTimeout(() => {
	console.log("alive");
	setTimeout(() => process.kill(process.pid, "SIGTERM"), 50).unref();
}, 50).unref();
