/**
 * Linger: connections that are closed and still have bytes to send. Each may continue for so many
 * milliseconds; when more than the host has descriptors do, the next one is cut instead, so that
 * peers that do not read cannot pile them up.
 */
import type { Stream, Wire } from "./stream.js";

export class Linger {
	readonly max: number;
	readonly delayMs: number;
	/** Connections that linger now. */
	count: number;

	constructor(max: number, delayMs: number) {
		this.max = max;
		this.delayMs = delayMs;
		this.count = 0;
	}

	/** Closes the connection of `stream`. Returns whether it lingers, and keeps the windows. */
	close(stream: Stream): boolean {
		const socket = stream.socket as Wire;
		stream.socket = null;
		socket.stream = null; // no callback reaches the descriptor any more
		if (!stream.busy || stream.error !== 0 || this.count === this.max) {
			socket.destroy(); // the kernel delivers what it has taken
			return false;
		}
		this.count++;
		const limit = setTimeout(() => socket.destroy(), this.delayMs);
		socket.once("close", () => {
			clearTimeout(limit);
			this.count--;
		});
		socket.destroySoon();
		return true;
	}
}
