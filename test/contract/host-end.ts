/** The part of the host contract about how TCP connections end, and how they fail to begin. */
import { EAGAIN, ECONNREFUSED, ECONNRESET, ENOTCONN, EPIPE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE, SHUT_WR } from "../../src/core/flags.js";
import { Flow, PIECE } from "./flow.js";
import type { HostSubject } from "./script.js";
import { contract, LOOPBACK } from "./script.js";

const EV_ALL = EV_READ | EV_WRITE | EV_CLOSED;

function isBroken(result: number): boolean {
	return result === -EPIPE || result === -ECONNRESET;
}
function endContract(subject: HostSubject): void {
	contract(subject, "close: what was sent before still arrives, then the end", 3, (s) => {
		const into = new Uint8Array(4);
		s.pair();
		s.send(() => s.client, [1, 2, 3]);
		s.act(() => {
			s.t.is(s.host.close(s.client), 0);
		});
		s.awaits(() => s.server, EV_READ | EV_CLOSED);
		s.receive(() => s.server, [1, 2, 3]);
		s.step("the end", () => {
			const result = s.host.recv(s.server, into, 0, 4);
			if (result === -EAGAIN) return false;
			s.t.is(result, 0);
			s.t.is(s.host.recv(s.server, into, 0, 4), 0, "and again");
			s.t.is(s.ready(s.server) & EV_READ, EV_READ);
			return true;
		});
	});

	contract(subject, "close: a full window still arrives", 3, (s) => {
		const flow = new Flow(1 << 30);
		s.pair();
		s.act(() => {
			flow.from = s.client;
			flow.to = s.server;
		});
		s.step("the window is full", () => {
			flow.pump(s);
			return flow.full > 0;
		});
		s.act(() => {
			s.t.is(s.host.close(s.client), 0);
		});
		s.step("all of it arrives", () => {
			let result = 1;
			while (result > 0) {
				result = s.host.recv(s.server, flow.bytes, 0, PIECE);
				if (result > 0) flow.received += result;
			}
			if (result === -EAGAIN) return false;
			s.t.is(result, 0);
			s.t.is(flow.received, flow.sent);
			return true;
		});
	});

	contract(subject, "shutdown: half a connection continues", 3, (s) => {
		const into = new Uint8Array(4);
		s.pair();
		s.send(() => s.client, [1]);
		s.act(() => {
			s.t.is(s.host.shutdown(s.client, SHUT_WR), 0);
			s.t.is(s.host.shutdown(s.client, SHUT_WR), 0, "twice is no error");
			s.t.is(s.host.send(s.client, into, 0, 1), -EPIPE);
			s.t.is(s.ready(s.client) & EV_WRITE, EV_WRITE, "a writer learns it");
		});
		s.receive(() => s.server, [1]);
		s.awaits(() => s.server, EV_READ | EV_CLOSED);
		s.act(() => {
			s.t.is(s.host.recv(s.server, into, 0, 4), 0);
		});
		s.send(() => s.server, [2, 3]);
		s.receive(() => s.client, [2, 3]);
		s.act(() => {
			s.t.is(s.host.recv(s.client, into, 0, 4), -EAGAIN);
			s.t.is(s.host.close(s.server), 0);
		});
		s.awaits(() => s.client, EV_CLOSED);
		s.act(() => {
			s.t.is(s.host.recv(s.client, into, 0, 4), 0);
		});
	});

	contract(subject, "the peer closed: further sending returns the error", 3, (s) => {
		const bytes = new Uint8Array(100);
		s.pair();
		s.act(() => {
			s.host.close(s.server);
		});
		s.awaits(() => s.client, EV_CLOSED);
		s.step("sending fails", () => {
			const result = s.host.send(s.client, bytes, 0, 100);
			if (result > 0 || result === -EAGAIN) return false;
			s.t.true(isBroken(result));
			s.t.true(isBroken(s.host.send(s.client, bytes, 0, 100)), "it stays");
			s.t.is(s.ready(s.client) & EV_ALL, EV_ALL);
			return true;
		});
	});

	contract(subject, "a close with bytes unread resets the peer", 3, (s) => {
		const flow = new Flow(1 << 30);
		s.pair();
		s.act(() => {
			flow.from = s.client;
		});
		s.step("the window is full", () => {
			flow.pump(s);
			return flow.full > 0;
		});
		s.pause(20);
		s.act(() => {
			s.host.close(s.server);
		});
		s.awaits(() => s.client, EV_ALL);
		s.act(() => {
			s.t.true(isBroken(s.host.recv(s.client, flow.bytes, 0, 1)));
			s.t.true(isBroken(s.host.send(s.client, flow.bytes, 0, 1)));
			s.t.true(isBroken(s.host.recv(s.client, flow.bytes, 0, 1)), "it stays");
		});
	});
}

function refusedContract(subject: HostSubject): void {
	contract(subject, "tcpConnect: refused", 2, (s) => {
		const bytes = new Uint8Array(4);
		s.listen(LOOPBACK, 1);
		s.act(() => {
			s.host.close(s.listener);
		});
		s.pause(20);
		s.act(() => {
			s.client = s.host.tcpConnect(LOOPBACK, s.port);
			s.t.true(s.client >= 0 || s.client === -ECONNREFUSED);
		});
		s.step("the error is reported", () => s.client < 0 || (s.ready(s.client) & EV_ALL) === EV_ALL);
		s.act(() => {
			if (s.client < 0) return;
			s.t.is(s.host.recv(s.client, bytes, 0, 4), -ECONNREFUSED);
			s.t.is(s.host.send(s.client, bytes, 0, 4), -ECONNREFUSED);
			s.t.is(s.host.recv(s.client, bytes, 0, 4), -ECONNREFUSED, "it stays");
			s.t.is(s.host.shutdown(s.client, SHUT_WR), -ECONNREFUSED);
			s.t.is(s.host.peerAddress(s.client, s.address), -ENOTCONN);
			s.t.is(s.host.close(s.client), 0);
		});
	});

	contract(subject, "close: a connect that is under way", 3, (s) => {
		s.listen(LOOPBACK, 4);
		s.act(() => {
			s.client = s.host.tcpConnect(LOOPBACK, s.port);
			s.t.true(s.client >= 0);
			s.t.is(s.host.close(s.client), 0);
			s.t.is(s.ready(s.client), 0);
		});
		s.pause(30);
		s.act(() => {
			s.t.is(s.host.descriptors.open, 1);
		});
	});

	contract(subject, "close: a listener with connections waiting", 3, (s) => {
		const bytes = new Uint8Array(1);
		s.listen(LOOPBACK, 4);
		s.connect(LOOPBACK);
		s.awaits(() => s.listener, EV_READ);
		s.act(() => {
			s.t.is(s.host.close(s.listener), 0);
		});
		s.awaits(() => s.client, EV_READ | EV_CLOSED);
		s.act(() => {
			const result = s.host.recv(s.client, bytes, 0, 1);
			s.t.true(result === 0 || isBroken(result));
		});
	});
}

export function endingContract(subject: HostSubject): void {
	endContract(subject);
	refusedContract(subject);
}
