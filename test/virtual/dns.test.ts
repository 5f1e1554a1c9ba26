/** The resolver among servers of every character, on links of every quality: seeded worlds, and named ones. */
import { Network, Random, seedOf } from "../../hosts/virtual/index.js";
import { EventBase } from "../../src/core/event-base.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_CANCEL,
	DNS_ERR_NODATA,
	DNS_ERR_NOTEXIST,
	DNS_ERR_REFUSED,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_TIMEOUT,
	DNS_ERR_TRUNCATED,
	type DnsAnswer,
	DnsCache,
	DnsCoalesce,
	DnsTcp,
	networkChanged,
	Resolver,
	type ResolverOptions,
} from "../../src/dns-lite/index.js";
import { rounds, test } from "../harness.js";
import {
	BIG,
	CHARACTERS,
	DEAD,
	FAILING,
	Forger,
	HONEST,
	judgeAddresses,
	LYING,
	POISONING,
	REFUSING,
	Truth,
	VirtualServer,
} from "./dns-world.js";

const QUERIES = 40;
const TIMEOUT_MS = 500;
const ATTEMPTS = 4;
const DEADLINE_MS = 3000;

/** A query of a world, and what became of it. */
interface Asked {
	n: number;
	type: number;
	handle: number;
	begunMs: number;
	endedMs: number;
	calls: number;
	error: number;
	wrong: string;
	cancelled: boolean;
}

class World {
	readonly network: Network;
	readonly servers: VirtualServer[];
	readonly resolver: Resolver;
	readonly base: EventBase;
	readonly asked: Asked[];
	readonly onResolved: (answer: DnsAnswer) => void;
	changes: number;
	hasTcp: boolean;

	constructor(network: Network, servers: VirtualServer[], options: Partial<ResolverOptions>) {
		const device = network.device({ descriptors: 4, datagrams: 64 });
		this.network = network;
		this.servers = servers;
		this.base = new EventBase(device, { events: 4 });
		this.resolver = new Resolver(this.base, {
			servers: servers.map((server) => server.address),
			queries: QUERIES,
			timeoutMs: TIMEOUT_MS,
			attempts: ATTEMPTS,
			deadlineMs: DEADLINE_MS,
			...options,
		});
		this.asked = [];
		this.changes = 0;
		this.hasTcp = false;
		this.onResolved = (answer) => {
			const asked = answer.context as Asked;
			asked.calls++;
			asked.endedMs = network.nowMs();
			asked.error = answer.error;
			asked.wrong = judgeAddresses(answer, asked.n);
			if (answer.error === 0 && answer.count === 0) asked.wrong = "an answer without a record";
		};
	}

	ask(n: number, type: number): Asked {
		const begunMs = this.network.nowMs();
		const asked: Asked = {
			n,
			type,
			handle: 0,
			begunMs,
			endedMs: -1,
			calls: 0,
			error: -1,
			wrong: "",
			cancelled: false,
		};
		this.asked.push(asked);
		asked.handle = this.resolver.resolve(`h${n}.test`, type, this.onResolved, asked);
		this.base.dispatch();
		return asked;
	}

	has(character: number): boolean {
		return this.servers.some((server) => server.character === character);
	}

	/** What is wrong with the outcome of `asked`; "" if nothing is. */
	judge(asked: Asked, isLossy: boolean): string {
		const truth = new Truth(asked.n, asked.type);
		const took = asked.endedMs - asked.begunMs;
		if (asked.calls !== 1) return `${asked.calls} callbacks`;
		if (took > DEADLINE_MS + 1) return `took ${took} ms`;
		if (asked.wrong !== "") return asked.wrong;
		if (asked.error === truth.error) return "";
		const reason = this.reason(asked, isLossy);
		return reason ? "" : `error ${asked.error}, but the truth is ${truth.error}`;
	}

