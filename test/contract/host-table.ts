/** The part of the host contract about descriptors: limits, stale ones, calls of the wrong kind. */
import { descriptorSlot } from "../../src/core/descriptors.js";
import { EBADF, EINVAL, EMFILE, ENOTCONN, EOPNOTSUPP } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, EV_WRITE, SHUT_RD, SHUT_RDWR, SHUT_WR } from "../../src/core/flags.js";
import type { HostSubject, Script } from "./script.js";
import { contract, LOOPBACK } from "./script.js";

/** Asserts that every call on `fd` answers -EBADF. */
function assertStale(s: Script, fd: number): void {
	const bytes = new Uint8Array(4);
	const host = s.host;
	s.address.address = LOOPBACK;
	s.address.port = 9;
	s.t.is(host.accept(fd), -EBADF, "accept");
	s.t.is(host.recv(fd, bytes, 0, 4), -EBADF, "recv");
	s.t.is(host.send(fd, bytes, 0, 4), -EBADF, "send");
	s.t.is(host.recvFrom(fd, bytes, 0, 4, s.address), -EBADF, "recvFrom");
	s.t.is(host.sendTo(fd, bytes, 0, 4, s.address), -EBADF, "sendTo");
	s.t.is(host.shutdown(fd, SHUT_WR), -EBADF, "shutdown");
	s.t.is(host.peerAddress(fd, s.address), -EBADF, "peerAddress");
	s.t.is(host.localAddress(fd, s.address), -EBADF, "localAddress");
	s.t.is(host.close(fd), -EBADF, "close");
}

function staleContract(subject: HostSubject): void {
	contract(subject, "what never was a descriptor is -EBADF", 2, (s) => {
		s.act(() => {
			assertStale(s, -1);
			assertStale(s, 0);
			assertStale(s, 1);
			assertStale(s, 2);
			assertStale(s, 0x7fffffff);
		});
	});

	contract(subject, "a closed descriptor is -EBADF, its slot's next one is not", 4, (s) => {
		let closed = -1;
		s.pair();
		s.act(() => {
			closed = s.client;
			s.t.is(s.host.close(closed), 0);
			assertStale(s, closed);
		});
		s.connect(LOOPBACK);
		s.act(() => {
			s.t.not(s.client, closed);
			s.t.is(descriptorSlot(s.host.descriptors, s.client), closed & 0x3fff);
			assertStale(s, closed);
			s.t.is(s.host.close(s.listener), 0);
			assertStale(s, s.listener);
		});
	});

	contract(subject, "a closed UDP descriptor is -EBADF", 1, (s) => {
		s.act(() => {
			const fd = s.host.udpBind(LOOPBACK, 0);
			s.t.true(fd >= 0);
			s.t.is(s.host.close(fd), 0);
			assertStale(s, fd);
		});
	});

	contract(subject, "nothing is reported of a descriptor that was closed", 3, (s) => {
		let slot = -1;
		s.pair();
		s.send(() => s.client, [1, 2, 3]);
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			slot = s.server & 0x3fff;
			s.t.is(s.host.close(s.server), 0);
			s.t.is(s.host.close(s.client), 0);
			s.t.is(s.host.descriptors.ready_[slot], 0);
		});
		s.pause(30);
		s.act(() => {
			s.t.is(s.host.descriptors.ready_[slot], 0);
			s.t.is(s.host.descriptors.count_, 0);
		});
	});
}

function limitContract(subject: HostSubject): void {
	contract(subject, "descriptors: n-1 and n open, n+1 is -EMFILE, a close makes room", 3, (s) => {
		s.act(() => {
			const host = s.host;
			const first = host.tcpListen(LOOPBACK, 0, 1);
			s.t.true(first >= 0);
			s.t.true(host.tcpListen(LOOPBACK, 0, 1) >= 0);
			s.t.true(host.udpBind(LOOPBACK, 0) >= 0);
			s.t.is(host.tcpListen(LOOPBACK, 0, 1), -EMFILE);
			s.t.is(host.udpBind(LOOPBACK, 0), -EMFILE);
			s.t.is(host.tcpConnect(LOOPBACK, 9), -EMFILE);
			s.t.is(host.close(first), 0);
			s.t.true(host.udpBind(LOOPBACK, 0) >= 0);
			s.t.is(host.descriptors.open, 3);
			s.t.is(host.descriptors.peak, 3);
		});
	});

	contract(subject, "accept: -EMFILE when the table is full, the connection waits", 3, (s) => {
		let spare = -1;
		s.listen(LOOPBACK, 4);
		s.connect(LOOPBACK);
		s.act(() => {
			spare = s.host.tcpListen(LOOPBACK, 0, 1);
			s.t.true(spare >= 0);
		});
		s.send(() => s.client, [5, 6]);
		s.awaits(() => s.listener, EV_READ);
		s.act(() => {
			s.t.is(s.host.accept(s.listener), -EMFILE);
			s.t.is(s.host.accept(s.listener), -EMFILE);
			s.t.is(s.ready(s.listener) & EV_READ, EV_READ);
			s.t.is(s.host.close(spare), 0);
		});
		s.accept();
		s.receive(() => s.server, [5, 6]);
	});
}

