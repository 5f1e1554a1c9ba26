/**
 * Host: the very small POSIX that a platform gives the loop. A dozen calls on descriptors, none of
 * which blocks or throws; a result `>= 0` is the answer, `< 0` is `-errno`. One class per platform
 * implements it; a program constructs the one that `evlite/host` resolves to.
 *
 * Platform callbacks only record readiness (`latch` in descriptors.ts), which requests a turn.
 * No user code ever runs inside them.
 */
import type { Backend } from "./backend.js";
import type { Descriptors } from "./descriptors.js";

/** Implemented by EventBase; the host calls it. */
export interface Loop {
	/** Runs one turn of the loop. Never throws. */
	turn(): void;
}

/** A literal address and a port; a record that the caller owns and reuses. */
export class SocketAddress {
	/** "192.0.2.1" or "2001:db8::1" (RFC 5952 form). */
	address: string;
	/** 0 to 65535. */
	port: number;

	constructor(address: string, port: number) {
		this.address = address;
		this.port = port;
	}
}

/**
 * What evlite needs of a platform: descriptors that never block, a clock, one timer, random bytes
 * and byte functions. Programs construct the class of `evlite/host`; tests use `evlite/virtual`.
 * Results below 0 are -errno; nothing throws. Where libevent calls POSIX, evlite calls this.
 */
export interface Host {
	/** The host's descriptors and their readiness. */
	readonly descriptors: Descriptors;

	/** How a base learns what is ready on this host; the select backend, unless the host brings its own. */
	readonly backend: Backend;

	/**
	 * Admits platform events: calls select or poll where the platform has it, waiting up to
	 * `timeoutMs` (-1 = no limit); elsewhere returns at once. Returns 0 or -errno.
	 */
	poll(timeoutMs: number): number;

	/** Prints `text` and a line end where programs of this platform print: standard error, a console. */
	print(text: string): void;

	/**
	 * Prints an error that nobody handles, with its place in the program where the platform knows it;
	 * where there is a process it exits with 1 once it ends. `port` is -1 for an exception; else
	 * `error` is an errno, and nothing can listen on `port` of `address` ("" = all).
	 */
	reportError(error: unknown, port: number, address: string): void;

	/** Monotonic milliseconds as an int32 that wraps; compare by the sign of the difference. */
	ticks(): number;

	/** Seconds since 1970 in UTC, a whole number; -EOPNOTSUPP where there is no clock or it has not been set. */
	time(): number;

	/**
	 * Calls `loop.turn()` once, in `delayMs` milliseconds or, with 0, as soon as the platform's
	 * own events have been let in. Replaces what was scheduled before; -1 only cancels it. Never
	 * calls back from inside.
	 */
	schedule(loop: Loop, delayMs: number): void;

	/** Fills `into` with random bytes fit for DNS ids. Returns 0, or -EOPNOTSUPP if there is no source. */
	random(into: Uint8Array): number;

	/**
	 * Begins to connect to a literal address. Returns the descriptor: EV_WRITE means that it is
	 * connected; a failure makes it ready for EV_READ, EV_WRITE and EV_CLOSED, and every call on it
	 * returns the reason. -EMFILE, or -EINVAL for an invalid address.
	 */
	tcpConnect(address: string, port: number): number;

	/**
	 * Listens on `port` (0 = the platform picks one) of a literal local address ("" = all).
	 * Returns the descriptor. -EADDRINUSE and the like come at once where the platform knows;
	 * else the descriptor becomes ready for EV_READ and `accept` returns the error.
	 */
	tcpListen(address: string, port: number, backlog: number): number;

	/** Takes one connection. Returns its descriptor, -EAGAIN, -EMFILE when the table is full (the
	 * connection then waits), or the listener's own error. */
	accept(fd: number): number;

	/** Binds a datagram socket ("" = all, 0 = any port). Returns the descriptor. */
	udpBind(address: string, port: number): number;

	/**
	 * Receives up to `length` bytes into `bytes` from offset `at`. Returns the count, 0 at the end
	 * of the stream or if `length` is 0, -EAGAIN, or the connection's error (-ECONNRESET, ...).
	 */
	recv(fd: number, bytes: Uint8Array, at: number, length: number): number;

	/** Sends up to `length` bytes from offset `at` and copies what it takes. Returns the count, or
	 * -EAGAIN when the window is full, -EPIPE, -ECONNRESET, ... */
	send(fd: number, bytes: Uint8Array, at: number, length: number): number;

	/**
	 * Receives one datagram; bytes beyond `length` are lost. Returns the count and fills `from`.
	 */
	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number;

	/** Sends one datagram. Returns `length`, -EAGAIN, or -errno. */
	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number;

	/** Ends one direction (SHUT_RD, SHUT_WR, SHUT_RDWR). Returns 0, or -EOPNOTSUPP where the platform cannot. */
	shutdown(fd: number, how: number): number;

	/** Closes `fd`; it is stale from now on. What was sent before is still delivered. */
	close(fd: number): number;

	/** Fills `into` with the peer's address. Returns 0 or -EOPNOTSUPP, -ENOTCONN. */
	peerAddress(fd: number, into: SocketAddress): number;

	/** Fills `into` with the local address: how a program learns the port that 0 picked. */
	localAddress(fd: number, into: SocketAddress): number;

	/** Moves `length` bytes inside `bytes`; the two ranges may overlap. */
	moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void;

	/**
	 * Returns the offset of the first control character, a byte below 0x20 or 0x7f, in
	 * `[from, end)`, or `end`. The byte at `end` must be 0, so that a search can do without a bound.
	 * `words` sees the same memory as `bytes`.
	 */
	findControl(bytes: Uint8Array, words: Int32Array, from: number, end: number): number;

	/**
	 * Encodes `text` as UTF-8 into `bytes` from `at`. Returns the count, or -ENOBUFS, with the bytes
	 * from `at` undefined, if `length` bytes do not hold it. May allocate.
	 */
	encodeText(text: string, bytes: Uint8Array, at: number, length: number): number;

	/** Makes a string of `length` bytes of UTF-8. Allocates the string. */
	decodeText(bytes: Uint8Array, at: number, length: number): string;
}
