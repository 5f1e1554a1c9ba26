/** Checks of the arguments of a host's calls, the same on every host. */

/** Returns whether `length` bytes from `at` lie within `bytes`. */
export function inRange(bytes: Uint8Array, at: number, length: number): boolean {
	return at >= 0 && length >= 0 && at + length <= bytes.length;
}

/** Returns whether `port` is a whole number from `low` to 65535: 0 to bind to, 1 to connect to. */
export function isPort(port: number, low: number): boolean {
	return port >= low && port <= 65535 && (port | 0) === port;
}
