/** Options of hosts inside one program. */
import type { LinkOptions } from "./link.js";

/** Options that every virtual host has. */
export interface SocketHostOptions {
	/** Descriptors that can be open at once. */
	descriptors: number;
	/** Bytes that a connection holds for its receiver; 1,024 if not given. */
	window?: number;
	/** Datagrams that wait at a socket, 8 if not given; more are lost. */
	datagrams?: number;
	/** The longest datagram, 1,472 if not given. */
	datagramBytes?: number;
	/** Tick at which its clock starts; 0 if not given. */
	startTick?: number;
}

/** Options of a `Device`. */
export interface DeviceOptions extends SocketHostOptions {
	/** Its name in the timeline; "device N" if not given. */
	name?: string;
	/** Its literal addresses; 10.0.0.N and fd00::N if not given. */
	addresses?: string[];
	/** Its own link, instead of the network's `link`. */
	link?: LinkOptions;
}

/** Options of a `Network`. */
export interface NetworkOptions {
	/** Decides everything that is random. */
	seed: number;
	/** The link of devices that have none of their own. */
	link?: LinkOptions;
	/** Time on the clocks of its devices at the start: seconds since 1970. They have none if not given. */
	time?: number;
	/** How long a connect may take: 60,000 ms if not given. */
	connectTimeoutMs?: number;
	/** How long TCP sends again before it gives up: 120,000 ms if not given. */
	retransmitTimeoutMs?: number;
	/** Faults to inject: names from `faultNames()`. None if not given. */
	faults?: readonly string[];
	/** Mean time between two faults of one device: 60,000 ms if not given. */
	faultEveryMs?: number;
}
