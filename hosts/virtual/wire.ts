/** The way between two devices: who has an address, whether a packet gets through, how long it takes. */
import { FAULT_LOSS } from "./fault-names.js";
import type { Device } from "./host.js";
import { linkDelayUs, linkSend } from "./link.js";
import { isLoopback } from "./socket/local-address.js";
import type { WireSocket } from "./wire-socket.js";

export const RTO_US = 300000; // the first retransmission comes after so long, the next after twice that, ...
const HEADERS = 40; // bytes of a packet besides what it carries

/** The device that `address` is for `device`, null if nobody has it. */
export function findDevice(device: Device, address: string): Device | null {
	if (isLoopback(address) || device.has_(address)) return device;
	const found = device.network.devices_.get(address);
	return found === undefined ? null : found;
}

/** Returns whether `socket` and its peer share a device: nothing gets lost and nothing takes time. */
export function isLocal(socket: WireSocket): boolean {
	return (socket.peer as WireSocket).host === socket.host;
}

/** Returns whether packets from `socket` reach its peer now. */
export function isThrough(socket: WireSocket): boolean {
	const peer = socket.peer as WireSocket;
	if (peer.host === socket.host) return true;
	if (socket.lost || !socket.host.up || !peer.host.up) return false;
	return socket.host.has_(socket.address) && peer.host.has_(peer.address);
}

/** Microseconds that a packet of `size` bytes needs from `socket` to its peer. */
export function travelUs(socket: WireSocket, size: number): number {
	const network = socket.host.network;
	const from = socket.host.link;
	const to = (socket.peer as WireSocket).host.link;
	const now = network.queue_.nowUs;
	const left = linkSend(from, now, size + HEADERS);
	return (
		linkSend(to, left, size + HEADERS) -
		now +
		linkDelayUs(from, network.random_) +
		linkDelayUs(to, network.random_)
	);
}

/** How long retransmissions of a packet from `socket` take until one arrives, 0 = the first does. */
export function lossUs(socket: WireSocket): number {
	const network = socket.host.network;
	const from = socket.host.link;
	const to = (socket.peer as WireSocket).host.link;
	let us = 0;
	let rto = RTO_US;
	for (let i = 0; i < 6; i++) {
		if (!network.random_.chance(from.loss) && !network.random_.chance(to.loss)) return us;
		network.injected_(FAULT_LOSS);
		us += rto;
		rto *= 2;
	}
	return us;
}
