/**
 * BufferEvent: a connection with an input and an output buffer. It reads when there is something
 * to read and room for it, calls `onRead`, and writes what the output holds: right after the
 * callback, and by EV_WRITE only what did not fit then. libevent `bufferevent_sock.c`.
 *
 * Surprises: a lost connection is closed automatically after `onEvent` has run; without an
 * `onEvent` the end of the peer's stream ends the connection too, once all is written. Closing is
 * allowed in every callback, and none runs after it.
 */
import { EBADF, EINVAL, EISCONN } from "../core/errno.js";
import type { EventBase, EventOwner } from "../core/event-base.js";
import { eventDelete, eventOpen, eventSetup } from "../core/event-table.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import { needEvents } from "../core/option.js";
import type { BufferOwner } from "../evbuffer-lite/evbuffer.js";
import { EvBuffer, setOwner } from "../evbuffer-lite/evbuffer.js";
import type { Slab } from "../evbuffer-lite/slab.js";
import { bufferSize } from "../evbuffer-lite/slab.js";
import type { LimitOptions } from "./connection-config.js";
import {
	BEV_BUSY,
	BEV_CONNECTING,
	BEV_ENDING,
	BEV_EVENT_ERROR,
	BEV_LINGERING,
	BEV_NO_READ,
	BEV_NO_WRITE,
	BEV_OPEN,
} from "./flags.js";
import { Shared } from "./shared.js";
import {
	beginEnding,
	cancelReadTimeout,
	cancelWriteTimeout,
	clearBusy,
	enableBits,
	markBusy,
	startOver,
} from "./state.js";
import { enabledAtFirst, isQuiet, openOn, receive, runOther, settle } from "./transfer.js";

/** Called with the connection when it may be read or written. */
export type ConnectionCallback = (connection: BufferEvent) => void;
/** `what`: BEV_EVENT_* bits; `error`: errno with BEV_EVENT_ERROR, else 0. */
export type ConnectionEventCallback = (
	connection: BufferEvent,
	what: number,
	error: number,
) => void;

/** Options of a `BufferEvent`. */
export interface BufferEventOptions extends LimitOptions {
	/** Capacity of the input buffer in bytes. 512 if not given. */
	input?: number;
	/** Capacity of the output buffer in bytes. 512 if not given. */
	output?: number;
	onRead?: ConnectionCallback | null;
	onWrite?: ConnectionCallback | null;
	onEvent?: ConnectionEventCallback | null;
	/** The user's own. */
	context?: unknown;
}

/**
 * A connection with an input and an output buffer, timeouts and watermarks. Takes one event slot of
 * the base and the bytes of both buffers for good; `connect`, `end` and `close` may follow one
 * another any number of times. libevent `struct bufferevent`.
 */
export class BufferEvent implements EventOwner, BufferOwner {
	/** The base that runs it. */
	readonly base: EventBase;
	/** The host's descriptor, -1 = not connected. */
	fd: number;
	/** What has been received. Drain what was used; the rest waits. */
	readonly input: EvBuffer;
	/** What is to be sent. */
	readonly output: EvBuffer;
	/** Runs after bytes were received. One that is set once the connection is open wants `enable(EV_READ)` besides. */
	onRead: ConnectionCallback | null;
	/** Runs after the output was written down to `writeLow`. */
	onWrite: ConnectionCallback | null;
	/** Runs when the connection is established, ends or fails. */
	onEvent: ConnectionEventCallback | null;
	/** The user's own. */
	context: unknown;
	readonly slot_: number;
	shared_: Shared; // by own-limits.ts
	state_: number; // BEV_* bits, and EV_READ, EV_WRITE enabled; by state.ts
	readDue_: number; // tick, with BEV_READ_DUE; by deadlines.ts
	writeDue_: number; // tick, with BEV_WRITE_DUE; by deadlines.ts
	reference_: Uint8Array | null; // sent, without a copy, before the output; by transfer.ts
	sent_: number; // bytes of reference_ sent; by transfer.ts

	/**
	 * Allocates both buffers and takes one slot of the base. Throws RangeError when the base's
	 * table is full or an option is out of range. `shared` and `slab` are those of a pool.
	 */
	constructor(base: EventBase, options: BufferEventOptions, shared?: Shared, slab?: Slab) {
		const input = bufferSize("input", options.input, 512);
		const output = bufferSize("output", options.output, 512);
		const own = shared === undefined ? new Shared(base.host, options, input, null) : shared;
		needEvents(base, "BufferEvent", 1, "");
		this.base = base;
		this.fd = -1;
		this.input = new EvBuffer(base.host, { size: input, slab });
		this.output = new EvBuffer(base.host, { size: output, slab });
		this.onRead = options.onRead === undefined ? null : options.onRead;
		this.onWrite = options.onWrite === undefined ? null : options.onWrite;
		this.onEvent = options.onEvent === undefined ? null : options.onEvent;
		this.context = options.context;
		this.shared_ = own;
		this.state_ = 0;
		this.readDue_ = 0;
		this.writeDue_ = 0;
		this.reference_ = null;
		this.sent_ = 0;
		this.slot_ = eventOpen(base, this);
		setOwner(this.input, this);
		setOwner(this.output, this);
	}

