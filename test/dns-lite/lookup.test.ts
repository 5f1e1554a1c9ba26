import { EALREADY, EBADF, EBUSY, EMSGSIZE, ENETUNREACH, ENOBUFS } from "../../src/core/errno.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_CANCEL,
	DNS_ERR_NODATA,
	DNS_ERR_NONE,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SEND,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_SHUTDOWN,
	DNS_ERR_TIMEOUT,
} from "../../src/dns-lite/flags.js";
import { DnsHosts } from "../../src/dns-lite/hosts.js";
import type { LookupOptions } from "../../src/dns-lite/lookup.js";
import { Lookup, lookupAddress, lookupBytes } from "../../src/dns-lite/lookup.js";
import type { ResolverOptions } from "../../src/dns-lite/resolver.js";
import { test } from "../harness.js";
import { record } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

/** 2001:db8::n */
function six(n: number): number[] {
	return [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n];
}

class Stage {
	readonly scene: Scene;
	readonly server: Server;
	readonly lookup: Lookup;
	readonly found: string[];
	readonly note: (lookup: Lookup) => void;

	constructor(resolver: Partial<ResolverOptions>, options: LookupOptions) {
		this.scene = new Scene(resolver);
		this.server = new Server(this.scene.host, "192.0.2.1");
		this.lookup = new Lookup(this.scene.resolver, options);
		this.found = [];
		this.note = (lookup) => {
			let text = `${lookup.error}`;
			for (let i = 0; i < lookup.count; i++) text += ` ${lookupAddress(lookup, i)}`;
			this.found.push(text);
		};
	}

	start(name: string, context?: unknown): number {
		const result = this.lookup.start(name, this.note, context);
		this.scene.go();
		return result;
	}

	/** Starts, and takes the two queries. */
	begin(name: string): { v6: Query; v4: Query } {
		this.start(name);
		return { v6: this.server.take() as Query, v4: this.server.take() as Query };
	}

	/** Answers `query` with addresses, or none. */
	answer(query: Query, ...addresses: number[][]): void {
		const answers = addresses.map((data) => record("@12", query.type, 60, data));
		this.server.answer(query, { answers });
		this.scene.go();
	}

	/** Answers `query` with response code `code`. */
	refuse(query: Query, code: number): void {
		this.server.answer(query, { flags: 0x8180 + code });
		this.scene.go();
	}
}

test("DN-22 lookup: A and AAAA are asked together, and reported together", (t) => {
	const stage = new Stage({}, {});
	const { v6, v4 } = stage.begin("www.example");
	t.is(v6.type, DNS_AAAA);
	t.is(v4.type, DNS_A);
	stage.answer(v4, [10, 0, 0, 1], [10, 0, 0, 2], [10, 0, 0, 3]);
	t.is(stage.found.length, 0);
	stage.answer(v6, six(1), six(2));
	t.deepEqual(stage.found, ["0 2001:db8::1 10.0.0.1 2001:db8::2 10.0.0.2 10.0.0.3"]);
	t.is(stage.lookup.ttl, 60);
	const into = new Uint8Array(18).fill(7);
	t.is(lookupBytes(stage.lookup, 1, into, 1), 4);
	t.deepEqual(Array.from(into.slice(0, 6)), [7, 10, 0, 0, 1, 7]);
	t.is(lookupBytes(stage.lookup, 2, into, 1), 16);
	t.deepEqual(Array.from(into.slice(1, 17)), six(2));
	t.is(lookupBytes(stage.lookup, 5, into, 0), 0);
	t.is(lookupAddress(stage.lookup, -1), "");
	t.is(stage.scene.resolver.used, 0);
});

