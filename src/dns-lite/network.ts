/** Reacts to a change of the network under a resolver: another Wi-Fi, other name servers by DHCP. */
import { ENOENT } from "../core/errno.js";
import type { SocketAddress } from "../core/host.js";

import { queriesArm } from "./queries.js";
import {
	FOLLOWER,
	LENGTH,
	queriesRenew,
	queryWake,
	ROW,
	STATE,
	STATE_NEW,
	STATE_SENT,
	STATE_WAIT,
} from "./query.js";
import type { Resolver } from "./resolver.js";
import type { ServerOption } from "./servers.js";
import { serversSet } from "./servers.js";

/** Restarts every query that awaits an answer, in a turn, from another socket; deadlines stay. */
function startOver(r: Resolver): void {
	const q = r.rows_;
	r.shut_();
	for (let row = 0; row < q.length; row += ROW) {
		if (q[row + STATE] !== STATE_SENT && q[row + STATE] !== STATE_WAIT) continue;
		q[row + STATE] = STATE_NEW;
		queriesRenew(r, q[row + FOLLOWER]);
		q[row + LENGTH] = 0; // with another id
	}
	if (r.used > 0) {
		queryWake(r);
		queriesArm(r);
	}
}

/**
 * Restarts `resolver` after the network has changed: forgets the health of its servers, and sends
 * queries under way again at once, within their deadlines. libevent
 * `evdns_base_clear_nameservers_and_suspend` and `evdns_base_resume`.
 */
export function networkChanged(resolver: Resolver): void {
	resolver.health_.fill(0);
	startOver(resolver);
}

/**
 * Replaces the servers of `resolver`; queries under way are asked again. Returns 0, or with nothing
 * changed -EINVAL for an invalid literal address, -EEXIST for a duplicate. The number of attempts
 * stays the same. libevent `evdns_base_nameserver_ip_add`.
 * @setup
 */
export function setServers(resolver: Resolver, servers: ServerOption[]): number {
	const result = serversSet(resolver, servers);
	if (result === 0) startOver(resolver);
	return result;
}

/** Returns how many servers `resolver` has. libevent `evdns_base_count_nameservers`. */
export function countServers(resolver: Resolver): number {
	return resolver.servers_.length;
}

/**
 * Fills `into` with address and port of server `index`. Returns 0, or -ENOENT if there is none.
 * libevent `evdns_base_get_nameserver_addr`.
 */
export function serverAddress(resolver: Resolver, index: number, into: SocketAddress): number {
	if (!(index >= 0 && index < resolver.servers_.length)) return -ENOENT;
	into.address = resolver.servers_[index].address;
	into.port = resolver.servers_[index].port;
	return 0;
}