function misuseContract(subject: HostSubject): void {
	contract(subject, "an invalid address or port is -EINVAL", 2, (s) => {
		s.act(() => {
			const host = s.host;
			const wrong = ["localhost", "1.2.3", "1.2.3.256", "::g", "127.0.0.1 ", "1.2.3.4:80"];
			for (let i = 0; i < wrong.length; i++) {
				s.t.is(host.tcpConnect(wrong[i], 80), -EINVAL, wrong[i]);
				s.t.is(host.tcpListen(wrong[i], 0, 1), -EINVAL, wrong[i]);
				s.t.is(host.udpBind(wrong[i], 0), -EINVAL, wrong[i]);
			}
			const ports = [-1, 65536, 1.5];
			for (let i = 0; i < ports.length; i++) {
				s.t.is(host.tcpConnect(LOOPBACK, ports[i]), -EINVAL);
				s.t.is(host.tcpListen(LOOPBACK, ports[i], 1), -EINVAL);
				s.t.is(host.udpBind(LOOPBACK, ports[i]), -EINVAL);
			}
			s.t.is(host.tcpConnect("", 80), -EINVAL);
			s.t.is(host.tcpConnect(LOOPBACK, 0), -EINVAL);
			s.t.is(host.tcpListen(LOOPBACK, 0, 0), -EINVAL);
			s.t.is(host.descriptors.open, 0);
		});
	});

	contract(subject, "calls of the wrong kind change nothing", 4, (s) => {
		s.pair();
		s.act(() => {
			const host = s.host;
			const bytes = new Uint8Array(4);
			const udp = host.udpBind(LOOPBACK, 0);
			s.address.address = LOOPBACK;
			s.address.port = 9;
			s.t.is(host.accept(s.client), -EINVAL);
			s.t.is(host.accept(udp), -EINVAL);
			s.t.is(host.recv(s.listener, bytes, 0, 4), -ENOTCONN);
			s.t.is(host.send(s.listener, bytes, 0, 4), -ENOTCONN);
			s.t.is(host.recv(udp, bytes, 0, 4), -ENOTCONN);
			s.t.is(host.send(udp, bytes, 0, 4), -ENOTCONN);
			s.t.is(host.recvFrom(s.client, bytes, 0, 4, s.address), -EINVAL);
			s.t.is(host.sendTo(s.client, bytes, 0, 4, s.address), -EINVAL);
			s.t.is(host.sendTo(s.listener, bytes, 0, 4, s.address), -EINVAL);
			s.t.is(host.shutdown(s.listener, SHUT_WR), -ENOTCONN);
			s.t.is(host.peerAddress(s.listener, s.address), -ENOTCONN);
			s.t.is(host.peerAddress(udp, s.address), -ENOTCONN);
		});
		s.send(() => s.client, [1]);
		s.receive(() => s.server, [1]);
	});

	contract(subject, "ranges outside the array are -EINVAL, empty ones 0", 4, (s) => {
		s.pair();
		s.send(() => s.client, [1]);
		s.awaits(() => s.server, EV_READ);
		s.act(() => {
			const host = s.host;
			const bytes = new Uint8Array(4);
			s.t.is(host.recv(s.server, bytes, 0, 5), -EINVAL);
			s.t.is(host.recv(s.server, bytes, 4, 1), -EINVAL);
			s.t.is(host.recv(s.server, bytes, -1, 1), -EINVAL);
			s.t.is(host.recv(s.server, bytes, 0, -1), -EINVAL);
			s.t.is(host.send(s.server, bytes, 0, 5), -EINVAL);
			s.t.is(host.send(s.server, bytes, 4, 1), -EINVAL);
			s.t.is(host.send(s.server, bytes, -1, 1), -EINVAL);
			s.t.is(host.send(s.server, bytes, 4, 0), 0);
			s.t.is(host.recv(s.server, bytes, 4, 0), 0);
			s.t.is(host.recv(s.server, bytes, 3, 1), 1);
			s.t.is(bytes[3], 1);
		});
	});

	contract(subject, "shutdown: what the platform cannot do is -EOPNOTSUPP", 4, (s) => {
		s.pair();
		s.act(() => {
			s.t.is(s.host.shutdown(s.client, 3), -EINVAL);
			s.t.is(s.host.shutdown(s.client, -1), -EINVAL);
			const read = s.host.shutdown(s.client, SHUT_RD);
			s.t.true(read === 0 || read === -EOPNOTSUPP);
			const both = s.host.shutdown(s.server, SHUT_RDWR);
			s.t.true(both === 0 || both === -EOPNOTSUPP);
		});
	});
}

function baseContract(subject: HostSubject): void {
	contract(subject, "an event base: level-triggered, and silent after the close", 4, (s) => {
		const into = new Uint8Array(1);
		const base = new EventBase(s.host, { events: 4 });
		let reads = 0;
		let ended = false;
		s.pair();
		s.act(() => {
			const event = base.event({
				fd: s.server,
				interest: EV_READ,
				persist: true,
				onEvent: () => {
					reads++;
					s.t.is(s.host.recv(s.server, into, 0, 1), 1, "one byte a turn");
					if (reads < 3) return;
					event.del();
					s.host.close(s.server);
					s.t.is(event.add(), -EBADF);
					base.event({ timeoutMs: 20, onEvent: () => {} }).add();
				},
			});
			event.add();
			base.onEnd = () => {
				ended = true;
				s.hold = false;
				s.host.schedule(s, 0);
			};
			s.t.is(s.host.send(s.client, new Uint8Array(3), 0, 3), 3);
			s.hold = true;
			base.dispatch();
		});
		s.step("the loop ends", () => ended);
		s.act(() => {
			s.t.is(reads, 3);
			s.t.is(s.ready(s.client) & EV_WRITE, EV_WRITE);
		});
	});
}

export function tableContract(subject: HostSubject): void {
	staleContract(subject);
	limitContract(subject);
	misuseContract(subject);
	baseContract(subject);
}
