/** BufferEvent: connecting (BE-11). */
import { setFd } from "../../src/bufferevent/set-fd.js";
import { getEnabled } from "../../src/bufferevent/settings.js";
import {
	EAGAIN,
	EBADF,
	ECONNREFUSED,
	EHOSTUNREACH,
	EINVAL,
	EISCONN,
	EMFILE,
} from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { PORT, Scene } from "./scene.js";

const CONNECTED = "e80";

test("BE-11 connect: CONNECTED once, in a turn", (t) => {
	const s = new Scene({}, false);
	t.is(s.be.connect("127.0.0.1", PORT), 0);
	t.true(s.be.fd >= 0);
	t.is(s.log, "");
	t.is(s.take(), CONNECTED);
	t.is(s.take(), "");
	t.is(s.be.connect("127.0.0.1", PORT), -EISCONN);
	s.peer = s.host.accept(s.listener);
	s.over(t);
});

test("BE-11 connect: what was written before goes out after CONNECTED", (t) => {
	const s = new Scene({}, false);
	s.host.holdConnects = true;
	s.be.connect("127.0.0.1", PORT);
	s.be.output.addText("early");
	t.is(s.take(), "");
	t.is(s.host.bytesSent, 0);
	s.host.releaseConnects();
	t.is(s.take(), `${CONNECTED} w`);
	s.peer = s.host.accept(s.listener);
	t.is(s.receive(), "early");
	s.over(t);
});

test("BE-01 connect: without an onRead it reads only if that was asked for", (t) => {
	const s = new Scene({ onRead: null }, false);
	s.be.connect("127.0.0.1", PORT);
	t.is(s.take(), CONNECTED);
	s.peer = s.host.accept(s.listener);
	t.is(getEnabled(s.be), EV_WRITE);
	s.send("x");
	t.is(s.take(), "");
	s.be.onRead = () => s.note("r");
	t.is(s.take(), "", "one that comes later is not noticed");
	s.be.enable(EV_READ);
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-01 connect: with an onRead it reads once it is connected, and its timeout counts from there", (t) => {
	for (const early of [true, false]) {
		const s = new Scene({ onRead: null, readTimeoutMs: 100 }, false);
		const onRead = () => s.note("r");
		if (early) s.be.onRead = onRead;
		else {
			s.be.onEvent = (_be, what) => {
				s.note(`e${what.toString(16)}`);
				s.be.onRead = onRead;
			};
		}
		s.host.holdConnects = true;
		s.be.connect("127.0.0.1", PORT);
		s.host.advance(150);
		t.is(s.take(), "", "no time runs out while it connects");
		s.host.releaseConnects();
		t.is(s.take(), CONNECTED);
		s.peer = s.host.accept(s.listener);
		t.is(getEnabled(s.be), EV_READ | EV_WRITE);
		s.send("hello");
		t.is(s.take(), "r");
		t.is(s.input(), "hello");
		s.host.advance(99);
		t.is(s.take(), "");
		s.host.advance(1);
		t.is(s.take(), "e41");
		s.over(t);
	}
});

test("BE-01 connect: what the program disabled before or while it connects stays so", (t) => {
	for (const when of ["before", "while", "when"]) {
		const s = new Scene({}, false);
		if (when === "before") s.be.disable(EV_READ | EV_WRITE);
		s.be.output.addText("out");
		s.be.onEvent = (_be, what) => {
			s.note(`e${what.toString(16)}`);
			if (when === "when") s.be.disable(EV_READ | EV_WRITE);
		};
		s.be.connect("127.0.0.1", PORT);
		if (when === "while") s.be.disable(EV_READ | EV_WRITE);
		t.is(s.take(), CONNECTED, when);
		s.peer = s.host.accept(s.listener);
		s.send("x");
		t.is(s.take(), "", when);
		t.is(getEnabled(s.be), 0, when);
		t.is(s.host.recv(s.peer, new Uint8Array(4), 0, 4), -EAGAIN, `${when}: nothing is sent`);
		s.be.enable(EV_READ | EV_WRITE);
		t.is(s.take(), "w r", when);
		t.is(s.receive(), "out");
		s.over(t);
	}
});

test("BE-01 connect: closing forgets what was disabled", (t) => {
	const s = new Scene({}, false);
	s.be.disable(EV_READ);
	s.be.connect("127.0.0.1", PORT);
	s.take();
	s.host.close(s.host.accept(s.listener));
	s.be.close();
	s.be.connect("127.0.0.1", PORT);
	s.take();
	s.peer = s.host.accept(s.listener);
	s.send("x");
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-01 connect: one that ends when it is connected reads no more", (t) => {
	const s = new Scene({}, false);
	s.be.onEvent = (_be, what) => {
		s.note(`e${what.toString(16)}`);
		if (what === 0x80) s.be.end();
	};
	s.be.connect("127.0.0.1", PORT);
	s.take();
	s.peer = s.host.accept(s.listener);
	s.send("x");
	s.host.advance(11_000);
	t.is(s.take().indexOf("r"), -1);
	s.over(t);
});

