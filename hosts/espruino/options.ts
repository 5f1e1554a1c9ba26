/** What a program asks of the host. */
export interface HostOptions {
	/** Descriptors that can be open at once. */
	descriptors: number;
	/**
	 * Bytes that a stream may hold for a program that does not receive them, while it has some to
	 * send; more ends it with -ENOBUFS. 2,144 if not given.
	 */
	streamBytes?: number;
	/**
	 * Variables that must be free for one more connection beside those that are open. Clients wait
	 * in the platform's backlog meanwhile, `tcpConnect` answers -ENOBUFS, and a stream that brings so
	 * much that fewer are left ends with -ENOBUFS. 130 if not given.
	 */
	reserve?: number;
	/** The longest datagram received; longer ones are cut. 528 if not given. */
	datagramBytes?: number;
}
