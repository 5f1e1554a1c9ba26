/** TCP between two virtual devices: what the contract of hosts, all on one device, cannot see. */
import {
	EAGAIN,
	ECONNREFUSED,
	ECONNRESET,
	EHOSTUNREACH,
	EMFILE,
	ENETUNREACH,
	ETIMEDOUT,
} from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { test } from "../harness.js";
import { CLIENT, Pair, PORT, SERVER } from "./scene.js";

const EV_ALL = EV_READ | EV_WRITE | EV_CLOSED;

test("connect: takes a round trip; addresses are those of the devices", (t) => {
	const p = new Pair();
	const from = new SocketAddress("", 0);
	p.a = p.client.tcpConnect(SERVER, PORT);
	p.network.run(19);
	t.is(p.server.accept(p.listener), -EAGAIN);
	p.network.run(1);
	p.b = p.server.accept(p.listener);
	t.true(p.b >= 0);
	p.network.run(19);
	t.is(p.ready(p.client, p.a), 0);
	p.network.run(1);
	t.is(p.ready(p.client, p.a), EV_WRITE);
	t.is(p.server.peerAddress(p.b, from), 0);
	t.is(from.address, CLIENT);
	t.is(p.client.peerAddress(p.a, from), 0);
	t.is(from.address, SERVER);
	t.is(from.port, PORT);
});

test("send: arrives after the latency; the window opens a round trip later", (t) => {
	const p = new Pair();
	p.connect();
	t.is(p.client.send(p.a, p.bytes, 0, 100), 64, "the window");
	t.is(p.client.send(p.a, p.bytes, 0, 1), -EAGAIN);
	p.network.run(19);
	t.is(p.server.recv(p.b, p.bytes, 0, 256), -EAGAIN);
	p.network.run(1);
	t.is(p.server.recv(p.b, p.bytes, 0, 256), 64);
	p.network.run(19);
	t.is(p.client.send(p.a, p.bytes, 0, 1), -EAGAIN);
	p.network.run(1);
	t.is(p.ready(p.client, p.a), EV_WRITE);
	t.is(p.client.send(p.a, p.bytes, 0, 100), 64);
});

test("send: pieces keep their order under jitter, and bandwidth makes them late", (t) => {
	const p = new Pair({ latencyMs: 1, jitterMs: 50 });
	let text = "";
	let sent = "";
	p.connect();
	for (let i = 0; i < 200; i++) {
		const piece = String(i % 10);
		if (p.send(p.client, p.a, piece) === 1) sent += piece;
		p.network.run(7);
		const got = p.recv(p.server, p.b);
		if (got !== String(-EAGAIN)) text += got;
	}
	p.network.run(1000);
	t.is(text + p.recv(p.server, p.b), sent);
	const slow = new Pair({ latencyMs: 0, bytesPerSecond: 104 });
	slow.a = slow.client.tcpConnect(SERVER, PORT);
	slow.network.run(5000);
	slow.b = slow.server.accept(slow.listener);
	t.is(slow.client.send(slow.a, slow.bytes, 0, 64), 64);
	slow.network.run(1999);
	t.is(slow.server.recv(slow.b, slow.bytes, 0, 64), -EAGAIN, "104 bytes over two links");
	slow.network.run(1);
	t.is(slow.server.recv(slow.b, slow.bytes, 0, 64), 64);
});

test("loss: a stream is late, never torn", (t) => {
	const p = new Pair({ latencyMs: 1, loss: 0.3 });
	let text = "";
	let sent = "";
	p.a = p.client.tcpConnect(SERVER, PORT);
	p.network.runUntil(() => {
		p.b = p.server.accept(p.listener);
		return p.b >= 0;
	}, 60000);
	for (let i = 0; i < 300; i++) {
		const piece = String(i % 10);
		if (p.send(p.client, p.a, piece) === 1) sent += piece;
		p.network.run(50);
		const got = p.recv(p.server, p.b);
		if (got !== String(-EAGAIN)) text += got;
	}
	p.network.run(100000);
	const last = p.recv(p.server, p.b);
	t.is(text + (last === String(-EAGAIN) ? "" : last), sent);
	t.true(p.network.injected[2] > 50);
});

test("Wi-Fi drop: the stream stalls and continues, or times out", (t) => {
	const p = new Pair();
	p.connect();
	p.client.up = false;
	t.is(p.send(p.client, p.a, "held"), 4);
	t.is(p.client.tcpConnect(SERVER, PORT), -ENETUNREACH);
	p.network.run(10000);
	t.is(p.recv(p.server, p.b), String(-EAGAIN));
	p.client.up = true;
	p.network.run(30000);
	t.is(p.recv(p.server, p.b), "held");
	p.server.up = false;
	p.send(p.client, p.a, "lost");
	p.network.run(119000);
	t.is(p.ready(p.client, p.a) & EV_CLOSED, 0);
	p.network.run(120000);
	t.is(p.ready(p.client, p.a), EV_ALL);
	t.is(p.recv(p.client, p.a), String(-ETIMEDOUT));
	t.is(p.recv(p.server, p.b), String(-EAGAIN), "the other end never learns");
});

