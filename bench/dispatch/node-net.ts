import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { cpuNanoseconds, serve } from "../lib/serve.js";
import { ACTIVE, EVENTS, idle, openIdle } from "./parts.js";

const accepted: Socket[] = [];
const ring: Socket[] = [];
const byte = Buffer.from("a");
let left = 0;
let done: (() => void) | null = null;

const server = createServer({ noDelay: true }, (socket) => {
	const place = accepted.push(socket) - 1;
	socket.on("data", (bytes) => {
		for (let i = 0; i < bytes.length; i++) {
			if (left-- > 0) ring[place].write(byte);
			else if (left === -ACTIVE) done?.();
		}
	});
	socket.on("error", () => socket.destroy());
});

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
await until(() => server.listening);
const { port } = server.address() as AddressInfo;
for (let i = 0; i < ACTIVE; i++) {
	ring.push(connect({ port, host: "127.0.0.1", noDelay: true }));
	await until(() => accepted.length === i + 1);
}
await openIdle(port);
await until(() => accepted.length === ACTIVE + idle);

serve(async () => {
	left = EVENTS;
	const start = cpuNanoseconds();
	await new Promise<void>((resolve) => {
		done = resolve;
		for (const socket of ring) socket.write(byte);
	});
	return (cpuNanoseconds() - start) / (EVENTS + ACTIVE);
});
