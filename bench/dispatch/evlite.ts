import { EV_READ, EventBase, SocketAddress } from "evlite";
import { Host } from "evlite/host";
import { cpuNanoseconds, serve } from "../lib/serve.js";
import { ACTIVE, EVENTS, idle, openIdle } from "./parts.js";

const capacity = idle + 2 * ACTIVE + 8;
const host = new Host({ descriptors: capacity, windowBytes: 256 });
const base = new EventBase(host, { events: capacity });
const byte = new Uint8Array(1);
const local = new SocketAddress("", 0);
const listening = host.tcpListen("127.0.0.1", 0, 4096);
const accepted: number[] = [];
const ring: number[] = []; // the other ends of the first of them
let left = 0;
let done: (() => void) | null = null;

function onByte(event: { context: unknown }): void {
	const [fd, place] = event.context as [number, number];
	if (host.recv(fd, byte, 0, 1) !== 1) return;
	if (left-- > 0) host.send(ring[place], byte, 0, 1);
	else if (left === -ACTIVE) done?.();
}

base
	.event({
		fd: listening,
		interest: EV_READ,
		persist: true,
		onEvent: () => {
			for (let fd = host.accept(listening); fd >= 0; fd = host.accept(listening)) {
				accepted.push(fd);
				const place = accepted.length - 1;
				base
					.event({
						fd,
						interest: EV_READ,
						persist: true,
						context: [fd, place],
						onEvent: onByte,
					})
					.add();
			}
		},
	})
	.add();
base.dispatch();

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

await until(() => host.localAddress(listening, local) === 0);
for (let i = 0; i < ACTIVE; i++) {
	ring.push(host.tcpConnect("127.0.0.1", local.port));
	await until(() => accepted.length === i + 1); // so that ring[i] leads to accepted[i]
}
await openIdle(local.port);
await until(() => accepted.length === ACTIVE + idle);

serve(async () => {
	left = EVENTS;
	const start = cpuNanoseconds();
	await new Promise<void>((resolve) => {
		done = resolve;
		for (const fd of ring) host.send(fd, byte, 0, 1);
	});
	return (cpuNanoseconds() - start) / (EVENTS + ACTIVE);
});
