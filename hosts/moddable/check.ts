/** What arguments have to be. */
import { parseAddress } from "../../src/core/address.js";
import { EADDRNOTAVAIL, EINVAL } from "../../src/core/errno.js";

/** Tells whether `length` bytes from `at` lie within `bytes`. */
export function isRange(bytes: Uint8Array, at: number, length: number): boolean {
	return at >= 0 && length >= 0 && at + length <= bytes.length;
}

export function isPort(port: number): boolean {
	return port >= 0 && port <= 65535 && (port | 0) === port;
}

/** A device has one address, so a socket cannot choose: "" or "0.0.0.0". Returns 0 or -errno. */
export function checkLocal(address: string, port: number, scratch: Uint8Array): number {
	if (!isPort(port)) return -EINVAL;
	if (address === "" || address === "0.0.0.0") return 0;
	return parseAddress(address, scratch, 0) < 0 ? -EINVAL : -EADDRNOTAVAIL;
}
