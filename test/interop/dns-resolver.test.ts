/** evlite's resolver, on the Node host, against dnsmasq and unbound. */
import ava, { type ExecutionContext } from "ava";
import { Host, lookupName } from "../../hosts/node/index.js";
import {
	BEV_EVENT_CONNECTED,
	BEV_EVENT_ERROR,
	BufferEvent,
	Listener,
} from "../../src/bufferevent/index.js";
import { EventBase } from "../../src/core/event-base.js";
import { loopBreak } from "../../src/core/loop-control.js";
import {
	answerAddress,
	answerCanonicalName,
	answerName,
	DNS_A,
	DNS_AAAA,
	DNS_CNAME,
	DNS_ERR_NODATA,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_REFUSED,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_TRUNCATED,
	DNS_MX,
	DNS_PTR,
	DNS_SRV,
	DNS_TXT,
	type DnsAnswer,
	DnsCache,
	DnsCoalesce,
	DnsTcp,
	Lookup,
	lookupAddress,
	mxPreference,
	NameConnector,
	PlatformNames,
	Resolver,
	type ResolverOptions,
	resolveReverse,
	srvPort,
	srvPriority,
	srvWeight,
	txtPart,
} from "../../src/dns-lite/index.js";
import { portOf, until } from "../hosts/node-script.js";
import { has, LOOPBACKS, MANY, startDnsmasq, startUnbound } from "./dns-daemons.js";

class Scene {
	readonly host: Host;
	readonly base: EventBase;
	readonly resolver: Resolver;

	constructor(t: ExecutionContext, servers: string[], options: Partial<ResolverOptions> = {}) {
		this.host = new Host({ descriptors: 8 });
		this.base = new EventBase(this.host, { events: 12 });
		this.resolver = new Resolver(this.base, { servers, ...options });
		t.teardown(() => {
			this.resolver.close();
			loopBreak(this.base);
			if (this.base.exceptions !== 0) throw new Error("exceptions in callbacks");
		});
	}

	/** What `text` makes of the answer; the error if there is one. */
	async ask(name: string, type: number, text: (answer: DnsAnswer) => string): Promise<string> {
		let told: string | null = null;
		const note = (answer: DnsAnswer): void => {
			told = answer.error === 0 ? `${text(answer)} ${answer.ttl}` : `error ${answer.error}`;
		};
		const handle = /^[\d.]+$/.test(name)
			? resolveReverse(
					this.resolver,
					Uint8Array.from(name.split(".").map(Number)),
					0,
					4,
					note,
					null,
				)
			: this.resolver.resolve(name, type, note);
		if (handle < 0) return `errno ${-handle}`;
		this.base.dispatch();
		await until(`an answer for ${name}`, () => told !== null, 20_000);
		return told as unknown as string;
	}
}

/** In lower case, since unbound compresses it into the question, with its random case. */
function target(answer: DnsAnswer): string {
	return answerName(answer, 0).toLowerCase();
}

function addresses(answer: DnsAnswer): string {
	const list: string[] = [];
	for (let i = 0; i < answer.count; i++) list.push(answerAddress(answer, i));
	return list.join(" ");
}

function parts(answer: DnsAnswer): string {
	const into = new Uint8Array(255);
	const list: string[] = [];
	for (let i = 0; ; i++) {
		const length = txtPart(answer, 0, i, into, 0);
		if (length < 0) return list.join("|");
		list.push(new TextDecoder().decode(into.subarray(0, length)));
	}
}

function service(answer: DnsAnswer): string {
	return `${srvPriority(answer, 0)} ${srvWeight(answer, 0)} ${srvPort(answer, 0)} ${target(answer)}`;
}

const daemons = [
	{ name: "dnsmasq", flag: "--version", start: startDnsmasq },
	{ name: "unbound", flag: "-V", start: startUnbound },
];

