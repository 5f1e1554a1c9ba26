/**
 * Room: what a server does when all its connections are used and somebody waits. It closes the
 * connection that has kept the others waiting for longest beyond what it may: one that is kept and
 * idle may for 100 ms, in which the client's next request can come; one that has sent no complete
 * request for `patienceMs`, and a millisecond for each byte of it; one that does not take its reply
 * for a second. A request that the program has and a connection that lingers are left alone. While
 * somebody waits, replies say `Connection: close` (exchange.ts), so that clients take turns.
 *
 * What it goes by is there already, the deadlines of the connections; a server whose clients do
 * not wait pays nothing for it.
 */
import { BufferEvent } from "../bufferevent/bufferevent.js";
import { BEV_LINGERING, BEV_WRITE_DUE } from "../bufferevent/flags.js";
import type { Listener } from "../bufferevent/listener.js";
import type { Overload } from "../bufferevent/overload.js";
import { isPending } from "../bufferevent/transfer.js";
import { SLOT_MASK } from "../core/descriptors.js";
import { eventDue } from "../core/event-table.js";
import { EV_READ } from "../core/flags.js";
import { abandon } from "./exchange.js";
import { HTTP_ASKED, HTTP_HEAD, HTTP_KEPT } from "./flags.js";
import { HttpRequest } from "./request.js";

const KEPT_MS = 100;
const STALL_MS = 1000;
const LOOK_MS = 100; // after which is looked again who may be closed
const NEVER = 0x7fffffff;

/** Returns for how many milliseconds more `r` may keep others waiting; none left: 0 or less. */
function timeLeft(r: HttpRequest): number {
	const connection = r.connection;
	const server = r.server_;
	const now = connection.base.now_;
	if (connection.fd < 0 || (connection.state_ & BEV_LINGERING) !== 0) return NEVER;
	if (isPending(connection)) {
		if ((connection.state_ & BEV_WRITE_DUE) === 0) return NEVER;
		return (connection.writeDue_ - server.idleTimeoutMs_ + STALL_MS - now) | 0;
	}
	if ((r.flags_ & HTTP_ASKED) !== 0) return NEVER;
	if ((connection.base.descriptors_.ready_[connection.fd & SLOT_MASK] & EV_READ) !== 0) return 1;
	const since = (connection.readDue_ - now) | 0;
	const length = connection.input.length;
	if (length === 0 && (r.flags_ & HTTP_HEAD) === 0) {
		const may = (r.flags_ & HTTP_KEPT) !== 0 ? KEPT_MS : server.patienceMs_;
		return since - server.idleTimeoutMs_ + may;
	}
	return since - server.headerTimeoutMs_ + server.patienceMs_ + length;
}

export class Room implements Overload {
	readonly extra_: number;
	readonly next_: Overload | null; // sees to who waits when there is no room to make

	/** @setup */
	constructor(next: Overload | null) {
		this.extra_ = next === null ? 0 : next.extra_;
		this.next_ = next;
	}

	/** @setup */
	attach_(listener: Listener): void {
		if (this.next_ !== null) this.next_.attach_(listener);
	}

	opened_(fd: number): void {
		if (this.next_ !== null) this.next_.opened_(fd);
	}

	onOverload_(listener: Listener): boolean {
		const base = listener.base;
		const owners = base.owner_; // among them the connections, which no list holds that are open
		let victim: HttpRequest | null = null;
		let least = NEVER;
		for (let slot = 0; slot < base.capacity; slot++) {
			const owner = owners[slot];
			if (!(owner instanceof BufferEvent)) continue;
			const r = owner.context;
			if (!(r instanceof HttpRequest) || r.server_.listener !== listener) continue;
			const left = timeLeft(r);
			if (left >= least) continue;
			least = left;
			victim = r;
		}
		if (victim !== null && least <= 0) {
			victim.server_.evicted++;
			victim.connection.close();
			abandon(victim);
			return true;
		}
		if (this.next_ !== null) return this.next_.onOverload_(listener);
		eventDue(base, listener.slot_, (base.now_ + (least < LOOK_MS ? least : LOOK_MS)) | 0);
		return false;
	}
}
