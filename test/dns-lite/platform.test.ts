import { EOPNOTSUPP } from "../../src/core/errno.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_CANCEL,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SEND,
	DNS_ERR_TIMEOUT,
	DNS_TXT,
} from "../../src/dns-lite/flags.js";
import { Lookup, lookupAddress } from "../../src/dns-lite/lookup.js";
import { PlatformNames } from "../../src/dns-lite/platform.js";
import { SearchDomains } from "../../src/dns-lite/search.js";
import { test } from "../harness.js";
import { record } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

/** What the platform was asked, and how to answer it. */
interface Platform {
	asked: string[];
	told: ((address: string | null | undefined) => void)[];
}

function withPlatform(scene: Scene): Platform {
	const platform: Platform = { asked: [], told: [] };
	new PlatformNames(scene.resolver, (name, family, told) => {
		platform.asked.push(`${name.toLowerCase()} ${family}`);
		platform.told.push(told);
	});
	return platform;
}

test("platform: on a host without UDP it is asked, and without servers", (t) => {
	for (const servers of [["192.0.2.1"], []]) {
		const scene = new Scene({ servers });
		const platform = withPlatform(scene);
		scene.host.openError = EOPNOTSUPP;
		scene.ask("www.example", DNS_A, 1);
		scene.ask("www.example", DNS_AAAA, 2);
		scene.ask("none.example", DNS_A, 3);
		t.deepEqual(platform.asked, ["www.example 4", "www.example 6", "none.example 4"]);
		platform.told[1]("2001:db8::1");
		t.is(scene.outcomes.length, 0);
		scene.go();
		platform.told[0]("192.0.2.7");
		platform.told[2](null);
		platform.told[0]("192.0.2.8"); // a second time
		scene.go();
		t.deepEqual(scene.errors(), [0, 0, DNS_ERR_NOTEXIST]);
		t.is(scene.outcomes[0].context, 2);
		t.is(scene.outcomes[0].addresses[15], 1);
		t.deepEqual(scene.outcomes[1].addresses, [192, 0, 2, 7]);
		t.is(scene.resolver.used, 0);
	}
});

test("platform: other types and other failures are reported as they are, and UDP is preferred", (t) => {
	const scene = new Scene({ servers: [] });
	const platform = withPlatform(scene);
	scene.ask("www.example", DNS_TXT);
	t.deepEqual(scene.errors(), [DNS_ERR_NOSERVER]);
	const other = new Scene({ attempts: 1, timeoutMs: 100 });
	const server = new Server(other.host, "192.0.2.1");
	const unasked = withPlatform(other);
	other.ask("a.example", DNS_A);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 9, [10, 0, 0, 1])] });
	other.go();
	other.ask("b.example", DNS_A);
	other.wait(100);
	t.deepEqual(other.errors(), [0, DNS_ERR_TIMEOUT]);
	other.host.openError = EOPNOTSUPP;
	other.ask("c.example", DNS_TXT);
	t.is(other.outcomes[2].error, DNS_ERR_SEND);
	t.deepEqual(platform.asked.concat(unasked.asked), []);
});

test("platform: deadline, cancel and what comes too late; an address of the wrong family is none", (t) => {
	const scene = new Scene({ servers: [], deadlineMs: 500 });
	const platform = withPlatform(scene);
	const handle = scene.ask("a", DNS_A);
	scene.resolver.cancel(handle);
	scene.go();
	scene.ask("b", DNS_A); // in the same slot
	platform.told[0]("192.0.2.1");
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_CANCEL]);
	scene.wait(500);
	t.deepEqual(scene.errors(), [DNS_ERR_CANCEL, DNS_ERR_TIMEOUT]);
	platform.told[1]("192.0.2.1");
	scene.ask("c", DNS_A);
	platform.told[2]("::1");
	scene.go();
	t.is(scene.outcomes[2].error, DNS_ERR_NOTEXIST);
	t.is(scene.outcomes.length, 3);
});

test("platform: each name of the search domains is asked; look-ups of both families go there too", (t) => {
	const scene = new Scene({ servers: [] });
	new SearchDomains(scene.resolver, { domains: ["one.test"] });
	const platform = withPlatform(scene);
	scene.ask("a", DNS_A);
	platform.told[0](null);
	scene.go();
	platform.told[1]("10.0.0.1");
	scene.go();
	t.deepEqual(platform.asked, ["a.one.test 4", "a 4"]);
	t.deepEqual(scene.errors(), [0]);
	const lookup = new Lookup(scene.resolver, {});
	let found = "";
	lookup.start("b.", (l) => {
		found = `${lookupAddress(l, 0)} ${lookupAddress(l, 1)}`;
	});
	scene.go();
	platform.told[2]("::1");
	platform.told[3]("10.0.0.2");
	scene.go();
	t.is(found, "::1 10.0.0.2");
});
