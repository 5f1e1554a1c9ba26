/** The virtual clock, datagrams between devices, and that a seed decides everything. */
import { Network } from "../../hosts/virtual/index.js";
import { EAGAIN } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { SocketAddress } from "../../src/core/host.js";
import { test } from "../harness.js";
import { Pair, PORT, SERVER } from "./scene.js";

test("run: an hour of a timer, at its ticks, across the wrap of the clock", (t) => {
	const network = new Network({ seed: 1 });
	const device = network.device({ descriptors: 1, startTick: 0x7fffffff - 5000 });
	const base = new EventBase(device, { events: 1 });
	let fired = 0;
	let late = 0;
	base
		.event({
			timeoutMs: 1000,
			persist: true,
			onEvent: () => {
				fired++;
				if (network.nowMs() !== 1000 * fired) late++;
			},
		})
		.add();
	base.dispatch();
	network.run(3_600_000);
	t.is(fired, 3600);
	t.is(late, 0);
	t.is(network.nowMs(), 3_600_000);
	t.true(device.ticks() < 0);
});

test("run: a loop that spins does not stop time", (t) => {
	const network = new Network({ seed: 1 });
	const device = network.device({ descriptors: 1 });
	const base = new EventBase(device, { events: 1 });
	const event = base.event({ timeoutMs: 0, onEvent: () => event.add() });
	event.add();
	base.dispatch();
	network.run(1000);
	t.true(device.turns > 10000 && device.turns < 30000);
});

test("stall: turns wait, the clock runs", (t) => {
	const network = new Network({ seed: 1 });
	const device = network.device({ descriptors: 1 });
	const base = new EventBase(device, { events: 1 });
	let at = 0;
	base
		.event({
			timeoutMs: 10,
			onEvent: () => {
				at = device.ticks();
			},
		})
		.add();
	base.dispatch();
	device.stall(500);
	network.run(499);
	t.is(at, 0);
	network.run(1);
	t.is(at, 500);
});

test("after, runUntil: a script, in order", (t) => {
	const network = new Network({ seed: 1 });
	let text = "";
	network.after(20, () => {
		text += "b";
	});
	network.after(10, () => {
		text += "a";
	});
	network.after(20, () => {
		text += "c";
	});
	t.true(network.runUntil(() => text === "abc", 1000));
	t.is(network.nowMs(), 20);
	t.false(network.runUntil(() => false, 30));
	t.is(network.nowMs(), 50);
});

test("device: an address that is taken throws", (t) => {
	const network = new Network({ seed: 1 });
	network.device({ descriptors: 1, addresses: ["10.1.1.1"] });
	t.throws(() => network.device({ descriptors: 1, addresses: ["10.1.1.1"] }), "RangeError");
});

/** Sends `count` datagrams that hold their number. Returns the numbers as they arrive. */
function datagrams(p: Pair, count: number): number[] {
	const to = new SocketAddress(SERVER, PORT);
	const socket = p.server.udpBind("", PORT);
	const client = p.client.udpBind("", 0);
	const found: number[] = [];
	for (let i = 0; i < count; i++) {
		p.bytes[0] = i;
		to.address = SERVER;
		to.port = PORT;
		p.client.sendTo(client, p.bytes, 0, 1, to);
		p.network.run(5);
		while (p.server.recvFrom(socket, p.bytes, 0, 1, to) === 1) found.push(p.bytes[0]);
	}
	p.network.run(1000);
	while (p.server.recvFrom(socket, p.bytes, 0, 1, to) === 1) found.push(p.bytes[0]);
	return found;
}

test("datagrams: a clean link delivers each once, in order", (t) => {
	const found = datagrams(new Pair({ latencyMs: 3 }), 100);
	t.is(found.length, 100);
	for (let i = 0; i < 100; i++) t.is(found[i], i);
});

test("datagrams: loss, duplicates, overtaking", (t) => {
	const lossy = datagrams(new Pair({ loss: 0.2 }), 200);
	t.true(lossy.length > 90 && lossy.length < 170);
	const twice = datagrams(new Pair({ duplicate: 0.5 }), 200);
	t.true(twice.length > 250 && twice.length < 350);
	const mixed = datagrams(new Pair({ reorder: 0.5 }), 200);
	let overtaken = 0;
	for (let i = 1; i < mixed.length; i++) if (mixed[i] < mixed[i - 1]) overtaken++;
	t.is(mixed.length, 200);
	t.true(overtaken > 10);
});

test("spoof: a datagram that claims another sender", (t) => {
	const p = new Pair();
	const from = new SocketAddress("192.0.2.53", 53);
	const socket = p.client.udpBind("", 5000);
	p.network.spoof(from, new SocketAddress("10.0.0.2", 5000), new Uint8Array([1, 2, 3]));
	t.is(p.client.recvFrom(socket, p.bytes, 0, 8, from), -EAGAIN);
	p.network.run(5);
	from.port = 0;
	t.is(p.client.recvFrom(socket, p.bytes, 0, 8, from), 3);
	t.is(from.address, "192.0.2.53");
	t.is(from.port, 53);
});
