/**
 * HeadMemo: the last head that came twice, and what reading it gave. Clients that keep a connection
 * repeat themselves to the byte, and comparing words costs a tenth of parsing them
 * (docs/decisions/0006). One for each server. A head is kept when one of the same size has just
 * been read, and the more seldom the more of those kept were never recalled, so that clients which
 * do not repeat themselves pay for few copies.
 */
import { HTTP_EXPECT, HTTP_LENGTH, HTTP_SAME } from "./flags.js";
import type { HttpRequest } from "./request.js";
import type { Route } from "./server.js";

const PAUSE_MAX = 127;

export class HeadMemo {
	/** Bytes of the head that is kept, 0 = none. */
	size: number;
	/** Who serves it, null = not known yet. */
	route: Route | null;
	readonly words_: Int32Array; // the head, the bytes behind it zero
	lastSize_: number; // bytes of the head that was read last
	wait_: number; // heads that are not kept before one is
	pause_: number; // what wait_ becomes when one is kept
	flags_: number; // what reading it gave: HTTP_* and offsets
	target_: number;

	/** Allocates room for heads of up to `size` bytes. */
	constructor(size: number) {
		this.size = 0;
		this.route = null;
		this.words_ = new Int32Array((size + 3) >> 2);
		this.lastSize_ = 0;
		this.wait_ = 0;
		this.pause_ = 0;
		this.flags_ = 0;
		this.target_ = 0;
	}
}

/** Bits of the last word of a head of `size` bytes that belong to it; little-endian, as all hosts are. */
function lastMask(size: number): number {
	return (size & 3) === 0 ? 0 : ~(-1 << ((size & 3) << 3));
}

/** Reads the head of `r` by comparing it with the one kept. Returns whether it is the same. */
export function recallHead(m: HeadMemo, r: HttpRequest, words: Int32Array, front: number): boolean {
	const kept = m.words_;
	const size = m.size;
	const count = size >> 2;
	const at = front >> 2;
	let i = 0;
	let j = at;
	while (
		i + 3 < count &&
		kept[i] === words[j] &&
		kept[i + 1] === words[j + 1] &&
		kept[i + 2] === words[j + 2] &&
		kept[i + 3] === words[j + 3]
	) {
		i += 4; // four at a time: 13 metering units a word instead of 20
		j += 4;
	}
	while (i < count && kept[i] === words[at + i]) i++;
	if (i < count || ((kept[i] ^ words[at + i]) & lastMask(size)) !== 0) return false;
	r.flags_ = m.flags_;
	r.target_ = m.target_;
	r.headEnd_ = size;
	m.pause_ = 0;
	return true;
}

/** Keeps the head of `r`, which has been read in one piece, if it seems to be repeated. */
export function keepHead(m: HeadMemo, r: HttpRequest, words: Int32Array, front: number): void {
	const size = r.headEnd_;
	const repeats = size === m.lastSize_;
	m.lastSize_ = size;
	if (!repeats || (r.flags_ & (HTTP_LENGTH | HTTP_EXPECT)) !== 0 || (front & 3) !== 0) return;
	const count = (size + 3) >> 2;
	if (count > m.words_.length || --m.wait_ > 0) return;
	m.wait_ = m.pause_;
	if (m.pause_ < PAUSE_MAX) m.pause_ = 2 * m.pause_ + 1; // until one is recalled
	for (let k = 0; k < count; k++) m.words_[k] = words[(front >> 2) + k];
	m.size = size;
	m.route = null;
	m.flags_ = r.flags_ | HTTP_SAME;
	m.target_ = r.target_;
}
