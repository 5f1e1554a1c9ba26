/** How streams and servers come to be. */
import { descriptorOpen } from "../../src/core/descriptors.js";
import { ECONNREFUSED, EINVAL, ENOBUFS, EOPNOTSUPP } from "../../src/core/errno.js";
import type { Host } from "./index.js";
import { bindable, literal } from "./literal.js";
import type { Socket } from "./platform.js";
import { isEnough } from "./room.js";
import { bind, end, hear, net } from "./stream.js";

/** See Host.tcpConnect. @allocates */
export function connect(host: Host, address: string, port: number): number {
	const result = literal(address, port, 1);
	if (result < 0) return result;
	if (!isEnough(host, null, host.reserve_)) return -ENOBUFS;
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const slot = fd & 0x3fff;
	try {
		const c = net().connect({ host: address, port }, host.heard_);
		host.sockets_[slot] = c;
		c.slot_ = slot;
		hear(host, c);
	} catch (_) {
		// known at once, told as readiness
		host.sockets_[slot] = { slot_: slot, in_: "" } as Socket;
		end(host, host.sockets_[slot] as Socket, -ECONNREFUSED);
	}
	return fd;
}

/** See Host.tcpListen. @allocates */
export function listen(host: Host, address: string, port: number, backlog: number): number {
	const result = backlog >= 1 ? bindable(address, port) : -EINVAL;
	if (result < 0) return result;
	if (port === 0) return -EOPNOTSUPP; // the platform picks one, but does not tell
	const fd = descriptorOpen(host.descriptors);
	if (fd < 0) return fd;
	const server = net().createServer(host.heard_);
	server.slot_ = fd & 0x3fff;
	server.queue_ = [];
	server.backlog_ = backlog;
	return bind(host, server, port, fd);
}
