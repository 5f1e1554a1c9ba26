/** Addresses as evlite writes them. */
import { isIP } from "node:net";

/** An IPv4 peer of a socket that speaks both families is an IPv4 peer. */
export function plainAddress(address: string): string {
	return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** Returns whether `address` is a literal without a zone. */
export function isLiteral(address: string): boolean {
	return isIP(address) !== 0 && !address.includes("%");
}
