/** BufferEvent: what callbacks may do: close, throw, connect again. */
import { ECONNRESET, EINVAL } from "../../src/core/errno.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { addCallback, BufferCallbacks } from "../../src/evbuffer-lite/callbacks.js";
import { test } from "../harness.js";
import { PORT, Scene } from "./scene.js";

const CLOSES = ["onRead", "onWrite", "EOF", "ERROR", "TIMEOUT", "CLOSED"];

/** Makes the event `name` happen to the connection of `s`. */
function provoke(s: Scene, name: string): void {
	if (name === "onRead") s.send("x");
	else if (name === "onWrite") s.be.output.addText("x");
	else if (name === "EOF") s.host.shutdown(s.peer, SHUT_WR);
	else if (name === "ERROR") s.host.cut(s.be.fd, ECONNRESET);
	else if (name === "TIMEOUT") s.host.advance(50);
	else {
		s.be.end();
		s.host.settle();
		s.hangUp();
	}
	s.host.settle();
}

/** Has every callback of `s` run `what` from now on. */
function all(s: Scene, what: () => void): void {
	s.be.onRead = what;
	s.be.onWrite = what;
	s.be.onEvent = what;
}

test("BE-13 close in every callback: nothing runs after it", (t) => {
	for (const name of CLOSES) {
		const s = new Scene({ readTimeoutMs: 50 });
		let count = 0;
		all(s, () => {
			count++;
			t.is(s.be.close(), 0, name);
		});
		s.be.output.addText(name === "onRead" ? "unsent" : "");
		provoke(s, name);
		t.is(count, 1, name);
		t.is(s.be.fd, -1, name);
		t.is(s.host.settle(), 0, name);
		s.over(t);
	}
});

test("close in the callback of CONNECTED", (t) => {
	const s = new Scene({}, false);
	all(s, () => s.be.close());
	s.be.connect("127.0.0.1", PORT);
	s.be.output.addText("never");
	s.host.settle();
	t.is(s.be.fd, -1);
	t.is(s.host.bytesSent, 0);
	s.over(t);
});

test("an exception in every callback: ERROR with EINVAL, and the connection is closed", (t) => {
	for (const name of CLOSES) {
		const s = new Scene({ readTimeoutMs: 50 });
		let last = 0;
		let error = 0;
		let thrown = false;
		const fail = () => {
			if (thrown) return;
			thrown = true;
			throw new Error(name);
		};
		all(s, fail);
		s.be.onEvent = (_be, what, code) => {
			last = what;
			error = code;
			fail();
		};
		provoke(s, name);
		t.true(thrown, name);
		t.is(last, 0x20, name);
		t.is(error, EINVAL, name);
		t.is(s.be.fd, -1, name);
		s.over(t, 1);
	}
});

test("an exception in the callback that gets one: the connection is closed nevertheless", (t) => {
	for (const name of CLOSES) {
		const s = new Scene({ readTimeoutMs: 50 });
		all(s, () => {
			throw new Error(name);
		});
		provoke(s, name);
		t.is(s.be.fd, -1, name);
		s.over(t, 2);
	}
});

test("an exception is reported to the base", (t) => {
	const s = new Scene({ onEvent: null });
	let message = "";
	s.base.onError = (_base, error) => {
		message = (error as Error).message;
	};
	s.be.onRead = () => {
		throw new Error("mine");
	};
	s.send("x");
	s.host.settle();
	t.is(message, "mine");
	t.is(s.be.fd, -1);
	s.over(t, 1);
});

test("an exception does not touch what the callback had closed, nor others", (t) => {
	const s = new Scene();
	let ticks = 0;
	const timer = s.base.event({ timeoutMs: 0, onEvent: () => ticks++ });
	all(s, () => {
		s.note("once");
		s.be.close();
		throw new Error("behind close");
	});
	s.send("x");
	timer.add();
	t.is(s.take(), "once");
	t.is(ticks, 1);
	s.over(t, 1);
});

test("closed and connected again in every callback: the new connection is as good as any", (t) => {
	for (const name of CLOSES) {
		const s = new Scene({ readTimeoutMs: 50 });
		let again = 0;
		all(s, () => {
			if (again++ > 0) return;
			s.be.close();
			t.is(s.be.connect("127.0.0.1", PORT), 0, name);
			s.be.enable(2);
			s.be.output.addText("new");
		});
		provoke(s, name);
		s.host.close(s.peer);
		s.peer = s.host.accept(s.listener);
		s.host.settle();
		t.is(s.receive(), "new", name);
		s.be.onRead = () => s.note("r");
		s.send("x");
		t.is(s.take(), "r", name);
		s.over(t);
	}
});

test("end in onRead: the input that is left is dropped, the output is sent", (t) => {
	const s = new Scene();
	s.be.onRead = (be) => {
		s.note("r");
		be.output.addText("bye");
		be.end();
	};
	s.send("one two");
	t.is(s.take(), "r w");
	s.hangUp();
	t.is(s.take(), "e100");
	t.is(s.receive(), "bye");
	t.is(s.be.fd, -1);
	s.over(t);
});

test("end in onEvent of EOF: what onWrite adds is still sent", (t) => {
	const s = new Scene();
	let count = 3;
	s.be.onWrite = (be) => {
		if (count-- > 0) be.output.addText("z");
	};
	s.be.onEvent = (be, what) => {
		s.note(`e${what.toString(16)}`);
		if (what === 0x11) {
			be.output.addText("a");
			be.end();
		}
	};
	s.host.shutdown(s.peer, SHUT_WR);
	t.is(s.take(), "e11 e100");
	t.is(s.receive(), "azzz");
	s.over(t);
});

test("close: callbacks on the buffers do not run, what throws there cannot keep the connection", (t) => {
	const s = new Scene();
	for (const buffer of [s.be.input, s.be.output]) {
		addCallback(
			new BufferCallbacks(buffer),
			(_buffer, _original, _added, deleted) => {
				if (deleted > 0) throw new Error("drained");
			},
			true,
		);
	}
	s.send("unread");
	s.host.settle();
	s.be.output.addText("unsent");
	t.is(s.be.close(), 0);
	t.is(s.be.input.length + s.be.output.length, 0);
	s.host.close(s.peer);
	s.connect();
	s.send("new");
	s.host.settle();
	t.is(s.input(), "new");
	s.over(t);
});
