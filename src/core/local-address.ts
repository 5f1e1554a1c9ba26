/**
 * Which networks an address belongs to, by its bytes: 4 of IPv4 or 16 of IPv6, as `parseAddress` gives
 * them. An IPv4-mapped address (RFC 4291, 2.5.5.2) is of the networks that its IPv4 address is of.
 */

/** Returns whether the 16 bytes at `at` are ::ffff:0:0/96. */
function isMapped(bytes: Uint8Array, at: number): boolean {
	for (let i = 0; i < 10; i++) if (bytes[at + i] !== 0) return false;
	return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

/** 127.0.0.0/8, ::1. */
export function isLoopback(bytes: Uint8Array, at: number, size: number): boolean {
	if (size === 4) return bytes[at] === 127;
	if (isMapped(bytes, at)) return isLoopback(bytes, at + 12, 4);
	for (let i = 0; i < 15; i++) if (bytes[at + i] !== 0) return false;
	return bytes[at + 15] === 1;
}

/** 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291, 2.5.6). */
export function isLinkLocal(bytes: Uint8Array, at: number, size: number): boolean {
	if (size === 4) return bytes[at] === 169 && bytes[at + 1] === 254;
	if (isMapped(bytes, at)) return isLinkLocal(bytes, at + 12, 4);
	return bytes[at] === 0xfe && (bytes[at + 1] & 0xc0) === 0x80;
}

/** 0.0.0.0/8, 224.0.0.0/4 (multicast); :: and ff00::/8. */
export function isNoHost(bytes: Uint8Array, at: number, size: number): boolean {
	if (size === 4) return bytes[at] === 0 || (bytes[at] & 0xf0) === 0xe0;
	if (bytes[at] === 0xff) return true;
	if (isMapped(bytes, at)) return isNoHost(bytes, at + 12, 4);
	for (let i = 0; i < 16; i++) if (bytes[at + i] !== 0) return false;
	return true;
}

/**
 * Returns whether an address reaches no further than this machine or link, or is nobody's: what does
 * not count as an address of an interface when families are chosen. libevent
 * `evutil_v4addr_is_local_`, `evutil_v6addr_is_local_`.
 */
export function isLocalAddress(bytes: Uint8Array, at: number, size: number): boolean {
	return isLoopback(bytes, at, size) || isLinkLocal(bytes, at, size) || isNoHost(bytes, at, size);
}
