/** What a program can ask of the Node host. */

export interface HostOptions {
	/** Descriptors open at once: listeners, connections, UDP sockets. 1 to 16,384. */
	descriptors: number;
	/**
	 * Bytes of each of a connection's three windows: two to receive, one to send. 256 to 1,048,576;
	 * 16,384 if not given. They are allocated when a descriptor is first used, and kept.
	 */
	windowBytes?: number;
	/** Datagrams that wait at a UDP socket, 1 to 65,536; 64 if not given. Further ones are lost. */
	datagrams?: number;
	/**
	 * Milliseconds that a closed connection may keep sending what `send` took, 0 to 2^31 - 1;
	 * 10,000 if not given.
	 */
	lingerMs?: number;
}
