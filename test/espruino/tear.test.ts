/**
 * A tear at each of the calls and stores of accepting, receiving, sending and closing, in a turn or in
 * what the platform calls: afterwards nothing is lost, nothing grows, nothing spins. Aborted is what
 * runs, by the interrupt that Node breaks a script for, which no `catch` or `finally` sees.
 */
import { Script } from "node:vm";
import { Host } from "../../hosts/espruino/index.js";
import { BufferEvent } from "../../src/bufferevent/bufferevent.js";
import { Listener } from "../../src/bufferevent/listener.js";
import { checkInvariants } from "../../src/core/check-invariants.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { test } from "../harness.js";
import type { Wire } from "./model/kernel.js";
import { Stream } from "./model/socket.js";
import { Model } from "./model.js";
import { platform, platformTimers } from "./platform.js";

const PORT = 7;
const POOL = 3;
const RECOVER_MS = 1000; // delay of the timer that notices

type Fields = Record<string, unknown>;
type Method = (...args: never[]) => unknown;

const globals = globalThis as unknown as Fields;
const script = new Script("torn()");

/** A server that echoes, with one client that is connected. */
class Scene {
	readonly model = new Model();
	readonly host: Host;
	readonly base: EventBase;
	readonly listener: Listener;
	readonly restore: () => void;
	now = 1.7e12;
	turns = 0;
	armed = false; // something is to be aborted
	tears = 0;

	constructor() {
		platform(this.model, () => this.now);
		this.restore = platformTimers(this.model);
		this.limitCalls();
		this.host = new Host({ descriptors: POOL + 1 });
		this.base = new EventBase(this.host, { events: POOL + 4 });
		this.listener = new Listener(this.base, {
			port: PORT,
			connections: POOL,
			input: 64,
			output: 64,
			onConnection: (c) => {
				c.onRead = echo;
			},
		});
		const turn = this.base.turn.bind(this.base);
		this.base.turn = () => {
			this.turns++;
			turn();
		};
		this.base.dispatch();
	}

	/** Whatever the platform calls can be aborted. */
	limitCalls(): void {
		const set = this.model.timers.set.bind(this.model.timers);
		this.model.timers.set = (call, ...rest) =>
			set((...args) => this.limit(() => call.apply(globalThis, args)), ...rest);
		const guard = this.model.guard.bind(this.model);
		this.model.guard = (call) => guard(() => this.limit(call));
	}

	limit(call: () => void): void {
		if (!this.armed) return call();
		globals.torn = call;
		script.runInThisContext({ breakOnSigint: true });
	}

	tear(): void {
		this.tears++;
		process.kill(process.pid, "SIGINT");
		for (;;) if (this.tears < 0) return;
	}

	run(ms: number): void {
		for (let i = 0; i < ms; i++) {
			this.now++;
			this.model.ms++;
			this.model.pass();
		}
	}

	dial(): Wire {
		return this.model.kernel.dial(PORT) as Wire;
	}

	/** Tears when `owner[name]` is called and `matches` its arguments, before or after it has run. */
	call(owner: object, name: string, after: boolean, matches = (..._args: unknown[]) => true): void {
		const own = Object.getOwnPropertyDescriptor(owner, name);
		const method = (owner as Fields)[name] as Method;
		const scene = this;
		const trap = function (this: unknown, ...args: never[]): unknown {
			if (!scene.armed || !matches(...args)) return method.apply(this, args);
			scene.armed = false;
			if (after) method.apply(this, args);
			return scene.tear();
		};
		Object.defineProperty(owner, name, { value: trap, writable: true, configurable: true });
		this.undo.push(() => {
			if (own === undefined) delete (owner as Fields)[name];
			else Object.defineProperty(owner, name, own);
		});
	}

	/** Tears when something is stored in `owner[name]` that `matches`, before or after it is. */
	store(
		owner: object,
		name: string | number,
		after: boolean,
		matches = (_: unknown) => true,
	): void {
		let value = (owner as Fields)[name];
		const set = (next: unknown) => {
			const tears = this.armed && matches(next);
			if (!tears || after) value = next;
			if (!tears) return;
			this.armed = false;
			this.tear();
		};
		Object.defineProperty(owner, name, { get: () => value, set, configurable: true });
		this.undo.push(() =>
			Object.defineProperty(owner, name, { value, writable: true, configurable: true }),
		);
	}

