/**
 * A model of Espruino 2v29 in Node: its network, timers, pins and `E` as they were measured (536 bytes at
 * a time, one accept a pass, queues without limit, a late listener that gets bytes out of order and
 * twice, the end of the peer's stream as the end of all, errors thrown by connect), so that its host
 * runs in every `npm test`. model.test.ts holds it to those statements.
 *
 * A pass is what the interpreter does when idle: edges at pins, timers, then the network, then the events that it
 * queued. `install` puts the model in the place of Node's globals and makes passes for ever.
 */
import { Kernel, type Wire } from "./model/kernel.js";
import { Pins } from "./model/pins.js";
import { Datagram, type Handler, Server, Stream } from "./model/socket.js";
import { Timers } from "./model/timers.js";

const CHUNK = 536;
const HEADER = 8; // of a datagram, in the platform's buffer
const CLOSED = -1;
const UNSENT = -8;

interface Queued {
	on: Stream;
	event: string;
	args: unknown[];
}

export class Model {
	readonly kernel: Kernel;
	readonly timers: Timers;
	readonly pins: Pins;
	servers: Server[];
	datagrams: Datagram[];
	streams: Stream[];
	queued: Queued[];
	/** What escaped from a handler; reported there, and nothing else stops. */
	uncaught: unknown[];
	/** Milliseconds of the clock; `install` lets it follow Node's. */
	ms: number;
	/** Variables that are free, as `process.memory` reports. */
	free: number;
	/** Datagrams are sent to nobody, connects are refused. */
	offline: boolean;

	constructor() {
		this.kernel = new Kernel();
		this.timers = new Timers(() => this.ms);
		this.pins = new Pins();
		this.servers = [];
		this.datagrams = [];
		this.streams = [];
		this.queued = [];
		this.uncaught = [];
		this.ms = 0;
		this.free = 7000;
		this.offline = false;
	}

	// The modules

	require(name: string): unknown {
		if (name === "net") {
			return { createServer: this.createServer.bind(this), connect: this.connect.bind(this) };
		}
		if (name === "dgram") return { createSocket: this.createSocket.bind(this) };
		throw new Error(`Module ${name} not found`);
	}

	createServer(onConnect: Handler): Server {
		const server = new Server(this);
		server.on("connect", onConnect);
		return server;
	}

	/** Connects at once, or throws, and there is no object. */
	connect(to: { host: string; port: number }, onConnect: Handler): Stream {
		if (!/^[\d.]+$/.test(to.host)) throw new Error("InternalError: Unable to locate host");
		const wire = this.offline ? null : this.kernel.dial(to.port);
		if (wire === null) throw new Error("InternalError: Unable to create socket");
		const stream = new Stream(this);
		stream.on("connect", onConnect);
		this.adopt(stream, wire);
		return stream;
	}

	createSocket(options: string | { recvBufferSize?: number }): Datagram {
		const given = typeof options === "string" ? undefined : options.recvBufferSize;
		return new Datagram(this, (given ?? CHUNK) - HEADER);
	}

	adopt(stream: Stream, wire: Wire): void {
		stream.sckt = this.kernel.add({ wire, port: 0 }) + 1;
		this.streams.push(stream);
	}

	// Events

	queue(on: Stream, event: string, args: unknown[]): void {
		if (on.listeners(event).length > 0) this.queued.push({ on, event, args });
	}

	guard(call: () => void): void {
		try {
			call();
		} catch (error) {
			this.uncaught.push(error);
		}
	}

	/** Closes the socket that the object names, which is none while its number is 0. */
	kill(object: Stream): void {
		const fd = (object.sckt ?? 0) - 1;
		if (fd < 0) return;
		this.kernel.close(fd);
		delete object.sckt;
		object.conn = false;
		object.cls = true;
	}

	// The idle loop