test("connect: refused, to nobody, into a black hole, to a device that is away", (t) => {
	const p = new Pair();
	const refused = p.client.tcpConnect(SERVER, 9);
	const nobody = p.client.tcpConnect("10.9.9.9", PORT);
	p.network.run(40);
	t.is(p.recv(p.client, refused), String(-ECONNREFUSED));
	p.network.run(3050);
	t.is(p.recv(p.client, nobody), String(-EHOSTUNREACH));
	p.server.blackHole = true;
	const hole = p.client.tcpConnect(SERVER, PORT);
	p.network.run(62000);
	t.is(p.ready(p.client, hole), 0);
	p.network.run(2000);
	t.is(p.recv(p.client, hole), String(-ETIMEDOUT));
	p.server.blackHole = false;
	p.server.up = false;
	const away = p.client.tcpConnect(SERVER, PORT);
	p.network.run(5000);
	p.server.up = true;
	p.network.run(5000);
	t.is(p.ready(p.client, away), EV_WRITE, "a later SYN got there");
});

test("connect: a full backlog drops the SYN, which comes again", (t) => {
	const p = new Pair();
	const fds = [0, 0, 0];
	for (let i = 0; i < 3; i++) fds[i] = p.client.tcpConnect(SERVER, PORT);
	p.network.run(500);
	t.is(p.ready(p.client, fds[1]), EV_WRITE);
	t.is(p.ready(p.client, fds[2]), 0);
	t.true(p.server.accept(p.listener) >= 0);
	p.network.run(1000);
	t.is(p.ready(p.client, fds[2]), EV_WRITE);
});

test("powerOff: the peer learns by a reset, when it sends", (t) => {
	const p = new Pair();
	p.connect();
	p.server.powerOff();
	t.is(p.server.descriptors.open, 0);
	p.network.run(60000);
	t.is(p.ready(p.client, p.a), EV_WRITE);
	t.is(p.send(p.client, p.a, "hello?"), 6);
	p.network.run(40);
	t.is(p.recv(p.client, p.a), String(-ECONNRESET));
	t.is(p.client.close(p.a), 0);
	t.true(p.server.tcpListen("", PORT, 1) >= 0, "it may start again");
});

test("readdress: connections from the old address get through no more", (t) => {
	const p = new Pair();
	p.connect();
	p.client.readdress(["10.0.0.77"]);
	p.send(p.client, p.a, "from where?");
	p.network.run(300000);
	t.is(p.recv(p.client, p.a), String(-ETIMEDOUT));
	t.is(p.recv(p.server, p.b), String(-EAGAIN));
	p.connect();
	const from = new SocketAddress("", 0);
	t.is(p.server.peerAddress(p.b, from), 0);
	t.is(from.address, "10.0.0.77");
});

test("lose: half-open for ever; cut: both ends learn", (t) => {
	const p = new Pair();
	p.connect();
	t.is(p.client.lose(p.a), 0);
	t.is(p.server.close(p.b), 0);
	p.network.run(600000);
	t.is(p.ready(p.client, p.a), EV_WRITE, "the end of the stream got lost");
	t.is(p.client.close(p.a), 0);
	p.connect();
	t.is(p.client.cut(p.a, ECONNRESET), 0);
	t.is(p.recv(p.client, p.a), String(-ECONNRESET));
	t.is(p.recv(p.server, p.b), String(-ECONNRESET));
});

test("openError: the connection waits until there is a descriptor", (t) => {
	const p = new Pair();
	p.server.openError = EMFILE;
	p.a = p.client.tcpConnect(SERVER, PORT);
	p.network.run(100);
	t.is(p.server.accept(p.listener), -EMFILE);
	p.server.openError = 0;
	t.true(p.server.accept(p.listener) >= 0);
});

test("close: in every order, over and over, keeps nothing", (t) => {
	const p = new Pair();
	for (let i = 0; i < 200; i++) {
		p.connect();
		p.send(p.client, p.a, "x");
		if ((i & 1) !== 0) p.network.run(i % 70);
		if ((i & 2) !== 0) p.recv(p.server, p.b);
		if ((i & 4) !== 0) p.client.close(p.a);
		p.server.close(p.b);
		p.network.run(50);
		if ((i & 4) === 0) p.client.close(p.a);
		p.network.run(100);
	}
	let ends = 0;
	for (let end = p.client.freeSocket_; end !== null; end = end.next) ends++;
	t.is(ends, 1);
	t.is(p.client.descriptors.open, 0);
	t.is(p.server.descriptors.open, 1);
	t.is(p.network.queue_.count, 0);
});
