/**
 * Transfer: the moving of bytes between a descriptor and the buffers of its bufferevent. Free
 * functions; after every call into user code the descriptor is compared, because the callback may
 * have closed the connection, and the pool may even have given it to another peer.
 */
import { eventActivate } from "../core/active-queue.js";
import { EAGAIN, EBADF } from "../core/errno.js";
import { eventAdd, eventChange, eventSetup } from "../core/event-table.js";
import { EV_PERSIST, EV_READ, EV_SIGNAL, EV_TIMEOUT, EV_WRITE } from "../core/flags.js";
import { reserve } from "../evbuffer-lite/evbuffer.js";
import type { BufferEvent } from "./bufferevent.js";
import { expire, readDue, writeDue } from "./deadlines.js";
import {
	BEV_BLOCKED,
	BEV_BUSY,
	BEV_CONNECTING,
	BEV_ENDING,
	BEV_EOF,
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_READING,
	BEV_EVENT_WRITING,
	BEV_LINGERING,
	BEV_NO_READ,
	BEV_NO_WRITE,
	BEV_OPEN,
	BEV_READ_DUE,
	BEV_READ_SUSPENDED,
	BEV_TRIGGER_WRITE,
	BEV_WRITE_DUE,
	BEV_WRITE_SUSPENDED,
} from "./flags.js";
import { discard, linger, lingerOn } from "./linger.js";
import { notify } from "./notify.js";
import {
	cancelReadTimeout,
	cancelWriteTimeout,
	clearBlocked,
	clearBusy,
	endConnecting,
	markBlocked,
	markBusy,
	startOver,
} from "./state.js";

const READ = EV_READ | BEV_READ_SUSPENDED; // EV_READ: free to read
const WRITE = EV_WRITE | BEV_WRITE_SUSPENDED; // EV_WRITE: free to write
const SEND = WRITE | BEV_CONNECTING | BEV_BLOCKED; // EV_WRITE: free to send now
const NOW = EV_WRITE | BEV_BUSY; // with SEND: in the connection's own turn and free to send
const NEVER_READS = EV_READ | BEV_NO_READ | BEV_ENDING | BEV_LINGERING; // or does already
const READ_MAX = 16384; // bytes a connection may read in one turn, for fairness (libevent's default)

/**
 * Returns what is enabled when `be` opens: EV_WRITE, and EV_READ if it has an `onRead`, unless the
 * program has disabled them; what it has enabled.
 */
export function enabledAtFirst(be: BufferEvent): number {
	const state = be.state_;
	const reads = be.onRead !== null && (state & BEV_NO_READ) === 0;
	const read = reads ? EV_READ : state & EV_READ;
	return (state & BEV_NO_WRITE) === 0 ? read | EV_WRITE : read;
}

/** Opens the bufferevent on `fd` in `state`. Returns 0 or -EBADF. */
export function openOn(be: BufferEvent, fd: number, state: number): number {
	const base = be.base;
	be.fd = fd;
	startOver(be, state);
	eventSetup(base, be.slot_, fd, interestOf(be));
	const result = eventAdd(base, be.slot_, -1);
	if (result < 0) {
		be.close();
		return result;
	}
	const limits = be.shared_;
	if ((state & (EV_READ | BEV_CONNECTING)) === EV_READ && limits.readTimeoutMs > 0) {
		readDue(be, limits.readTimeoutMs);
	}
	if ((state & BEV_CONNECTING) !== 0 && limits.writeTimeoutMs > 0) {
		writeDue(be, limits.writeTimeoutMs);
	}
	return 0;
}

/** What the descriptor is to be awaited for. */
function interestOf(be: BufferEvent): number {
	const state = be.state_;
	if ((state & BEV_CONNECTING) !== 0) return EV_PERSIST | EV_WRITE;
	let interest = EV_PERSIST;
	const high = be.shared_.readHigh;
	const length = be.input.length;
	if ((state & READ) === EV_READ && length < be.input.size && (high === 0 || length < high)) {
		interest |= EV_READ;
	}
	if ((state & WRITE) === EV_WRITE && isPending(be)) interest |= EV_WRITE;
	return interest;
}

/** Returns whether there is something to send, or a close to do after it. */
export function isPending(be: BufferEvent): boolean {
	return be.output.length !== 0 || be.reference_ !== null || (be.state_ & BEV_ENDING) !== 0;
}

