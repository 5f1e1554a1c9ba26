/**
 * Run by garbage.test.ts under `node --trace-gc`: between the lines "warm" and "done" a resolver with
 * all of its parts asks evlite's own server 100,000 times: A and AAAA, answers, aliases, errors, time
 * running out, the cache, equal queries, cancelled ones.
 */
import { writeSync } from "node:fs";
import { EventBase } from "../../src/core/event-base.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_CNAME,
	DNS_ERR_NOTEXIST,
	DNS_ERR_TIMEOUT,
	type DnsAnswer,
	DnsCache,
	DnsCoalesce,
	DnsHosts,
	type DnsRequest,
	DnsServer,
	Resolver,
	replyAddress,
	replyName,
	requestIs,
	SearchDomains,
	wireName,
} from "../../src/dns-lite/index.js";
import { MemoryHost } from "../memory-host.js";

const QUERIES = 100_000;
const name = (text: string): Uint8Array => wireName(text) as Uint8Array;
const WWW = name("www.example.com");
const ALIAS = name("alias.example.com");
const NONE = name("none.example.com");
const SILENT = name("silent.example.com");
const CACHED = name("cached.example.com");
const HERE = name("localhost");
const NAMES = [WWW, ALIAS, NONE, CACHED, HERE, WWW, ALIAS, SILENT];
const ADDRESS = new Uint8Array(16).fill(7);

const host = new MemoryHost({ descriptors: 4, datagrams: 16, datagramBytes: 600 });
const base = new EventBase(host, { events: 4 });
const resolver = new Resolver(base, { servers: ["192.0.2.1"], timeoutMs: 20, attempts: 2 });
new DnsHosts(resolver, {});
new SearchDomains(resolver, { domains: ["one.test"] });
const cache = new DnsCache(resolver, { entries: 4 });
const coalesce = new DnsCoalesce(resolver);
let answered = 0;
let failed = 0;
let late = 0;

function onRequest(request: DnsRequest): void {
	const size = request.type === DNS_A ? 4 : 16;
	if (requestIs(request, SILENT)) request.drop();
	else if (requestIs(request, NONE)) request.respond(DNS_ERR_NOTEXIST);
	else {
		const isAlias = requestIs(request, ALIAS);
		if (isAlias) replyName(request, null, DNS_CNAME, 0, WWW);
		const ttl = requestIs(request, CACHED) ? 60 : 0;
		replyAddress(request, isAlias ? WWW : null, ttl, ADDRESS, 0, size);
		request.respond(0);
	}
}

function onResolved(answer: DnsAnswer): void {
	if (answer.error === DNS_ERR_TIMEOUT) late++;
	else if (answer.error === 0 && answer.count === 1) answered++;
	else failed++;
}

function run(count: number): void {
	for (let i = 0; i < count; i += 2) {
		const asked = NAMES[(i >> 1) % NAMES.length];
		const type = i % 3 === 0 ? DNS_AAAA : DNS_A;
		const handle = resolver.resolve(asked, type, onResolved);
		if (i % 14 === 0) resolver.cancel(handle);
		resolver.resolve(asked, type, onResolved); // follows the first
		base.dispatch();
		host.advance(asked === SILENT ? 50 : 1);
	}
}

new DnsServer(base, { port: 53, onRequest });
run(40_000);
writeSync(1, "warm\n");
run(QUERIES);
host.advance(1000);
writeSync(1, "done\n");
const all = answered + failed + late;
if (all !== 140_000 || late === 0 || failed === 0 || cache.hits === 0 || coalesce.saved === 0) {
	writeSync(1, `failed: ${answered} answered, ${failed} failed, ${late} late\n`);
	process.exit(1);
}
process.exit(0);
