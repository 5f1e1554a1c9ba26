/** Which local addresses a socket may have, and which it answers to. */
import type { SocketHost } from "./socket-host.js";

/** Returns whether a socket bound to `bound` answers to `address`. */
export function answers(bound: string, address: string): boolean {
	return bound === address || bound === "" || bound === "0.0.0.0" || bound === "::";
}

export function isLoopback(address: string): boolean {
	return address === "127.0.0.1" || address === "::1";
}

/** Returns whether `host` may bind to `address`. */
export function isOwn(host: SocketHost, address: string): boolean {
	return answers(address, "") || isLoopback(address) || host.has_(address);
}
