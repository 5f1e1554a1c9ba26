/**
 * Literal addresses: IPv4 and IPv6, text to bytes and back. An address is 4 or 16 bytes in network
 * order; its text is the only one that RFC 5952 allows, so that two texts can be compared instead
 * of two addresses. Input is strict: dotted quads without leading zeros, the forms of RFC 4291,
 * 2.2, nothing before and nothing after. Zones ("%eth0") are not accepted.
 *
 * For the edges: reading makes no object, but on XS each character looked at leaves two slots of
 * garbage, about 40 for a dotted quad; writing makes the string. Compare texts on hot paths.
 */
import { COLON, DOT, LEFT_BRACKET, NINE, ZERO } from "./ascii.js";
import { EINVAL } from "./errno.js";
import { hexDigit } from "./hex-digit.js";
import type { SocketAddress } from "./host.js";

/** Parses a dotted quad in text[from, end). Returns 4 or -EINVAL. */
function parseQuad(text: string, from: number, end: number, into: Uint8Array, at: number): number {
	let part = 0;
	let digits = 0;
	let value = 0;
	for (let i = from; i <= end; i++) {
		const code = i < end ? text.charCodeAt(i) : DOT;
		if (code === DOT) {
			if (digits === 0 || part > 3) return -EINVAL;
			into[at + part++] = value;
			digits = 0;
			value = 0;
		} else {
			if (code < ZERO || code > NINE || (digits > 0 && value === 0)) return -EINVAL;
			value = value * 10 + code - ZERO;
			digits++;
			if (value > 255) return -EINVAL;
		}
	}
	return part === 4 ? 4 : -EINVAL;
}

/** Moves the groups after "::" to the end and fills the gap with zeros. */
function spread(into: Uint8Array, at: number, gap: number, size: number): void {
	for (let i = 1; i <= size - gap; i++) into[at + 16 - i] = into[at + size - i];
	for (let i = gap; i < 16 - (size - gap); i++) into[at + i] = 0;
}

/** Parses an IPv6 literal in text[from, end). Returns 16 or -EINVAL. */
function parseGroups(
	text: string,
	from: number,
	end: number,
	into: Uint8Array,
	at: number,
): number {
	let size = 0; // bytes stored
	let gap = -1; // bytes before "::"
	let i = from;
	if (end - from < 2) return -EINVAL;
	if (text.charCodeAt(i) === COLON && text.charCodeAt(++i) !== COLON) return -EINVAL;
	while (i < end) {
		if (text.charCodeAt(i) === COLON) {
			if (gap >= 0) return -EINVAL;
			gap = size;
			i++;
			continue;
		}
		const start = i;
		let value = 0;
		let digit = hexDigit(text.charCodeAt(i));
		while (digit >= 0 && i - start < 4) {
			value = (value << 4) | digit;
			digit = ++i < end ? hexDigit(text.charCodeAt(i)) : -1;
		}
		if (i < end && text.charCodeAt(i) === DOT) {
			if (size > 12 || parseQuad(text, start, end, into, at + size) < 0) return -EINVAL;
			size += 4;
			i = end;
			break;
		}
		if (i === start || size > 14) return -EINVAL;
		into[at + size] = value >> 8;
		into[at + size + 1] = value;
		size += 2;
		if (i < end && (text.charCodeAt(i) !== COLON || ++i === end)) return -EINVAL;
	}
	if (gap < 0) return size === 16 ? 16 : -EINVAL;
	if (size === 16) return -EINVAL;
	spread(into, at, gap, size);
	return 16;
}

/** Parses text[from, end) as an address. */
function parseRange(text: string, from: number, end: number, into: Uint8Array, at: number): number {
	for (let i = from; i < end; i++) {
		const code = text.charCodeAt(i);
		if (code === COLON) return parseGroups(text, from, end, into, at);
		if (code === DOT) return parseQuad(text, from, end, into, at);
	}
	return -EINVAL;
}

/**
 * Parses a literal address into `into` at `at`, where 16 bytes must be free. Returns its size, 4 or
 * 16, or -EINVAL with nothing to be relied on in `into`. POSIX `inet_pton`; RFC 4291, 2.2.
 */
