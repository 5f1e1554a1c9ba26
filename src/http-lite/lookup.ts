/** Looking up header fields in the head as it was received. */
import { ENOENT } from "../core/errno.js";
import type { HttpRequest } from "./request.js";

/** Returns the offset in the input at which the value of the field `name` (any case) starts, or -ENOENT. */
export function fieldAt(r: HttpRequest, name: string): number {
	const bytes = r.connection.input.slab.bytes;
	const front = r.connection.input.at;
	const end = front + r.headEnd_ - 2;
	const size = name.length;
	let at = front + (r.target_ >>> 16) + 11; // behind " HTTP/1.x" and its CR LF
	while (at < end) {
		if (bytes[at + size] === 58) {
			let i = 0;
			while (i < size && sameLetter(bytes[at + i], name.charCodeAt(i))) i++;
			if (i === size) {
				at += size + 1;
				while (bytes[at] === 32 || bytes[at] === 9) at++;
				return at - front;
			}
		}
		at = bytes.indexOf(10, at) + 1; // each line ends, or the head would not be complete
	}
	return -ENOENT;
}

function sameLetter(a: number, b: number): boolean {
	return a === b || ((a ^ b) === 32 && (a | 32) >= 97 && (a | 32) <= 122);
}

/** Returns how many bytes the value at offset `at`, as `fieldAt` found it, takes. */
export function fieldSize(r: HttpRequest, at: number): number {
	const bytes = r.connection.input.slab.bytes;
	const front = r.connection.input.at + at;
	let end = bytes.indexOf(13, front);
	while (end > front && (bytes[end - 1] === 32 || bytes[end - 1] === 9)) end--;
	return end - front;
}
