/** What breaks servers on small devices, acted out on the virtual network: each ends as it should. */
import type { Device } from "../../hosts/virtual/index.js";
import { Network } from "../../hosts/virtual/index.js";
import {
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
} from "../../src/bufferevent/flags.js";
import { BufferEvent } from "../../src/bufferevent/index.js";
import { Listener } from "../../src/bufferevent/listener.js";
import { EMFILE } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ } from "../../src/core/flags.js";
import { textBytes } from "../../src/core/text.js";
import { Content, HttpServer } from "../../src/http-lite/index.js";
import { test } from "../harness.js";

const GET = textBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
const SERVER = "10.0.0.1";
const bytes = new Uint8Array(4096);

/** A web server of four connections on a device, and the world around it. */
class Site {
	readonly network: Network;
	readonly device: Device;
	readonly base: EventBase;
	readonly server: HttpServer;
	readonly content: Content;

	constructor(size: number, idleTimeoutMs: number) {
		this.network = new Network({ seed: 7, link: { latencyMs: 2 } });
		this.device = this.network.device({ descriptors: 5, window: 512 });
		this.base = new EventBase(this.device, { events: 8 });
		let text = "";
		for (let i = 0; i < size; i++) text += String.fromCharCode(97 + (i % 26));
		this.content = new Content("text/plain", text);
		this.server = new HttpServer(this.base, {
			port: 80,
			connections: 4,
			input: 256,
			output: 256,
			idleTimeoutMs,
			headerTimeoutMs: 2000,
		});
		this.server.route("GET", "/", (request) => request.reply(200, this.content));
		this.base.dispatch();
	}

	/** A device with a connection to the server. Returns its descriptor. */
	client(window: number): [Device, number] {
		const device = this.network.device({ descriptors: 4, window });
		return [device, device.tcpConnect(SERVER, 80)];
	}

	/** Asks once from a new device, reading as fast as it can. Returns the bytes of the reply within `ms`. */
	ask(ms: number): number {
		const [device, fd] = this.client(1024);
		let got = 0;
		let sent = false;
		this.network.runUntil(() => {
			if (!sent) sent = device.send(fd, GET, 0, GET.length) > 0;
			const count = device.recv(fd, bytes, 0, bytes.length);
			if (count > 0) got += count;
			return got >= this.content.bytes.length;
		}, ms);
		device.close(fd);
		this.network.run(10);
		return got;
	}

	open(): number {
		return this.server.listener.open;
	}
}

test("slow client: its reply takes no memory, and in the end its slot neither", (t) => {
	const site = new Site(3000, 5000);
	const [device, fd] = site.client(16);
	site.network.run(20);
	device.send(fd, GET, 0, GET.length);
	let got = 0;
	for (let i = 0; i < 60; i++) {
		site.network.run(1000); // a byte a second
		if (device.recv(fd, bytes, 0, 1) === 1) got++;
	}
	const be = site.server.listener.base.peak;
	t.is(got, 60);
	t.is(be, 5, "one event for each connection and the listener, as at the start");
	t.is(site.open(), 1, "it takes bytes, so it stays");
	t.is(site.ask(1000), site.content.bytes.length, "others are served meanwhile");
	site.network.run(20_000); // it stops reading altogether
	t.is(site.open(), 0);
	t.is(site.device.descriptors.open, 1);
});

test("preconnected idle sockets of a browser: gone after the idle timeout, the page comes", (t) => {
	const site = new Site(100, 5000);
	for (let i = 0; i < 6; i++) site.client(512);
	site.network.run(100);
	t.is(site.open(), 4, "all slots are held by sockets that say nothing");
	t.is(site.ask(12_000), site.content.bytes.length);
	site.network.run(12_000);
	t.is(site.open(), 0);
});

test("F5 burst: thirty connections at once, each abandoned or served, nothing is left", (t) => {
	const site = new Site(600, 5000);
	const clients: [Device, number][] = [];
	for (let i = 0; i < 30; i++) {
		const [device, fd] = site.client(512);
		clients.push([device, fd]);
		site.network.run(7);
		device.send(fd, GET, 0, GET.length);
		if (i % 3 !== 0) device.close(fd); // the reload drops the one before
	}
	site.network.run(3000);
	for (const [device, fd] of clients) device.close(fd);
	site.network.run(10_000);
	t.is(site.open(), 0);
	t.is(site.base.exceptions, 0);
	t.is(site.ask(500), site.content.bytes.length);
});

test("dead peer: a slot is not held by who left without a word", (t) => {
	const site = new Site(100, 5000);
	for (let i = 0; i < 4; i++) {
		const [device] = site.client(512);
		site.network.run(50);
		device.up = false; // the battery, the lift, the car park
	}
	t.is(site.open(), 4);
	site.network.run(6000);
	t.is(site.open(), 0);
	t.is(site.ask(500), site.content.bytes.length);
});

