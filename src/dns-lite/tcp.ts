/**
 * Asks again over TCP when an answer was truncated (RFC 7766; libevent does so unless an option
 * forbids it). A part of a resolver: one connection, one query on it at a time, to the server that sent the
 * truncated answer; other truncated queries wait for it, each within its own deadline. When TCP
 * fails the outcome is DNS_ERR_TRUNCATED, without records.
 *
 * All work is done in `turn_`, which the resolver calls last in its turn: connecting or reading
 * from inside the callbacks of others would not fit the stack of a small board.
 */

import { BufferEvent } from "../bufferevent/bufferevent.js";
import { BEV_EVENT_CONNECTED } from "../bufferevent/flags.js";
import { getUint16, putUint16 } from "../core/bytes.js";
import { EV_READ } from "../core/flags.js";
import { needDescriptors, needEvents, wholeOption } from "../core/option.js";
import { commit, reserve } from "../evbuffer-lite/evbuffer.js";
import { answerRead, answerSettle } from "./answer.js";
import {
	DNS_ERR_NOTEXIST,
	DNS_ERR_REFUSED,
	DNS_ERR_TRUNCATED,
	DNS_ERR_UNKNOWN,
	FLAG_QR,
	FLAGS_AT,
	HEADER_SIZE,
	OPCODE_MASK,
	RCODE_AT,
	RCODE_MASK,
} from "./flags.js";
import type { ResolverPart } from "./part.js";
import { partAdd } from "./part.js";
import {
	DEADLINE,
	DUE,
	LENGTH,
	QUESTION_END,
	queryAsks,
	queryEnd,
	queryWake,
	ROW,
	STATE,
	STATE_TAKEN,
} from "./query.js";
import type { Resolver } from "./resolver.js";
import { serverFind } from "./servers.js";

const OVER = 255; // TCP has been tried

/** Options of a `DnsTcp`. */
export interface DnsTcpOptions {
	/** Longest message, 512 to 65,529; 2,048 if not given. */
	messageSize?: number;
}

function onRead(connection: BufferEvent): void {
	queryWake((connection.context as DnsTcp).resolver); // read in the resolver's own turn_
}

function onEvent(connection: BufferEvent, what: number): void {
	if ((what & BEV_EVENT_CONNECTED) === 0) (connection.context as DnsTcp).fail_();
}

export class DnsTcp implements ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	readonly resolver: Resolver;
	readonly connection_: BufferEvent;
	readonly message_: Uint8Array;
	readonly server_: Uint8Array; // [queries] server + 1 to ask over TCP; 0 = none, or OVER
	slot_: number; // query under way, -1 = none

	/** Adds itself to `resolver`; takes one slot of the event base. Throws RangeError. */
	constructor(resolver: Resolver, options: DnsTcpOptions) {
		const size = wholeOption("messageSize", options.messageSize, 2048, 512, 65529);
		needEvents(resolver.base, "DnsTcp", 1, "");
		needDescriptors(resolver.base.host.descriptors, "DnsTcp", 1, "");
		this.next_ = null;
		this.before_ = null;
		this.resolver = resolver;
		this.connection_ = new BufferEvent(resolver.base, {
			input: size + 2,
			output: resolver.stride_ + 2,
			onRead,
			onEvent,
			context: this,
		});
		this.message_ = new Uint8Array(size);
		this.server_ = new Uint8Array(resolver.capacity);
		this.slot_ = -1;
		partAdd(resolver, this);
	}

	begin_(slot: number): boolean {
		this.server_[slot] = 0;
		return false;
	}

	end_(slot: number): boolean {
		const r = this.resolver;
		const answer = r.answer;
		const isDatagram = answer.size > 0 && answer.message === r.message_;
		const server = isDatagram ? serverFind(r, r.from_) : -1;
		if (answer.error !== DNS_ERR_TRUNCATED || this.server_[slot] !== 0 || server < 0) {
			this.server_[slot] = 0;
			return false;
		}
		this.server_[slot] = server + 1;
		r.rows_[ROW * slot + STATE] = STATE_TAKEN;
		r.rows_[ROW * slot + DUE] = r.rows_[ROW * slot + DEADLINE];
		return true;
	}

	drop_(slot: number): void {
		if (this.server_[slot] === 0) return;
		this.server_[slot] = OVER;
		if (this.slot_ !== slot) return;
		this.slot_ = -1;
		this.connection_.close();
	}

	turn_(): number {
		const slot = this.slot_;
		const isAnswer = slot >= 0 && this.read_(slot);
		if (isAnswer) this.drop_(slot);
		if (isAnswer) return slot; // and starts the next one when it runs again
		if (this.slot_ < 0) this.start_();
		return -1;
	}

	/** Connects for the next query that waits, if none is under way. */
	start_(): void {
		const r = this.resolver;
		for (let slot = 0; slot < r.capacity && this.slot_ < 0; slot++) {
			const server = this.server_[slot];
			if (server === 0 || server === OVER) continue;
			this.slot_ = slot;
			const to = r.servers_[server - 1];
			if (server > r.servers_.length || this.connection_.connect(to.address, to.port) < 0) {
				this.fail_();
			} else this.send_(slot);
		}
	}

	send_(slot: number): void {
		const r = this.resolver;
		const output = this.connection_.output;
		const length = r.rows_[ROW * slot + LENGTH];
		const at = reserve(output, 2 + length);
		const bytes = output.slab.bytes;
		putUint16(bytes, at, length);
		for (let i = 0; i < length; i++) bytes[at + 2 + i] = r.packets_[r.stride_ * slot + i];
		commit(output, 2 + length);
		this.connection_.enable(EV_READ);
	}

	/** Ends the query under way: TCP did not help. Returns false. */
	fail_(): boolean {
		if (this.slot_ >= 0) queryEnd(this.resolver, this.slot_, DNS_ERR_TRUNCATED);
		return false;
	}

	/** Takes the answer to the query at `slot` when it is whole. Returns whether it is in `r.answer`. */
	read_(slot: number): boolean {
		const r = this.resolver;
		const input = this.connection_.input;
		const message = this.message_;
		const size = input.length < 2 ? 0 : getUint16(input.slab.bytes, input.at);
		if (input.length < 2) return false;
		if (size < HEADER_SIZE || size > message.length) return this.fail_();
		if (input.length < 2 + size) return false;
		for (let i = 0; i < size; i++) message[i] = input.slab.bytes[input.at + 2 + i];
		r.answer.message = message;
		const isAnswer =
			getUint16(message, 0) === getUint16(r.packets_, r.stride_ * slot) &&
			(message[FLAGS_AT] & (FLAG_QR | OPCODE_MASK)) === FLAG_QR &&
			queryAsks(r, slot, message, size);
		if (!isAnswer) return this.fail_();
		const code = message[RCODE_AT] & RCODE_MASK;
		if (code !== 0 && code !== DNS_ERR_NOTEXIST) {
			queryEnd(r, slot, code <= DNS_ERR_REFUSED ? code : DNS_ERR_UNKNOWN);
			return false;
		}
		const end = r.rows_[ROW * slot + QUESTION_END];
		const found = answerRead(r.answer, size, end, getUint16(message, end - 4));
		return answerSettle(r.answer, code, found) < 0 ? this.fail_() : true;
	}
}
