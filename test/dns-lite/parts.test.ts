import { EEXIST, EINVAL, ENOENT } from "../../src/core/errno.js";
import { SocketAddress } from "../../src/core/host.js";
import { DnsCache } from "../../src/dns-lite/cache.js";
import {
	DNS_A,
	DNS_ERR_CANCEL,
	DNS_ERR_NODATA,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_TIMEOUT,
	DNS_SOA,
	DNS_TXT,
} from "../../src/dns-lite/flags.js";
import {
	countServers,
	networkChanged,
	serverAddress,
	setServers,
} from "../../src/dns-lite/network.js";
import { SearchDomains } from "../../src/dns-lite/search.js";
import { test } from "../harness.js";
import { nameOf, record, u32 } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

const NXDOMAIN = 0x8183;
const A1 = [192, 0, 2, 10];

/** Asks `name` with everything answered by NXDOMAIN; returns the names that were asked. */
function tried(name: string | Uint8Array, domains: string[], ndots: number): string {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	new SearchDomains(scene.resolver, { domains, ndots });
	scene.ask(name, DNS_A);
	const names: string[] = [];
	for (let query = server.take(); query !== null; query = server.take()) {
		names.push(query.name.toLowerCase());
		server.answer(query, { flags: NXDOMAIN });
		scene.go();
	}
	if (scene.outcomes.length !== 1 || scene.outcomes[0].error !== DNS_ERR_NOTEXIST) return "?";
	return names.join(" ");
}

test("DN-12 search: by ndots the name itself comes first or last, the domains in order", (t) => {
	const domains = ["one.test", "two.test."];
	t.is(tried("a", domains, 1), "a.one.test a.two.test a");
	t.is(tried("a.b", domains, 1), "a.b a.b.one.test a.b.two.test");
	t.is(tried("a.b", domains, 2), "a.b.one.test a.b.two.test a.b");
	t.is(tried("a.b.c", domains, 2), "a.b.c a.b.c.one.test a.b.c.two.test");
	t.is(tried("a", domains, 0), "a a.one.test a.two.test");
	t.is(tried("a", [], 1), "a");
});

test("DN-12 search: a dot at the end or wire format means just that name", (t) => {
	t.is(tried("a.", ["one.test"], 1), "a");
	t.is(tried(new Uint8Array(nameOf("a")), ["one.test"], 1), "a");
});

test("DN-12 search: a name that gets too long is left out", (t) => {
	const long = `${"x".repeat(63)}.${"x".repeat(63)}.${"x".repeat(63)}.${"x".repeat(50)}`;
	t.is(tried(long, ["y".repeat(11), "y".repeat(10)], 9), `${long}.${"y".repeat(10)} ${long}`);
});

test("DN-12 search: the first name that has the record is the answer; no data leads on", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	new SearchDomains(scene.resolver, { domains: ["one.test", "two.test"] });
	scene.ask("a", DNS_A, "mine");
	const first = server.take() as Query;
	server.answer(first, {});
	scene.go();
	const second = server.take() as Query;
	t.not(second.id, first.id);
	server.answer(second, { answers: [record("@12", DNS_A, 60, A1)] });
	scene.go();
	t.deepEqual(scene.errors(), [0]);
	t.is(scene.outcomes[0].context, "mine");
	t.is(scene.resolver.used, 0);
	scene.ask("b", DNS_A); // the slot starts anew
	t.is((server.take() as Query).name.toLowerCase(), "b.one.test");
});

test("DN-12 search: SERVFAIL ends it, cancel ends it, the deadline counts for all names together", (t) => {
	const scene = new Scene({ timeoutMs: 100, attempts: 1, deadlineMs: 250 });
	const server = new Server(scene.host, "192.0.2.1");
	new SearchDomains(scene.resolver, { domains: ["one.test", "two.test"] });
	scene.ask("a", DNS_A);
	server.answer(server.take() as Query, { flags: 0x8182 });
	scene.go();
	const handle = scene.ask("b", DNS_A);
	server.answer(server.take() as Query, { flags: NXDOMAIN });
	scene.go();
	t.is(scene.resolver.cancel(handle), 0);
	scene.go();
	t.is(server.drain(), 1);
	scene.ask("c", DNS_A);
	for (let i = 0; i < 2; i++) {
		scene.wait(90);
		server.answer(server.take() as Query, { flags: NXDOMAIN });
		scene.go();
	}
	scene.wait(69);
	t.deepEqual(scene.errors(), [DNS_ERR_SERVERFAILED, DNS_ERR_CANCEL]);
	scene.wait(1);
	t.is(scene.outcomes[2].error, DNS_ERR_TIMEOUT);
});

