/** The part of the host contract about TCP connections. */
import { EAGAIN, ECONNREFUSED, ECONNRESET, ENOTCONN, EPIPE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE, SHUT_WR } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import type { HostSubject, Script } from "./script.js";
import { contract, LOOPBACK } from "./script.js";

const EV_ALL = EV_READ | EV_WRITE | EV_CLOSED;
const PIECE = 500; // bytes of one send or recv in the transfers

function isBroken(result: number): boolean {
	return result === -EPIPE || result === -ECONNRESET;
}

/** A stream of bytes that a receiver can check: what follows from how many went before. */
class Flow {
	from: number;
	to: number;
	readonly total: number;
	sent: number;
	received: number;
	full: number; // sends that answered -EAGAIN
	wrong: number;
	readonly bytes: Uint8Array;

	constructor(total: number) {
		this.from = -1;
		this.to = -1;
		this.total = total;
		this.sent = 0;
		this.received = 0;
		this.full = 0;
		this.wrong = 0;
		this.bytes = new Uint8Array(PIECE);
	}

	/** Sends until the window is full or all is sent. */
	pump(s: Script): void {
		while (this.sent < this.total) {
			const left = this.total - this.sent;
			const size = left < PIECE ? left : PIECE;
			for (let i = 0; i < size; i++) this.bytes[i] = ((this.sent + i) * 7) >> 3;
			const result = s.host.send(this.from, this.bytes, 0, size);
			if (result === -EAGAIN) {
				this.full++;
				s.t.is(s.ready(this.from) & EV_WRITE, 0, "a full window is not writable");
				return;
			}
			s.t.true(result > 0 && result <= size, "send");
			this.sent += result;
		}
	}

	/** Receives what is there. */
	drain(s: Script): void {
		while (this.received < this.total) {
			const result = s.host.recv(this.to, this.bytes, 0, PIECE);
			if (result === -EAGAIN) {
				s.t.is(s.ready(this.to) & EV_READ, 0, "an empty stream is not readable");
				return;
			}
			s.t.true(result > 0 && result <= PIECE, "recv");
			for (let i = 0; i < result; i++) {
				if (this.bytes[i] !== ((((this.received + i) * 7) >> 3) & 0xff)) this.wrong++;
			}
			this.received += result;
		}
	}
}

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
		s.receive(() => s.server, [1]);
		s.act(() => {
			s.t.is(s.ready(s.listener) & EV_READ, EV_READ);
		});
		s.accept();
		s.receive(() => s.server, [2]);
	});
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

	contract(subject, "shutdown: half a connection goes on", 3, (s) => {
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

	contract(subject, "the peer closed: who goes on sending learns it", 3, (s) => {
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
		s.step("the error is told", () => s.client < 0 || (s.ready(s.client) & EV_ALL) === EV_ALL);
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
			if (out.received + back.received > before) s.deadline = (s.host.ticks() + 3000) | 0;
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
	endContract(subject);
	refusedContract(subject);
	transferContract(subject);
}