export function parseAddress(text: string, into: Uint8Array, at: number): number {
	return parseRange(text, 0, text.length, into, at);
}

/** Returns the 16-bit group at `at` in hex. @allocates */
function groupText(bytes: Uint8Array, at: number): string {
	return ((bytes[at] << 8) | bytes[at + 1]).toString(16);
}

/** @allocates */
function quadText(bytes: Uint8Array, at: number): string {
	return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** Returns the length in groups of the run of zero groups at group `from`. */
function zeroRun(bytes: Uint8Array, at: number, from: number): number {
	let to = from;
	while (to < 8 && bytes[at + 2 * to] === 0 && bytes[at + 2 * to + 1] === 0) to++;
	return to - from;
}

/** @allocates */
function groupsText(bytes: Uint8Array, at: number): string {
	let best = -1;
	let length = 1; // a lone zero group is not shortened (RFC 5952, 4.2.2)
	for (let i = 0; i < 8; i++) {
		const run = zeroRun(bytes, at, i);
		if (run > length) {
			best = i;
			length = run;
		}
	}
	if (best === 0 && length === 5 && bytes[at + 10] === 0xff && bytes[at + 11] === 0xff) {
		return `::ffff:${quadText(bytes, at + 12)}`; // IPv4-mapped (RFC 5952, 5)
	}
	let text = best === 0 ? "::" : "";
	let i = best === 0 ? length : 0;
	while (i < 8) {
		text += groupText(bytes, at + 2 * i);
		i++;
		if (i === best) {
			text += "::";
			i += length;
		} else if (i < 8) text += ":";
	}
	return text;
}

/**
 * Returns the text of the address of `size` (4 or 16) bytes at `at`: a dotted quad, or IPv6 as RFC
 * 5952 writes it; "" for any other size. POSIX `inet_ntop`.
 * @allocates strings
 */
export function addressText(bytes: Uint8Array, at: number, size: number): string {
	if (size === 4) return quadText(bytes, at);
	return size === 16 ? groupsText(bytes, at) : "";
}

/** Parses a port, 1 to 65535, in text[from, end). Returns it or -EINVAL. */
function parsePort(text: string, from: number, end: number): number {
	let port = 0;
	if (from >= end || end - from > 5) return -EINVAL;
	for (let i = from; i < end; i++) {
		const code = text.charCodeAt(i);
		if (code < ZERO || code > NINE) return -EINVAL;
		port = port * 10 + code - ZERO;
	}
	return port >= 1 && port <= 65535 ? port : -EINVAL;
}

/**
 * Parses "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:53" into
 * `into`, its address as RFC 5952 writes it, its port `port` where the text has none. Returns 0, or
 * -EINVAL with `into` as it was. libevent `evutil_parse_sockaddr_port`, but nothing may follow
 * the address or the port.
 * @setup
 */
export function parseSocketAddress(text: string, port: number, into: SocketAddress): number {
	const bytes = new Uint8Array(16);
	let from = 0;
	let end = text.length;
	let digits = -1; // where the port starts
	const bracket = text.indexOf("]");
	if (text.charCodeAt(0) === LEFT_BRACKET) {
		from = 1;
		end = bracket;
		if (bracket < 0) return -EINVAL;
		if (bracket + 1 < text.length) {
			if (text.charCodeAt(bracket + 1) !== COLON) return -EINVAL;
			digits = bracket + 2;
		}
	} else {
		const colon = text.indexOf(":");
		if (colon >= 0 && text.indexOf(":", colon + 1) < 0) {
			end = colon;
			digits = colon + 1;
		}
	}
	const size = parseRange(text, from, end, bytes, 0);
	if (size < 0 || (from === 1 && size === 4)) return -EINVAL;
	const given = digits < 0 ? port : parsePort(text, digits, text.length);
	if (given < 0) return given;
	into.address = addressText(bytes, 0, size);
	into.port = given;
	return 0;
}

/** Returns "192.0.2.1:53" or "[2001:db8::1]:53". libevent `evutil_format_sockaddr_port_`. @allocates */
export function socketAddressText(from: SocketAddress): string {
	if (from.address.indexOf(":") < 0) return `${from.address}:${from.port}`;
	return `[${from.address}]:${from.port}`;
}
