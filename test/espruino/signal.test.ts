/** Signals on Espruino: setWatch. Node only, with the platform's functions played by the test. */
import ava from "ava";
import {
	SIGNAL_FALLING,
	SIGNAL_PULL_UP,
	SIGNAL_RISING,
	SignalEvent,
} from "../../hosts/espruino/signal.js";
import { EINVAL } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { MemoryHost } from "../memory-host.js";

interface Watch {
	heard: () => void;
	pin: unknown;
	options: { repeat: boolean; edge: string };
}

const watches = new Map<number, Watch>();
const modes: unknown[] = [];
let next = 1;

ava.before(() => {
	Object.assign(globalThis, {
		setWatch: (heard: () => void, pin: unknown, options: Watch["options"]) => {
			if (typeof pin !== "number") return 0;
			watches.set(next, { heard, pin, options });
			return next++;
		},
		clearWatch: (id: number) => watches.delete(id),
		pinMode: (pin: unknown, mode: string) => modes.push(pin, mode),
	});
});

ava.serial("SG-01 SG-03 a watch for as long as the event is added; edges run the callback", (t) => {
	const host = new MemoryHost({ descriptors: 2, window: 8 });
	const base = new EventBase(host, { events: 2 });
	let edges = 0;
	const signal = new SignalEvent(base, {
		pin: 4,
		pull: SIGNAL_PULL_UP,
		persist: true,
		onSignal: () => {
			edges++;
		},
	});
	t.deepEqual(modes, [4, "input_pullup"]);
	t.is(signal.add(), 0);
	base.dispatch();
	const [watch] = watches.values();
	t.deepEqual(watch.options, { repeat: true, edge: "falling" });
	watch.heard();
	watch.heard();
	host.settle();
	t.is(edges, 2);
	signal.del();
	t.is(watches.size, 0);
});

ava.serial("the edges by name, and what is no pin", (t) => {
	const host = new MemoryHost({ descriptors: 4, window: 8 });
	const base = new EventBase(host, { events: 4 });
	const onSignal = () => {};
	for (const [edge, name] of [
		[SIGNAL_RISING, "rising"],
		[SIGNAL_RISING | SIGNAL_FALLING, "both"],
	] as const) {
		const signal = new SignalEvent(base, { pin: 4, edge, onSignal });
		signal.add();
		t.is([...watches.values()][0].options.edge, name);
		signal.free();
	}
	t.is(new SignalEvent(base, { onSignal }).add(), -EINVAL);
	t.is(new SignalEvent(base, { pin: "none", onSignal }).add(), -EINVAL);
});