test("DN-22 lookup: more IPv6 than IPv4; one family only", (t) => {
	const stage = new Stage({}, {});
	const { v6, v4 } = stage.begin("a");
	stage.answer(v6, six(1), six(2), six(3));
	stage.answer(v4, [10, 0, 0, 1]);
	t.deepEqual(stage.found, ["0 2001:db8::1 10.0.0.1 2001:db8::2 2001:db8::3"]);
	for (const family of [4, 6]) {
		const one = new Stage({}, { family });
		one.start("a");
		const query = one.server.take() as Query;
		t.is(query.type, family === 4 ? DNS_A : DNS_AAAA);
		t.is(one.server.take(), null);
		one.answer(query, family === 4 ? [10, 0, 0, 1] : six(1));
		t.deepEqual(one.found, [family === 4 ? "0 10.0.0.1" : "0 2001:db8::1"]);
	}
	t.throws(() => new Lookup(stage.scene.resolver, { family: 5 }), "RangeError");
	t.throws(() => new Lookup(stage.scene.resolver, { skewMs: -1 }), "RangeError");
});

test("DN-22 lookup: when one family has answered the other gets skewMs more", (t) => {
	const stage = new Stage({ timeoutMs: 5000 }, {});
	const { v4 } = stage.begin("a");
	stage.scene.wait(1000);
	stage.answer(v4, [10, 0, 0, 1]);
	stage.scene.wait(2999);
	t.is(stage.found.length, 0);
	stage.scene.wait(1);
	t.deepEqual(stage.found, ["0 10.0.0.1"]);
	t.is(stage.scene.resolver.used, 0);
	const none = new Stage({ timeoutMs: 5000, attempts: 1 }, { skewMs: 100 });
	none.answer(none.begin("a").v4);
	none.scene.wait(4999); // no data is no reason to hurry
	t.is(none.found.length, 0);
	none.scene.wait(1);
	t.deepEqual(none.found, [`${DNS_ERR_TIMEOUT}`]);
});

test("DN-22 lookup: of two failures the more informative one is reported", (t) => {
	const pairs: [number, number, number][] = [
		[DNS_ERR_NONE, DNS_ERR_NONE, DNS_ERR_NODATA],
		[DNS_ERR_NOTEXIST, DNS_ERR_NONE, DNS_ERR_NOTEXIST],
		[DNS_ERR_SERVERFAILED, DNS_ERR_NONE, DNS_ERR_SERVERFAILED],
		[DNS_ERR_SERVERFAILED, DNS_ERR_NOTEXIST, DNS_ERR_NOTEXIST],
	];
	for (const [one, two, told] of pairs) {
		for (const isSwapped of [false, true]) {
			const stage = new Stage({ attempts: 1 }, {});
			const { v6, v4 } = stage.begin("a");
			stage.refuse(isSwapped ? v4 : v6, one);
			stage.refuse(isSwapped ? v6 : v4, two);
			t.deepEqual(stage.found, [`${told}`]);
			t.is(stage.lookup.ttl, 0);
		}
	}
	const half = new Stage({ attempts: 1 }, {});
	const { v6, v4 } = half.begin("a");
	half.refuse(v6, DNS_ERR_SERVERFAILED);
	half.answer(v4, [10, 0, 0, 1]);
	t.deepEqual(half.found, ["0 10.0.0.1"]);
	t.is(half.lookup.error, DNS_ERR_NONE);
});

test("DN-22 lookup: a literal address is its own answer, in a turn, without a server", (t) => {
	const stage = new Stage({}, {});
	stage.lookup.start("192.0.2.7", stage.note);
	t.is(stage.found.length, 0);
	stage.scene.go();
	stage.start("2001:DB8::0:1");
	t.deepEqual(stage.found, ["0 192.0.2.7", "0 2001:db8::1"]);
	const four = new Stage({}, { family: 4 });
	four.start("::1");
	four.start("10.0.0.1");
	t.deepEqual(four.found, [`${DNS_ERR_NODATA}`, "0 10.0.0.1"]);
	t.is(four.server.drain() + stage.server.drain(), 0);
	t.is(four.scene.host.descriptors.open, 1);
});