test("BE-01 setFd: one that had no descriptor reads if it has an onRead", (t) => {
	const s = new Scene({}, false);
	const fd = s.host.tcpConnect("127.0.0.1", PORT);
	s.host.settle();
	s.peer = s.host.accept(s.listener);
	t.is(setFd(s.be, fd), -1);
	s.send("x");
	t.is(s.take(), "r");
	s.over(t);
});

test("BE-11 connect: refused comes as ERROR with errno, and it is closed", (t) => {
	const s = new Scene({}, false);
	t.is(s.be.connect("127.0.0.1", 9), 0);
	t.is(s.take(), `e20${ECONNREFUSED}`);
	t.is(s.be.fd, -1);
	s.host.connectError = EHOSTUNREACH;
	t.is(s.be.connect("127.0.0.1", PORT), 0);
	t.is(s.take(), `e20${EHOSTUNREACH}`);
	t.is(s.be.fd, -1);
	s.host.connectError = 0;
	t.is(s.be.connect("127.0.0.1", PORT), 0);
	t.is(s.take(), CONNECTED);
	s.over(t);
});

test("BE-11 connect: an error that the host knows at once is the result, without a callback", (t) => {
	const s = new Scene({}, false);
	t.is(s.be.connect("example.org", PORT), -EINVAL);
	t.is(s.be.connect("127.0.0.1", 0), -EINVAL);
	s.host.openError = EMFILE;
	t.is(s.be.connect("127.0.0.1", PORT), -EMFILE);
	t.is(s.take(), "");
	t.is(s.be.fd, -1);
	s.over(t);
});

test("connect: the write timeout counts while it is under way", (t) => {
	const s = new Scene({ writeTimeoutMs: 100 }, false);
	s.host.holdConnects = true;
	s.be.connect("127.0.0.1", PORT);
	s.host.advance(99);
	t.is(s.take(), "");
	s.host.advance(1);
	t.is(s.take(), "e42");
	s.host.advance(1000);
	t.is(s.take(), "", "and once only");
	s.over(t);
});

test("connect: no timeout after CONNECTED while there is nothing to send", (t) => {
	const s = new Scene({ writeTimeoutMs: 100 }, false);
	s.be.connect("127.0.0.1", PORT);
	t.is(s.take(), CONNECTED);
	s.host.advance(1000);
	t.is(s.take(), "");
	s.over(t);
});

test("BE-08 disable(EV_WRITE): the connect continues, the output waits", (t) => {
	const s = new Scene({}, false);
	s.host.holdConnects = true;
	s.be.connect("127.0.0.1", PORT);
	s.be.disable(EV_WRITE);
	s.be.output.addText("x");
	s.host.releaseConnects();
	t.is(s.take(), CONNECTED);
	t.is(s.host.bytesSent, 0);
	s.be.enable(EV_WRITE);
	t.is(s.take(), "w");
	s.over(t);
});

test("connect: end() before it is established sends what was written and closes", (t) => {
	const s = new Scene({}, false);
	s.be.connect("127.0.0.1", PORT);
	s.be.output.addText("bye");
	t.is(s.be.end(), 0);
	t.is(s.take(), `${CONNECTED} w`);
	s.peer = s.host.accept(s.listener);
	s.hangUp();
	t.is(s.take(), "e100");
	t.is(s.receive(), "bye");
	t.is(s.receive(), "0");
	s.over(t);
});

test("connect: close() while it is under way, no callback", (t) => {
	const s = new Scene({}, false);
	s.host.holdConnects = true;
	s.be.connect("127.0.0.1", PORT);
	t.is(s.be.close(), 0);
	t.is(s.be.close(), -EBADF);
	s.host.releaseConnects();
	t.is(s.take(), "");
	s.over(t);
});

test("connect: again from the callback that reports the failure", (t) => {
	let tries = 0;
	const s = new Scene(
		{
			onEvent: (be, what, error) => {
				s.note(`e${what.toString(16)}${error || ""}`);
				if (++tries < 3) {
					be.close();
					be.connect("127.0.0.1", tries === 2 ? PORT : 9);
				}
			},
		},
		false,
	);
	s.be.connect("127.0.0.1", 9);
	t.is(s.take(), `e20${ECONNREFUSED} e20${ECONNREFUSED} ${CONNECTED}`);
	t.true(s.be.fd >= 0);
	s.over(t);
});
