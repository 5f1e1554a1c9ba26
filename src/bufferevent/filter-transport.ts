/**
 * The transport of a filter: what `recv` and `send` of a socket are, by the program's functions and
 * the buffers of the underlying. A bufferevent counts bytes received and sent itself, so what the
 * functions add and drain is put back here and handed over as a count.
 */
import { EAGAIN, EBADMSG, ENOTCONN, EPIPE } from "../core/errno.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import type { BufferOwner } from "../evbuffer-lite/evbuffer.js";
import { copyIn, EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { removeBuffer } from "../evbuffer-lite/move.js";
import type { FilterBufferEvent, FilterFunction, FilterOptions } from "./filter.js";
import {
	BEV_ERROR,
	BEV_EVENT_ERROR,
	BEV_EVENT_WRITING,
	BEV_FINISHED,
	BEV_NEED_MORE,
	BEV_NORMAL,
	BEV_OK,
} from "./flags.js";
import type { Flushable } from "./flush.js";
import { bufferEventFlush } from "./flush.js";
import { notify } from "./notify.js";
import { referenceSent, triggerRead } from "./transfer.js";
import { triggerWrite } from "./trigger.js";

/** Bytes of constant data that are copied at a time, if the program does not say. */
export const STAGE = 64;

/** The filter of who gives none. */
function passOn(source: EvBuffer, into: EvBuffer, limit: number): number {
	removeBuffer(source, into, limit);
	return source.length === 0 ? BEV_OK : BEV_NEED_MORE;
}

function filterOf(given: FilterFunction | null | undefined): FilterFunction {
	return given === undefined || given === null ? passOn : given;
}

export class FilterTransport implements Flushable, BufferOwner {
	readonly filter_: FilterBufferEvent;
	readonly onInput_: FilterFunction;
	readonly onOutput_: FilterFunction;
	readonly keepsUnderlying_: boolean;
	readonly stage_: EvBuffer; // taken from constant data, and what follows, for onOutput
	ending_: boolean; // the filter's `end` was called
	ended_: boolean; // the underlying's peer has
	wrote_: boolean; // onOutput has finished

	constructor(filter: FilterBufferEvent, options: FilterOptions) {
		const stage = options.stage === undefined ? STAGE : options.stage;
		this.filter_ = filter;
		this.onInput_ = filterOf(options.onInput);
		this.onOutput_ = filterOf(options.onOutput);
		this.keepsUnderlying_ = options.keepsUnderlying === true;
		this.stage_ = new EvBuffer(filter.base.host, { size: stage });
		this.ending_ = false;
		this.ended_ = false;
		this.wrote_ = false;
	}

	/** The filter's `end` was called. */
	beginEnding_(): void {
		this.ending_ = true;
	}

	/** The peer of the underlying has ended. */
	peerEnded_(): void {
		this.ended_ = true;
	}

	reset_(): void {
		this.stage_.drain(this.stage_.length);
		this.ending_ = false;
		this.ended_ = false;
		this.wrote_ = false;
	}

	/** The program changed a buffer: there is something for onOutput, or room that onInput may wait for. */
	changed_(buffer: EvBuffer, added: number): void {
		const filter = this.filter_;
		if (added > 0) {
			if (buffer === filter.output) filter.ready_(EV_WRITE);
		} else if (buffer === filter.input && filter.underlying.input.length > 0) {
			filter.ready_(EV_READ);
		}
		filter.changed_();
	}

	recv(_fd: number, _bytes: Uint8Array, _at: number, length: number): number {
		const filter = this.filter_;
		const input = filter.input;
		const source = filter.underlying.input;
		const before = input.length;
		const result = this.runInput_(length, this.ended_ ? BEV_FINISHED : BEV_NORMAL);
		const count = input.length - before;
		input.length = before; // the bufferevent adds the count
		if (count > 0) return count;
		if (result === BEV_ERROR) return -EBADMSG;
		const waits = source.length > 0 && before > 0; // for the program to make room
		if (this.ended_ && length > 0 && !waits) return 0;
		if (source.length === 0 || result === BEV_NEED_MORE) filter.unready_(EV_READ);
		return length === 0 ? 0 : -EAGAIN;
	}

	send(_fd: number, bytes: Uint8Array, at: number, length: number): number {
		const filter = this.filter_;
		const output = filter.output;
		if (filter.underlying.fd < 0) return -EPIPE;
		if (length === 0) return 0;
		const reference = filter.reference_;
		if (reference !== null) {
			return this.sendStaged_(bytes, at, length, reference.length - filter.sent_ + output.length);
		}
		if (output.length === 0) return this.sendStaged_(bytes, at, length, length);
		if (this.stage_.length !== 0 || length < output.length) {
			return this.sendStaged_(bytes, at, length, output.length); // a limit has cut it
		}
		const from = output.at;
		const result = this.runOutput_(output, this.ending_ ? BEV_FINISHED : BEV_NORMAL);
		const count = length - output.length;
		output.at = from; // the bufferevent drops what went
		output.length = length;
		if (result === BEV_ERROR) return -EBADMSG;
		if (count === length) this.finish_(0);
		else filter.unready_(EV_WRITE); // until the underlying has room
		return count > 0 ? count : -EAGAIN;
	}

	/** Sends `length` bytes, of `left` that are unsent, through the stage. */
	sendStaged_(bytes: Uint8Array, at: number, length: number, left: number): number {
		const mode = this.ending_ ? BEV_FINISHED : BEV_NORMAL;
		const count = this.feed_(bytes, at, length, left, mode);
		const stage = this.stage_;
		if (count < 0) return count;
		if (count === left) this.finish_(0);
		if (count > 0) return count;
		if (stage.length === stage.size && this.filter_.underlying.output.length === 0) {
			return -EBADMSG; // it asks for more at a time than the stage holds, or the underlying has room for
		}
		this.filter_.unready_(EV_WRITE);
		return -EAGAIN;
	}

	/**
	 * Moves bytes after those in the stage and runs onOutput on them, until it does nothing more or
	 * all have gone there; `mode` holds for the last of the `left` bytes. What stays in the stage
	 * counts as sent and goes before all that follows. Returns how many were moved, or -EBADMSG.
	 */
	feed_(bytes: Uint8Array, at: number, length: number, left: number, mode: number): number {
		const stage = this.stage_;
		let count = 0;
		let progress = 1;
		while (progress > 0) {
			const room = stage.size - stage.length;
			const size = length - count < room ? length - count : room;
			copyIn(stage, bytes, at + count, size);
			count += size;
			const held = stage.length;
			if (this.runOutput_(stage, count === left ? mode : BEV_NORMAL) === BEV_ERROR) return -EBADMSG;
			progress = count < length ? held - stage.length : 0;
		}
		return count;
	}

	/** The underlying has space again: continues with the bytes in the stage, if nothing else will. */
	pump_(unsent: number): void {
		if (this.stage_.length === 0 || unsent > 0 || this.ending_) return;
		if (this.runOutput_(this.stage_, BEV_NORMAL) !== BEV_ERROR) return;
		notify(this.filter_, BEV_EVENT_ERROR | BEV_EVENT_WRITING, EBADMSG);
	}

	/** Runs onInput until it has done all it can, at most `limit` bytes. Returns its last answer. */
	runInput_(limit: number, mode: number): number {
		const filter = this.filter_;
		const source = filter.underlying.input;
		const input = filter.input;
		const end = input.length + limit;
		let result = BEV_NEED_MORE;
		let progress = 1;
		let isDue = source.length > 0 || mode === BEV_FINISHED;
		while (isDue && progress !== 0 && input.length < end) {
			const left = source.length;
			const held = input.length;
			result = this.onInput_(source, input, end - held, mode, filter);
			progress = left - source.length + (input.length - held);
			isDue = result === BEV_OK && source.length > 0;
		}
		return result;
	}

	/** Runs onOutput on `source` until it has done all it can. Returns its last answer. */
	runOutput_(source: EvBuffer, mode: number): number {
		const filter = this.filter_;
		const into = filter.underlying.output;
		let result = BEV_NEED_MORE;
		let progress = 1;
		let isDue = source.length > 0 || mode === BEV_FINISHED;
		while (isDue && progress !== 0) {
			const left = source.length;
			const held = into.length;
			result = this.onOutput_(source, into, into.size - held, mode, filter);
			progress = left - source.length + (into.length - held);
			isDue = result === BEV_OK && source.length > 0;
		}
		if (mode === BEV_FINISHED && result === BEV_OK && source.length === 0) this.wrote_ = true;
		return result;
	}

	/** After `end`: with 0 bytes `unsent`, finishes the output and has the underlying end. */
	finish_(unsent: number): void {
		const underlying = this.filter_.underlying;
		if (!this.ending_ || unsent > 0 || underlying.fd < 0) return;
		if (!this.wrote_) this.runOutput_(this.stage_, BEV_FINISHED);
		if (!this.wrote_ && underlying.output.length > 0) return; // it waits for room
		this.ending_ = false;
		underlying.end();
	}

	/** The underlying has ended, and lingered, before the filter closes. */
	shutdown(_fd: number, _how: number): number {
		return -ENOTCONN;
	}

	close(fd: number): number {
		this.filter_.release_(fd, this.keepsUnderlying_);
		return 0;
	}

	/** Runs onOutput on what the stage holds, the reference and the output, in this order. Returns 0 or -EBADMSG. */
	flushOutput_(mode: number): number {
		const filter = this.filter_;
		const output = filter.output;
		const reference = filter.reference_;
		if (reference !== null) {
			const rest = reference.length - filter.sent_;
			const count = this.feed_(reference, filter.sent_, rest, rest + output.length, mode);
			if (count < 0) return count;
			referenceSent(filter, count);
			if (count < rest) return 0; // the output waits for it
		}
		if (this.stage_.length !== 0) {
			const left = output.length;
			const count = this.feed_(output.slab.bytes, output.at, left, left, mode);
			if (count < 0) return count;
			output.drain(count);
			if (this.stage_.length !== 0) return 0;
		}
		return this.runOutput_(output, mode) === BEV_ERROR ? -EBADMSG : 0;
	}

	flush_(what: number, mode: number): number {
		const filter = this.filter_;
		let moved = 0;
		if ((what & EV_READ) !== 0) {
			const before = filter.input.length;
			if (this.runInput_(filter.input.size - before, mode) === BEV_ERROR) return -EBADMSG;
			moved = filter.input.length - before;
			if (moved > 0) triggerRead(filter);
		}
		if ((what & EV_WRITE) !== 0) {
			const before = filter.underlying.output.length;
			if (this.flushOutput_(mode) < 0) return -EBADMSG;
			moved += filter.underlying.output.length - before;
			filter.changed_();
			const left = filter.reference_ === null ? filter.output.length : filter.shared_.writeLow + 1;
			if (moved > 0 && left <= filter.shared_.writeLow) triggerWrite(filter);
		}
		const below = bufferEventFlush(filter.underlying, what, mode);
		return moved > 0 ? 1 : below;
	}
}