	/** Returns whether there is a reason for an error that is not the truth about the name. */
	reason(asked: Asked, isLossy: boolean): boolean {
		switch (asked.error) {
			case DNS_ERR_CANCEL:
				return asked.cancelled;
			case DNS_ERR_TIMEOUT:
				return isLossy || this.has(DEAD) || this.has(LYING);
			case DNS_ERR_SERVERFAILED:
				return this.has(FAILING);
			case DNS_ERR_REFUSED:
				return this.has(REFUSING);
			case DNS_ERR_TRUNCATED:
				return new Truth(asked.n, asked.type).addresses.length === BIG && (!this.hasTcp || isLossy);
		}
		return false;
	}
}

/** Builds the world of `seed` and runs it to its end. Returns what went wrong, "" if nothing did. */
function live(seed: number, totals: number[]): string {
	const random = new Random(seedOf(seed, 1));
	const isLossy = random.below(3) > 0;
	const link = {
		latencyMs: random.between(1, 40),
		jitterMs: random.below(60),
		loss: isLossy ? random.below(30) / 100 : 0,
		duplicate: random.below(20) / 100,
		reorder: random.below(20) / 100,
	};
	const network = new Network({ seed, link });
	const servers: VirtualServer[] = [];
	for (let i = random.between(1, 3); i > 0; i--) {
		const other = random.oneIn(2) ? HONEST : random.below(CHARACTERS);
		const character = i === 1 ? seed % CHARACTERS : other; // all of them, in as many seeds
		servers.push(new VirtualServer(network, character, link));
	}
	const world = new World(network, servers, { rotate: random.oneIn(3) });
	const device = network.devices[network.devices.length - 1];
	if (random.oneIn(2)) new DnsCache(world.resolver, { entries: random.between(1, 8) });
	if (random.oneIn(2)) new DnsCoalesce(world.resolver);
	world.hasTcp = random.oneIn(2);
	if (world.hasTcp) new DnsTcp(world.resolver, {});
	if (random.oneIn(2)) new Forger(network, device, 3);
	for (let i = 0; i < QUERIES; i++) {
		const asked = world.ask(random.below(30), random.oneIn(3) ? DNS_AAAA : DNS_A);
		if (asked.handle < 0) return `not asked: ${asked.handle}`;
		network.run(random.oneIn(4) ? random.below(400) : 0);
		if (random.oneIn(8)) asked.cancelled = world.resolver.cancel(asked.handle) === 0;
		if (random.oneIn(30)) {
			networkChanged(world.resolver);
			world.changes++;
		}
	}
	network.run(DEADLINE_MS + 1000);
	for (const asked of world.asked) {
		const wrong = world.judge(asked, isLossy);
		if (wrong !== "") return `h${asked.n} type ${asked.type}: ${wrong}`;
		totals[asked.error] = 1 + (totals[asked.error] === undefined ? 0 : totals[asked.error]);
	}
	if (world.resolver.used !== 0) return "queries are left";
	if (world.base.exceptions !== 0) return "exceptions in callbacks";
	if (device.descriptors.open !== 0) return "a descriptor is left";
	let sent = 0;
	for (const server of servers) sent += server.asked;
	const most = QUERIES * (ATTEMPTS + 1) * (1 + world.changes) * 2; // each may arrive twice, and by TCP
	return sent > most ? `${sent} questions for ${QUERIES} queries` : "";
}

test("DN-08 virtual: loss, delay, lies, forgeries and dead servers: every query ends in time, and truthfully", (t) => {
	const totals: number[] = [];
	for (let seed = 1; seed <= rounds(60); seed++) {
		const wrong = live(seed, totals);
		if (wrong !== "") t.fail(`seed ${seed}: ${wrong}`);
	}
	const kinds = [
		0,
		DNS_ERR_NOTEXIST,
		DNS_ERR_NODATA,
		DNS_ERR_SERVERFAILED,
		DNS_ERR_REFUSED,
		DNS_ERR_TRUNCATED,
		DNS_ERR_TIMEOUT,
		DNS_ERR_CANCEL,
	];
	for (const kind of kinds) t.true(totals[kind] > rounds(10), `outcome ${kind}: ${totals[kind]}`);
});

test("virtual: the same seed gives the same world", (t) => {
	const one: number[] = [];
	const two: number[] = [];
	t.is(live(7, one), "");
	t.is(live(7, two), "");
	t.deepEqual(one, two);
});

