/** No garbage per event on XS, for each kind of object: slots and chunks used stay as they were. */
import { stat } from "xsim";
import {
	addToGroup,
	BEV_NEED_MORE,
	BEV_OK,
	type BufferEvent,
	BufferEventPair,
	DeferredCallbacks,
	EvictIdle,
	FilterBufferEvent,
	Listener,
	RateLimitGroup,
	Refuse,
	sendReference,
	setRateLimit,
	TokenBucketConfig,
	trigger,
} from "../../src/bufferevent/index.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import {
	ActiveLater,
	EventBase,
	EventWatch,
	eventActive,
	eventActiveLater,
} from "../../src/core/index.js";
import { textBytes } from "../../src/core/text.js";
import {
	addCallback,
	BufferCallbacks,
	EvBuffer,
	removeBuffer,
} from "../../src/evbuffer-lite/index.js";
import type { Assertions } from "../harness.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { TestSignal } from "../signal/scene.js";

const WARM = 200;
const TIMES = 1000;
const DATA = textBytes("0123456789");
const into = new Uint8Array(64);

/** Runs `once` many times and asserts that no slot and no chunk is used more afterwards. */
function flat(t: Assertions, once: () => void): void {
	for (let i = 0; i < WARM; i++) once();
	const collections = stat(3);
	const slots = stat(0);
	const chunks = stat(1);
	for (let i = 0; i < TIMES; i++) once();
	const moreSlots = stat(0) - slots;
	const moreChunks = stat(1) - chunks;
	t.is(stat(3), collections, "collections");
	t.is(moreSlots, 0, "slots");
	t.is(moreChunks, 0, "chunk bytes");
}

/** As `flat`, for what needs something of the test's own before each time, which may make garbage. */
function flatBehind(t: Assertions, before: () => void, once: () => void): void {
	let slots = 0;
	let chunks = 0;
	for (let i = 0; i < WARM + TIMES; i++) {
		before();
		const collections = stat(3);
		const slotsBefore = stat(0);
		const chunksBefore = stat(1);
		once();
		if (i < WARM || stat(3) !== collections) continue;
		slots += stat(0) - slotsBefore;
		chunks += stat(1) - chunksBefore;
	}
	t.is(slots, 0, "slots");
	t.is(chunks, 0, "chunk bytes");
}

class Scene {
	readonly host = new MemoryHost({ descriptors: 8, window: 64 });
	readonly base = new EventBase(this.host, { events: 12 });
	count = 0;

	constructor() {
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
	}
}

test("the measurement sees one small object each time", (t) => {
	let litter: unknown = null;
	const before = stat(0);
	for (let i = 0; i < 10; i++) litter = { i };
	t.true(stat(0) - before >= 10);
	t.not(litter, null);
});

test("no garbage: timers, one-shot, persistent and put off", (t) => {
	const s = new Scene();
	const persistent = s.base.event({ timeoutMs: 3, persist: true, onEvent: () => s.count++ });
	const again = s.base.event({ timeoutMs: 2, onEvent: (event) => event.add() });
	const late = s.base.event({ timeoutMs: 50, onEvent: () => s.count++ });
	persistent.add();
	again.add();
	flat(t, () => {
		late.add();
		s.host.advance(1);
	});
	t.true(s.count > 300);
});

test("no garbage: a descriptor's event", (t) => {
	const s = new Scene();
	const fds = new Int32Array(2);
	s.host.pair(fds);
	const onEvent = () => {
		s.count += s.host.recv(fds[0], into, 0, 64);
	};
	s.base.event({ fd: fds[0], interest: EV_READ, persist: true, onEvent }).add();
	flat(t, () => {
		s.host.send(fds[1], DATA, 0, 10);
		s.host.settle();
	});
	t.is(s.count, 10 * (WARM + TIMES));
});

test("no garbage: activation, now and later, and watchers", (t) => {
	const s = new Scene();
	const later = new ActiveLater(s.base);
	new EventWatch(s.base, true, () => s.count++);
	new EventWatch(s.base, false, () => s.count++);
	const event = s.base.event({ onEvent: () => s.count++ });
	const other = s.base.event({ onEvent: () => s.count++ });
	flat(t, () => {
		eventActive(event, EV_READ);
		eventActiveLater(later, other, EV_READ);
		s.host.settle();
	});
	t.true(s.count > 2 * TIMES);
});

test("no garbage: signals", (t) => {
	const s = new Scene();
	const signal = new TestSignal(s.base, { persist: true, onSignal: () => s.count++ });
	signal.add();
	flat(t, () => {
		signal.raise();
		signal.raise();
		s.host.settle();
	});
	t.is(s.count, 2 * (WARM + TIMES));
});

