/**
 * Writes names with compression (RFC 1035, 4.1.4): the longest suffix of a name that is already in
 * the message becomes a pointer. A table of fixed size remembers where labels start; labels that do
 * not fit into it are not pointed at.
 */
import { EMSGSIZE } from "../core/errno.js";
import { nameEqual } from "./name.js";

const PLACES = 16;
const POINTER_MAX = 0x3fff;

/** Where the labels of a message start. */
export class NameTable {
	readonly at_: Uint16Array;
	count: number;

	constructor() {
		this.at_ = new Uint16Array(PLACES);
		this.count = 0;
	}
}

/** Forgets the names of the last message and notes the whole one at `at`. */
export function nameTableStart(table: NameTable, message: Uint8Array, at: number): void {
	table.count = 0;
	for (let i = at; message[i] !== 0 && table.count < PLACES; i += 1 + message[i]) {
		table.at_[table.count++] = i;
	}
}

/** Returns the offset of a whole copy of the name at `i` of `name` before `end` of the message, or -1. */
function find(table: NameTable, m: Uint8Array, end: number, name: Uint8Array, i: number): number {
	for (let k = 0; k < table.count; k++) {
		const at = table.at_[k];
		if (at < end && nameEqual(m, at, end, name, i, name.length) === 1) return at;
	}
	return -1;
}

/**
 * Writes the name in wire format at `from` of `name` to the message at `at`, not beyond `end`.
 * Returns the offset after it, or -EMSGSIZE with the table unchanged.
 */
export function nameWrite(
	table: NameTable,
	message: Uint8Array,
	at: number,
	end: number,
	name: Uint8Array,
	from: number,
): number {
	const known = table.count;
	let to = at;
	for (let i = from; name[i] !== 0; i += 1 + name[i]) {
		const place = find(table, message, at, name, i);
		const length = place >= 0 ? 1 : name[i];
		if (to + 1 + length > end) {
			table.count = known;
			return -EMSGSIZE;
		}
		if (place >= 0) {
			message[to] = 0xc0 | (place >> 8);
			message[to + 1] = place;
			return to + 2;
		}
		if (table.count < PLACES && to <= POINTER_MAX) table.at_[table.count++] = to;
		for (let k = 0; k <= length; k++) message[to + k] = name[i + k];
		to += 1 + length;
	}
	if (to >= end) {
		table.count = known;
		return -EMSGSIZE;
	}
	message[to] = 0;
	return to + 1;
}
