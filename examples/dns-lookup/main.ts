/**
 * Looks names up, IPv4 and IPv6 together, and prints their addresses. A device program has no
 * arguments: names and server are the constants below.
 */
import { EventBase } from "evlite";
import { DnsHosts, dnsErrorText, Lookup, lookupAddress, Resolver } from "evlite/dns";
import { Host } from "evlite/host";

const SERVERS = ["127.0.0.1"]; // ["127.0.0.1:5353"] for another port
const NAMES = ["localhost", "example.com", "www.iana.org"];

const base = new EventBase(new Host({ descriptors: 2 }), { events: 1 + NAMES.length });
const resolver = new Resolver(base, {
	servers: SERVERS,
	queries: 2 * NAMES.length,
	deadlineMs: 5000,
});
new DnsHosts(resolver, {}); // knows localhost

function onFound(lookup: Lookup): void {
	let line = `${lookup.context}:`;
	if (lookup.error !== 0) line += ` ${dnsErrorText(lookup.error)}`;
	for (let i = 0; i < lookup.count; i++) line += ` ${lookupAddress(lookup, i)}`;
	base.host.print(line);
}

for (const name of NAMES) new Lookup(resolver, {}).start(name, onFound, name);
base.dispatch();
