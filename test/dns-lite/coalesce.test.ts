import { DnsCache } from "../../src/dns-lite/cache.js";
import { DnsCoalesce } from "../../src/dns-lite/coalesce.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_CANCEL,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_SHUTDOWN,
	DNS_ERR_TIMEOUT,
} from "../../src/dns-lite/flags.js";
import { networkChanged } from "../../src/dns-lite/network.js";
import type { ResolverOptions } from "../../src/dns-lite/resolver.js";
import { SearchDomains } from "../../src/dns-lite/search.js";
import { test } from "../harness.js";
import { record } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

const A1 = [192, 0, 2, 10];
const ANSWER = { answers: [record("@12", DNS_A, 60, A1)] };

function coalesced(options: Partial<ResolverOptions>): {
	scene: Scene;
	server: Server;
	part: DnsCoalesce;
} {
	const scene = new Scene({ queries: 8, ...options });
	const server = new Server(scene.host, "192.0.2.1");
	return { scene, server, part: new DnsCoalesce(scene.resolver) };
}

test("coalesce: equal queries are asked once, each gets the answer with its own handle and context", (t) => {
	const { scene, server, part } = coalesced({});
	const handles = [1, 2, 3].map((i) => scene.ask(i === 2 ? "A.Example" : "a.example", DNS_A, i));
	scene.ask("a.example", DNS_AAAA, 4);
	scene.ask("b.example", DNS_A, 5);
	const query = server.take() as Query;
	t.is(server.drain(), 2);
	t.is(part.saved, 2);
	server.answer(query, ANSWER);
	scene.go();
	t.deepEqual(scene.errors(), [0, 0, 0]);
	t.deepEqual(scene.outcomes.map((o) => o.context).sort(), [1, 2, 3]);
	t.deepEqual(scene.outcomes.map((o) => o.handle).sort(), handles.sort());
	for (const outcome of scene.outcomes) t.deepEqual(outcome.addresses, A1);
	t.is(scene.resolver.used, 2);
	scene.ask("a.example", DNS_A); // the last one is over
	t.is(server.drain(), 1);
});

test("coalesce: a failure is everybody's; cancel and a deadline are not", (t) => {
	const { scene, server } = coalesced({ attempts: 1, timeoutMs: 1000, deadlineMs: 1000 });
	scene.ask("a", DNS_A, 1);
	scene.ask("a", DNS_A, 2);
	server.answer(server.take() as Query, { flags: 0x8182 });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_SERVERFAILED, DNS_ERR_SERVERFAILED]);
	const first = scene.ask("b", DNS_A, 3);
	scene.ask("b", DNS_A, 4);
	scene.ask("b", DNS_A, 5);
	t.is(server.drain(), 1);
	t.is(scene.resolver.cancel(first), 0);
	scene.go();
	t.is(scene.outcomes[2].error, DNS_ERR_CANCEL);
	t.is(scene.outcomes.length, 3);
	const query = server.take() as Query; // asked anew, once for both
	t.is(server.drain(), 0);
	server.answer(query, ANSWER);
	scene.go();
	t.deepEqual(scene.errors().slice(3), [0, 0]);
	scene.ask("c", DNS_A, 6);
	scene.wait(400);
	scene.ask("c", DNS_A, 7);
	t.is(server.drain(), 1);
	scene.wait(600);
	t.is(scene.outcomes[5].error, DNS_ERR_TIMEOUT);
	t.is(scene.outcomes.length, 6);
	server.answer(server.take() as Query, ANSWER);
	scene.go();
	t.is(scene.outcomes[6].error, 0);
	t.is(scene.outcomes[6].context, 7);
	t.is(scene.resolver.used, 0);
});

test("coalesce: one that waits can be cancelled, anywhere in the chain, also in a callback", (t) => {
	const { scene, server } = coalesced({});
	const handles = [0, 1, 2, 3].map((i) => scene.ask("a", DNS_A, i));
	t.is(scene.resolver.cancel(handles[2]), 0);
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_CANCEL]);
	server.answer(server.take() as Query, ANSWER);
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_CANCEL, 0, 0, 0]);
	const others: number[] = [];
	scene.resolver.resolve("b", DNS_A, () => {
		for (const handle of others) scene.resolver.cancel(handle);
	});
	others.push(scene.ask("b", DNS_A, 4), scene.ask("b", DNS_A, 5));
	server.answer(server.take() as Query, ANSWER);
	scene.go();
	t.deepEqual(scene.errors().slice(4), [DNS_ERR_CANCEL, DNS_ERR_CANCEL]);
	t.is(scene.resolver.used, 0);
});

test("coalesce: when a callback throws the others start over, and from the cache if there is one", (t) => {
	for (const entries of [0, 2]) {
		const scene = new Scene({ queries: 8 });
		const server = new Server(scene.host, "192.0.2.1");
		if (entries > 0) new DnsCache(scene.resolver, { entries });
		new DnsCoalesce(scene.resolver);
		scene.resolver.resolve("a", DNS_A, () => {
			scene.resolver.resolve("z", DNS_A, scene.note, "z"); // takes the slot of the first
			throw new Error("mine");
		});
		scene.ask("a", DNS_A, 1);
		scene.ask("a", DNS_A, 2);
		server.answer(server.take() as Query, ANSWER);
		scene.go();
		for (let query = server.take(); query !== null; query = server.take()) {
			server.answer(query, query.name.toLowerCase() === "z" ? { flags: 0x8183 } : ANSWER);
			scene.go();
		}
		t.is(scene.outcomes.length, 3);
		for (const outcome of scene.outcomes) {
			t.is(outcome.error, outcome.context === "z" ? DNS_ERR_NOTEXIST : 0);
			t.is(outcome.count, outcome.context === "z" ? 0 : 1);
		}
		t.is(scene.base.exceptions, 1);
		t.is(scene.resolver.used, 0);
	}
});

test("coalesce: after search domains each name tried is shared", (t) => {
	const scene = new Scene({ queries: 8 });
	const server = new Server(scene.host, "192.0.2.1");
	new SearchDomains(scene.resolver, { domains: ["one.test"] });
	const part = new DnsCoalesce(scene.resolver);
	scene.ask("a", DNS_A, 1);
	scene.ask("a", DNS_A, 2);
	server.answer(server.take() as Query, { flags: 0x8183 });
	scene.go();
	const query = server.take() as Query;
	t.is(query.name.toLowerCase(), "a");
	t.is(server.drain(), 0);
	server.answer(query, ANSWER);
	scene.go();
	t.deepEqual(scene.errors(), [0, 0]);
	t.is(part.saved, 2);
});

test("coalesce: networkChanged and close reach those that wait", (t) => {
	const { scene, server } = coalesced({ timeoutMs: 100, deadlineMs: 500, attempts: 9 });
	scene.ask("a", DNS_A, 1);
	scene.ask("a", DNS_A, 2);
	server.drain();
	networkChanged(scene.resolver);
	scene.go();
	const query = server.take() as Query;
	t.is(server.drain(), 0);
	server.answer(query, ANSWER);
	scene.go();
	t.deepEqual(scene.errors(), [0, 0]);
	scene.ask("b", DNS_A, 3);
	scene.ask("b", DNS_A, 4);
	scene.resolver.close();
	scene.go();
	t.deepEqual(scene.errors().slice(2), [DNS_ERR_SHUTDOWN, DNS_ERR_SHUTDOWN]);
	t.is(scene.base.used, 0);
});
