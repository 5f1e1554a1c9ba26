/** HttpServer: replies that come later, twice, or too late. */
import { EALREADY, EBADF, ECONNRESET } from "../../src/core/errno.js";
import { SHUT_WR } from "../../src/core/flags.js";
import type { HttpRequest } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene } from "./scene.js";

/** A scene whose route keeps the request, and what it kept. */
class Later {
	readonly scene: Scene;
	kept: HttpRequest | null;
	gone: number;

	constructor(idleTimeoutMs?: number) {
		this.kept = null;
		this.gone = 0;
		this.scene = new Scene({ idleTimeoutMs: idleTimeoutMs ?? 0 }, (r) => {
			this.kept = r;
			r.onClose = (closed) => {
				if (closed === this.kept) this.gone++;
				this.kept = null;
			};
		});
	}

	reply(): number {
		return (this.kept as HttpRequest).reply(200, this.scene.hello);
	}
}

test("HS-16 a reply from a timer; what was sent ahead is served after it", (t) => {
	const l = new Later();
	const s = l.scene;
	const fd = s.connect();
	let result = -1;
	const timer = s.base.event({
		timeoutMs: 500,
		onEvent: () => {
			result = l.reply();
		},
	});
	timer.add();
	s.send(fd, GET + GET);
	t.is(s.receive(fd), "");
	s.host.advance(499);
	t.is(s.receive(fd), "");
	s.host.advance(1);
	t.is(s.receive(fd), HELLO);
	t.is(result, 0);
	t.is(s.server.requests, 2, "the second one has been asked");
	t.is(l.reply(), 0);
	t.is(s.receive(fd), HELLO);
	s.host.close(fd);
	s.over(t);
});

test("reply outside of turns goes out in the next", (t) => {
	const l = new Later();
	const s = l.scene;
	const fd = s.connect();
	s.send(fd, GET);
	const sent = s.host.bytesSent;
	t.is(l.reply(), 0);
	t.is(s.host.bytesSent, sent);
	t.is(s.receive(fd), HELLO);
	s.host.close(fd);
	s.over(t);
});

test("reply: the second answers -EALREADY, at once and later", (t) => {
	const results: number[] = [];
	const s: Scene = new Scene({}, (r) => {
		for (let i = 0; i < 3; i++) results.push(r.reply(200, s.hello));
	});
	t.is(s.ask(GET + GET), HELLO + HELLO);
	t.deepEqual(results, [0, -EALREADY, -EALREADY, 0, -EALREADY, -EALREADY]);
	s.over(t);
	const l = new Later();
	const fd = l.scene.connect();
	l.scene.send(fd, GET);
	t.is(l.reply(), 0);
	t.is(l.reply(), -EALREADY);
	l.scene.host.settle();
	t.is(l.reply(), -EBADF, "the request is over");
	t.is(l.scene.receive(fd), HELLO);
	l.scene.host.close(fd);
	l.scene.over(t);
});

test("HS-21 the client resets before the reply: onClose, then -EBADF", (t) => {
	const l = new Later();
	const s = l.scene;
	const fd = s.connect();
	s.send(fd, GET);
	const kept = l.kept as HttpRequest;
	s.host.cut(fd, ECONNRESET);
	s.host.settle();
	t.is(l.gone, 1);
	t.is(kept.reply(200, s.hello), -EBADF);
	t.is(s.server.listener.open, 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-21 reply inside onClose: -EBADF, nothing runs twice", (t) => {
	const results: number[] = [];
	const s: Scene = new Scene({}, (r) => {
		r.onClose = (gone) => results.push(gone.reply(200, s.hello));
	});
	const fd = s.connect();
	s.send(fd, GET);
	s.host.cut(fd, ECONNRESET);
	s.host.settle();
	t.deepEqual(results, [-EBADF]);
	s.host.close(fd);
	s.over(t);
});

test("onClose: not after the reply, not for the next request, not on the end of the stream", (t) => {
	const l = new Later();
	const s = l.scene;
	const fd = s.connect();
	s.send(fd, GET);
	l.reply();
	t.is(s.receive(fd), HELLO);
	s.host.cut(fd, ECONNRESET);
	s.host.settle();
	t.is(l.gone, 0);
	s.host.close(fd);
	const other = s.connect();
	s.send(other, GET);
	s.host.shutdown(other, SHUT_WR);
	t.is(s.receive(other), "");
	t.is(l.gone, 0, "a client that ended its side still reads");
	t.is(l.reply(), 0);
	t.is(s.receive(other), HELLO);
	t.is(s.state(other), 0);
	s.host.close(other);
	s.over(t);
});

test("onClose throws: counted, the connection is closed", (t) => {
	const s: Scene = new Scene({}, (r) => {
		r.onClose = () => {
			throw new Error("mine");
		};
	});
	const fd = s.connect();
	s.send(fd, GET);
	s.host.cut(fd, ECONNRESET);
	s.host.settle();
	s.host.close(fd);
	s.over(t, 1);
});

test("a client that ended its side and sent more requests gets all replies", (t) => {
	const l = new Later();
	const s = l.scene;
	const fd = s.connect();
	s.send(fd, GET + GET + GET);
	s.host.shutdown(fd, SHUT_WR);
	s.host.settle();
	for (let i = 0; i < 3; i++) {
		t.is(l.reply(), 0);
		t.is(s.receive(fd), HELLO);
	}
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("while the program thinks, no timeout counts against the client", (t) => {
	const l = new Later(100);
	const s = l.scene;
	const fd = s.connect();
	s.send(fd, GET);
	s.host.advance(100_000);
	t.is(s.receive(fd), "");
	t.is(l.reply(), 0);
	t.is(s.receive(fd), HELLO);
	s.host.advance(99);
	t.is(s.state(fd), -11);
	s.host.advance(1);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("a client that floods while the program thinks is not read beyond its input", (t) => {
	const l = new Later();
	const s = l.scene;
	const fd = s.connect();
	for (let i = 0; i < 100; i++) s.send(fd, GET);
	t.is(s.server.requests, 1);
	t.is(s.host.settle(), 0);
	let count = 0;
	while (l.kept !== null && l.reply() === 0) {
		count++;
		l.kept = null;
		if (s.receive(fd) !== HELLO) break;
	}
	t.is(count, s.server.requests);
	t.true(count > 10);
	s.host.close(fd);
	s.over(t);
});

test("the program closes the connection in its route, and later", (t) => {
	const s: Scene = new Scene({}, (r) => r.connection.close());
	const fd = s.connect();
	s.send(fd, GET + GET);
	t.true(s.state(fd) <= 0);
	t.is(s.server.requests, 1);
	s.host.close(fd);
	s.over(t);
	const l = new Later();
	const other = l.scene.connect();
	l.scene.send(other, GET);
	const kept = l.kept as HttpRequest;
	t.is(kept.connection.close(), 0);
	t.is(kept.reply(200, l.scene.hello), -EBADF);
	t.is(l.gone, 0, "the side that closes gets no callback");
	l.scene.host.close(other);
	l.scene.over(t);
});
