/** The part of the host contract about UDP. */
import { EADDRINUSE, EAGAIN, EINVAL, EMSGSIZE } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import type { HostSubject, Script } from "./script.js";
import { contract, LOOPBACK } from "./script.js";

/** Adds steps that bind `server` and `client`, and leave the server's port in `port`. */
function bindTwo(s: Script, local: string): void {
	s.act(() => {
		s.server = s.host.udpBind(local, 0);
		s.client = s.host.udpBind(local, 0);
		s.t.true(s.server >= 0 && s.client >= 0);
	});
	s.step("the port is known", () => s.host.localAddress(s.server, s.address) >= 0);
	s.act(() => {
		s.port = s.address.port;
		s.t.true(s.port > 0);
	});
	s.awaits(() => s.client, EV_WRITE);
}

/** Adds a step that sends `bytes` from `client` to `server`. */
function sendTo(s: Script, to: string, bytes: Uint8Array): void {
	s.step("the datagram is sent", () => {
		s.address.address = to;
		s.address.port = s.port;
		const result = s.host.sendTo(s.client, bytes, 0, bytes.length, s.address);
		if (result === -EAGAIN) return false;
		s.t.is(result, bytes.length);
		return true;
	});
}

export function datagramContract(subject: HostSubject): void {
	contract(subject, "UDP: there and back, with addresses", 2, (s) => {
		const from = new SocketAddress("", 0);
		const into = new Uint8Array(8);
		bindTwo(s, LOOPBACK);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, 8, from), -EAGAIN);
			s.t.is(s.ready(s.server) & EV_READ, 0);
		});
		sendTo(s, LOOPBACK, new Uint8Array([1, 2, 3]));
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 1, 7, from), 3);
			s.t.deepEqual(into, new Uint8Array([0, 1, 2, 3, 0, 0, 0, 0]));
			s.t.is(from.address, LOOPBACK);
			s.t.is(s.host.localAddress(s.client, s.address), 0);
			s.t.is(from.port, s.address.port);
			s.t.is(s.ready(s.server) & EV_READ, 0);
			s.t.is(s.host.recvFrom(s.server, into, 0, 8, from), -EAGAIN);
			s.t.is(s.host.sendTo(s.server, into, 1, 3, s.address), 3);
		});
		s.awaits(() => s.client, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.client, into, 0, 8, from), 3);
			s.t.is(from.port, s.port);
		});
	});

	contract(subject, "UDP: each datagram by itself, in order, cut where the room ends", 2, (s) => {
		const from = new SocketAddress("", 0);
		const into = new Uint8Array(4);
		bindTwo(s, LOOPBACK);
		sendTo(s, LOOPBACK, new Uint8Array([1, 1, 1, 1, 1, 1]));
		sendTo(s, LOOPBACK, new Uint8Array([2]));
		s.pause(20);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, 4, from), 4);
			s.t.is(s.ready(s.server) & EV_READ, EV_READ);
			s.t.is(s.host.recvFrom(s.server, into, 0, 4, from), 1);
			s.t.is(into[0], 2);
			s.t.is(s.host.recvFrom(s.server, into, 0, 4, from), -EAGAIN);
		});
	});

	contract(subject, "UDP: a datagram of no bytes", 2, (s) => {
		const from = new SocketAddress("", 0);
		const into = new Uint8Array(4);
		bindTwo(s, LOOPBACK);
		sendTo(s, LOOPBACK, new Uint8Array(0));
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, 4, from), 0);
			s.t.true(from.port > 0);
			s.t.is(s.host.recvFrom(s.server, into, 0, 4, from), -EAGAIN);
		});
	});

	contract(subject, "UDP: the longest datagram, and one byte more is -EMSGSIZE", 2, (s) => {
		const from = new SocketAddress("", 0);
		const longest = new Uint8Array(subject.datagramMax);
		const into = new Uint8Array(subject.datagramMax + 1);
		for (let i = 0; i < longest.length; i++) longest[i] = i >> 2;
		bindTwo(s, LOOPBACK);
		s.act(() => {
			s.address.address = LOOPBACK;
			s.address.port = s.port;
			s.t.is(s.host.sendTo(s.client, into, 0, into.length, s.address), -EMSGSIZE);
		});
		sendTo(s, LOOPBACK, longest);
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, into.length, from), longest.length);
			let wrong = 0;
			for (let i = 0; i < longest.length; i++) if (into[i] !== longest[i]) wrong++;
			s.t.is(wrong, 0);
		});
	});

	contract(subject, "UDP: a used port is -EADDRINUSE, at once or from recvFrom", 2, (s) => {
		let second = -1;
		s.act(() => {
			s.server = s.host.udpBind(LOOPBACK, 0);
		});
		s.step("the port is known", () => s.host.localAddress(s.server, s.address) >= 0);
		s.act(() => {
			second = s.host.udpBind(LOOPBACK, s.address.port);
		});
		s.step("the error is reported", () => second < 0 || (s.ready(second) & EV_READ) !== 0);
		s.act(() => {
			const result =
				second < 0 ? second : s.host.recvFrom(second, new Uint8Array(1), 0, 1, s.address);
			s.t.is(result, -EADDRINUSE);
		});
	});

	contract(subject, "UDP: no address or port to send to is -EINVAL", 2, (s) => {
		const bytes = new Uint8Array(4);
		bindTwo(s, LOOPBACK);
		s.act(() => {
			const to = new SocketAddress("localhost", 53);
			s.t.is(s.host.sendTo(s.client, bytes, 0, 4, to), -EINVAL);
			to.address = LOOPBACK;
			to.port = 0;
			s.t.is(s.host.sendTo(s.client, bytes, 0, 4, to), -EINVAL);
			to.port = 65536;
			s.t.is(s.host.sendTo(s.client, bytes, 0, 4, to), -EINVAL);
			to.port = s.port;
			s.t.is(s.host.sendTo(s.client, bytes, 1, 4, to), -EINVAL);
			s.t.is(s.host.recvFrom(s.client, bytes, 1, 4, to), -EINVAL);
		});
	});

	contract(subject, "UDP: nobody listens, and the sender lives", 2, (s) => {
		bindTwo(s, LOOPBACK);
		s.act(() => {
			s.host.close(s.server);
		});
		sendTo(s, LOOPBACK, new Uint8Array([1]));
		s.pause(20);
		s.act(() => {
			s.server = s.host.udpBind(LOOPBACK, s.port);
			s.t.true(s.server >= 0);
		});
		sendTo(s, LOOPBACK, new Uint8Array([2]));
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			const into = new Uint8Array(1);
			s.t.is(s.host.recvFrom(s.server, into, 0, 1, s.address), 1);
			s.t.is(into[0], 2);
		});
	});

	contract(subject, "UDP: IPv6", 2, (s) => {
		const into = new Uint8Array(1);
		bindTwo(s, "::1");
		sendTo(s, "::1", new Uint8Array([6]));
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, 1, s.address), 1);
			s.t.is(s.address.address, "::1");
		});
	});

	contract(subject, 'UDP: "" sends and receives by every family', 2, (s) => {
		const into = new Uint8Array(1);
		bindTwo(s, "");
		sendTo(s, LOOPBACK, new Uint8Array([4]));
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, 1, s.address), 1);
			s.t.is(s.address.address, LOOPBACK);
		});
		sendTo(s, "::1", new Uint8Array([6]));
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			s.t.is(s.host.recvFrom(s.server, into, 0, 1, s.address), 1);
			s.t.is(s.address.address, "::1");
		});
	});
}
