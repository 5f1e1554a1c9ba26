/**
 * Pair: two bufferevents joined in memory, without a socket. What one writes the other reads, with
 * all that a connection has: watermarks, timeouts, `end`, half-close. The reader takes its bytes
 * straight from the writer's output, so that nothing is stored in between; both continue in turns of
 * their own, never inside the caller. libevent `bufferevent_pair.c`.
 *
 * Surprises: each end takes a descriptor of the host's table, though no socket. Closing an end is
 * reported to the other as the end of the stream (libevent reports nothing), or as ECONNRESET if bytes
 * were lost by it.
 */
import { copyBytes } from "../core/copy-bytes.js";
import {
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
	descriptorsReserve,
	latch,
	SLOT_MASK,
	unlatch,
} from "../core/descriptors.js";
import { EAGAIN, ECONNRESET, EINVAL, EISCONN, EMFILE, ENOTCONN, EPIPE } from "../core/errno.js";
import type { EventBase } from "../core/event-base.js";
import { EV_CLOSED, EV_READ, EV_WRITE, SHUT_WR } from "../core/flags.js";
import { needDescriptors, needEvents } from "../core/option.js";
import type { EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { copyIn } from "../evbuffer-lite/evbuffer.js";
import { removeBuffer } from "../evbuffer-lite/move.js";
import { bufferSize, Slab, slabStride } from "../evbuffer-lite/slab.js";
import type { BufferEventOptions } from "./bufferevent.js";
import { BufferEvent } from "./bufferevent.js";
import { BEV_ENDING, BEV_FINISHED, BEV_NORMAL, BEV_OPEN } from "./flags.js";
import type { Flushable } from "./flush.js";
import { Shared } from "./shared.js";
import { enabledAtFirst, openOn, referenceSent, triggerRead } from "./transfer.js";
import { bottomOf, setBottom } from "./transport.js";
import { triggerWrite } from "./trigger.js";

const BOTH = EV_READ | EV_WRITE;

/** One end: the transport of its bufferevent. */
class PairEnd implements Flushable {
	readonly be_: BufferEvent;
	partner_: PairEnd | null;
	offered_: number; // bytes that the partner may take, from the reference or the output
	taken_: number; // of these, what it has taken
	left_: number; // bytes that go before the end of the stream, -1 = no end yet
	ended_: boolean; // nothing more is sent from here
	lost_: boolean; // the partner closed with bytes left to send

	constructor(be: BufferEvent) {
		this.be_ = be;
		this.partner_ = null;
		this.offered_ = 0;
		this.taken_ = 0;
		this.left_ = -1;
		this.ended_ = false;
		this.lost_ = false;
	}

	recv(_fd: number, _bytes: Uint8Array, at: number, length: number): number {
		const partner = this.partner_;
		if (partner === null) return this.lost_ ? -ECONNRESET : 0;
		let count = partner.offered_ - partner.taken_;
		if (count === 0 && partner.ended_) return 0;
		if (count > length) count = length;
		if ((partner.be_.state_ & EV_WRITE) === 0) {
			partner.offered_ = partner.taken_; // it may offer again when it may write again
			partner.ready_(EV_WRITE);
			count = 0;
		}
		if (count > 0) take(partner, this, at, count);
		if (partner.offered_ === partner.taken_ && !partner.ended_) this.unready_(EV_READ);
		return count > 0 || length === 0 ? count : -EAGAIN;
	}

	send(_fd: number, _bytes: Uint8Array, _at: number, length: number): number {
		const taken = this.taken_;
		this.offered_ = 0;
		this.taken_ = 0;
		if (taken > 0 || length === 0) return taken;
		if (this.partner_ === null) return this.lost_ ? -ECONNRESET : -EPIPE;
		if (this.ended_) return -EPIPE;
		this.offered_ = this.left_ >= 0 && this.left_ < length ? this.left_ : length;
		this.unready_(EV_WRITE);
		this.partner_.ready_(EV_READ);
		return -EAGAIN;
	}

	shutdown(_fd: number, how: number): number {
		if (how !== SHUT_WR) return -EINVAL;
		if ((this.be_.state_ & BEV_ENDING) !== 0) return -ENOTCONN; // a close loses nothing
		this.ended_ = true;
		this.ready_(EV_WRITE); // who still wants to write learns -EPIPE
		if (this.partner_ !== null) this.partner_.ready_(EV_READ | EV_CLOSED);
		return 0;
	}

	close(fd: number): number {
		const be = this.be_;
		const partner = this.partner_;
		const d = be.base.descriptors_;
		descriptorClose(d, descriptorSlot(d, fd));
		descriptorsReserve(d, -1);
		if (bottomOf(be.shared_.io_) === this) setBottom(be.shared_, be.base.host); // it may connect elsewhere
		this.partner_ = null;
		if (partner === null) return 0;
		partner.partner_ = null;
		partner.lost_ = unsent(be) > this.taken_;
		partner.ready_(EV_READ | EV_WRITE | EV_CLOSED);
		return 0;
	}

	flush_(what: number, mode: number): number {
		const partner = this.partner_;
		if (mode === BEV_NORMAL || partner === null) return 0;
		let moved = 0;
		if ((what & EV_READ) !== 0) moved += push(partner, this);
		if ((what & EV_WRITE) !== 0) {
			moved += push(this, partner);
			if (mode === BEV_FINISHED && this.left_ < 0) {
				this.left_ = unsent(this.be_); // which did not fit
				if (this.left_ === 0) this.shutdown(this.be_.fd, SHUT_WR);
			}
		}
		return moved > 0 ? 1 : 0;
	}

	ready_(bits: number): void {
		const d = this.be_.base.descriptors_;
		const slot = descriptorSlot(d, this.be_.fd);
		if (slot >= 0) latch(d, slot, bits);
	}

	unready_(bits: number): void {
		unlatch(this.be_.base.descriptors_, this.be_.fd & SLOT_MASK, bits);
	}
}

/** Returns the bytes that `be` has not sent. */
function unsent(be: BufferEvent): number {
	const reference = be.reference_;
	return be.output.length + (reference === null ? 0 : reference.length - be.sent_);
}

/** Notes that `count` bytes went from `from`; the last ones before the end of the stream end it. */
function went(from: PairEnd, count: number): void {
	if (from.left_ <= 0 || count === 0) return;
	from.left_ -= count;
	if (from.left_ === 0) from.shutdown(from.be_.fd, SHUT_WR);
}

/** Copies the next `count` bytes that `from` offers into the memory of what `to` receives, at `at`. */
function take(from: PairEnd, to: PairEnd, at: number, count: number): void {
	const be = from.be_;
	const slab = to.be_.input.slab;
	const reference = be.reference_;
	if (reference !== null) copyBytes(reference, be.sent_ + from.taken_, slab.bytes, at, count);
	else {
		const output = be.output;
		const start = output.at + from.taken_;
		if (output.slab === slab) slab.host.moveBytes(slab.bytes, at, start, count);
		else copyBytes(output.slab.bytes, start, slab.bytes, at, count);
	}
	from.taken_ += count;
	went(from, count);
	from.ready_(EV_WRITE);
}

/** Moves what fits from `from` to `to` now, past the watermarks; notifies both in turns of their own. */
function push(from: PairEnd, to: PairEnd): number {
	const be = from.be_;
	const output: EvBuffer = be.output;
	const input = to.be_.input;
	const reference = be.reference_;
	let moved = 0;
	if (reference === null) output.drain(from.taken_);
	else {
		const room = input.size - input.length;
		const at = be.sent_ + from.taken_;
		moved = reference.length - at < room ? reference.length - at : room;
		copyIn(input, reference, at, moved);
		referenceSent(be, from.taken_ + moved);
	}
	from.taken_ = 0;
	from.offered_ = 0;
	if (be.reference_ === null) moved += removeBuffer(output, input, output.length);
	went(from, moved);
	if (moved > 0) {
		triggerRead(to.be_);
		if (be.reference_ === null && output.length <= be.shared_.writeLow) triggerWrite(be);
	}
	from.ready_(EV_WRITE);
	return moved;
}

/** Opens an end on its descriptor. */
function join(end: PairEnd, fd: number): void {
	const enabled = enabledAtFirst(end.be_);
	openOn(end.be_, fd, BEV_OPEN | BOTH); // only what awaits something is put on the list of its descriptor
	end.be_.disable(BOTH & ~enabled);
	end.ready_(EV_WRITE);
}

/**
 * Two bufferevents that are connected with each other in memory. Takes two event slots of the base.
 * libevent `bufferevent_pair_new`.
 */
export class BufferEventPair {
	readonly first: BufferEvent;
	readonly second: BufferEvent;

	/**
	 * Allocates both ends, alike, with their buffers in one slab, and joins them: writing enabled,
	 * and reading if `options` have an `onRead`. Takes two events of the base and two descriptors of the host. Throws RangeError
	 * when there are none, or for impossible options. libevent `bufferevent_pair_new`.
	 */
	constructor(base: EventBase, options: BufferEventOptions) {
		const host = base.host;
		const input = bufferSize("input", options.input, 512);
		const output = bufferSize("output", options.output, 512);
		const shared = new Shared(host, options, input, null);
		needEvents(base, "BufferEventPair", 2, "");
		needDescriptors(host.descriptors, "BufferEventPair", 2, "");
		const slab = new Slab(host, 2, slabStride(input) + slabStride(output) - 4);
		this.first = new BufferEvent(base, options, shared, slab);
		this.second = new BufferEvent(base, options, new Shared(host, options, input, null), slab);
		this.open();
	}

	/** Joins both ends again once they are closed. Returns 0, -EISCONN or -EMFILE. @allocates two objects */
	open(): number {
		const d = this.first.base.descriptors_;
		if (this.first.fd >= 0 || this.second.fd >= 0) return -EISCONN;
		if (d.open + 2 > d.capacity) return -EMFILE;
		const a = new PairEnd(this.first);
		const b = new PairEnd(this.second);
		a.partner_ = b;
		b.partner_ = a;
		setBottom(this.first.shared_, a);
		setBottom(this.second.shared_, b);
		descriptorsReserve(d, 2);
		join(a, descriptorOpen(d));
		join(b, descriptorOpen(d));
		return 0;
	}
}

/** Returns the other end of a pair, null once it has closed or if `be` is of none. libevent `bufferevent_pair_get_partner`. */
export function pairPartner(be: BufferEvent): BufferEvent | null {
	const end = bottomOf(be.shared_.io_);
	return end instanceof PairEnd && end.partner_ !== null ? end.partner_.be_ : null;
}
