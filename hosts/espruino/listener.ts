/** Connecting and listening. */
import { descriptorOpen, SLOT_MASK } from "../../src/core/descriptors.js";
import { ECONNREFUSED, EINVAL, ENOBUFS, EOPNOTSUPP } from "../../src/core/errno.js";
import { bindable, literal } from "./address.js";
import type { Host } from "./host.js";
import { hasMemory } from "./memory.js";
import type { Socket } from "./platform.js";
import { addHandlers, bind, end, net } from "./stream.js";

/** See Host.tcpConnect. @allocates */
export function connect(host: Host, address: string, port: number): number {
	const result = literal(address, port, 1);
	if (result < 0) return result;
	if (!hasMemory(host, null, host.reserve_)) return -ENOBUFS;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & SLOT_MASK;
	try {
		const c = net().connect({ host: address, port }, host.handler_);
		host.sockets_[slot] = c;
		c.slot_ = slot;
		addHandlers(host, c);
	} catch (_) {
		// known at once, reported as readiness
		host.sockets_[slot] = { slot_: slot, in_: "" } as Socket;
		end(host, host.sockets_[slot] as Socket, -ECONNREFUSED);
	}
	return fd;
}

/** See Host.tcpListen. @allocates */
export function listen(host: Host, address: string, port: number, backlog: number): number {
	const result = backlog >= 1 ? bindable(address, port) : -EINVAL;
	if (result < 0) return result;
	if (port === 0) return -EOPNOTSUPP; // the platform picks one, but does not report it
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const server = net().createServer(host.handler_);
	server.slot_ = fd & SLOT_MASK;
	server.queue_ = [];
	server.backlog_ = backlog;
	return bind(host, server, port, fd);
}
