/** Literal addresses and ports, checked here: the platform takes anything else for a name, and blocks to resolve it. */
import { parseAddress } from "../../src/core/address.js";
import { EINVAL, EOPNOTSUPP } from "../../src/core/errno.js";
import { isPort } from "../../src/core/host-checks.js";

/**
 * Returns 0 for an IPv4 address and a port from `low` to 65535, -EOPNOTSUPP for IPv6, else -EINVAL.
 * @allocates
 */
export function literal(address: string, port: number, low: number): number {
	const size = parseAddress(address, new Uint8Array(16), 0);
	if (!isPort(port, low) || size < 0) return -EINVAL;
	return size === 4 ? 0 : -EOPNOTSUPP;
}

/** Checks what to bind to, on a platform that binds to all addresses or none. Returns 0 or -errno. */
export function bindable(address: string, port: number): number {
	const result = literal(address === "" ? "0.0.0.0" : address, port, 0);
	return result < 0 || address === "" ? result : -EOPNOTSUPP;
}