test("DN-22 DN-21 lookup: the hosts file is asked first", (t) => {
	const stage = new Stage({}, {});
	new DnsHosts(stage.scene.resolver, {});
	stage.start("localhost");
	t.deepEqual(stage.found, ["0 ::1 127.0.0.1"]);
	t.is(stage.server.drain(), 0);
});

test("DN-24 lookup: cancel is reported once, as DNS_ERR_CANCEL, also when one family has answered", (t) => {
	const stage = new Stage({}, {});
	t.is(stage.lookup.cancel(), -EBADF);
	stage.begin("a");
	t.is(stage.lookup.cancel(), 0);
	t.is(stage.found.length, 0);
	stage.scene.go();
	t.deepEqual(stage.found, [`${DNS_ERR_CANCEL}`]);
	t.is(stage.lookup.cancel(), -EBADF);
	stage.answer(stage.begin("b").v4, [10, 0, 0, 1]);
	t.is(stage.lookup.cancel(), 0);
	stage.scene.go();
	t.deepEqual(stage.found.slice(1), [`${DNS_ERR_CANCEL}`]);
	stage.lookup.start("10.0.0.1", stage.note);
	t.is(stage.lookup.cancel(), -EALREADY);
	stage.scene.go();
	t.is(stage.found[2], "0 10.0.0.1");
	t.is(stage.scene.resolver.used, 0);
});

test("lookup: one at a time, two queries each; refused with nothing begun", (t) => {
	const stage = new Stage({ queries: 3, nameSize: 16 }, {});
	t.is(stage.start("a"), 0);
	t.is(stage.start("b"), -EBUSY);
	t.is(stage.lookup.close(), -EBUSY);
	const other = new Lookup(stage.scene.resolver, {});
	t.is(other.start("b", stage.note), -ENOBUFS);
	t.is(stage.scene.resolver.used, 2);
	stage.lookup.cancel();
	stage.scene.go();
	t.is(other.start("a-name-that-is-too-long", stage.note), -EMSGSIZE);
	t.is(stage.scene.resolver.used, 0);
	t.is(other.close(), 0);
	t.is(stage.lookup.close(), 0);
	t.is(stage.lookup.start("a", stage.note), -EBADF);
	t.is(stage.scene.base.used, 1);
});

test("lookup: no server, no network, and a resolver that closes", (t) => {
	const none = new Stage({ servers: [] }, {});
	none.start("a");
	t.deepEqual(none.found, [`${DNS_ERR_NOSERVER}`]);
	const stage = new Stage({}, {});
	stage.begin("a");
	stage.scene.resolver.close();
	stage.scene.go();
	t.deepEqual(stage.found, [`${DNS_ERR_SHUTDOWN}`]);
	t.is(stage.lookup.start("a", stage.note), -EBADF);
	const deaf = new Stage({}, {});
	deaf.scene.host.sendTo = () => -ENETUNREACH;
	deaf.start("a");
	t.deepEqual(deaf.found, [`${DNS_ERR_SEND}`]);
	t.is(deaf.lookup.errno, ENETUNREACH);
});

test("lookup: the next one starts in the callback of the last, and a callback may throw", (t) => {
	const stage = new Stage({}, {});
	const names = ["b", "c"];
	const again = (lookup: Lookup): void => {
		stage.note(lookup);
		const name = names.shift();
		if (name === undefined) throw new Error("mine");
		lookup.start(name, again, name);
	};
	stage.lookup.start("10.0.0.1", again);
	stage.scene.go();
	for (let i = 0; i < 2; i++) {
		const v6 = stage.server.take() as Query;
		const v4 = stage.server.take() as Query;
		stage.answer(v6);
		stage.answer(v4, [10, 0, 0, 2 + i]);
	}
	t.deepEqual(stage.found, ["0 10.0.0.1", "0 10.0.0.2", "0 10.0.0.3"]);
	t.is(stage.lookup.context, "c");
	t.is(stage.scene.base.exceptions, 1);
	t.is(stage.lookup.start("d", stage.note), 0);
});
