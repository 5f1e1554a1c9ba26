/**
 * Looks names up and prints their addresses. A device program has no arguments: names and server
 * are the constants below.
 */
import { EventBase } from "evlite";
import type { DnsAnswer } from "evlite/dns";
import { answerAddress, DNS_A, DNS_AAAA, dnsErrorText, Resolver } from "evlite/dns";
import { Host } from "evlite/host";

const SERVERS = ["127.0.0.1"]; // ["127.0.0.1:5353"] for another port
const NAMES = ["localhost", "example.com", "www.iana.org"];

const base = new EventBase(new Host({ descriptors: 2 }), { events: 1 });
const resolver = new Resolver(base, {
	servers: SERVERS,
	queries: 2 * NAMES.length,
	deadlineMs: 5000,
});

function onResolved(answer: DnsAnswer): void {
	const kind = answer.type === DNS_A ? "A" : "AAAA";
	let line = `${answer.context} ${kind}:`;
	if (answer.error !== 0) line += ` ${dnsErrorText(answer.error)}`;
	for (let i = 0; i < answer.count; i++) line += ` ${answerAddress(answer, i)}`;
	if (answer.error === 0) line += ` (for ${answer.ttl} s)`;
	console.log(line);
}

function ask(name: string, type: number): void {
	const handle = resolver.resolve(name, type, onResolved, name);
	if (handle < 0) console.log(`${name}: error ${-handle}`);
}

for (const name of NAMES) {
	ask(name, DNS_A);
	ask(name, DNS_AAAA);
}
base.dispatch();
