/** Signals on the simulated device: edges at its pins. */
import Timer from "timer";
import { pin } from "xsim";
import { Host } from "../../hosts/moddable/index.js";
import {
	SIGNAL_FALLING,
	SIGNAL_PULL_UP,
	SIGNAL_RISING,
	SignalEvent,
} from "../../hosts/moddable/signal.js";
import { EINVAL } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { test } from "../harness.js";

function later(call: () => void): void {
	Timer.set(call, 5);
}

test.cb("SG-01 SG-03 an edge at a pin runs the callback; the pin is free again afterwards", (t) => {
	const base = new EventBase(new Host({ descriptors: 2 }), { events: 2 });
	let edges = 0;
	const options = {
		pin: 4,
		edge: SIGNAL_RISING,
		pull: SIGNAL_PULL_UP,
		persist: true,
		onSignal: () => {
			edges++;
		},
	};
	pin(4, 0);
	const signal = new SignalEvent(base, options);
	const other = new SignalEvent(base, options);
	t.is(signal.add(), 0);
	t.is(other.add(), -EINVAL, "in use");
	base.dispatch();
	pin(4, 1);
	later(() => {
		t.is(edges, 1);
		pin(4, 0);
		later(() => {
			t.is(edges, 1, "a falling edge is another");
			signal.free();
			t.is(other.add(), 0);
			pin(4, 1);
			later(() => {
				t.is(edges, 2);
				other.free();
				t.end();
			});
		});
	});
});

test.cb("SG-04 not persistent: one edge; both edges of a pin if asked for", (t) => {
	const base = new EventBase(new Host({ descriptors: 2 }), { events: 2 });
	let edges = 0;
	const signal = new SignalEvent(base, {
		pin: 5,
		edge: SIGNAL_RISING | SIGNAL_FALLING,
		onSignal: () => {
			edges++;
		},
	});
	base.onEnd = () => {
		pin(5, 0);
		later(() => {
			t.is(edges, 1);
			t.end();
		});
	};
	t.is(new SignalEvent(base, { pin: 99, onSignal: () => {} }).add(), -EINVAL);
	t.is(signal.add(), 0);
	base.dispatch();
	pin(5, 1);
});