/** Does what a bufferevent was activated for besides reading: timeouts, writing, a trigger. */
export function runOther(be: BufferEvent, what: number): void {
	const fd = be.fd;
	if ((be.state_ & BEV_LINGERING) !== 0) {
		if ((what & EV_TIMEOUT) !== 0) lingerOn(be);
		return;
	}
	if (what === EV_TIMEOUT) return expire(be); // the last call takes no stack on XS
	if ((what & EV_TIMEOUT) !== 0) expire(be);
	if ((what & EV_WRITE) !== 0 && be.fd === fd) {
		clearBlocked(be);
		if ((be.state_ & BEV_CONNECTING) !== 0) connected(be);
		else if ((be.state_ & EV_WRITE) !== 0) flush(be);
	}
	if ((what & BEV_TRIGGER_WRITE) !== 0 && be.fd === fd && be.onWrite !== null) be.onWrite(be);
	if ((what & EV_SIGNAL) !== 0 && be.fd === fd && be.onRead !== null) be.onRead(be);
}

/** Returns whether nothing is left to do for `be` but to await more input. */
export function isQuiet(be: BufferEvent): boolean {
	const state = be.state_;
	return (
		(state & (EV_READ | BEV_CONNECTING | BEV_ENDING | BEV_WRITE_DUE)) === EV_READ &&
		be.output.length === 0 &&
		be.input.length === 0 &&
		be.reference_ === null &&
		be.base.interest_[be.slot_] === (EV_PERSIST | EV_READ) &&
		(be.shared_.readTimeoutMs === 0 || (state & BEV_READ_DUE) !== 0)
	);
}

/**
 * Sends what waits and awaits what is wanted. With `fd` it is the end of the connection's own
 * callback; with -1 something changed from outside, and sending is left to its turn.
 */
export function settle(be: BufferEvent, fd: number): void {
	if (fd >= 0) {
		if (be.fd !== fd) return;
		if ((be.state_ & SEND) === EV_WRITE && isPending(be)) {
			markBusy(be);
			flush(be);
			if (be.fd !== fd) return;
		}
		clearBusy(be);
	}
	if (be.fd < 0) return;
	const interest = interestOf(be);
	const limits = be.shared_;
	if (interest !== be.base.interest_[be.slot_]) eventChange(be.base, be.slot_, interest);
	if ((interest & EV_WRITE) === 0) cancelWriteTimeout(be);
	else if ((be.state_ & (EV_WRITE | BEV_WRITE_DUE)) === EV_WRITE && limits.writeTimeoutMs > 0) {
		writeDue(be, limits.writeTimeoutMs);
	}
	if (limits.readTimeoutMs > 0) {
		if ((interest & EV_READ) === 0) cancelReadTimeout(be);
		else if ((be.state_ & BEV_READ_DUE) === 0) readDue(be, limits.readTimeoutMs);
	}
}

function connected(be: BufferEvent): void {
	const result = be.shared_.io_.send(be.fd, be.output.slab.bytes, be.output.at, 0);
	if (result === -EAGAIN) return;
	endConnecting(be);
	if (result < 0) return notify(be, BEV_EVENT_ERROR, -result);
	const fd = be.fd;
	notify(be, BEV_EVENT_CONNECTED, 0);
	if (be.fd !== fd || be.onRead === null || (be.state_ & NEVER_READS) !== 0) return;
	be.enable(EV_READ); // it may have got its onRead since connect
}

/** Receives once: what has arrived and fits. Returns whether `onRead` is to run. */
export function receive(be: BufferEvent): boolean {
	if ((be.state_ & BEV_LINGERING) !== 0) {
		discard(be);
		return false;
	}
	const input = be.input;
	const shared = be.shared_;
	const high = shared.readHigh;
	let room = (high === 0 || high > input.size ? input.size : high) - input.length;
	if (room > READ_MAX) room = READ_MAX;
	if (room <= 0 || (be.state_ & EV_READ) === 0) return false;
	const at = input.length === 0 ? input.start_ : reserve(input, room);
	const count = shared.io_.recv(be.fd, input.slab.bytes, at, room);
	if (count > 0) {
		input.length += count;
		if (shared.readTimeoutMs > 0) readDue(be, shared.readTimeoutMs);
		return be.onRead !== null && input.length >= shared.readLow;
	}
	if (count === 0) {
		be.state_ = (be.state_ & ~(EV_READ | BEV_READ_DUE)) | BEV_EOF; // in place: see state.ts
		notify(be, BEV_EVENT_EOF | BEV_EVENT_READING, 0);
	} else if (count !== -EAGAIN) {
		notify(be, BEV_EVENT_ERROR | BEV_EVENT_READING, -count);
	}
	return false;
}

