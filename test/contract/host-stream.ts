/** The part of the host contract about TCP connections. */
import { EAGAIN } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { Flow } from "./flow.js";
import type { HostSubject } from "./script.js";
import { contract, LOOPBACK } from "./script.js";

function echoContract(subject: HostSubject): void {
	contract(subject, "connect, accept, send, recv: bytes and addresses", 3, (s) => {
		s.listen(LOOPBACK, 4);
		s.act(() => {
			s.t.is(s.host.accept(s.listener), -EAGAIN);
			s.t.is(s.ready(s.listener) & EV_READ, 0);
		});
		s.connect(LOOPBACK);
		s.awaits(() => s.listener, EV_READ);
		s.accept();
		s.act(() => {
			s.t.is(s.host.accept(s.listener), -EAGAIN);
			s.t.is(s.ready(s.listener) & EV_READ, 0);
			s.t.is(s.ready(s.server) & EV_WRITE, EV_WRITE);
			const from = new SocketAddress("", 0);
			s.t.is(s.host.peerAddress(s.client, s.address), 0);
			s.t.is(s.address.address, LOOPBACK);
			s.t.is(s.address.port, s.port);
			s.t.is(s.host.localAddress(s.client, s.address), 0);
			s.t.is(s.host.peerAddress(s.server, from), 0);
			s.t.is(from.address, s.address.address);
			s.t.is(from.port, s.address.port);
			s.t.is(s.host.localAddress(s.server, from), 0);
			s.t.is(from.port, s.port);
		});
		s.send(() => s.client, [0, 1, 127, 128, 255]);
		s.awaits(() => s.server, EV_READ);
		s.receive(() => s.server, [0, 1, 127, 128, 255]);
		s.send(() => s.server, [42]);
		s.receive(() => s.client, [42]);
	});

	contract(subject, "recv: -EAGAIN when dry, readable until the last byte is taken", 3, (s) => {
		const into = new Uint8Array(4);
		s.pair();
		s.act(() => {
			s.t.is(s.host.recv(s.server, into, 0, 4), -EAGAIN);
			s.t.is(s.ready(s.server) & EV_READ, 0);
		});
		s.send(() => s.client, [9, 8, 7]);
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recv(s.server, into, 2, 1), 1);
			s.t.is(s.ready(s.server) & EV_READ, EV_READ);
			s.t.is(s.host.recv(s.server, into, 0, 2), 2);
			s.t.deepEqual(into, new Uint8Array([8, 7, 9, 0]));
			s.t.is(s.ready(s.server) & EV_READ, 0);
			s.t.is(s.host.recv(s.server, into, 0, 4), -EAGAIN);
		});
	});

	contract(subject, "recv: of no bytes is 0, and takes and changes nothing", 3, (s) => {
		const into = new Uint8Array([1, 2, 3, 4]);
		s.pair();
		s.act(() => {
			s.t.is(s.host.recv(s.server, into, 1, 0), 0, "dry");
		});
		s.send(() => s.client, [9, 8, 7]);
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recv(s.server, into, 1, 0), 0);
			s.t.is(s.ready(s.server) & EV_READ, EV_READ);
			s.t.deepEqual(into, new Uint8Array([1, 2, 3, 4]));
		});
		s.receive(() => s.server, [9, 8, 7]);
	});

	contract(subject, 'tcpListen: "" means all addresses', 3, (s) => {
		s.listen("", 4);
		s.connect(LOOPBACK);
		s.accept();
		s.act(() => {
			s.t.is(s.host.peerAddress(s.server, s.address), 0);
			s.t.is(s.address.address, LOOPBACK);
		});
		s.send(() => s.client, [1]);
		s.receive(() => s.server, [1]);
	});

	contract(subject, "IPv6", 3, (s) => {
		s.listen("::1", 4);
		s.connect("::1");
		s.accept();
		s.act(() => {
			s.t.is(s.host.peerAddress(s.server, s.address), 0);
			s.t.is(s.address.address, "::1");
			s.t.is(s.host.localAddress(s.client, s.address), 0);
			s.t.is(s.address.address, "::1");
		});
		s.send(() => s.client, [6]);
		s.receive(() => s.server, [6]);
	});

	contract(subject, "backlog: connections wait, in order, with what they sent", 6, (s) => {
		s.listen(LOOPBACK, 4);
		s.connect(LOOPBACK);
		s.send(() => s.client, [1]);
		s.connect(LOOPBACK);
		s.send(() => s.client, [2]);
		s.pause(20);
		s.accept();
		s.awaits(() => s.server, EV_READ); // what came while it waited
		s.receive(() => s.server, [1]);
		s.act(() => {
			s.t.is(s.ready(s.listener) & EV_READ, EV_READ);
		});
		s.accept();
		s.receive(() => s.server, [2]);
	});
}

function transferContract(subject: HostSubject): void {
	contract(subject, "back-pressure: a stream both ways at once, byte for byte", 3, (s) => {
		const out = new Flow(subject.transfer);
		const back = new Flow(subject.transfer);
		s.pair();
		s.act(() => {
			out.from = s.client;
			out.to = s.server;
			back.from = s.server;
			back.to = s.client;
		});
		s.step("both windows are full", () => {
			out.pump(s);
			back.pump(s);
			return (out.full > 2 && back.full > 2) || out.sent + back.sent === 2 * subject.transfer;
		});
		s.pause(20);
		s.step("all arrives", () => {
			const before = out.received + back.received;
			out.drain(s);
			back.drain(s);
			out.pump(s);
			back.pump(s);
			if (out.received + back.received > before) s.again();
			return out.received === subject.transfer && back.received === subject.transfer;
		});
		s.act(() => {
			s.t.is(out.wrong, 0);
			s.t.is(back.wrong, 0);
			s.t.is(s.host.recv(s.client, out.bytes, 0, 1), -EAGAIN);
		});
		s.awaits(() => s.client, EV_WRITE);
		s.awaits(() => s.server, EV_WRITE);
	});

	contract(subject, "send: -EAGAIN when the window is full, writable when it drains", 3, (s) => {
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
		s.pause(20);
		s.step("the window stays full", () => {
			flow.pump(s);
			return flow.full > 1;
		});
		s.pause(20);
		s.act(() => {
			s.t.is(s.ready(s.client) & EV_WRITE, 0);
			s.t.is(s.host.send(s.client, flow.bytes, 0, 1), -EAGAIN);
		});
		s.step("the receiver makes room", () => {
			flow.drain(s);
			return (s.ready(s.client) & EV_WRITE) !== 0;
		});
		s.act(() => {
			s.t.is(flow.wrong, 0);
			s.t.is(s.host.send(s.client, flow.bytes, 0, 1), 1);
		});
	});
}

export function streamContract(subject: HostSubject): void {
	echoContract(subject);
	transferContract(subject);
}
