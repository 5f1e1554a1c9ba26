/** What a program asks of the host. */
export interface HostOptions {
	/** Descriptors that can be open at once. */
	descriptors: number;
	/**
	 * Bytes that a stream may hold for a program that does not receive them, while it has some to
	 * send; more ends it with -ENOBUFS. 2,144 if not given.
	 */
	streamBytes?: number;
	/** The longest datagram received; longer ones are cut. 528 if not given. */
	datagramBytes?: number;
}
