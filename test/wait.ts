/** Waiting in the suites: every wait has a limit, and its error names what was waited for. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Which a busy machine does not reach. */
export const LIMIT_MS = 60_000;

export function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until `done` returns true. Throws after `limitMs`. */
export async function until(
	what: string,
	done: () => boolean,
	limitMs = LIMIT_MS,
	pollMs = 2,
): Promise<void> {
	const end = performance.now() + limitMs;
	while (!done()) {
		if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
		await sleep(pollMs);
	}
}

/** What `promise` resolves to. Throws after `limitMs`. */
export async function within<T>(what: string, promise: Promise<T>, limitMs = LIMIT_MS): Promise<T> {
	let limit: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		const error = new Error(`waited ${limitMs} ms in vain: ${what}`);
		limit = setTimeout(() => reject(error), limitMs);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(limit);
	}
}

/** A socket connected to `port` of this machine, or one that is closed since it could not be. */
export async function dialPort(port: number, options: object = {}): Promise<Socket> {
	const socket = connect({ port, host: "127.0.0.1", ...options });
	socket.on("error", () => {});
	const over = [once(socket, "connect").catch(() => {}), once(socket, "close").catch(() => {})];
	await within(`a connection to port ${port}`, Promise.race(over));
	return socket;
}

/** Once `socket` has closed, which it may have done already. */
export async function closed(what: string, socket: Socket): Promise<void> {
	await until(`${what} to close`, () => socket.closed);
}
