/**
 * Transport: what moves a bufferevent's bytes. The host is one; pairs, filters and limits put
 * themselves in its place for their own bufferevents, with the results that the host's calls have.
 */
export interface Transport {
	/** As `Host.recv`. */
	recv(fd: number, bytes: Uint8Array, at: number, length: number): number;
	/** As `Host.send`. */
	send(fd: number, bytes: Uint8Array, at: number, length: number): number;
	/** As `Host.shutdown`. */
	shutdown(fd: number, how: number): number;
	/** As `Host.close`. */
	close(fd: number): number;
}
