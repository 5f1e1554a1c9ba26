/** Options of the Moddable host. */

export interface HostOptions {
	/** Descriptors that can be open at once. */
	descriptors: number;
}
