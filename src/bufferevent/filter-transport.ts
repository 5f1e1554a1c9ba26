/**
 * The transport of a filter: what `recv` and `send` of a socket are, by the program's functions and
 * the buffers of the underlying. A bufferevent counts bytes received and sent itself, so what the
 * functions add and drain is put back here and handed over as a count.
 */
import { copyBytes } from "../core/copy-bytes.js";
import { EAGAIN, EBADMSG, ENOTCONN, EPIPE } from "../core/errno.js";
import { EV_READ, EV_WRITE } from "../core/flags.js";
import type { BufferOwner } from "../evbuffer-lite/evbuffer.js";
import { EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { removeBuffer } from "../evbuffer-lite/move.js";
import type { FilterBufferEvent, FilterFunction, FilterOptions } from "./filter.js";
import { BEV_ERROR, BEV_FINISHED, BEV_NEED_MORE, BEV_NORMAL, BEV_OK } from "./flags.js";
import type { Flushable } from "./flush.js";
import { bufferEventFlush } from "./flush.js";
import { triggerRead } from "./transfer.js";

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
	readonly stage_: EvBuffer; // a piece of constant data
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

	reset_(): void {
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
		if (filter.reference_ !== null || output.length === 0) {
			return this.sendStaged_(bytes, at, length);
		}
		const from = output.at;
		const before = output.length;
		output.length = length; // a limit may have cut it
		const result = this.runOutput_(output, this.ending_ ? BEV_FINISHED : BEV_NORMAL);
		const count = length - output.length;
		output.at = from; // the bufferevent drops what went
		output.length = before;
		if (result === BEV_ERROR) return -EBADMSG;
		if (count === before) this.finish_(0);
		else filter.unready_(EV_WRITE); // until the underlying has room
		return count > 0 ? count : -EAGAIN;
	}

	/** Sends a piece of constant data. */
	sendStaged_(bytes: Uint8Array, at: number, length: number): number {
		const stage = this.stage_;
		const size = length < stage.size ? length : stage.size;
		const memory = stage.slab.bytes;
		stage.at = stage.start_;
		copyBytes(bytes, at, memory, stage.start_, size);
		stage.length = size;
		const isLast = this.ending_ && size === length && this.filter_.output.length === 0;
		const result = this.runOutput_(stage, isLast ? BEV_FINISHED : BEV_NORMAL);
		const count = size - stage.length;
		stage.drain(stage.length);
		if (result === BEV_ERROR || (count === 0 && result === BEV_NEED_MORE && this.room_() >= size)) {
			return -EBADMSG; // it asks for more at a time than a piece holds
		}
		if (count === length && this.filter_.output.length === 0) this.finish_(0);
		if (count === 0) this.filter_.unready_(EV_WRITE);
		return count > 0 ? count : -EAGAIN;
	}

	/** Room in the underlying's output. */
	room_(): number {
		const output = this.filter_.underlying.output;
		return output.size - output.length;
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
			if (this.runOutput_(filter.output, mode) === BEV_ERROR) return -EBADMSG;
			moved += filter.underlying.output.length - before;
		}
		const below = bufferEventFlush(filter.underlying, what, mode);
		return moved > 0 ? 1 : below;
	}
}
