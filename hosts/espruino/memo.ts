/**
 * What stands for src/http-lite/memo.ts on Espruino: the head is kept as a string, which the
 * firmware compares by itself, and which takes as many variables as the head is long.
 */
import type { Utilities } from "./platform.js";

declare const E: Utilities;

const LENGTH_OR_EXPECT = 0x6000; // HTTP_LENGTH | HTTP_EXPECT of src/http-lite/flags.ts
const SAME = 0x40; // HTTP_SAME

/** What is read and set of a request. */
interface Request {
	readonly connection: { readonly input: { readonly slab: { readonly bytes: Uint8Array } } };
	flags_: number;
	target_: number;
	headEnd_: number;
}

export class HeadMemo {
	size: number;
	route: unknown;
	head_: string;
	lastSize_: number; // bytes of the head that was read last
	flags_: number;
	target_: number;

	constructor(_size: number) {
		this.size = 0;
		this.route = null;
		this.head_ = "";
		this.lastSize_ = 0;
		this.flags_ = 0;
		this.target_ = 0;
	}
}

/** See src/http-lite/memo.ts. @allocates */
export function recallHead(m: HeadMemo, r: Request, _words: Int32Array, front: number): boolean {
	if (E.toString(r.connection.input.slab.bytes).substr(front, m.size) !== m.head_) return false;
	r.flags_ = m.flags_;
	r.target_ = m.target_;
	r.headEnd_ = m.size;
	return true;
}

/** See src/http-lite/memo.ts. @allocates */
export function keepHead(m: HeadMemo, r: Request, _words: Int32Array, front: number): void {
	const repeats = r.headEnd_ === m.lastSize_;
	m.lastSize_ = r.headEnd_;
	if (!repeats || (r.flags_ & LENGTH_OR_EXPECT) !== 0) return;
	m.head_ = E.toString(r.connection.input.slab.bytes).substr(front, r.headEnd_);
	m.size = r.headEnd_;
	m.route = null;
	m.flags_ = r.flags_ | SAME;
	m.target_ = r.target_;
}
