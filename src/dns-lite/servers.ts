/**
 * The name servers of a resolver and their health. They are asked in the order given, or in turn
 * with `rotate`. One that let STRIKES_MAX transmissions in a row go unanswered, or that refuses to
 * serve, is passed over for 10 s, then 30 s and so on up to an hour; when that time is over the
 * next query tries it again, and any answer clears it. No query is made up for the purpose, as
 * evdns does (DN-10). When all are passed over, all are asked.
 */

import { parseSocketAddress } from "../core/address.js";
import { EEXIST, EINVAL } from "../core/errno.js";
import { SocketAddress } from "../core/host.js";
import { isWhole } from "../core/option.js";
import type { Resolver } from "./resolver.js";

const DNS_PORT = 53;
const SERVERS_MAX = 16; // bits of ASKED and REFUSED
const STRIKES_MAX = 3;
const BACKOFF_MS = 10_000;
const BACKOFF_MAX_MS = 3_600_000;

// Fields of a server's row
const STRIKES = 0; // transmissions in a row without an answer
const UNTIL = 1; // tick until which it is passed over, if its backoff is not 0
const BACKOFF = 2; // ms that it was passed over last, 0 = it is well
const ROW = 3;

/** A name server: "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53", or address and port. */
export type ServerOption = string | { address: string; port: number };

/**
 * Replaces the table of servers. Returns 0, or with nothing changed -EINVAL: no literal address or
 * port, or more than 16; -EEXIST: one is there twice. A host without IPv6 refuses to send to such a server, and the next is asked.
 * @setup
 */
export function serversSet(r: Resolver, list: ServerOption[]): number {
	const servers: SocketAddress[] = [];
	if (list.length > SERVERS_MAX) return -EINVAL;
	for (let i = 0; i < list.length; i++) {
		const option = list[i];
		const server = new SocketAddress("", DNS_PORT);
		const text = typeof option === "string" ? option : option.address;
		if (parseSocketAddress(text, DNS_PORT, server) < 0) return -EINVAL;
		if (typeof option !== "string") {
			if (!isWhole(option.port, 1, 65535)) return -EINVAL;
			server.port = option.port;
		}
		for (let k = 0; k < i; k++) {
			if (servers[k].port === server.port && servers[k].address === server.address) return -EEXIST;
		}
		servers.push(server);
	}
	r.servers_ = servers;
	r.health_ = new Int32Array(ROW * servers.length);
	r.first_ = 0;
	return 0;
}

/** Returns the index of the server that `from` is, or -1. */
export function serverFind(r: Resolver, from: SocketAddress): number {
	const servers = r.servers_;
	for (let i = 0; i < servers.length; i++) {
		if (servers[i].port === from.port && servers[i].address === from.address) return i;
	}
	return -1;
}

/** Returns whether `server` is passed over at tick `now`. */
function isDown(r: Resolver, server: number, now: number): boolean {
	if (r.health_[ROW * server + BACKOFF] === 0) return false;
	const left = (r.health_[ROW * server + UNTIL] - now) | 0;
	return left > 0 && left <= BACKOFF_MAX_MS; // more: that tick is long past, and wrapped
}

/** Returns the server to ask after `last`, none of the set `refused`; -1 if there is none. */
export function serverNext(r: Resolver, last: number, refused: number, now: number): number {
	const count = r.servers_.length;
	let any = -1;
	for (let i = 1; i <= count; i++) {
		const server = (last + i) % count;
		if ((refused & (1 << server)) !== 0) continue;
		if (!isDown(r, server, now)) return server;
		if (any < 0) any = server;
	}
	return any;
}

/** Notes that `server` gave an answer. */
export function serverUp(r: Resolver, server: number): void {
	r.health_[ROW * server + STRIKES] = 0;
	r.health_[ROW * server + BACKOFF] = 0;
}

/** Notes that `server` does not serve, and passes it over for a while. */
export function serverDown(r: Resolver, server: number, now: number): void {
	const at = ROW * server;
	if (isDown(r, server, now)) return;
	const backoff = r.health_[at + BACKOFF] === 0 ? BACKOFF_MS : 3 * r.health_[at + BACKOFF];
	r.health_[at + BACKOFF] = backoff < BACKOFF_MAX_MS ? backoff : BACKOFF_MAX_MS;
	r.health_[at + UNTIL] = (now + r.health_[at + BACKOFF]) | 0;
}

/** Notes that a transmission to `server` went unanswered. */
export function serverStrike(r: Resolver, server: number, now: number): void {
	if (++r.health_[ROW * server + STRIKES] >= STRIKES_MAX) serverDown(r, server, now);
}
