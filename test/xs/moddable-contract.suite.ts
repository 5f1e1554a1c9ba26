/** The host contract on the simulated device, whose sockets are all on 127.0.0.1. */
import { Host } from "../../hosts/moddable/index.js";
import { hostContract } from "../contract/host.js";

/** Takes the contract's loopback address for the device's only one. */
class LoopbackHost extends Host {
	override tcpListen(address: string, port: number, backlog: number): number {
		return super.tcpListen(address === "127.0.0.1" ? "" : address, port, backlog);
	}

	override udpBind(address: string, port: number): number {
		return super.udpBind(address === "127.0.0.1" ? "" : address, port);
	}
}

hostContract({
	name: "Moddable",
	make: (descriptors) => new LoopbackHost({ descriptors }),
	run: null,
	printed: (_host, run) => {
		const globals = globalThis as unknown as { trace: (text: string) => void };
		const { trace } = globals;
		let all = "";
		globals.trace = (text) => {
			all += text;
		};
		run();
		globals.trace = trace;
		return all.slice(0, -1);
	},
	datagramMax: 1472,
	transfer: 1 << 17,
	skip: [
		"reportError: what was thrown, an errno, a listener's port",
		"the simulator has a module of its own for it, which test/sim runs",
		"connect, accept, send, recv: bytes and addresses",
		"ECMA-419 does not report the local address of a connection",
		"IPv6",
		"Moddable's sockets take IPv4 only on this port",
		"UDP: IPv6",
		"Moddable's sockets take IPv4 only on this port",
		'UDP: "" sends and receives by every family',
		"Moddable's sockets take IPv4 only on this port",
		"close: what was sent before still arrives, then the end",
		"onError comes only when all has been read, so EV_CLOSED is not known before",
		"send: -EAGAIN when the window is full, writable when it drains",
		"the window is smaller than what the peer's side queues, so it opens again by itself",
		"shutdown: half a connection continues",
		"ECMA-419 has no half-close",
		"a close with bytes unread resets the peer",
		"onError does not distinguish a reset from an end",
	],
});
