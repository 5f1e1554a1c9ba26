/**
 * The state of a bufferevent: EV_READ and EV_WRITE enabled, and BEV_* bits (flags.ts). They change by
 * these transitions alone. Five are set in place: BEV_BUSY in `fire_`, BEV_READ_DUE in `readDue` and in
 * `serve` of http-lite, because a call for every event or request costs 15 of XS's units; the peer's
 * end in `receive` and `notify`, because each function that a function names takes a slot of the
 * stack there, and these two are where it is deepest (tools/subset/owners.json).
 */
import { EV_READ, EV_WRITE } from "../core/flags.js";
import type { BufferEvent } from "./bufferevent.js";
import {
	BEV_BLOCKED,
	BEV_BUSY,
	BEV_CONNECTING,
	BEV_ENDING,
	BEV_LINGERING,
	BEV_NO,
	BEV_READ_DUE,
	BEV_WRITE_DUE,
} from "./flags.js";

/** Starts over in `state`: opened, or closed with 0. */
export function startOver(be: BufferEvent, state: number): void {
	be.state_ = state;
}

/** Enables `on` and disables `off`, bits of EV_READ and EV_WRITE; what is disabled is remembered. */
export function enableBits(be: BufferEvent, on: number, off: number): void {
	be.state_ = (be.state_ & ~(off | (on << BEV_NO))) | on | (off << BEV_NO);
}

/** Exactly `enabled` of EV_READ and EV_WRITE is enabled, and `no` remembered as disabled. */
export function replaceEnabled(be: BufferEvent, enabled: number, no: number): void {
	be.state_ = (be.state_ & ~(EV_READ | EV_WRITE)) | enabled | no;
}

/** The program has said its last: what is written goes out, nothing more is read. */
export function beginEnding(be: BufferEvent): void {
	be.state_ = (be.state_ & ~EV_READ) | BEV_ENDING | EV_WRITE;
}

/** All is sent: only the peer's end is awaited. `shut` is BEV_SHUT if our side of the stream has ended, else 0. */
export function beginLingering(be: BufferEvent, shut: number): void {
	be.state_ =
		(be.state_ & ~(BEV_ENDING | EV_WRITE | BEV_WRITE_DUE)) | EV_READ | BEV_LINGERING | shut;
}

/** The connection is established, or has failed to be. */
export function endConnecting(be: BufferEvent): void {
	be.state_ &= ~(BEV_CONNECTING | BEV_WRITE_DUE);
}

/** The window is full: sending waits for EV_WRITE. */
export function markBlocked(be: BufferEvent): void {
	be.state_ |= BEV_BLOCKED;
}

export function clearBlocked(be: BufferEvent): void {
	be.state_ &= ~BEV_BLOCKED;
}

export function markBusy(be: BufferEvent): void {
	be.state_ |= BEV_BUSY;
}

export function clearBusy(be: BufferEvent): void {
	be.state_ &= ~BEV_BUSY;
}

/** A limit is reached: the direction of `bit`, BEV_READ_SUSPENDED or BEV_WRITE_SUSPENDED, is suspended. */
export function suspend(be: BufferEvent, bit: number): void {
	be.state_ |= bit;
}

/** The directions of `bits` continue. */
export function unsuspend(be: BufferEvent, bits: number): void {
	be.state_ &= ~bits;
}

/** writeDue_ counts from now on; readDue_ as well, in `readDue` itself. */
export function awaitWrite(be: BufferEvent): void {
	be.state_ |= BEV_WRITE_DUE;
}

export function cancelReadTimeout(be: BufferEvent): void {
	be.state_ &= ~BEV_READ_DUE;
}

export function cancelWriteTimeout(be: BufferEvent): void {
	be.state_ &= ~BEV_WRITE_DUE;
}

/** The read side has timed out, which disables it. */
export function readTimedOut(be: BufferEvent): void {
	be.state_ &= ~(BEV_READ_DUE | EV_READ);
}

/** The write side has timed out, which disables it. */
export function writeTimedOut(be: BufferEvent): void {
	be.state_ &= ~(BEV_WRITE_DUE | EV_WRITE);
}
