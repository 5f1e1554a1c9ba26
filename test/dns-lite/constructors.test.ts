/** What the constructors of dns-lite refuse, and that one that throws keeps nothing. */
import type { EventBase } from "../../src/core/event-base.js";
import {
	DnsCache,
	DnsServer,
	DnsTcp,
	DnsTcpServer,
	Lookup,
	NameConnector,
	Resolver,
	SearchDomains,
} from "../../src/dns-lite/index.js";
import { test } from "../harness.js";
import type { Option } from "../options.js";
import {
	baseOf,
	isUntouched,
	lacksDescriptors,
	lacksEvents,
	MAX,
	refuse,
	thrown,
} from "../options.js";

const MS = 0x3fffffff;
const none = (): void => {};

function resolver(base: EventBase, options: object): Resolver {
	return new Resolver(base, Object.assign({ servers: ["192.0.2.1"] }, options));
}

/** Makes a part for a resolver, and closes that. */
function part(base: EventBase, make: (resolver: Resolver) => unknown): void {
	const own = resolver(base, {});
	try {
		make(own);
	} finally {
		own.close();
	}
}

const tcp = (base: EventBase, options: object) =>
	new DnsTcpServer(base, Object.assign({ port: 53, onRequest: none }, options));
const udp = (base: EventBase, options: object) =>
	new DnsServer(base, Object.assign({ port: 53, onRequest: none }, options));

const OPTIONS: Option[] = [
	["queries", 1, 256, (b, queries) => resolver(b, { queries })],
	["records", 1, 64, (b, records) => resolver(b, { records })],
	["messageSize", 512, 4096, (b, messageSize) => resolver(b, { messageSize })],
	["timeoutMs", 1, MS, (b, timeoutMs) => resolver(b, { timeoutMs })],
	["attempts", 1, 255, (b, attempts) => resolver(b, { attempts })],
	["deadlineMs", 1, MS, (b, deadlineMs) => resolver(b, { deadlineMs })],
	["nameSize", 16, 255, (b, nameSize) => resolver(b, { nameSize })],
	["skewMs", 0, MS, (b, skewMs) => part(b, (r) => new Lookup(r, { skewMs }))],
	["skewMs", 0, MS, (b, skewMs) => part(b, (r) => new NameConnector(r, { skewMs }))],
	["attemptMs", 1, MS, (b, attemptMs) => part(b, (r) => new NameConnector(r, { attemptMs }))],
	["entries", 1, 1024, (b, entries) => part(b, (r) => new DnsCache(r, { entries }))],
	["ndots", 0, 127, (b, ndots) => part(b, (r) => new SearchDomains(r, { domains: [], ndots }))],
	["messageSize", 512, 65529, (b, messageSize) => part(b, (r) => new DnsTcp(r, { messageSize }))],
	["port", 0, 65535, (b, port) => udp(b, { port })],
	["requests", 1, 256, (b, requests) => udp(b, { requests })],
	["messageSize", 512, 4096, (b, messageSize) => udp(b, { messageSize })],
	["port", 0, 65535, (b, port) => tcp(b, { port })],
	["connections", 1, 16383, (b, connections) => tcp(b, { connections })],
	["messageSize", 512, 4096, (b, messageSize) => tcp(b, { messageSize })],
	["idleTimeoutMs", 0, MAX, (b, idleTimeoutMs) => tcp(b, { idleTimeoutMs })],
];

test("options: a number that is not whole or out of range is refused by name, value and range", (t) => {
	refuse(t, baseOf(8, 8), OPTIONS);
});

test("room: events and descriptors that are missing are counted, with what to raise", (t) => {
	for (const [base, make, wanted] of [
		[baseOf(3, 9), tcp, lacksEvents(3, "DnsTcpServer needs 4 (connections + 2)")],
		[baseOf(9, 2), tcp, lacksDescriptors(2, "DnsTcpServer needs 3 (connections + 1)")],
	] as [EventBase, (base: EventBase, options: object) => unknown, string][]) {
		t.is(
			thrown(() => make(base, {})),
			wanted,
		);
		isUntouched(t, base, wanted);
	}
	const full = baseOf(1, 1);
	const server = udp(full, {});
	for (const [make, who] of [
		[udp, "DnsServer"],
		[resolver, "Resolver"],
	] as [(base: EventBase, options: object) => unknown, string][]) {
		t.is(
			thrown(() => make(full, {})),
			lacksEvents(0, `${who} needs 1`),
		);
	}
	server.close();
	isUntouched(t, full, "closed");
	const one = baseOf(4, 1);
	const own = resolver(one, {});
	t.is(
		thrown(() => udp(one, {})),
		lacksDescriptors(0, "DnsServer needs 1"),
		"the resolver's socket, open or not",
	);
	t.is(
		thrown(() => new DnsTcp(own, {})),
		lacksDescriptors(0, "DnsTcp needs 1"),
	);
	own.close();
	isUntouched(t, one, "closed");
	const narrow = baseOf(1, 4);
	const last = resolver(narrow, {});
	t.is(
		thrown(() => new Lookup(last, {})),
		lacksEvents(0, "Lookup needs 1"),
	);
	t.is(
		thrown(() => new NameConnector(last, {})),
		lacksEvents(0, "NameConnector needs 1"),
	);
});