for (const { name, flag, start } of daemons) {
	const missing = !has(name, flag);
	const test = missing ? ava.skip : ava.serial;
	if (missing) ava(`${name} is not installed: its tests are skipped`, (t) => t.pass());

	test(`${name}: records of every type, over IPv4 and IPv6`, async (t) => {
		const port = await start(t);
		for (const address of LOOPBACKS) {
			const at = address === "::1" ? `[::1]:${port}` : `${address}:${port}`;
			const scene = new Scene(t, [at]);
			t.is(await scene.ask("www.test", DNS_A, addresses), "192.0.2.1 60");
			t.is(await scene.ask("WWW.test.", DNS_AAAA, addresses), "2001:db8::1 60");
			t.is(await scene.ask("alias.test", DNS_CNAME, target), "www.test 60");
			t.is(await scene.ask("192.0.2.7", DNS_PTR, target), "seven.test 60");
			t.is(
				await scene.ask("test", DNS_MX, (a) => `${mxPreference(a, 0)} ${target(a)}`),
				"10 mail.test 60",
			);
			t.is(await scene.ask("_http._tcp.test", DNS_SRV, service), "1 2 8080 www.test 60");
			t.is(await scene.ask("text.test", DNS_TXT, parts), "hello|two parts 60");
			if (name === "dnsmasq") {
				t.is(
					await scene.ask("alias.test", DNS_A, (a) => `${answerCanonicalName(a)} ${addresses(a)}`),
					"www.test 192.0.2.1 60",
				);
			}
		}
	});

	test(`${name}: no such name, no such record, and refusal`, async (t) => {
		const scene = new Scene(t, [`127.0.0.1:${await start(t)}`]);
		t.is(await scene.ask("none.test", DNS_A, addresses), `error ${DNS_ERR_NOTEXIST}`);
		t.is(await scene.ask("www.test", DNS_MX, addresses), `error ${DNS_ERR_NODATA}`);
		const refused = name === "unbound" ? "no.test" : "elsewhere.example";
		t.is(await scene.ask(refused, DNS_A, addresses), `error ${DNS_ERR_REFUSED}`);
		if (name === "unbound") {
			t.is(await scene.ask("dead.example", DNS_A, addresses), `error ${DNS_ERR_SERVERFAILED}`);
		}
	});

	test(`${name}: an answer that is too long is truncated, whole over TCP and by EDNS0`, async (t) => {
		const port = await start(t);
		const servers = [`127.0.0.1:${port}`];
		const plain = new Scene(t, servers, { records: MANY });
		t.is(await plain.ask("many.test", DNS_A, addresses), `error ${DNS_ERR_TRUNCATED}`);
		const tcp = new Scene(t, servers, { records: MANY });
		new DnsTcp(tcp.resolver, {});
		const edns = new Scene(t, servers, { records: MANY, messageSize: 4096 });
		for (const scene of [tcp, edns]) {
			const text = await scene.ask("many.test", DNS_A, addresses);
			const list = text.split(" ");
			t.is(list.pop(), "60");
			t.is(new Set(list).size, MANY);
			t.true(list.every((address) => /^10\.0\.0\.\d+$/.test(address)));
		}
	});

	test(`${name}: both families together, from the cache, and asked once for many`, async (t) => {
		const scene = new Scene(t, [`127.0.0.1:${await start(t)}`], { queries: 16 });
		const cache = new DnsCache(scene.resolver, { entries: 4 });
		const coalesce = new DnsCoalesce(scene.resolver);
		const found: string[] = [];
		const note = (lookup: Lookup): void => {
			found.push(`${lookupAddress(lookup, 0)} ${lookupAddress(lookup, 1)} ${lookup.count}`);
		};
		const lookups = [1, 2, 3].map(() => new Lookup(scene.resolver, {}));
		for (const lookup of lookups) t.is(lookup.start("www.test", note), 0);
		scene.base.dispatch();
		await until("all found", () => found.length === 3);
		t.is(coalesce.saved, 4);
		lookups[0].start("www.test", note);
		scene.base.dispatch();
		await until("found again", () => found.length === 4);
		t.is(cache.hits, 2);
		for (const text of found) t.is(text, "2001:db8::1 192.0.2.1 2");
	});
}

const withDnsmasq = has("dnsmasq", "--version") ? ava.serial : ava.skip;

withDnsmasq(
	"connectName: a name that dnsmasq has not fails, and one that it has connects",
	async (t) => {
		const scene = new Scene(t, [`127.0.0.1:${await startDnsmasq(t)}`]);
		let received = 0;
		const listener = new Listener(scene.base, {
			port: 0,
			address: "127.0.0.1",
			connections: 1,
			onConnection: (connection) => {
				connection.onRead = () => {
					received += connection.input.length;
					connection.close();
				};
			},
		});
		scene.base.dispatch();
		const port = await portOf(scene.host, listener.fd);
		const events: number[] = [];
		const connection = new BufferEvent(scene.base, { onEvent: (_, what) => events.push(what) });
		const connector = new NameConnector(scene.resolver, {});
		t.is(connector.connectName(connection, "nowhere.test", port), 0);
		await until("a failure", () => events.length === 1);
		t.is(events[0], BEV_EVENT_ERROR);
		connection.output.addText("hello");
		t.is(connector.connectName(connection, "here.test", port), 0);
		await until("what was written", () => received === 5);
		t.is(events[1], BEV_EVENT_CONNECTED);
		connection.close();
		listener.close();
	},
);

ava.serial("PlatformNames: without a server the machine's own resolver is asked", async (t) => {
	const scene = new Scene(t, []);
	new PlatformNames(scene.resolver, lookupName);
	t.is(await scene.ask("localhost", DNS_A, addresses), "127.0.0.1 0");
	t.is(await scene.ask("no-such-name.invalid", DNS_A, addresses), `error ${DNS_ERR_NOTEXIST}`);
	t.is(await scene.ask("localhost", DNS_MX, addresses), `error ${DNS_ERR_NOSERVER}`);
});
