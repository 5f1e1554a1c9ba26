/** The last word of a server that is overloaded. */
import { textBytes } from "../core/text.js";

/**
 * Encodes a 503 that asks the client to come back in `retryAfterS` seconds: for `new
 * Refuse(unavailable(10))`, given to a server as `overload` (RFC 9110, 15.6.4). @setup
 */
export function unavailable(retryAfterS: number): Uint8Array {
	return textBytes(
		`HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${retryAfterS}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
	);
}
