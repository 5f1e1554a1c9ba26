/** Giving a bufferevent another descriptor. */
import { descriptorSlot } from "../core/descriptors.js";
import { EBADF, EINVAL } from "../core/errno.js";
import { eventDelete, eventSetup } from "../core/event-table.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import type { BufferEvent } from "./bufferevent.js";
import { BEV_NO_READ, BEV_NO_WRITE, BEV_OPEN } from "./flags.js";
import { startOver } from "./state.js";
import { enabledAtFirst, openOn } from "./transfer.js";
import { bottomOf } from "./transport.js";

const BOTH = EV_READ | EV_WRITE;

/**
 * Continues with the connected descriptor `fd`, or with none if it is -1. What the buffers hold and
 * what is enabled stays (a bufferevent that had none: as after `connect`); the old descriptor is the caller's.
 * Returns the old one, -1 if there was none; -EBADF, with nothing changed, if `fd` is stale; -EINVAL
 * for a bufferevent of a pool or one that is no socket. libevent `bufferevent_setfd`.
 */
export function setFd(be: BufferEvent, fd: number): number {
	const base = be.base;
	const old = be.fd;
	if (be.shared_.pool_ !== null || bottomOf(be.shared_.io_) !== base.host) return -EINVAL;
	if (fd !== -1 && descriptorSlot(base.descriptors_, fd) < 0) return -EBADF;
	const kept = be.state_ & (BOTH | BEV_NO_READ | BEV_NO_WRITE);
	const enabled = old < 0 ? enabledAtFirst(be) : be.state_ & BOTH;
	eventDelete(base, be.slot_);
	eventSetup(base, be.slot_, -1, 0);
	be.fd = -1;
	startOver(be, fd < 0 ? kept : 0);
	if (fd < 0) return old;
	openOn(be, fd, BEV_OPEN | BOTH); // what awaits nothing would not be listed with `fd`
	be.disable(BOTH & ~enabled);
	return old;
}

/**
 * As `setFd`, and closes the old descriptor. Returns 0, -EBADF or -EINVAL. libevent
 * `bufferevent_replacefd`.
 */
export function replaceFd(be: BufferEvent, fd: number): number {
	const old = setFd(be, fd);
	if (old < -1) return old;
	return old < 0 ? 0 : be.base.host.close(old);
}