	/** With any socket the interpreter never sleeps. */
	isBusy(): boolean {
		const { servers, datagrams, streams, queued } = this;
		return servers.length + datagrams.length + streams.length + queued.length > 0;
	}

	/** One pass. */
	pass(): void {
		this.pins.run((call) => this.guard(call));
		this.timers.run((error) => this.uncaught.push(error));
		for (const server of [...this.servers]) this.acceptOne(server);
		for (const datagram of [...this.datagrams]) this.passDatagram(datagram);
		for (const stream of [...this.streams]) this.passStream(stream);
		while (this.queued.length > 0) {
			const { on, event, args } = this.queued.shift() as Queued;
			for (const handler of on.listeners(event)) this.guard(() => handler.apply(on, args));
		}
	}

	acceptOne(server: Server): void {
		if (server.type === 2) return;
		const wire = this.kernel.open[(server.sckt as number) - 1]?.backlog?.shift();
		if (wire === undefined) return;
		const stream = new Stream(this);
		this.adopt(stream, wire);
		this.queue(server, "connect", [stream]);
	}

	passDatagram(u: Datagram): void {
		const open = this.kernel.open[(u.sckt ?? 0) - 1];
		const packet = open?.packets?.shift();
		if (packet !== undefined && packet.text !== "") {
			const text = packet.text.slice(0, u.bytes); // the rest is lost without notice
			const { address, port } = packet;
			this.queue(u, "message", [text, { address, port, size: text.length }]);
		}
		const next = u.unsent.shift();
		if (next !== undefined && open !== null && open !== undefined) {
			this.kernel.send(open.port, next.text, next.port);
			u.dSnd = u.unsent.map((each) => `12345678${each.text}`).join("");
			if (u.dSnd === "" && !u.cls) this.queue(u, "drain", [u]);
		}
		if (!u.cls || (u.dSnd !== undefined && u.dSnd !== "")) return;
		this.datagrams.splice(this.datagrams.indexOf(u), 1);
		this.kill(u);
		this.queue(u, "close", [false]);
	}

	passStream(c: Stream): void {
		const wire = this.kernel.open[(c.sckt ?? 0) - 1]?.wire;
		let closing = c.clsNow === true;
		let error = 0;
		if (wire !== undefined) {
			// what is kept is reported again each pass: it is forgotten only when more is received
			if (c.dRcv) c.push(c.dRcv, false);
			if (!closing) {
				if (c.dSnd) error = this.sendSome(c, wire);
				else if (c.cls) closing = true;
				const text = wire.read(CHUNK);
				if (text === null) error = CLOSED;
				else this.received(c, text);
				if (error < 0) closing = true;
			}
		}
		if (closing) this.closeStream(c, error);
	}

	sendSome(c: Stream, wire: Wire): number {
		const count = wire.write((c.dSnd as string).slice(0, CHUNK));
		if (count < 0) return CLOSED;
		c.dSnd = (c.dSnd as string).slice(count);
		if (count > 0 && c.dSnd === "" && !c.cls) this.queue(c, "drain", [c]);
		return 0;
	}

	received(c: Stream, text: string): void {
		if (!c.conn) {
			c.conn = true;
			this.queue(c, "connect", [c]);
			if (!c.dSnd) this.queue(c, "drain", [c]);
		}
		if (text === "") return;
		const all = (c.dRcv ?? "") + text;
		c.dRcv = c.push(all, false) ? undefined : all;
	}

	closeStream(c: Stream, reason: number): void {
		if (c.dRcv && !c.push(c.dRcv, true)) return;
		const error = reason === CLOSED && c.dSnd ? UNSENT : reason;
		const failed = error < 0 && error !== CLOSED;
		this.kill(c);
		this.streams.splice(this.streams.indexOf(c), 1);
		if (failed) this.queue(c, "error", [{ code: error, message: "unsent data" }]);
		this.queue(c, "end", []);
		this.queue(c, "close", [failed]);
	}
}
