/**
 * What stands for src/http-lite/memo.ts on Espruino: the head is kept as a string, which the
 * firmware compares by itself, and which takes as many variables as the head is long.
 */
import type { Host } from "./index.js";
import type { Utilities } from "./platform.js";

declare const E: Utilities;

const LENGTH_OR_EXPECT = 0x6000; // HTTP_LENGTH | HTTP_EXPECT of src/http-lite/flags.ts
const SHORT = 128; // bytes of the longest head that is kept when memory is scarce
const SAME = 0x40; // HTTP_SAME

/** What is read and set of a request. */
interface Request {
	readonly server_: { readonly memo_: object };
	readonly connection: {
		readonly input: {
			length: number;
			at: number;
			readonly slab: { readonly bytes: Uint8Array; readonly host: object };
		};
	};
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
export function recallHead(r: Request): boolean {
	const m = r.server_.memo_ as HeadMemo;
	const input = r.connection.input;
	if (m.size === 0 || input.length < m.size) return false;
	if (!E.toString(input.slab.bytes).startsWith(m.head_, input.at)) return false;
	r.flags_ = m.flags_;
	r.target_ = m.target_;
	r.headEnd_ = m.size;
	return true;
}

/** See src/http-lite/memo.ts. @allocates */
export function keepHead(r: Request): void {
	const m = r.server_.memo_ as HeadMemo;
	const repeats = r.headEnd_ === m.lastSize_;
	m.lastSize_ = r.headEnd_;
	if (!repeats || (r.flags_ & LENGTH_OR_EXPECT) !== 0) return;
	const input = r.connection.input;
	if (input.slab.bytes[input.at + (r.target_ & 0xffff) - 1] !== 32) return; // in absolute-form
	if ((input.slab.host as Host).tight_ > 0 && r.headEnd_ > SHORT) return;
	m.head_ = E.toString(input.slab.bytes).substr(input.at, r.headEnd_);
	m.size = r.headEnd_;
	m.route = null;
	m.flags_ = r.flags_ | SAME;
	m.target_ = r.target_;
}
