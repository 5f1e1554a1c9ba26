/** The part of the host contract about listening. */
import { EADDRINUSE, EADDRNOTAVAIL, EAGAIN } from "../../src/core/errno.js";
import { EV_READ } from "../../src/core/flags.js";
import type { HostSubject } from "./script.js";
import { contract, LOOPBACK } from "./script.js";

export function listenContract(subject: HostSubject): void {
	contract(subject, "tcpListen: a used port is -EADDRINUSE, at once or from accept", 2, (s) => {
		let second = -1;
		s.listen(LOOPBACK, 1);
		s.act(() => {
			second = s.host.tcpListen(LOOPBACK, s.port, 1);
		});
		s.step("the error is reported", () => second < 0 || (s.ready(second) & EV_READ) !== 0);
		s.act(() => {
			if (second < 0) s.t.is(second, -EADDRINUSE);
			else {
				s.t.is(s.host.accept(second), -EADDRINUSE);
				s.t.is(s.host.accept(second), -EADDRINUSE, "it stays");
			}
		});
	});

	contract(subject, "tcpListen: an address of another machine is -EADDRNOTAVAIL", 2, (s) => {
		let fd = -1;
		s.act(() => {
			fd = s.host.tcpListen("192.0.2.1", 0, 1);
		});
		s.step("the error is reported", () => fd < 0 || (s.ready(fd) & EV_READ) !== 0);
		s.act(() => {
			s.t.is(fd < 0 ? fd : s.host.accept(fd), -EADDRNOTAVAIL);
		});
	});

	contract(subject, "tcpListen: a port that was closed can be used again", 2, (s) => {
		s.listen(LOOPBACK, 1);
		s.act(() => {
			s.host.close(s.listener);
		});
		s.pause(20);
		s.act(() => {
			s.listener = s.host.tcpListen(LOOPBACK, s.port, 1);
		});
		s.step("it listens", () => s.host.localAddress(s.listener, s.address) >= 0);
		s.act(() => {
			s.t.is(s.address.port, s.port);
			s.t.is(s.host.accept(s.listener), -EAGAIN);
		});
	});
}
