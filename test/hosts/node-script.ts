/** For the tests of the Node host: waiting, and peers that are Node's own sockets. */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Host } from "../../hosts/node/index.js";
import { descriptorSlot } from "../../src/core/descriptors.js";
import { SocketAddress } from "../../src/core/host.js";
import { sleep, until, within } from "../wait.js";

export { sleep, until };

/** What `fd` is ready for. */
export function ready(host: Host, fd: number): number {
	const slot = descriptorSlot(host.descriptors, fd);
	return slot < 0 ? 0 : host.descriptors.ready_[slot];
}

/** The port `fd` is bound to. */
export async function portOf(host: Host, fd: number): Promise<number> {
	const local = new SocketAddress("", 0);
	await until("a port", () => host.localAddress(fd, local) === 0);
	return local.port;
}

/** Listens with `backlog` on a port of 127.0.0.1 that the platform picks. */
export async function listen(host: Host, backlog: number): Promise<{ fd: number; port: number }> {
	const fd = host.tcpListen("127.0.0.1", 0, backlog);
	return { fd, port: await portOf(host, fd) };
}

/** Accepts one connection. */
export async function accept(host: Host, listener: number): Promise<number> {
	let fd = -1;
	await until("a connection", () => {
		fd = host.accept(listener);
		return fd >= 0;
	});
	return fd;
}

/** A peer of Node's own that is connected to `port`; its errors are noted, not thrown. */
export async function peer(port: number): Promise<Socket & { failure?: NodeJS.ErrnoException }> {
	const socket: Socket & { failure?: NodeJS.ErrnoException } = connect(port, "127.0.0.1");
	socket.on("error", (error) => {
		socket.failure = error;
	});
	await until("connected", () => !socket.connecting);
	return socket;
}

/** A server of Node's own that gives each connection to `onSocket`. */
export async function nodeServer(onSocket: (socket: Socket) => void): Promise<[Server, number]> {
	const server = createServer({ allowHalfOpen: true }, onSocket);
	const listening = new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	await within("a server of Node's to listen", listening);
	return [server, (server.address() as { port: number }).port];
}
