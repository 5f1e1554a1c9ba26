/**
 * Counts presses of a button at pin 0 on a device, or signals on Node (`kill -USR2 PID`); ends after three, or when
 * nothing happens for ten seconds.
 */
import { EV_TIMEOUT, EventBase } from "evlite";
import { Host } from "evlite/host";
import type { Signal } from "evlite/signal";
import { SIGNAL_FALLING, SIGNAL_PULL_UP, SIGUSR2, SignalEvent } from "evlite/signal";

const base = new EventBase(new Host({ descriptors: 1 }), { events: 1 });
let presses = 0;
const button = new SignalEvent(base, {
	signal: SIGUSR2,
	pin: 0,
	pull: SIGNAL_PULL_UP,
	edge: SIGNAL_FALLING,
	persist: true,
	timeoutMs: 10_000,
	onSignal: pressed,
});

function pressed(event: Signal, what: number): void {
	if (what === EV_TIMEOUT) return event.free();
	presses++;
	base.host.print(`pressed ${presses}`);
	if (presses === 3) event.free();
}

if (button.add() === 0) base.host.print("ready");
base.dispatch();
