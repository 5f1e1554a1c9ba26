/** Local addresses that a socket can have. */
import { parseAddress } from "../../src/core/address.js";
import { EADDRNOTAVAIL, EINVAL } from "../../src/core/errno.js";
import { isPort } from "../../src/core/host-checks.js";

/** A device has one address, so a socket cannot choose: "" or "0.0.0.0". Returns 0 or -errno. */
export function checkLocal(address: string, port: number, scratch: Uint8Array): number {
	if (!isPort(port, 0)) return -EINVAL;
	if (address === "" || address === "0.0.0.0") return 0;
	return parseAddress(address, scratch, 0) < 0 ? -EINVAL : -EADDRNOTAVAIL;
}
