/**
 * Names in wire format: labels of 1 to 63 bytes, each after its length, closed by a zero byte, 255
 * bytes at most (RFC 1035, 3.1). In a message the end of a name may be a pointer to an earlier
 * place (4.1.4).
 *
 * Following pointers ends: a pointer is taken only if it leads to before the place where the run of
 * labels that it closes began. That place falls with each pointer, and it is never below the
 * header, so a name of a message of n bytes has fewer than n pointers. A name of more than 255
 * bytes is refused besides.
 *
 * `size` is the length of the message. No function here reads a byte at or after it.
 */
import { DOT } from "../core/ascii.js";
import { lowerAscii } from "../core/bytes.js";
import { EBADMSG, EINVAL, EMSGSIZE } from "../core/errno.js";
import { HEADER_SIZE, LABEL_MAX, NAME_MAX } from "./flags.js";

/**
 * Returns the offset after the name at `at`, without following a pointer; -EBADMSG if it runs out
 * of the message, is too long or has a label of an unknown kind.
 */
export function nameEnd(message: Uint8Array, at: number, size: number): number {
	let i = at;
	while (i < size) {
		const length = message[i];
		if (length === 0) return i + 1 - at <= NAME_MAX ? i + 1 : -EBADMSG;
		if (length >= 0xc0) return i + 2 <= size && i - at < NAME_MAX ? i + 2 : -EBADMSG;
		if (length > LABEL_MAX) return -EBADMSG;
		i += 1 + length;
	}
	return -EBADMSG;
}

/**
 * Returns where the pointer at `at` leads, or -EBADMSG if that is not before `start`, where the run
 * of labels in front of it began.
 */
function target(message: Uint8Array, at: number, start: number, size: number): number {
	if (at + 2 > size) return -EBADMSG;
	const to = ((message[at] & 0x3f) << 8) | message[at + 1];
	return to < start && to >= HEADER_SIZE ? to : -EBADMSG;
}

/**
 * Copies the name at `at` without compression to `into` at `to`, where 255 bytes must be free.
 * Returns its size with the closing zero byte, or -EBADMSG.
 */
export function nameExpand(
	message: Uint8Array,
	at: number,
	size: number,
	into: Uint8Array,
	to: number,
): number {
	let i = at;
	let start = at;
	let out = 0;
	while (i < size) {
		const length = message[i];
		if (length >= 0xc0) {
			i = target(message, i, start, size);
			if (i < 0) return i;
			start = i;
			continue;
		}
		if (length > LABEL_MAX || i + length >= size || out + 1 + length > NAME_MAX) return -EBADMSG;
		for (let k = 0; k <= length; k++) into[to + out + k] = message[i + k];
		out += 1 + length;
		if (length === 0) return out;
		i += 1 + length;
	}
	return -EBADMSG;
}

/**
 * Follows the name at `at` and its pointers to the end. Returns its size without compression, or
 * -EBADMSG.
 */
export function nameSize(message: Uint8Array, at: number, size: number): number {
	let i = at;
	let start = at;
	let total = 0;
	while (i < size) {
		const length = message[i];
		if (length >= 0xc0) {
			i = target(message, i, start, size);
			if (i < 0) return i;
			start = i;
			continue;
		}
		total += 1 + length;
		if (length > LABEL_MAX || i + length >= size || total > NAME_MAX) return -EBADMSG;
		if (length === 0) return total;
		i += 1 + length;
	}
	return -EBADMSG;
}

/**
 * Compares the name at `a` of message `m` with the name at `b` of message `n`, each with pointers
 * or without, ignoring the case of ASCII letters. Returns 1 or 0, or -EBADMSG if one of the two is
 * malformed up to where they differ; see `nameSize` for what follows.
 */
export function nameEqual(
	m: Uint8Array,
	a: number,
	mSize: number,
	n: Uint8Array,
	b: number,
	nSize: number,
): number {
	let aStart = a;
	let bStart = b;
	let total = 0;
	for (;;) {
		while (a < mSize && m[a] >= 0xc0) {
			a = target(m, a, aStart, mSize);
			if (a < 0) return a;
			aStart = a;
		}
		while (b < nSize && n[b] >= 0xc0) {
			b = target(n, b, bStart, nSize);
			if (b < 0) return b;
			bStart = b;
		}
		if (m === n && a === b) return 1;
		if (a >= mSize || b >= nSize || m[a] > LABEL_MAX || n[b] > LABEL_MAX) return -EBADMSG;
		const length = m[a];
		if (length !== n[b]) return 0;
		if (length === 0) return 1;
		total += 1 + length;
		if (a + length >= mSize || b + length >= nSize || total >= NAME_MAX) return -EBADMSG;
		for (let k = 1; k <= length; k++) {
			if (m[a + k] !== n[b + k] && lowerAscii(m[a + k]) !== lowerAscii(n[b + k])) return 0;
		}
		a += 1 + length;
		b += 1 + length;
	}
}

/**
 * Turns the text of a name, `length` bytes from `at + 1`, into the name's wire format at `at`, in
 * place: each dot becomes the length of what follows. A dot at the end is allowed, "." is the root.
 * Returns the name's size, -EMSGSIZE above 255 bytes, or -EINVAL: an empty label, one above 63
 * bytes, or a byte that is no printable ASCII or is a backslash (see `wireName` for those).
 */
export function nameFromText(bytes: Uint8Array, at: number, length: number): number {
	let end = at + 1 + length;
	let mark = at; // where the length of the present label goes
	if (length > 0 && bytes[end - 1] === DOT) end--;
	if (end === at + 1) {
		bytes[at] = 0;
		return length === 1 ? 1 : -EINVAL;
	}
	if (end - at + 1 > NAME_MAX) return -EMSGSIZE;
	for (let i = at + 1; i <= end; i++) {
		if (i === end || bytes[i] === DOT) {
			const label = i - mark - 1;
			if (label < 1 || label > LABEL_MAX) return -EINVAL;
			bytes[mark] = label;
			mark = i;
		} else if (bytes[i] <= 0x20 || bytes[i] >= 0x7f || bytes[i] === 0x5c) return -EINVAL;
	}
	bytes[end] = 0;
	return end + 1 - at;
}

/** Checks that `name` is one whole name in wire format, without pointers. Returns its size or -EINVAL. */
export function nameCheck(name: Uint8Array): number {
	let i = 0;
	while (i < name.length && i < NAME_MAX) {
		if (name[i] === 0) return i + 1 === name.length ? i + 1 : -EINVAL;
		if (name[i] > LABEL_MAX) return -EINVAL;
		i += 1 + name[i];
	}
	return -EINVAL;
}
