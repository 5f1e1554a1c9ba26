/**
 * Replaces memo.ts on Espruino: the head is kept as a string, which the firmware compares by itself,
 * and which takes as many variables as the head is long.
 */
import { SP } from "../core/ascii.js";
import { HTTP_EXPECT, HTTP_LENGTH, HTTP_SAME } from "./flags.js";
import type { HttpRequest } from "./request.js";

declare const E: { toString(bytes: Uint8Array): string };

/** What it reads of hosts/espruino. */
interface Host {
	readonly scarce_: number; // 1 = memory is scarce
}

const SHORT = 128; // bytes of the longest head that is kept when memory is scarce

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

/** See memo.ts. @allocates */
export function recallHead(r: HttpRequest): boolean {
	const m = r.server_.memo_ as unknown as HeadMemo;
	const input = r.connection.input;
	if (m.size === 0 || input.length < m.size) return false;
	if (!E.toString(input.slab.bytes).startsWith(m.head_, input.at)) return false;
	r.flags_ = m.flags_;
	r.target_ = m.target_;
	r.headEnd_ = m.size;
	return true;
}

/** See memo.ts. @allocates */
export function keepHead(r: HttpRequest): void {
	const m = r.server_.memo_ as unknown as HeadMemo;
	const repeats = r.headEnd_ === m.lastSize_;
	m.lastSize_ = r.headEnd_;
	if (!repeats || (r.flags_ & (HTTP_LENGTH | HTTP_EXPECT)) !== 0) return;
	const input = r.connection.input;
	if (input.slab.bytes[input.at + (r.target_ & 0xffff) - 1] !== SP) return; // in absolute-form
	if ((input.slab.host as unknown as Host).scarce_ > 0 && r.headEnd_ > SHORT) return;
	m.head_ = E.toString(input.slab.bytes).substr(input.at, r.headEnd_);
	m.size = r.headEnd_;
	m.route = null;
	m.flags_ = r.flags_ | HTTP_SAME;
	m.target_ = r.target_;
}