test("no garbage: a connection with timeouts, accepted, served and closed", (t) => {
	const s = new Scene();
	const options = {
		port: 7,
		connections: 2,
		input: 32,
		output: 32,
		readTimeoutMs: 1000,
		writeTimeoutMs: 1000,
		onConnection: () => {},
		onRead: (be: BufferEvent) => {
			be.output.addBuffer(be.input);
		},
	};
	const listener = new Listener(s.base, options);
	let fd = -1;
	const connect = () => {
		fd = s.host.tcpConnect("127.0.0.1", 7);
	};
	flatBehind(t, connect, () => {
		s.host.settle();
		for (let i = 0; i < 3; i++) {
			s.host.send(fd, DATA, 0, 10);
			s.host.advance(1);
			s.count += s.host.recv(fd, into, 0, 64);
		}
		s.host.close(fd);
		s.host.settle();
	});
	t.is(s.count, 30 * (WARM + TIMES));
	t.is(listener.accepted, WARM + TIMES);
});

test("no garbage: overload, refusing", (t) => {
	const s = new Scene();
	const refuse = new Refuse(DATA);
	new Listener(s.base, { port: 7, connections: 1, overload: refuse, onConnection: () => {} });
	s.host.tcpConnect("127.0.0.1", 7);
	s.host.settle();
	let fd = -1;
	const connect = () => {
		fd = s.host.tcpConnect("127.0.0.1", 7);
	};
	flatBehind(t, connect, () => {
		s.host.settle();
		s.count += s.host.recv(fd, into, 0, 64);
		s.host.close(fd);
		s.host.settle();
	});
	t.is(s.count, 10 * (WARM + TIMES));
});

test("no garbage: overload, evicting", (t) => {
	const s = new Scene();
	const evict = new EvictIdle(0);
	new Listener(s.base, { port: 7, connections: 2, overload: evict, onConnection: () => {} });
	const fds = [0, 0, 0];
	let at = 0;
	for (let i = 0; i < 3; i++) fds[i] = s.host.tcpConnect("127.0.0.1", 7);
	const connect = () => {
		s.host.close(fds[at]);
		fds[at] = s.host.tcpConnect("127.0.0.1", 7);
		at = (at + 1) % 3;
	};
	flatBehind(t, connect, () => {
		s.host.advance(2);
	});
	t.true(evict.evicted > 100);
});

test("no garbage: a pair, with references", (t) => {
	const s = new Scene();
	const onRead = (be: BufferEvent) => {
		s.count += be.input.drain(64);
	};
	const pair = new BufferEventPair(s.base, { input: 32, output: 32, onRead });
	pair.second.enable(EV_READ);
	flat(t, () => {
		pair.first.output.add(DATA);
		s.host.settle();
		sendReference(pair.first, DATA, 0);
		s.host.settle();
	});
	t.is(s.count, 20 * (WARM + TIMES));
});

test("no garbage: filters over a pair", (t) => {
	const s = new Scene();
	const onRead = (be: BufferEvent) => {
		s.count += be.input.drain(64);
	};
	const options = {
		input: 32,
		output: 32,
		onRead,
		onOutput: (source: EvBuffer, to: EvBuffer, limit: number) =>
			removeBuffer(source, to, limit < 3 ? limit : 3) > 0 ? BEV_OK : BEV_NEED_MORE,
	};
	const pair = new BufferEventPair(s.base, { input: 8, output: 8 });
	const a = new FilterBufferEvent(pair.first, options);
	const b = new FilterBufferEvent(pair.second, options);
	b.enable(EV_READ);
	flat(t, () => {
		a.output.add(DATA);
		s.host.settle();
	});
	t.is(s.count, 10 * (WARM + TIMES));
});

test("no garbage: rate limits, of a connection and of a group", (t) => {
	const s = new Scene();
	const onRead = (be: BufferEvent) => {
		s.count += be.input.drain(64);
	};
	const pair = new BufferEventPair(s.base, { input: 32, output: 32, onRead });
	const config = new TokenBucketConfig({ readRate: 4, writeRate: 5, tickMs: 2 });
	const group = new RateLimitGroup(s.base, config);
	setRateLimit(pair.first, config);
	addToGroup(pair.second, group);
	pair.second.enable(EV_READ);
	flat(t, () => {
		pair.first.output.add(DATA);
		s.host.advance(1);
	});
	t.true(s.count > TIMES);
});

test("no garbage: deferred callbacks and triggers", (t) => {
	const s = new Scene();
	const pair = new BufferEventPair(s.base, { input: 32, output: 32 });
	const deferred = new DeferredCallbacks(pair.second);
	deferred.onRead = (be) => {
		s.count += be.input.drain(64);
	};
	pair.second.enable(EV_READ);
	flat(t, () => {
		pair.first.output.add(DATA);
		trigger(pair.second, EV_READ | EV_WRITE, 0);
		s.host.settle();
	});
	t.is(s.count, 10 * (WARM + TIMES));
});

test("no garbage: callbacks of a buffer, at once and deferred", (t) => {
	const s = new Scene();
	const buffer = new EvBuffer(s.host, { size: 16 });
	const callbacks = new BufferCallbacks(buffer, s.base);
	addCallback(callbacks, () => s.count++, false);
	addCallback(callbacks, () => s.count++, true);
	flat(t, () => {
		buffer.add(DATA);
		buffer.drain(10);
		s.host.settle();
	});
	t.is(s.count, 3 * (WARM + TIMES));
});
