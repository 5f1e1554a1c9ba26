/** The datagram sockets of the host. */
import {
	descriptorOpen,
	descriptorSlot,
	latch,
	SLOT_MASK,
	unlatch,
} from "../../src/core/descriptors.js";
import { EAGAIN, EINVAL, EMSGSIZE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { SocketAddress } from "../../src/core/host.js";
import { inRange } from "../../src/core/host-checks.js";
import { bindable, literal } from "./address.js";
import type { Host } from "./host.js";
import type { Bytes, Dgram, Sender, Socket, Utilities } from "./platform.js";
import { bind } from "./stream.js";

declare const E: Utilities;
declare function require(name: string): unknown;

const DATAGRAM = 1472; // the longest that is not fragmented
const HEADER = 8; // the platform's own, in its buffer

/** @allocates */
export function datagramOpen(host: Host, address: string, port: number): number {
	const result = bindable(address, port);
	if (result < 0) return result;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	// biome-ignore lint/style/useNodejsImportProtocol: Espruino's own module
	const u = (require("dgram") as Dgram).createSocket({
		type: "udp4",
		recvBufferSize: host.datagramBytes_ + HEADER,
	});
	u.slot_ = fd & SLOT_MASK;
	u.queue_ = [];
	u.on("message", host.handler_);
	u.on("drain", host.handler_);
	latch(host.descriptors, u.slot_, EV_WRITE);
	return bind(host, u, port, fd);
}

/** Returns the datagram socket of `fd`, or -errno. */
function socketOf(host: Host, fd: number): Socket | number {
	const slot = descriptorSlot(host.descriptors, fd);
	if (slot < 0) return slot;
	const u = host.sockets_[slot] as Socket;
	return u.in_ !== undefined || u.backlog_ !== undefined ? -EINVAL : u;
}

/** @allocates */
export function datagramRecv(
	host: Host,
	fd: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	from: SocketAddress,
): number {
	const u = socketOf(host, fd);
	if (typeof u === "number") return u;
	if (!inRange(bytes, at, length)) return -EINVAL;
	if (u.queue_.length === 0) return -EAGAIN;
	const text = u.queue_.shift() as string;
	const sender = u.queue_.shift() as Sender;
	if (u.queue_.length === 0) unlatch(host.descriptors, u.slot_, EV_READ);
	from.address = sender.address;
	from.port = sender.port;
	(bytes as unknown as Bytes).set(text.substr(0, length), at);
	return text.length < length ? text.length : length;
}

/** @allocates */
export function datagramSend(
	host: Host,
	fd: number,
	bytes: Uint8Array,
	at: number,
	length: number,
	to: SocketAddress,
): number {
	const u = socketOf(host, fd);
	if (typeof u === "number") return u;
	if (!inRange(bytes, at, length)) return -EINVAL;
	const result = literal(to.address, to.port, 1);
	if (result < 0) return result;
	if (length > DATAGRAM) return -EMSGSIZE;
	if (u.dSnd) {
		unlatch(host.descriptors, u.slot_, EV_WRITE);
		return -EAGAIN;
	}
	u.send(E.toString(bytes).substr(at, length), to.port, to.address);
	return length;
}
