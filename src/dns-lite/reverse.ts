/** Reverse lookup: the name of an address under in-addr.arpa or ip6.arpa. */
import { formatDecimal } from "../core/bytes.js";
import { EINVAL } from "../core/errno.js";
import { hexByte } from "../core/hex-digit.js";
import { DNS_PTR } from "./flags.js";
import type { OnResolved, Resolver } from "./resolver.js";

/** Writes the label "ip6" or "in-addr", then "arpa" and the root. Returns the offset after it. */
function putSuffix(into: Uint8Array, at: number, isV6: boolean): number {
	const text = isV6 ? "\x03ip6\x04arpa\x00" : "\x07in-addr\x04arpa\x00";
	for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
	return at + text.length;
}

/** Writes a label of one hex digit. */
function putNibble(into: Uint8Array, at: number, nibble: number): void {
	into[at] = 1;
	into[at + 1] = hexByte(nibble);
}

/**
 * Writes the reverse name of the address of `size` (4 or 16) bytes at `from` in wire format to
 * `into` at `at`; 30 or 74 bytes must be free. Returns its size, or -EINVAL. RFC 1035, 3.5; 3596, 2.5.
 */
export function reverseName(
	address: Uint8Array,
	from: number,
	size: number,
	into: Uint8Array,
	at: number,
): number {
	let i = at;
	if (size !== 4 && size !== 16) return -EINVAL;
	for (let k = from + size - 1; k >= from; k--) {
		if (size === 4) {
			into[i] = formatDecimal(address[k], into, i + 1);
			i += 1 + into[i];
		} else {
			putNibble(into, i, address[k] & 0x0f);
			putNibble(into, i + 2, address[k] >> 4);
			i += 4;
		}
	}
	return putSuffix(into, i, size === 16) - at;
}

/**
 * Asks for the name of the address of `size` (4 or 16) bytes at `from`: a PTR query; read the answer
 * with `answerName`. Results as `Resolver.resolve`. Search domains have no say. libevent
 * `evdns_base_resolve_reverse`.
 * @allocates the name
 */
export function resolveReverse(
	resolver: Resolver,
	address: Uint8Array,
	from: number,
	size: number,
	onResolved: OnResolved,
	context: unknown,
): number {
	const name = new Uint8Array(74);
	const length = reverseName(address, from, size, name, 0);
	if (length < 0) return length;
	return resolver.resolve(name.slice(0, length), DNS_PTR, onResolved, context);
}