test("SearchDomains: impossible options are a RangeError", (t) => {
	const scene = new Scene({});
	t.throws(() => new SearchDomains(scene.resolver, { domains: ["a..b"] }), "RangeError");
	t.throws(() => new SearchDomains(scene.resolver, { domains: [], ndots: -1 }), "RangeError");
	t.is(scene.resolver.parts_, null);
});

/** A scene with a cache of `entries`. */
function cached(entries: number): { scene: Scene; server: Server; cache: DnsCache } {
	const scene = new Scene({ attempts: 1 });
	const server = new Server(scene.host, "192.0.2.1");
	return { scene, server, cache: new DnsCache(scene.resolver, { entries }) };
}

test("DN-23 cache: an answer is given again until its ttl is over, whatever the case", (t) => {
	const { scene, server, cache } = cached(4);
	scene.ask("www.example", DNS_A);
	const two = A1.concat([10, 0, 0, 1]);
	server.answer(server.take() as Query, {
		answers: [record("@12", DNS_A, 60, A1), record("@12", DNS_A, 60, [10, 0, 0, 1])],
	});
	scene.go();
	scene.wait(59_001);
	scene.ask("WWW.Example", DNS_A, 5);
	t.is(server.drain(), 0);
	t.is(scene.outcomes.length, 2);
	t.is(scene.outcomes[1].error, 0);
	t.is(scene.outcomes[1].ttl, 1);
	t.is(scene.outcomes[1].count, 2);
	t.is(scene.outcomes[1].context, 5);
	t.deepEqual(scene.outcomes[1].addresses, two);
	t.is(cache.hits, 1);
	scene.wait(999);
	scene.ask("www.example", DNS_A);
	t.is(server.drain(), 1);
});

test("cache: a hit is reported in a turn, not from inside resolve", (t) => {
	const { scene, server } = cached(4);
	scene.ask("a", DNS_A);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 60, A1)] });
	scene.go();
	scene.resolver.resolve("a", DNS_A, scene.note);
	t.is(scene.outcomes.length, 1);
	scene.go();
	t.is(scene.outcomes.length, 2);
	t.is(scene.host.descriptors.open, 1);
});

test("cache: no such name and no data are kept as the SOA record says, and not without one", (t) => {
	const { scene, server } = cached(4);
	const soa = (ttl: number, minimum: number): number[] =>
		record(
			"",
			DNS_SOA,
			ttl,
			nameOf("ns").concat(nameOf("me"), u32(1), u32(2), u32(3), u32(4), u32(minimum)),
		);
	const answers: [string, number, number[][], number][] = [
		["a.x", NXDOMAIN, [soa(100, 30)], 30],
		["b.x", 0x8180, [soa(20, 30)], 20],
		["c.x", NXDOMAIN, [], 0],
		["d.x", NXDOMAIN, [soa(9, 9).slice(0, 20)], 0],
	];
	for (const [name, flags, authority, seconds] of answers) {
		scene.ask(name, DNS_TXT);
		server.answer(server.take() as Query, { flags, authority });
		scene.go();
		const before = scene.outcomes.length;
		scene.ask(name, DNS_TXT);
		t.is(server.drain(), seconds === 0 ? 1 : 0, name);
		if (seconds === 0) {
			scene.wait(10_000);
			continue;
		}
		t.is(scene.outcomes[before].error, flags === NXDOMAIN ? DNS_ERR_NOTEXIST : DNS_ERR_NODATA);
		t.is(scene.outcomes[before].ttl, seconds);
		t.is(scene.outcomes[before].count, 0);
		scene.ask(name, DNS_A); // another type is another question
		t.is(server.drain(), 1);
		scene.wait(1000 * seconds);
		scene.ask(name, DNS_TXT);
		t.is(server.drain(), 1);
		scene.wait(10_000);
	}
});

test("cache: ttl 0, SERVFAIL, truncated answers and other types are not kept", (t) => {
	const { scene, server } = cached(4);
	const answers: [number, number, number[][]][] = [
		[DNS_A, 0x8180, [record("@12", DNS_A, 0, A1)]],
		[DNS_A, 0x8182, []],
		[DNS_A, 0x8380, [record("@12", DNS_A, 60, A1)]],
		[DNS_TXT, 0x8180, [record("@12", DNS_TXT, 60, [1, 65])]],
	];
	for (const [type, flags, records] of answers) {
		for (let i = 0; i < 2; i++) {
			scene.ask("a.x", type);
			const query = server.take();
			t.not(query, null);
			server.answer(query as Query, { flags, answers: records });
			scene.go();
		}
	}
	t.is(scene.outcomes.length, 8);
});