/**
 * Accounts for a send of `length` bytes that answered `count`. Returns the bytes sent, or less than
 * 0 after a failure, which the caller reports: a last call of its own takes no stack on XS.
 */
function account(be: BufferEvent, count: number, length: number): number {
	if (count < length && (count >= 0 || count === -EAGAIN)) markBlocked(be);
	if (count >= 0) {
		if (count > 0) cancelWriteTimeout(be); // counts again from now, if something is left
		return count;
	}
	return count === -EAGAIN ? 0 : count;
}

/**
 * Returns whether the input holds bytes that `onRead` may have left because the output was full:
 * without an `onWrite` it runs again when the output has drained.
 */
function isLeft(be: BufferEvent): boolean {
	const length = be.input.length;
	if (length === 0 || length < be.shared_.readLow) return false;
	if ((be.state_ & EV_READ) !== 0) return true;
	return (be.state_ & BEV_EOF) !== 0 && (be.onEvent === null || (be.state_ & BEV_ENDING) === 0);
}

/** Notes that `count` bytes more of the reference are sent; with the last it is let go. */
export function referenceSent(be: BufferEvent, count: number): void {
	be.sent_ += count;
	if (be.sent_ === (be.reference_ as Uint8Array).length) be.reference_ = null;
}

/** Sends the reference, then the output; then what follows from that. */
function flush(be: BufferEvent): void {
	const fd = be.fd;
	const output = be.output;
	const io = be.shared_.io_;
	let moved = 0;
	if (be.reference_ !== null) {
		const left = be.reference_.length - be.sent_;
		moved = account(be, io.send(fd, be.reference_, be.sent_, left), left);
		if (moved < 0) return notify(be, BEV_EVENT_ERROR | BEV_EVENT_WRITING, -moved);
		be.sent_ += moved;
		if (moved === left) be.reference_ = null;
	}
	if (be.reference_ === null && output.length !== 0) {
		const sent = io.send(fd, output.slab.bytes, output.at, output.length);
		const count = account(be, sent, output.length);
		if (count < 0) return notify(be, BEV_EVENT_ERROR | BEV_EVENT_WRITING, -count);
		output.length -= count;
		output.at = output.length === 0 ? output.start_ : output.at + count;
		moved += count;
	}
	if (moved > 0 && be.reference_ === null && output.length <= be.shared_.writeLow) {
		if (be.onWrite !== null) be.onWrite(be);
		else if (be.onRead !== null && isLeft(be)) be.onRead(be);
		if (be.fd !== fd) return;
	}
	if ((be.state_ & BEV_ENDING) !== 0 && output.length === 0 && be.reference_ === null) linger(be);
}

/**
 * Sends `bytes`, from offset `from` on, without copying them, before what is written from now on. They must not change
 * until they are sent, as constant data does not. Returns how many of them still wait: with 0 all
 * are sent, else `onWrite` runs then. -EBADF, or -EAGAIN while the output is not empty or another
 * reference is being sent. libevent `evbuffer_add_reference`.
 */
export function sendReference(be: BufferEvent, bytes: Uint8Array, from: number): number {
	if ((be.state_ & BEV_OPEN) === 0) return -EBADF;
	if (be.reference_ !== null || be.output.length !== 0) return -EAGAIN;
	let sent = from;
	if ((be.state_ & (SEND | BEV_BUSY)) === NOW) {
		const count = be.shared_.io_.send(be.fd, bytes, from, bytes.length - from);
		if (count === bytes.length - from) return 0;
		const moved = account(be, count, bytes.length - from);
		if (moved < 0) {
			notify(be, BEV_EVENT_ERROR | BEV_EVENT_WRITING, -moved);
			return 0; // onEvent has run
		}
		sent += moved;
	}
	const left = bytes.length - sent;
	if (left <= 0) return 0;
	be.reference_ = bytes;
	be.sent_ = sent;
	if ((be.state_ & BEV_BUSY) === 0) settle(be, -1);
	return left;
}

/**
 * Runs `onRead` in a turn soon, whatever the input holds: for a protocol that left bytes there
 * because it was busy. libevent `bufferevent_trigger`.
 */
export function triggerRead(be: BufferEvent): void {
	if ((be.state_ & BEV_OPEN) === 0) return;
	eventActivate(be.base, be.slot_, EV_SIGNAL);
}
