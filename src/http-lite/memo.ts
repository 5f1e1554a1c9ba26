/**
 * HeadMemo: the last head that came twice, and what reading it gave. Clients that keep a connection
 * repeat themselves to the byte, and comparing words costs a third of parsing them or less
 * (docs/decisions/0006). One for each server. A head is kept when one of the same size has just
 * been read, and the more seldom the more of those kept were never recalled, so that clients which
 * do not repeat themselves pay for few copies. On Espruino memo.espruino.ts takes its place.
 */
import { SP } from "../core/ascii.js";
import { HTTP_EXPECT, HTTP_LENGTH, HTTP_SAME } from "./flags.js";
import type { HttpRequest } from "./request.js";
import type { Route } from "./server.js";
import { WORD_TWO_ENDS } from "./words.js";

const PAUSE_MAX = 127;

export class HeadMemo {
	/** Bytes of the head that is kept. */
	size: number;
	/** Who serves it, null = not known yet. */
	route: Route | null;
	readonly words_: Int32Array; // the head, but 0 where its last word begins
	lastSize_: number; // bytes of the head that was read last
	wait_: number; // heads that are not kept before one is
	pause_: number; // what wait_ becomes when one is kept
	flags_: number; // what reading it gave: HTTP_* and offsets
	target_: number;

	/** Allocates room for heads of up to `size` bytes. */
	constructor(size: number) {
		this.size = 0x10000; // more than any head has: none
		this.route = null;
		this.words_ = new Int32Array((size + 3) >> 2);
		this.lastSize_ = 0;
		this.wait_ = 0;
		this.pause_ = 0;
		this.flags_ = 0;
		this.target_ = 0;
	}
}

/** Reads the head of `r` by comparing it with the one kept. Returns whether it is the same. */
export function recallHead(r: HttpRequest): boolean {
	const server = r.server_;
	const m = server.memo_;
	const input = r.connection.input;
	const size = m.size;
	if (input.length < size || (input.at & 3) !== 0) return false;
	const kept = m.words_;
	const words = input.slab.words;
	const at = input.at >> 2;
	let i = (size - 5) >> 2; // the end of the last field, where many heads differ first
	if (kept[i] !== words[at + i]) return false;
	if (server.view_.getInt32(input.at + size - 4, true) !== WORD_TWO_ENDS) return false;
	i = -1;
	do i++;
	while (kept[i] === words[at + i]); // stops at the last, which is 0 in `kept` and a part of the empty line here
	if (i !== (size - 1) >> 2) return false;
	r.flags_ = m.flags_;
	r.target_ = m.target_;
	r.headEnd_ = size;
	m.pause_ = 0;
	return true;
}

/** Keeps the head of `r`, which has been read, if it seems to be repeated. */
export function keepHead(r: HttpRequest): void {
	const m = r.server_.memo_;
	const size = r.headEnd_;
	const repeats = size === m.lastSize_;
	m.lastSize_ = size;
	if (!repeats || --m.wait_ > 0) return;
	const kept = m.words_;
	const words = r.connection.input.slab.words;
	const front = r.connection.input.at;
	const at = front >> 2;
	const last = (size - 1) >> 2;
	if ((r.flags_ & (HTTP_LENGTH | HTTP_EXPECT)) !== 0 || (front & 3) !== 0) return;
	if (last >= kept.length) return;
	// a target in absolute-form may have been changed; what is kept is what was sent
	if (r.connection.input.slab.bytes[front + (r.target_ & 0xffff) - 1] !== SP) return;
	m.wait_ = m.pause_;
	if (m.pause_ < PAUSE_MAX) m.pause_ = 2 * m.pause_ + 1; // until one is recalled
	for (let i = 0; i < last; i++) kept[i] = words[at + i];
	kept[last] = 0;
	m.size = size;
	m.route = null;
	m.flags_ = r.flags_ | HTTP_SAME;
	m.target_ = r.target_;
}
