/** Node only: 10,000 idle descriptors need more memory than a device has. */
import test from "ava";
import { Descriptors, descriptorOpen, descriptorSlot, latch } from "../../src/core/descriptors.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ } from "../../src/core/flags.js";
import { MemoryHost } from "../memory-host.js";

/** A table that counts how often a backend looks at a descriptor's readiness. */
function looks(idle: number): number {
	const host = new MemoryHost({ descriptors: 1, window: 1 });
	const table = new Descriptors(idle + 2);
	Object.assign(host, { descriptors: table });
	const base = new EventBase(host, { events: idle + 2 });
	let ran = 0;
	const slots: number[] = [];
	for (let i = 0; i < idle + 2; i++) {
		const fd = descriptorOpen(table);
		slots.push(descriptorSlot(table, fd));
		base.event({ fd, interest: EV_READ, persist: true, onEvent: () => ran++ }).add();
	}
	latch(table, slots[1], EV_READ);
	latch(table, slots[idle], EV_READ);
	let count = 0;
	const counting = new Proxy(table.ready_, {
		get(target, key) {
			if (typeof key === "string") count++;
			return Reflect.get(target, key);
		},
		set(target, key, value) {
			return Reflect.set(target, key, value);
		},
	});
	Object.assign(table, { ready_: counting });
	base.dispatch();
	host.settle(1);
	if (ran !== 2) throw new Error(`${ran} callbacks`);
	return count;
}

test("finding two ready descriptors costs the same with 10 and with 10,000 idle ones", (t) => {
	const few = looks(10);
	t.true(few > 0);
	t.is(looks(10_000), few);
});
