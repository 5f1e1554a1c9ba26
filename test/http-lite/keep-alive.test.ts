/** HttpServer: what a connection is worth after a reply (RFC 9112, 9.3). */
import { EAGAIN } from "../../src/core/errno.js";
import { SHUT_WR } from "../../src/core/flags.js";
import { test } from "../harness.js";
import { GET, HELLO, Scene } from "./scene.js";

const CLOSED = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n";
const LENGTH = "Content-Length: 6\r\n\r\n";

test("HS-15 keep-alive: HTTP/1.1 stays open and serves again", (t) => {
	const s = new Scene();
	const fd = s.connect();
	for (let i = 0; i < 5; i++) {
		s.send(fd, GET);
		t.is(s.receive(fd), HELLO);
		t.is(s.state(fd), -EAGAIN);
	}
	t.is(s.server.requests, 5);
	t.is(s.server.listener.accepted, 1);
	s.host.close(fd);
	s.over(t);
});

test("HS-15 keep-alive: Connection: close ends the connection after the reply", (t) => {
	const s = new Scene();
	const fields = ["close", "Close", "keep-alive, close", "x,\tclose ,y", ",close", "close,,"];
	for (const value of fields) {
		const fd = s.connect();
		s.send(fd, `GET / HTTP/1.1\r\nHost: a\r\nConnection: ${value}\r\n\r\n`);
		t.is(s.receive(fd), `${CLOSED}${LENGTH}hello\n`, value);
		t.is(s.state(fd), 0, value);
		s.host.close(fd);
	}
	s.over(t);
});

test("keep-alive: options that only look like close keep it open", (t) => {
	const s = new Scene();
	for (const value of ["closed", "clos", "", "upgrade", "xclose", "close;q=1"]) {
		const fd = s.connect();
		s.send(fd, `GET / HTTP/1.1\r\nHost: a\r\nConnection: ${value}\r\n\r\n`);
		t.is(s.receive(fd), HELLO, value);
		t.is(s.state(fd), -EAGAIN, value);
		s.host.close(fd);
		s.host.settle();
	}
	s.over(t);
});

test("keep-alive: several Connection fields count together", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, "GET / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: close\r\n\r\n");
	t.is(s.receive(fd), `${CLOSED}${LENGTH}hello\n`);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-15 keep-alive: HTTP/1.0 closes, and needs no Host", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, "GET / HTTP/1.0\r\n\r\n");
	t.is(s.receive(fd), `${CLOSED}${LENGTH}hello\n`);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("HS-14 HS-15 keep-alive: HTTP/1.0 stays open where it asks, and the reply says so", (t) => {
	const s = new Scene();
	const fd = s.connect();
	for (let i = 0; i < 3; i++) {
		s.send(fd, "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
		const head = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Type: text/plain\r\n";
		t.is(s.receive(fd), `${head}${LENGTH}hello\n`);
		t.is(s.state(fd), -EAGAIN);
	}
	s.host.close(fd);
	s.over(t);
});

test("keep-alive: close wins over keep-alive in HTTP/1.0", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n");
	t.is(s.receive(fd), `${CLOSED}${LENGTH}hello\n`);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("keep-alive: what follows a request with Connection: close is not served", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${GET}`);
	t.is(s.receive(fd), `${CLOSED}${LENGTH}hello\n`);
	t.is(s.server.requests, 1);
	s.host.close(fd);
	s.over(t);
});

test("keep-alive: a client that ends its side gets all its replies, then the end", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.send(fd, GET + GET + GET);
	t.is(s.host.shutdown(fd, SHUT_WR), 0);
	t.is(s.receive(fd), HELLO + HELLO + HELLO);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});

test("keep-alive: requests and the end of the stream in one turn", (t) => {
	const s = new Scene();
	const fd = s.connect();
	s.host.settle();
	const data = new Uint8Array(2 * GET.length);
	const count = s.host.encodeText(GET + GET, data, 0, data.length);
	s.host.send(fd, data, 0, count);
	s.host.shutdown(fd, SHUT_WR);
	t.is(s.receive(fd), HELLO + HELLO);
	t.is(s.state(fd), 0);
	s.host.close(fd);
	s.over(t);
});
