/** Signals on Espruino: setWatch, on the model, whose pins a test drives. */
import {
	SIGNAL_FALLING,
	SIGNAL_PULL_UP,
	SIGNAL_RISING,
	SignalEvent,
} from "../../hosts/espruino/signal.js";
import { EINVAL } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

declare function drivePin(pin: number, high: boolean): void;
declare function getPinMode(pin: number): string;
declare function watchCount(): number;

class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	edges: number;

	constructor() {
		this.host = new MemoryHost({ descriptors: 4, window: 8 });
		this.base = new EventBase(this.host, { events: 4 });
		this.edges = 0;
	}

	signal(pin: unknown, edge: number | undefined, persist: boolean): SignalEvent {
		const onSignal = () => {
			this.edges++;
		};
		return new SignalEvent(this.base, { pin, edge, persist, onSignal });
	}

	/** `pin` goes up and down; then `then`, with how many edges were reported. */
	pulse(pin: number, then: (edges: number) => void): void {
		drivePin(pin, true);
		this.drive(pin, false, then);
	}

	/** Puts `pin` up or down; then `then`. */
	drive(pin: number, high: boolean, then: (edges: number) => void): void {
		drivePin(pin, high);
		setTimeout(() => {
			this.host.settle();
			const edges = this.edges;
			this.edges = 0;
			then(edges);
		}, 5);
	}
}

test("a pin is pulled as asked for", (t) => {
	const s = new Scene();
	const signal = new SignalEvent(s.base, { pin: 7, pull: SIGNAL_PULL_UP, onSignal: () => {} });
	signal.add();
	t.is(getPinMode(7), "input_pullup");
	signal.free();
});

test.cb("SG-01 SG-03 a watch for as long as the event is added; edges run the callback", (t) => {
	const s = new Scene();
	const signal = s.signal(4, undefined, true);
	const watches = watchCount();
	t.is(signal.add(), 0);
	t.is(watchCount(), watches + 1);
	s.base.dispatch();
	s.pulse(4, (first) => {
		t.is(first, 1);
		s.pulse(4, (second) => {
			t.is(second, 1, "still added");
			signal.del();
			t.is(watchCount(), watches, "given back");
			s.pulse(4, (third) => {
				t.is(third, 0);
				t.end();
			});
		});
	});
});

test.cb("SG-04 not persistent: one edge of either kind", (t) => {
	const s = new Scene();
	const watches = watchCount();
	s.signal(5, SIGNAL_RISING | SIGNAL_FALLING, false).add();
	s.base.dispatch();
	s.drive(5, true, (first) => {
		t.is(first, 1);
		t.is(watchCount(), watches, "given back");
		s.drive(5, false, (second) => {
			t.is(second, 0);
			t.end();
		});
	});
});

test.cb("the edges by name; several events listen to one pin", (t) => {
	const s = new Scene();
	s.signal(6, SIGNAL_RISING, true).add();
	s.signal(6, SIGNAL_RISING | SIGNAL_FALLING, true).add();
	s.base.dispatch();
	s.pulse(6, (edges) => {
		t.is(edges, 3);
		t.end();
	});
});

test("an invalid pin is -EINVAL", (t) => {
	const s = new Scene();
	t.is(new SignalEvent(s.base, { onSignal: () => {} }).add(), -EINVAL);
	t.is(s.signal("none", SIGNAL_FALLING, true).add(), -EINVAL);
});