test("half-sent requests: each is refused after the header timeout, with room for others at once", (t) => {
	const site = new Site(100, 60_000);
	for (let i = 0; i < 4; i++) {
		const [device, fd] = site.client(512);
		site.network.run(20);
		device.send(fd, GET, 0, 10 + i);
	}
	site.network.run(1000);
	t.is(site.open(), 4);
	site.network.run(3500);
	t.is(site.open(), 0, "408 and closed");
	t.is(site.server.refused, 4);
	t.is(site.ask(500), site.content.bytes.length);
});

test("low-memory guard: accepting stops, those who are in are served and go, then it continues", (t) => {
	const site = new Site(400, 5000);
	const [device, fd] = site.client(512);
	site.network.run(50);
	site.device.openError = EMFILE; // nothing left for another connection
	const [other, waiting] = site.client(512);
	site.network.run(50);
	other.send(waiting, GET, 0, GET.length);
	device.send(fd, GET, 0, GET.length);
	site.network.run(200);
	t.is(device.recv(fd, bytes, 0, 4096), site.content.bytes.length, "the session that is in");
	const turns = site.device.turns;
	site.network.run(10_000);
	t.is(site.open(), 0, "and it is reaped");
	t.true(site.device.turns - turns < 250, "without spinning while it waits");
	site.device.openError = 0;
	site.network.run(300);
	t.is(other.recv(waiting, bytes, 0, 4096), site.content.bytes.length);
});

test("large response: many windows, byte for byte, from one constant", (t) => {
	const site = new Site(20_000, 5000);
	const [device, fd] = site.client(300);
	let at = 0;
	let wrong = 0;
	site.network.run(20);
	device.send(fd, GET, 0, GET.length);
	site.network.runUntil(() => {
		const count = device.recv(fd, bytes, 0, bytes.length);
		for (let i = 0; i < count; i++) if (bytes[i] !== site.content.bytes[at++]) wrong++;
		return at >= site.content.bytes.length;
	}, 60_000);
	t.is(at, site.content.bytes.length);
	t.is(wrong, 0);
	t.is(site.device.bytesSent, site.content.bytes.length);
});

/** A device that keeps a connection, and connects again after a pause that grows to `MAX_MS`. */
class Keeper {
	readonly base: EventBase;
	readonly connection: BufferEvent;
	connects: number;
	connected: boolean;

	constructor(network: Network, firstMs: number) {
		this.base = new EventBase(network.device({ descriptors: 1 }), { events: 2 });
		this.connects = 0;
		this.connected = false;
		let pauseMs = firstMs;
		this.connection = new BufferEvent(this.base, {
			onEvent: (connection, what) => {
				if ((what & BEV_EVENT_CONNECTED) !== 0) {
					this.connected = true;
					pauseMs = firstMs;
					connection.enable(EV_READ);
				}
				if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) === 0) return;
				this.connected = false;
				connection.close();
				again.timeoutMs = pauseMs;
				pauseMs = pauseMs * 2 < 30_000 ? pauseMs * 2 : 30_000;
				again.add();
			},
		});
		const again = this.base.event({ timeoutMs: 1, onEvent: () => this.connect() });
		this.connect();
		this.base.dispatch();
	}

	connect(): void {
		this.connects++;
		this.connection.connect(SERVER, 7);
	}
}

test("reconnect storm: after a restart all come back, and the server neither spins nor leaks", (t) => {
	const network = new Network({ seed: 7, link: { latencyMs: 5, jitterMs: 20 } });
	const device = network.device({ descriptors: 24, window: 128 });
	const start = (): [EventBase, Listener] => {
		const base = new EventBase(device, { events: 24 });
		const options = { port: 7, connections: 20, input: 32, output: 32, backlog: 4 };
		const listener = new Listener(base, Object.assign(options, { onConnection: () => {} }));
		base.dispatch();
		return [base, listener];
	};
	const first = start();
	const keepers: Keeper[] = [];
	for (let i = 0; i < 20; i++) keepers.push(new Keeper(network, 500 + 37 * i));
	network.run(10_000);
	t.is(first[1].open, 20);
	for (const each of first[1].base.owner_) if (each instanceof BufferEvent) each.close();
	first[1].close(); // the broker restarts
	network.run(5000);
	const [base, listener] = start();
	const turns = device.turns;
	network.run(60_000);
	t.is(listener.open, 20);
	t.is(device.descriptors.open, 21);
	t.is(base.exceptions, 0);
	t.true(device.turns - turns < 500, "turns of the server");
	for (const keeper of keepers) {
		t.true(keeper.connected);
		t.true(keeper.connects < 10);
	}
});

test("a crowd: two hundred devices against four slots, all are served", (t) => {
	const site = new Site(50, 1000);
	let served = 0;
	for (let i = 0; i < 200; i++) {
		if (i % 10 === 0) site.network.run(20);
		const [device, fd] = site.client(256);
		let sent = false;
		const poll = (): void => {
			if (!sent) sent = device.send(fd, GET, 0, GET.length) > 0;
			const count = device.recv(fd, bytes, 0, bytes.length);
			if (count <= 0) {
				site.network.after(20, poll);
				return;
			}
			served++;
			device.close(fd);
		};
		poll();
	}
	site.network.run(60_000);
	t.is(served, 200);
	t.is(site.server.requests, 200);
	t.is(site.open(), 0);
});
