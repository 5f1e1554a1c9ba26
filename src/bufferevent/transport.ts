/**
 * Transport: what moves a bufferevent's bytes. The host is one; pairs, filters and limits put
 * themselves in its place for their own bufferevents, with the results that the host's calls have.
 */
import type { Shared } from "./shared.js";

export interface Transport {
	/** The transport that this one wraps, if it is a limit. */
	inner_?: Transport | null;
	/** As `Host.recv`. */
	recv(fd: number, bytes: Uint8Array, at: number, length: number): number;
	/** As `Host.send`. */
	send(fd: number, bytes: Uint8Array, at: number, length: number): number;
	/** As `Host.shutdown`. */
	shutdown(fd: number, how: number): number;
	/** As `Host.close`. */
	close(fd: number): number;
}

/** Has `io` move the bytes of the connections that share `shared`. */
export function setTransport(shared: Shared, io: Transport): void {
	shared.io_ = io;
}

/** Returns what moves the bytes below all limits: the host, an end of a pair, a filter. */
export function bottomOf(io: Transport): Transport {
	let at = io;
	while (at.inner_ !== undefined && at.inner_ !== null) at = at.inner_;
	return at;
}

/** Puts `io` in the place of what `shared` has below all limits. */
export function setBottom(shared: Shared, io: Transport): void {
	const bottom = bottomOf(shared.io_);
	let at = shared.io_;
	if (at === bottom) shared.io_ = io;
	else {
		while (at.inner_ !== bottom) at = at.inner_ as Transport;
		at.inner_ = io;
	}
}
