/**
 * Filter: a bufferevent that changes the bytes on their way through another one, the underlying:
 * compression, encryption, framing. Two functions of the program do the work, from one fixed buffer
 * to the next; what finds no room waits, in both directions, up to the peer. libevent
 * `bufferevent_filter.c`.
 *
 * Surprises: while it is open it uses the underlying's callbacks and its `context`, and a descriptor
 * of the host's table, though no socket. Its functions and callbacks run in turns of its own, so that
 * filters can be stacked without need of stack.
 */
import {
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
	descriptorsReserve,
	latch,
	SLOT_MASK,
	unlatch,
} from "../core/descriptors.js";
import { EBADF, EISCONN, EMFILE } from "../core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../core/flags.js";
import { needDescriptors } from "../core/option.js";
import type { EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { setOwner } from "../evbuffer-lite/evbuffer.js";
import { bufferSize } from "../evbuffer-lite/slab.js";
import type {
	BufferEventOptions,
	ConnectionCallback,
	ConnectionEventCallback,
} from "./bufferevent.js";
import { BufferEvent } from "./bufferevent.js";
import { FilterTransport, STAGE } from "./filter-transport.js";
import {
	BEV_CONNECTING,
	BEV_EVENT_CLOSED,
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_TIMEOUT,
	BEV_NO_READ,
	BEV_NO_WRITE,
	BEV_OPEN,
} from "./flags.js";
import { notify } from "./notify.js";
import { ownLimits } from "./own-limits.js";
import { Shared } from "./shared.js";
import { beginEnding, replaceEnabled } from "./state.js";
import { enabledAtFirst, openOn } from "./transfer.js";
import { setTransport } from "./transport.js";

/**
 * Moves bytes from the front of `source` to the end of `into`, changed as it likes, adding at most
 * `limit`: more does not fit. `mode` is BEV_NORMAL, BEV_FLUSH (keep back nothing that can go), or
 * BEV_FINISHED (nothing follows `source`). Returns BEV_OK after progress, with BEV_FINISHED when all
 * is out; BEV_NEED_MORE when it waits for more bytes or more room; BEV_ERROR to give up. libevent `bufferevent_filter_cb`.
 */
export type FilterFunction = (
	source: EvBuffer,
	into: EvBuffer,
	limit: number,
	mode: number,
	filter: FilterBufferEvent,
) => number;

/** Options of a `FilterBufferEvent`. */
export interface FilterOptions extends BufferEventOptions {
	/** Makes of received bytes what the program reads; passes them on unchanged if not given. */
	onInput?: FilterFunction | null;
	/** Makes of what the program writes the bytes to send; passes them on unchanged if not given. */
	onOutput?: FilterFunction | null;
	/** Leaves the underlying open when the filter closes. libevent without BEV_OPT_CLOSE_ON_FREE. */
	keepsUnderlying?: boolean;
	/**
	 * Bytes of constant data (`sendReference`), and of what follows it, that `onOutput` gets at a time:
	 * at least as many as it may ask for at once. 64 if not given.
	 */
	stage?: number;
}

/** Checks what a filter over `underlying` is to be made of. Returns its limits and transport. @setup */
function filterShared(underlying: BufferEvent, options: FilterOptions): Shared {
	const host = underlying.base.host;
	bufferSize("stage", options.stage, STAGE);
	if (underlying.fd >= 0) needDescriptors(host.descriptors, "FilterBufferEvent", 1, "");
	return new Shared(host, options, bufferSize("input", options.input, 512), null);
}

/** Bytes that have not gone through `onOutput`. */
function unsent(filter: FilterBufferEvent): number {
	const reference = filter.reference_;
	return filter.output.length + (reference === null ? 0 : reference.length - filter.sent_);
}

/** What a filter without an `onEvent` does. */
function endsItself(filter: BufferEvent, what: number): void {
	if ((what & BEV_EVENT_EOF) !== 0) filter.end();
	else if ((what & BEV_EVENT_TIMEOUT) !== 0) filter.close();
}

/** The underlying has received something. */
function arrived(underlying: BufferEvent): void {
	(underlying.context as FilterBufferEvent).ready_(EV_READ);
}

/** The underlying has sent something, and has room. */
function drained(underlying: BufferEvent): void {
	const filter = underlying.context as FilterBufferEvent;
	filter.ready_(EV_WRITE);
	filter.io_.pump_(unsent(filter));
	if (filter.fd >= 0) filter.io_.finish_(unsent(filter));
}

/** Reports an event of the underlying as one of the filter, after the bytes that it still holds. */
function happened(underlying: BufferEvent, what: number, error: number): void {
	const filter = underlying.context as FilterBufferEvent;
	if ((what & BEV_EVENT_CONNECTED) !== 0) filter.ready_(EV_WRITE);
	else if ((what & BEV_EVENT_EOF) !== 0) {
		filter.io_.peerEnded_();
		filter.ready_(EV_READ | EV_CLOSED);
	} else if ((what & BEV_EVENT_CLOSED) !== 0) filter.finished_();
	else if (filter.fd >= 0) notify(filter, what, error);
}

/**
 * A bufferevent that transforms the bytes of another one in both directions. Takes event slots and
 * buffers beside those of the underlying. libevent `bufferevent_filter_new`.
 */
export class FilterBufferEvent extends BufferEvent {
	readonly underlying: BufferEvent;
	readonly io_: FilterTransport;
	onRead_: ConnectionCallback | null; // the underlying's own, as they were
	onWrite_: ConnectionCallback | null;
	onEvent_: ConnectionEventCallback | null;
	context_: unknown;
	writeLow_: number;

	/**
	 * Allocates its buffers and takes an event of the base. Opens over `underlying` if that is open;
	 * else `connect` or `open` does. Throws RangeError when the base or the host has no place, or
	 * for impossible options. libevent `bufferevent_filter_new`.
	 */
	constructor(underlying: BufferEvent, options: FilterOptions) {
		const shared = filterShared(underlying, options); // Espruino: no super() inside of a super()
		super(underlying.base, options, shared);
		if (this.onEvent === null) this.onEvent = endsItself;
		this.underlying = underlying;
		this.io_ = new FilterTransport(this, options);
		this.onRead_ = null;
		this.onWrite_ = null;
		this.onEvent_ = null;
		this.context_ = null;
		this.writeLow_ = 0;
		setTransport(this.shared_, this.io_);
		setOwner(this.input, this.io_);
		setOwner(this.output, this.io_);
		if (underlying.fd >= 0) this.open();
	}

	/**
	 * Opens over the underlying, which is connected or connecting: writing enabled, and reading if it
	 * has an `onRead` by then, unless they were disabled. Returns 0, -EISCONN, -EBADF if the underlying is not open, or -EMFILE.
	 */
	open(): number {
		const underlying = this.underlying;
		const d = this.base.descriptors_;
		if (this.fd >= 0) return -EISCONN;
		if (underlying.fd < 0) return -EBADF;
		if (d.open === d.capacity) return -EMFILE;
		descriptorsReserve(d, 1);
		this.io_.reset_();
		this.onRead_ = underlying.onRead;
		this.onWrite_ = underlying.onWrite;
		this.onEvent_ = underlying.onEvent;
		this.context_ = underlying.context;
		const limits = ownLimits(underlying);
		this.writeLow_ = limits.writeLow;
		limits.writeLow = underlying.output.size - 1; // any room may be what onOutput waits for
		underlying.context = this;
		underlying.onRead = arrived;
		underlying.onWrite = drained;
		underlying.onEvent = happened;
		const connecting = underlying.state_ & BEV_CONNECTING;
		const enabled = enabledAtFirst(this);
		const kept = this.state_ & (BEV_NO_READ | BEV_NO_WRITE);
		openOn(this, descriptorOpen(d), BEV_OPEN | EV_READ | EV_WRITE | connecting);
		replaceEnabled(this, enabled, kept);
		if ((enabled & EV_READ) !== 0) underlying.enable(EV_READ);
		else underlying.disable(EV_READ);
		this.changed_();
		if (connecting === 0) this.ready_(underlying.input.length > 0 ? EV_READ | EV_WRITE : EV_WRITE);
		return 0;
	}

	/** Connects the underlying; `onEvent` of the filter gets the outcome. Returns 0 or -errno. */
	override connect(address: string, port: number): number {
		if (this.fd >= 0 || this.underlying.fd >= 0) return -EISCONN;
		const fd = this.base.host.tcpConnect(address, port);
		return fd < 0 ? fd : this.openConnecting_(fd);
	}

	override openConnecting_(fd: number): number {
		const underlying = this.underlying;
		let result = underlying.fd >= 0 ? -EISCONN : underlying.openConnecting_(fd);
		if (result < 0) return result;
		result = this.open();
		if (result < 0) underlying.close();
		return result;
	}

	/** Enables as ever; the underlying reads only while the filter does. */
	override enable(what: number): number {
		if ((what & EV_READ) !== 0) this.underlying.enable(EV_READ);
		return this.setEnabled_(what & (EV_READ | EV_WRITE), 0);
	}

	override disable(what: number): number {
		if ((what & EV_READ) !== 0) this.underlying.disable(EV_READ);
		return this.setEnabled_(0, what & (EV_READ | EV_WRITE));
	}

	/** Closes once all is through `onOutput`, finished, and sent; then `onEvent` gets BEV_EVENT_CLOSED. */
	override end(): number {
		if (this.fd < 0) return -EBADF;
		this.disable(EV_READ);
		this.enable(EV_WRITE);
		this.io_.beginEnding_();
		this.ready_(EV_WRITE);
		this.io_.finish_(unsent(this));
		return 0;
	}

	/** The underlying has sent all and closes: so does the filter, in a turn of its own. */
	finished_(): void {
		if (this.fd < 0) return;
		beginEnding(this);
		this.ready_(EV_WRITE);
		this.changed_();
	}

	ready_(bits: number): void {
		const d = this.base.descriptors_;
		const slot = descriptorSlot(d, this.fd);
		if (slot >= 0) latch(d, slot, bits);
	}

	unready_(bits: number): void {
		unlatch(this.base.descriptors_, this.fd & SLOT_MASK, bits);
	}

	/** Gives the descriptor back and lets go of the underlying. */
	release_(fd: number, keeps: boolean): void {
		const underlying = this.underlying;
		const d = this.base.descriptors_;
		descriptorClose(d, descriptorSlot(d, fd));
		descriptorsReserve(d, -1);
		underlying.onRead = this.onRead_;
		underlying.onWrite = this.onWrite_;
		underlying.onEvent = this.onEvent_;
		underlying.context = this.context_;
		underlying.shared_.writeLow = this.writeLow_;
		if (!keeps && underlying.fd >= 0) underlying.close();
	}
}
