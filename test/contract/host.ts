/**
 * The contract that every host keeps: each call's results and errors, readiness, limits, stale
 * descriptors. A host's test file passes how to make one and what it cannot do, with the reason.
 * Peers are the host itself, over 127.0.0.1.
 */

import { localContract } from "./host-bytes.js";
import { datagramContract } from "./host-datagram.js";
import { endingContract } from "./host-end.js";
import { listenContract } from "./host-listen.js";
import { streamContract } from "./host-stream.js";
import { tableContract } from "./host-table.js";
import type { HostSubject } from "./script.js";

export type { HostSubject } from "./script.js";

export function hostContract(subject: HostSubject): void {
	localContract(subject);
	tableContract(subject);
	listenContract(subject);
	streamContract(subject);
	endingContract(subject);
	datagramContract(subject);
}
