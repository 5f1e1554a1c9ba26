/** Literal addresses, checked here because the platform takes a name for one, and blocks to resolve it. */
import { EINVAL, EOPNOTSUPP } from "../../src/core/errno.js";

/**
 * Returns 0 for a dotted quad and a port from 1 to 65535, -EOPNOTSUPP for IPv6, else -EINVAL.
 * @allocates
 */
export function literal(address: string, port: number): number {
	const parts = address.split(".");
	if (!(port >= 1 && port <= 65535)) return -EINVAL;
	if (address.indexOf(":") >= 0) return -EOPNOTSUPP;
	for (let i = 0; i < parts.length; i++) {
		const part = parseInt(parts[i], 10);
		if (!(part >= 0 && part < 256) || `${part}` !== parts[i]) return -EINVAL;
	}
	return parts.length === 4 ? 0 : -EINVAL;
}