	readonly undo: (() => void)[] = [];

	end(): void {
		this.armed = false;
		for (const undo of this.undo.reverse()) undo();
		this.restore();
	}
}

function echo(c: BufferEvent): void {
	const text = c.input.length > 0 ? "y" : "";
	c.input.length = 0;
	c.input.at = c.input.start_;
	if (text !== "") c.output.addText(text);
}

/** What is aborted: the next of the pool is accepted, receives, sends and is closed by its peer. */
const PLACES: Record<string, (s: Scene, after: boolean) => void> = {
	"setTimeout of a turn": (s, after) =>
		s.call(globals, "setTimeout", after, (_, ms) => ms === RECOVER_MS),
	"setTimeout of schedule": (s, after) =>
		s.call(globals, "setTimeout", after, (_, ms) => ms !== RECOVER_MS),
	clearTimeout: (s, after) => s.call(globals, "clearTimeout", after),
	"process.memory": (s, after) => s.call(process, "memory", after),
	poll: (s, after) => s.call(s.host, "poll", after),
	"the timer is noted": (s, after) => s.store(s.host, "timer_", after),
	"a turn is asked for": (s, after) => s.store(s.base, "asked_", after, (v) => v === true),
	"a turn begins": (s, after) => s.store(s.base, "turning_", after, (v) => v === true),
	"a turn ends": (s, after) => s.store(s.base, "turning_", after, (v) => v === false),
	"an event is taken off": (s, after) => s.store(s.base, "active_", after),
	"an event runs": (s, after) => s.store(s.base, "running_", after),
	"a callback is counted": (s, after) => s.store(s.base, "callbacks", after),
	latch: (s, after) => s.store(s.host.descriptors, "count_", after),
	"a connection comes": (s, after) => s.call(queueOf(s), "push", after),
	"the server is kept from accepting": (s, after) => s.store(serverOf(s), "type", after),
	"it is received": (s, after) => s.call(Stream.prototype, "on", after),
	accept: (s, after) => s.call(s.host, "accept", after),
	"descriptorOpen, taken": (s, after) => s.store(s.host.descriptors, "free_", after),
	"descriptorOpen, counted": (s, after) => s.store(s.host.descriptors, "open", after),
	"accept, in the table": (s, after) => s.store(s.host.sockets_, 2, after),
	"accept, off the queue": (s, after) => s.call(queueOf(s), "shift", after),
	accept_: (s, after) => s.call(s.listener, "accept_", after),
	opening: (s, after) => s.store(s.listener, "opening_", after),
	"openOn, descriptor": (s, after) => s.store(nextOf(s), "fd", after),
	"openOn, eventAdd": (s, after) => s.store(s.base, "inserted_", after),
	"backend.change": (s, after) => s.call(s.base.backend, "change", after),
	onConnection: (s, after) => s.call(s.listener, "onConnection", after),
	recv: (s, after) => s.call(s.host, "recv", after),
	send: (s, after) => s.call(s.host, "send", after),
	write: (s, after) => s.call(Stream.prototype, "write", after),
	"close, begun": (s, after) => s.store(nextOf(s), "fd", after, (fd) => fd === -1),
	close: (s, after) => s.call(s.host, "close", after),
	"close, out of the table": (s, after) => s.store(s.host.sockets_, 2, after, (c) => c === null),
	"close, counted": (s, after) => {
		let before = s.host.descriptors.open;
		s.store(s.host.descriptors, "open", after, (open) => {
			const closes = (open as number) < before;
			before = open as number;
			return closes;
		});
	},
	"close, off the list": (s, after) => {
		let before = s.base.inserted_;
		s.store(s.base, "inserted_", after, (inserted) => {
			const closes = (inserted as number) < before;
			before = inserted as number;
			return closes;
		});
	},
	release_: (s, after) => s.call(s.listener, "release_", after),
};

function serverOf(s: Scene): object {
	return s.host.sockets_[0] as object;
}

function queueOf(s: Scene): object {
	return s.host.sockets_[0]?.queue_ as object;
}