	/**
	 * Connects to a literal address. `onEvent` gets the outcome: BEV_EVENT_CONNECTED, or
	 * BEV_EVENT_ERROR; bytes written before are sent then. After BEV_EVENT_CONNECTED it reads if
	 * it has an `onRead` by then, unless the program has disabled EV_READ. Returns 0, -EISCONN, or
	 * the host's -errno at once. libevent `bufferevent_socket_connect`.
	 */
	connect(address: string, port: number): number {
		if (this.fd >= 0) return -EISCONN;
		const fd = this.base.host.tcpConnect(address, port);
		return fd < 0 ? fd : this.openConnecting_(fd);
	}

	/** Continues with `fd`, which is connecting. Returns 0 or -errno. */
	openConnecting_(fd: number): number {
		const kept = this.state_ & (BEV_NO_READ | BEV_NO_WRITE);
		return openOn(this, fd, BEV_OPEN | BEV_CONNECTING | kept | enabledAtFirst(this));
	}

	/**
	 * Enables EV_READ, EV_WRITE or both; before it is connected, too. Closing forgets it. Returns 0.
	 * libevent `bufferevent_enable`.
	 */
	enable(what: number): number {
		return this.setEnabled_(what & (EV_READ | EV_WRITE), 0);
	}

	/**
	 * Disables EV_READ, EV_WRITE or both, with their timeouts; before it is connected, too. Closing
	 * forgets it. Returns 0. libevent `bufferevent_disable`.
	 */
	disable(what: number): number {
		return this.setEnabled_(0, what & (EV_READ | EV_WRITE));
	}

	setEnabled_(on: number, off: number): number {
		enableBits(this, on, off);
		this.changed_();
		return 0;
	}

	/**
	 * Closes once all that was written is sent and the peer has had the time to read it: it has
	 * ended as well, or is quiet (linger.ts). Then `onEvent` gets BEV_EVENT_CLOSED. What comes
	 * meanwhile is discarded. Returns 0 or -EBADF.
	 */
	end(): number {
		if (this.fd < 0) return -EBADF;
		if ((this.state_ & BEV_LINGERING) !== 0) return 0;
		beginEnding(this);
		this.changed_();
		return 0;
	}

	/**
	 * Closes now: what is not sent yet is dropped, no callback runs any more, a pooled connection
	 * returns to its pool. Returns 0 or -EBADF. libevent `bufferevent_free`.
	 */
	close(): number {
		const fd = this.fd;
		if (fd < 0) return -EBADF;
		this.fd = -1;
		startOver(this, 0);
		this.shared_.io_.close(fd); // first: nothing of a stale descriptor is to be awaited any more
		eventDelete(this.base, this.slot_);
		this.reference_ = null;
		this.input.length = this.output.length = 0; // not drained: a callback on a buffer is one too
		this.input.at = this.input.start_;
		this.output.at = this.output.start_;
		if (this.shared_.pool_ !== null) this.shared_.pool_.release_(this);
		eventSetup(this.base, this.slot_, -1, 0); // last: closeAgain_ knows by it
		return 0;
	}

	fire_(what: number): void {
		const fd = this.fd;
		if (fd < 0) return this.closeAgain_();
		this.state_ |= BEV_BUSY;
		if (what !== EV_READ) runOther(this, what);
		if ((what & EV_READ) !== 0 && this.fd === fd && receive(this)) {
			(this.onRead as ConnectionCallback)(this); // here, because a device's stack is short
		}
		if (this.fd !== fd) return;
		this.state_ &= ~BEV_BUSY;
		if (!isQuiet(this)) settle(this, fd);
	}

	/**
	 * A callback threw: the connection cannot be trusted to have been served. It is closed, unless
	 * `onEvent` has something to say first and ends it.
	 */
	fault_(_error: unknown): void {
		const fd = this.fd;
		const wasEnding = (this.state_ & (BEV_ENDING | BEV_LINGERING)) !== 0; // has said its last already
		let ending = 0;
		if (fd < 0) return this.closeAgain_();
		markBusy(this);
		cancelReadTimeout(this); // it counts from now
		cancelWriteTimeout(this);
		try {
			if (this.onEvent !== null) this.onEvent(this, BEV_EVENT_ERROR, EINVAL);
			ending = wasEnding ? 0 : this.state_ & BEV_ENDING;
		} finally {
			if (this.fd === fd && ending === 0) this.close(); // even if that threw as well
		}
		clearBusy(this);
		if (this.fd === fd) settle(this, fd);
	}

	/** Completes a close that was aborted (src/core/recover.ts). */
	closeAgain_(): void {
		this.fd = this.base.fd_[this.slot_];
		this.close();
	}

	/**
	 * A buffer or what is enabled changed: there is something to send, or room to receive. Outside
	 * of its own callback that waits for a turn, so that no callback runs inside the caller.
	 */
	changed_(): void {
		if ((this.state_ & (BEV_BUSY | BEV_OPEN)) === BEV_OPEN) settle(this, -1);
	}
}