test("cache: when full, the expired goes first, then the next to expire; never above its size", (t) => {
	const { scene, server, cache } = cached(3);
	const learn = (name: string, ttl: number): void => {
		scene.ask(name, DNS_A);
		server.answer(server.take() as Query, { answers: [record("@12", DNS_A, ttl, A1)] });
		scene.go();
	};
	const knows = (name: string): boolean => {
		scene.ask(name, DNS_A);
		const query = server.take();
		if (query !== null) server.answer(query, { flags: 0x8182 });
		scene.go();
		return query === null;
	};
	learn("a", 50);
	learn("b", 10);
	learn("c", 30);
	learn("d", 90); // in the place of b
	t.deepEqual([knows("a"), knows("b"), knows("c"), knows("d")], [true, false, true, true]);
	scene.wait(31_000);
	learn("e", 1); // in the place of c
	t.deepEqual([knows("a"), knows("c"), knows("d"), knows("e")], [true, false, true, true]);
	cache.clear();
	t.deepEqual([knows("a"), knows("d"), knows("e")], [false, false, false]);
	t.throws(() => new DnsCache(scene.resolver, { entries: 0 }), "RangeError");
});

test("cache: an entry of 25 days ago, whose tick has wrapped, is not believed", (t) => {
	const { scene, server } = cached(2);
	scene.ask("a", DNS_A);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 60, A1)] });
	scene.go();
	for (const days of [24, 1, 1, 24]) {
		scene.wait(days * 86_400_000);
		scene.ask("a", DNS_A);
		t.is(server.drain(), 1);
		scene.wait(10_000);
	}
});

test("search and cache together: each name tried is cached under its own name", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	new SearchDomains(scene.resolver, { domains: ["one.test"] });
	const cache = new DnsCache(scene.resolver, { entries: 4 });
	const soa = record(
		"",
		DNS_SOA,
		60,
		nameOf("ns").concat(nameOf("me"), u32(1), u32(2), u32(3), u32(4), u32(60)),
	);
	scene.ask("a", DNS_A);
	server.answer(server.take() as Query, { flags: NXDOMAIN, authority: [soa] });
	scene.go();
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 60, A1)] });
	scene.go();
	scene.ask("a", DNS_A);
	scene.ask("a.one.test.", DNS_A);
	t.is(server.drain(), 0);
	t.deepEqual(scene.errors(), [0, 0, DNS_ERR_NOTEXIST]);
	t.is(cache.hits, 3);
});

test("DN-15 networkChanged: queries under way are sent again from another port, health is forgotten", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"], timeoutMs: 100, attempts: 3 });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	for (let i = 0; i < 3; i++) {
		scene.ask("a", DNS_A);
		scene.wait(100);
		one.drain();
		two.answer(two.take() as Query, {});
		scene.go();
	}
	scene.ask("a", DNS_A);
	const before = two.take() as Query;
	t.is(one.drain(), 0); // passed over
	networkChanged(scene.resolver);
	scene.go();
	const after = one.take() as Query;
	t.not(after.from.port, before.from.port);
	two.answer({ ...before, from: after.from }, {}); // not asked in the new network
	scene.go();
	t.is(scene.outcomes.length, 3);
	one.answer(after, {});
	scene.go();
	t.is(scene.outcomes.length, 4);
	networkChanged(scene.resolver);
});

test("DN-25 setServers: queries under way go to the new ones; -EINVAL changes nothing", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1"] });
	const two = new Server(scene.host, "192.0.2.2");
	scene.ask("a", DNS_A);
	t.is(setServers(scene.resolver, ["192.0.2.2", "dns.example"]), -EINVAL);
	scene.go();
	t.is(two.drain(), 0);
	t.is(setServers(scene.resolver, ["192.0.2.2"]), 0);
	scene.go();
	two.answer(two.take() as Query, { answers: [record("@12", DNS_A, 60, A1)] });
	scene.go();
	t.deepEqual(scene.errors(), [0]);
	scene.ask("b", DNS_A);
	t.is(setServers(scene.resolver, []), 0);
	scene.go();
	t.is(scene.outcomes[1].error, DNS_ERR_NOSERVER);
});

test("DN-25 setServers: one that is there twice is -EEXIST; port 53 if none is given", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "[2001:DB8::1]:5353"] });
	const into = new SocketAddress("", 0);
	t.is(countServers(scene.resolver), 2);
	t.is(serverAddress(scene.resolver, 0, into), 0);
	t.is(`${into.address} ${into.port}`, "192.0.2.1 53");
	t.is(serverAddress(scene.resolver, 1, into), 0);
	t.is(`${into.address} ${into.port}`, "2001:db8::1 5353");
	for (const index of [-1, 2]) t.is(serverAddress(scene.resolver, index, into), -ENOENT);
	t.is(setServers(scene.resolver, ["192.0.2.1:53", "192.0.2.1"]), -EEXIST);
	t.is(setServers(scene.resolver, ["192.0.2.1:54", "192.0.2.1"]), 0);
	t.is(setServers(scene.resolver, []), 0);
	t.is(countServers(scene.resolver), 0);
});