/** The one of the pool that is accepted next. */
function nextOf(s: Scene): object {
	return s.listener.idle_[POOL - s.listener.open - 1];
}

/** What is left once all clients have gone. */
function left(s: Scene): Fields {
	s.turns = 0;
	s.run(1000);
	return {
		invariants: checkInvariants(s.base),
		turns: s.turns,
		timers: s.model.timers.list.length,
		pool: s.listener.open,
		descriptors: s.host.descriptors.open,
		held: s.host.paused_,
		streams: s.model.streams.length,
		sockets: s.model.kernel.used,
		errors: s.model.uncaught.filter((e) => !/interrupted/.test(`${e}`)).map(String),
	};
}

const CLEAN = {
	invariants: "",
	turns: 0,
	timers: 0,
	pool: 0,
	descriptors: 1,
	held: 0,
	streams: 0,
	sockets: 1,
	errors: [],
};

for (const [name, place] of Object.entries(PLACES)) {
	for (const after of [false, true]) {
		test(`aborted ${after ? "after" : "before"}: ${name}`, (t) => {
			const s = new Scene();
			try {
				const first = s.dial();
				s.run(50);
				place(s, after);
				s.armed = true;
				const second = s.dial();
				second.write("x");
				s.run(1500);
				second.close();
				s.run(100);
				first.close();
				s.run(1500);
				t.is(s.tears, 1);
				t.deepEqual(left(s), CLEAN);
				const all = [s.dial(), s.dial(), s.dial()];
				s.run(100);
				for (const wire of all) wire.write("x");
				s.run(100);
				for (const wire of all) t.is(wire.read(9), "y", "none of the pool is lost");
				for (const wire of all) wire.close();
				s.run(100);
				t.deepEqual(left(s), CLEAN);
			} finally {
				s.end();
			}
		});
	}
}

/** The same, where a connection is made. */
const CONNECTING: Record<string, (s: Scene, after: boolean) => void> = {
	tcpConnect: (s, after) => s.call(s.host, "tcpConnect", after),
	"the platform connects": (s, after) => s.call(s.model, "connect", after),
	"in the table": (s, after) => s.store(s.host.sockets_, 1, after),
	"it is received": (s, after) =>
		s.call(Stream.prototype, "on", after, (event) => event === "data"),
};

for (const [name, place] of Object.entries(CONNECTING)) {
	for (const after of [false, true]) {
		test(`aborted ${after ? "after" : "before"}: connecting, ${name}`, (t) => {
			const s = new Scene();
			try {
				const c = new BufferEvent(s.base, { input: 64, output: 64 });
				const onEvent = () => void c.connect("127.0.0.1", PORT);
				s.base.event({ timeoutMs: 10, onEvent }).add();
				place(s, after);
				s.armed = true;
				s.run(2500);
				c.close();
				s.run(500);
				t.is(s.tears, 1);
				t.deepEqual(left(s), CLEAN);
			} finally {
				s.end();
			}
		});
	}
}

test("aborted between a datagram and its sender: the next datagrams are whole, and nothing spins", (t) => {
	const s = new Scene();
	const bytes = new Uint8Array(16);
	const from = new SocketAddress("", 0);
	const got: string[] = [];
	try {
		const fd = s.host.udpBind("", PORT);
		const onEvent = () => {
			const count = s.host.recvFrom(fd, bytes, 0, 16, from);
			got.push(`${Buffer.from(bytes.subarray(0, count)).toString()} ${from.port}`);
		};
		s.base.event({ fd, interest: EV_READ, persist: true, onEvent }).add();
		s.call(s.host.sockets_[fd & 0x3fff]?.queue_ as object, "shift", true);
		s.model.kernel.send(1, "a", PORT);
		s.armed = true;
		s.run(1500);
		t.is(s.tears, 1);
		s.model.kernel.send(2, "b", PORT);
		s.run(50);
		s.model.kernel.send(3, "c", PORT);
		s.run(50);
		t.deepEqual(got, ["b 2", "c 3"]);
		s.host.close(fd);
		s.run(10);
		t.deepEqual(left(s), CLEAN);
	} finally {
		s.end();
	}
});