test("DNS black hole: every query ends at its last attempt, with a bounded number of datagrams", (t) => {
	const network = new Network({ seed: 1 });
	const servers = [0, 1].map(() => new VirtualServer(network, DEAD, {}));
	const world = new World(network, servers, {});
	for (let n = 0; n < QUERIES; n++) world.ask(n, DNS_A);
	network.run(ATTEMPTS * TIMEOUT_MS - 1);
	t.is(world.resolver.used, QUERIES);
	network.run(2);
	t.is(world.resolver.used, 0);
	for (const asked of world.asked) {
		t.is(asked.error, DNS_ERR_TIMEOUT);
		t.is(asked.endedMs - asked.begunMs, ATTEMPTS * TIMEOUT_MS);
	}
	t.is(network.datagrams, QUERIES * ATTEMPTS);
});

test("DNS black hole: the deadline ends what has attempts left; nothing is sent afterwards", (t) => {
	const network = new Network({ seed: 1 });
	const world = new World(network, [new VirtualServer(network, DEAD, {})], {
		attempts: 255,
		deadlineMs: 1234,
	});
	const asked = world.ask(1, DNS_A);
	network.run(60_000);
	t.is(asked.endedMs, 1234);
	t.is(asked.error, DNS_ERR_TIMEOUT);
	t.is(network.datagrams, 3);
});

test("DN-10 DNS black hole: a dead first server costs three timeouts, then none for its time", (t) => {
	const network = new Network({ seed: 1, link: { latencyMs: 10 } });
	const servers = [DEAD, HONEST].map((kind) => new VirtualServer(network, kind, { latencyMs: 10 }));
	const world = new World(network, servers, {});
	const took: number[] = [];
	for (let i = 0; i < 6; i++) {
		const asked = world.ask(0, DNS_A);
		network.run(1000);
		took.push(asked.endedMs - asked.begunMs);
	}
	t.deepEqual(
		took.slice(0, 3).map((ms) => ms >= TIMEOUT_MS && ms < TIMEOUT_MS + 50),
		[true, true, true],
	);
	for (const ms of took.slice(3)) t.true(ms < 50, `${ms}`);
	servers[0].device.blackHole = false; // it lives again
	network.run(10_000);
	world.ask(0, DNS_A);
	network.run(100);
	t.is(servers[0].asked, 1);
});

test("Lying resolver: what does not answer the question changes nothing; the honest one counts", (t) => {
	const network = new Network({ seed: 1 });
	const servers = [LYING, HONEST].map((kind) => new VirtualServer(network, kind, {}));
	const world = new World(network, servers, {});
	for (let n = 0; n < QUERIES; n++) world.ask(n, DNS_A);
	network.run(5000);
	for (const asked of world.asked) {
		const truth = new Truth(asked.n, DNS_A);
		const isCut = truth.addresses.length === BIG;
		t.is(asked.error, isCut ? DNS_ERR_TRUNCATED : truth.error);
		t.is(asked.wrong, "");
	}
	t.true(world.resolver.ignored >= 3, `${world.resolver.ignored}`);
	t.is(servers[1].asked, QUERIES);
});

test("Lying resolver: alone it only costs time", (t) => {
	const network = new Network({ seed: 2 });
	const world = new World(network, [new VirtualServer(network, LYING, {})], {});
	for (let n = 0; n < 20; n++) world.ask(n, DNS_A);
	network.run(5000);
	for (const asked of world.asked) t.is(asked.error, DNS_ERR_TIMEOUT);
	t.is(world.resolver.ignored, 20 * ATTEMPTS);
});

test("DN-06 poisoned answers and forgeries: no address but the true ones", (t) => {
	const network = new Network({ seed: 3 });
	const world = new World(network, [new VirtualServer(network, POISONING, {})], {});
	const forger = new Forger(network, network.devices[1], 20);
	new DnsCache(world.resolver, { entries: 8 });
	for (let n = 0; n < QUERIES; n++) {
		world.ask(n, DNS_A);
		network.run(50);
	}
	for (const asked of world.asked) t.is(world.judge(asked, false), "");
	t.is(forger.forged, 20 * QUERIES);
	t.is(world.resolver.ignored, forger.forged);
});
