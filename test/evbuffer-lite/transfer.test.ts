import { EAGAIN, EBADF, ENOBUFS } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import { EvBuffer, readFrom, writeTo } from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { held } from "./scene.js";

class Scene {
	readonly host = new MemoryHost({ descriptors: 2, window: 6 });
	readonly fds = new Int32Array(2);
	readonly from = new EvBuffer(this.host, { size: 8 });
	readonly to = new EvBuffer(this.host, { size: 4 });

	constructor() {
		this.host.pair(this.fds);
	}
}

test("BU-25 writeTo: up to n bytes, all with -1, and drops what was sent", (t) => {
	const s = new Scene();
	t.is(writeTo(s.from, s.fds[0], -1), -EAGAIN, "empty");
	s.from.add(textBytes("abcdefgh"));
	t.is(writeTo(s.from, s.fds[0], 0), 0);
	t.is(writeTo(s.from, s.fds[0], 2), 2);
	t.is(held(s.from), "cdefgh");
	t.is(writeTo(s.from, s.fds[0], -1), 4, "what the window takes");
	t.is(held(s.from), "gh");
	t.is(writeTo(s.from, s.fds[0], -1), -EAGAIN);
	t.is(held(s.from), "gh");
	s.host.close(s.fds[0]);
	t.is(writeTo(s.from, s.fds[0], -1), -EBADF);
});

test("BU-24 readFrom: up to n bytes, as many as fit with -1; full, end of stream, error", (t) => {
	const s = new Scene();
	t.is(readFrom(s.to, s.fds[1], -1), -EAGAIN);
	s.host.send(s.fds[0], textBytes("abcdef"), 0, 6);
	t.is(readFrom(s.to, s.fds[1], 1), 1);
	t.is(readFrom(s.to, s.fds[1], -1), 3);
	t.is(held(s.to), "abcd");
	t.is(readFrom(s.to, s.fds[1], -1), -ENOBUFS);
	s.to.drain(3);
	t.is(readFrom(s.to, s.fds[1], -1), 2);
	t.is(held(s.to), "def");
	s.host.close(s.fds[0]);
	t.is(readFrom(s.to, s.fds[1], -1), 0, "the end of the stream");
	t.is(readFrom(s.to, 99, -1), -EBADF);
	t.is(held(s.to), "def");
});
