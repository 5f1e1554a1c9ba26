import { checkInvariants } from "../../src/core/check-invariants.js";
import { EBADF } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { activeByFd, eventPending } from "../../src/core/event-info.js";
import { EV_CLOSED, EV_READ, EV_TIMEOUT, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Log } from "./log.js";

const ALL = EV_READ | EV_WRITE | EV_CLOSED | EV_TIMEOUT;
const BYTE = 1;

class Scene {
	readonly host = new MemoryHost({ descriptors: 4, window: 4 });
	readonly base = new EventBase(this.host, { events: 4 });
	readonly log = new Log();
	readonly fds = new Int32Array(2);
	readonly bytes = new Uint8Array(4);

	constructor() {
		this.host.pair(this.fds);
	}

	/** Makes and adds an event on the first end. */
	event(name: string, interest: number, timeoutMs: number, persist: boolean) {
		const event = this.base.event({
			fd: this.fds[0],
			interest,
			timeoutMs,
			persist,
			context: name,
			onEvent: (e, what) => this.log.note(e, what),
		});
		event.add();
		return event;
	}

	/** Makes the first end readable. */
	send(): void {
		this.host.send(this.fds[1], this.bytes, 0, BYTE);
	}
}

test("EV-16 several events on one descriptor: what is awaited follows the first and the last", (t) => {
	const s = new Scene();
	const d = s.host.descriptors;
	const at = s.fds[0] & 0x3fff;
	const one = s.event("1", EV_READ, -1, true);
	const two = s.event("2", EV_READ, -1, true);
	const three = s.event("3", EV_WRITE | EV_CLOSED, -1, true);
	t.is(d.interest_[at], EV_READ | EV_WRITE | EV_CLOSED);
	one.del();
	t.is(d.interest_[at], EV_READ | EV_WRITE | EV_CLOSED);
	three.del();
	t.is(d.interest_[at], EV_READ);
	t.is(checkInvariants(s.base), "");
	two.del();
	t.is(d.interest_[at], 0);
	t.is(checkInvariants(s.base), "");
});

test("EV-17 events on one descriptor become active newest first", (t) => {
	const s = new Scene();
	s.event("a", EV_READ, -1, false);
	s.event("b", EV_READ, -1, false);
	s.event("c", EV_READ, -1, false);
	s.send();
	s.base.dispatch();
	s.host.run();
	t.is(s.log.take(), "cba");
});

test("EV-18 each event gets what it awaits and what holds, no more", (t) => {
	const s = new Scene();
	s.event("r", EV_READ, -1, false);
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.count, 0, "writable is not readable");
	s.send();
	s.host.settle();
	t.is(s.log.what, EV_READ);
	s.event("b", EV_READ | EV_WRITE, -1, false);
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.what, EV_READ | EV_WRITE);
	t.is(s.log.take(), "rb");
});

test("EV-18 readiness and timeout in one turn: one call with both bits", (t) => {
	const s = new Scene();
	s.event("x", EV_READ, 5, false);
	s.base.dispatch();
	s.host.settle();
	s.host.now_ += 5;
	s.send();
	s.host.settle();
	t.is(s.log.take(), "x");
	t.is(s.log.what, EV_READ | EV_TIMEOUT);
});

test("EV_CLOSED: distinguished from EV_READ", (t) => {
	const s = new Scene();
	s.event("c", EV_CLOSED, -1, false);
	s.send();
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.count, 0);
	s.host.close(s.fds[1]);
	s.host.settle();
	t.is(s.log.take(), "c");
	t.is(s.log.what, EV_CLOSED);
});

test("EV-21 activeByFd: events that await it, timers included; -EBADF when stale", (t) => {
	const s = new Scene();
	const read = s.event("r", EV_READ, -1, false);
	const timed = s.event("t", EV_WRITE, 1000, false);
	timed.add();
	t.is(activeByFd(s.base, s.fds[0], EV_CLOSED), 0);
	t.is(eventPending(read, ALL), EV_READ);
	t.is(activeByFd(s.base, s.fds[0], EV_READ | EV_TIMEOUT), 0);
	s.base.loop(2);
	t.true(s.log.names.indexOf("r") >= 0 && s.log.names.indexOf("t") >= 0);
	t.is(s.log.count, 2);
	s.host.close(s.fds[0]);
	t.is(activeByFd(s.base, s.fds[0], EV_READ), -EBADF);
});

test("a closed descriptor's events never run for the connection that gets its slot", (t) => {
	const s = new Scene();
	const old = s.event("o", EV_READ | EV_WRITE | EV_CLOSED, -1, true);
	const slot = s.fds[0] & 0x3fff;
	s.host.close(s.fds[0]);
	s.host.close(s.fds[1]);
	s.host.pair(s.fds);
	if ((s.fds[0] & 0x3fff) !== slot) {
		const first = s.fds[0];
		s.fds[0] = s.fds[1];
		s.fds[1] = first;
	}
	t.is(s.fds[0] & 0x3fff, slot, "the slot serves another connection");
	s.event("n", EV_READ, -1, false);
	s.send();
	s.base.dispatch();
	s.host.settle();
	t.is(s.log.take(), "n");
	t.is(old.add(), -EBADF);
	t.is(checkInvariants(s.base), "");
	old.free();
	t.is(checkInvariants(s.base), "");
});

test("a descriptor closed in a callback silences what was not active yet", (t) => {
	const s = new Scene();
	const event = s.event("x", EV_READ, -1, true);
	s.base.dispatch();
	s.send();
	s.host.close(s.fds[0]);
	s.host.settle();
	t.is(s.log.count, 0);
	event.del();
	t.is(checkInvariants(s.base), "");
	s.host.settle();
	t.is(s.base.loop(2), 1, "nothing is left, and the loop has ended");
});

test("LP-14 level-triggered: ready until consumed, turn after turn", (t) => {
	const s = new Scene();
	s.event("x", EV_READ, -1, true);
	s.send();
	s.base.dispatch();
	t.is(s.host.settle(3), 3);
	t.is(s.log.take(), "xxx");
	s.host.recv(s.fds[0], s.bytes, 0, 4);
	s.host.settle(10);
	t.is(s.log.take(), "");
});

test("EV-21 add: -EBADF for an event whose descriptor was closed under it, with its timer as it was", (t) => {
	const s = new Scene();
	const event = s.event("a", EV_READ, 10, true);
	s.base.dispatch();
	s.host.close(s.fds[0]);
	s.host.advance(5);
	t.is(event.add(), -EBADF);
	s.host.advance(5);
	t.is(s.log.take(), "a");
	t.is(event.add(), -EBADF);
	event.del();
	t.is(s.host.settle(), 1, "the loop ends");
	t.is(checkInvariants(s.base), "");
});
