import { checkInvariants } from "../../src/core/check-invariants.js";
import { EBADF, EINVAL, ENOBUFS } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { eventActive } from "../../src/core/event-info.js";
import {
	EV_CLOSED,
	EV_PERSIST,
	EV_READ,
	EV_SIGNAL,
	EV_TIMEOUT,
	EV_WRITE,
} from "../../src/core/flags.js";
import { eventOnce } from "../../src/core/once.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 2, window: 4 });
	readonly base = new EventBase(this.host, { events: 2 });
	readonly fds = new Int32Array(2);
	text = "";
	what = 0;

	constructor() {
		this.host.pair(this.fds);
	}

	/** eventOnce with a callback that notes its context. */
	once(fd: number, interest: number, timeoutMs: number, name: string): number {
		const note = (what: number, context: unknown): void => {
			this.what = what;
			this.text += context as string;
		};
		return eventOnce(this.base, fd, interest, timeoutMs, note, name);
	}
}

test("EV-15 eventOnce: by time, by readiness, or whichever comes first; the slot is free again", (t) => {
	const s = new Scene();
	t.is(s.once(-1, 0, 10, "t"), 0);
	t.is(s.once(s.fds[0], EV_READ, 50, "r"), 0);
	s.base.dispatch();
	s.host.advance(9);
	t.is(s.text, "");
	s.host.advance(1);
	t.is(s.text, "t");
	t.is(s.what, EV_TIMEOUT);
	t.is(s.base.used, 1);
	s.host.send(s.fds[1], new Uint8Array(1), 0, 1);
	s.host.run();
	t.is(s.text, "tr");
	t.is(s.what, EV_READ);
	t.is(s.base.used, 0);
	t.is(checkInvariants(s.base), "");
	s.once(s.fds[0], EV_CLOSED, 5, "c");
	s.base.dispatch();
	s.host.run();
	t.is(s.what, EV_TIMEOUT);
});

test("EV-15 eventOnce: no time to wait means active at once, in order, without a timer", (t) => {
	const s = new Scene();
	t.is(s.once(-1, 0, 0, "a"), 0);
	t.is(s.once(-1, 0, -1, "b"), 0);
	t.is(s.base.heap_.count, 0);
	s.base.dispatch();
	s.host.run();
	t.is(s.text, "ab");
	t.is(s.what, EV_TIMEOUT);
});

test("EV-15 eventOnce: wrong bits, times and descriptors are refused, and so is a full table", (t) => {
	const s = new Scene();
	for (const bits of [EV_SIGNAL, EV_PERSIST | EV_READ, EV_TIMEOUT | EV_READ, 256]) {
		t.is(s.once(s.fds[0], bits, 5, "x"), -EINVAL);
	}
	t.is(s.once(-1, 0, -2, "x"), -EINVAL);
	t.is(s.once(-1, 0, 2147483648, "x"), -EINVAL);
	t.is(s.once(-1, EV_READ, 5, "x"), -EBADF, "libevent takes this and never calls");
	t.is(s.once(99, EV_WRITE, -1, "x"), -EBADF);
	t.is(s.base.used, 0);
	t.is(s.once(-1, 0, 1, "a"), 0);
	t.is(s.once(-1, 0, 2, "b"), 0);
	t.is(s.once(-1, 0, 3, "c"), -ENOBUFS);
	s.base.dispatch();
	s.host.run();
	t.is(s.text, "ab");
});

test("EV-15 eventOnce: in its callback another may take its slot; an exception is only counted", (t) => {
	const s = new Scene();
	let left = 3;
	const again = (): void => {
		if (--left > 0) eventOnce(s.base, -1, 0, 1, again, null);
		throw new Error("once");
	};
	eventOnce(s.base, -1, 0, 1, again, null);
	s.base.dispatch();
	s.host.run();
	t.is(left, 0);
	t.is(s.base.exceptions, 3);
	t.is(s.base.used, 0);
	const event = s.base.event({ onEvent: () => {} });
	eventActive(event, EV_READ);
	t.is(checkInvariants(s.base), "");
});
