/** A run of the swarm on HTTP: a server of evlite's, and clients that ask right, wrong, slowly, or never. */

import type { Device, Network } from "../../../hosts/virtual/index.js";
import { Random, seedOf } from "../../../hosts/virtual/index.js";
import type { BufferEvent } from "../../../src/bufferevent/bufferevent.js";
import type { Listener } from "../../../src/bufferevent/listener.js";
import { EventBase } from "../../../src/core/event-base.js";
import type { HttpRequest } from "../../../src/http-lite/index.js";
import { Content, HttpServer } from "../../../src/http-lite/index.js";
import { Held } from "./held.js";
import { HttpPeer } from "./http-peer.js";
import { SwarmTimer } from "./timers.js";
import type { Verdict } from "./verdict.js";
import type { Watched } from "./watch.js";
import { Watch } from "./watch.js";

const GRACE_MS = 150_000;

/** A server with a small, a large and a late reply. */
export class HttpStation implements Watched {
	readonly verdict: Verdict;
	readonly device: Device;
	readonly base: EventBase;
	readonly server: HttpServer;
	readonly listener: Listener;
	readonly pool: number;
	readonly all: BufferEvent[];
	readonly timers: SwarmTimer[];
	readonly held: Held;
	readonly hello: Content;
	readonly large: Content;
	readonly waiting: HttpRequest[];
	thrown: number;
	ended: number;

	constructor(verdict: Verdict, device: Device, random: Random, connections: number) {
		this.verdict = verdict;
		this.device = device;
		this.base = new EventBase(device, { events: connections + 3 });
		this.pool = connections;
		this.hello = new Content("text/plain", "hello\n");
		this.large = new Content("text/plain", "0123456789".repeat(random.between(10, 600)));
		this.waiting = [];
		this.thrown = 0;
		this.ended = 0;
		this.server = new HttpServer(this.base, {
			port: 80,
			connections,
			input: random.between(64, 700),
			output: random.between(160, 700),
			backlog: random.between(1, 8),
			idleTimeoutMs: random.oneIn(3) ? random.between(500, 20000) : 10000,
			headerTimeoutMs: random.between(500, 8000),
		});
		this.listener = this.server.listener;
		this.held = new Held(device, random, connections);
		this.all = this.listener.idle_.slice();
		this.server.route("GET", "/", (request) => request.reply(200, this.hello));
		this.server.route("GET", "/large", (request) => request.reply(200, this.large));
		this.server.route("POST", "/", (request) => request.reply(200, this.hello));
		this.server.route("GET", "/late", (request) => this.later(request));
		this.base.onEnd = () => {
			this.ended++;
		};
		const timer = new SwarmTimer(verdict, this.base, device, random);
		timer.onFire = () => {
			this.answer();
			if (random.oneIn(8)) this.held.release();
			if (!timer.pending) timer.set(random.between(50, 3000));
		};
		timer.set(100);
		this.timers = [timer];
		this.base.dispatch();
	}

	connections(): readonly BufferEvent[] {
		return this.all;
	}

	isTold(): boolean {
		return true; // nothing of it shows
	}

	/** Replies when its timer fires. */
	later(request: HttpRequest): void {
		this.waiting.push(request);
		request.onClose = (gone) => {
			const at = this.waiting.indexOf(gone);
			this.verdict.check(at >= 0, this.device.name, "onClose of a request that was answered");
			this.waiting.splice(at, 1);
		};
	}

	answer(): void {
		const request = this.waiting.shift();
		if (request === undefined) return;
		const result = request.reply(200, this.hello);
		this.verdict.check(result === 0, this.device.name, `a late reply answers ${result}`);
	}

	leave(): void {
		for (const timer of this.timers) timer.clear();
		while (this.waiting.length > 0) this.answer();
		this.held.releaseAll();
		this.server.close();
	}

	/** Ends what did not end by itself. */
	closeAll(): void {
		while (this.waiting.length > 0) this.answer();
		for (const be of this.all) if (be.fd >= 0) be.close();
	}
}

export function http(network: Network, random: Random, verdict: Verdict): void {
	const connections = random.between(1, 6);
	const device = network.device({
		name: "server",
		descriptors: connections + random.between(1, 3),
		window: random.between(1, 1500),
	});
	const own = new Random(seedOf(network.seed, 100));
	const station = new HttpStation(verdict, device, own, connections);
	const peers: HttpPeer[] = [];
	for (let i = random.between(1, 6); i > 0; i--) {
		const client = network.device({
			name: `client ${i}`,
			descriptors: 2,
			window: random.between(1, 1500),
		});
		peers.push(new HttpPeer(verdict, client, new Random(seedOf(network.seed, 200 + i)), station));
	}
	const watch = new Watch(station);
	const seconds = random.between(20, 120);
	for (let i = 0; i < seconds + 10 && verdict.failure === ""; i++) {
		if (i === seconds) network.faults.stop();
		network.run(1000);
		watch.look();
	}
	for (const peer of peers) peer.leave();
	station.leave();
	network.run(GRACE_MS);
	station.closeAll();
	network.run(GRACE_MS);
	watch.conclude();
	verdict.check(network.queue_.count === 0, "network", "something is still under way");
}
