/** The Node host beyond the contract: its options, lingering, what Node and the system do to it. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import ava from "ava";
import type { Datagram } from "../../hosts/node/datagram.js";
import { Host } from "../../hosts/node/index.js";
import { descriptorSlot } from "../../src/core/descriptors.js";
import { EAGAIN, ECONNRESET, EINVAL, EPIPE } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { SocketAddress } from "../../src/core/host.js";
import { nodeProgram } from "../node-program.js";
import { accept, listen, nodeServer, peer, ready, sleep, until } from "./node-script.js";

const test = ava.serial;

test("Host: impossible options throw RangeError", (t) => {
	const wrong = [
		{ descriptors: 0 },
		{ descriptors: 16385 },
		{ descriptors: 1.5 },
		{ descriptors: Number.NaN },
		{ descriptors: 1, windowBytes: 255 },
		{ descriptors: 1, windowBytes: 1048577 },
		{ descriptors: 1, windowBytes: 1000.5 },
		{ descriptors: 1, datagrams: 0 },
		{ descriptors: 1, datagrams: 65537 },
		{ descriptors: 1, lingerMs: -1 },
		{ descriptors: 1, lingerMs: 2 ** 31 },
	];
	for (const options of wrong) {
		t.throws(() => new Host(options), { instanceOf: RangeError }, JSON.stringify(options));
	}
	t.throws(() => new Host({} as { descriptors: number }), { instanceOf: RangeError });
	for (const descriptors of [1, 16384])
		t.is(new Host({ descriptors }).descriptors.capacity, descriptors);
	t.is(new Host({ descriptors: 1, windowBytes: 256 }).windowBytes_, 256);
	t.is(new Host({ descriptors: 1, windowBytes: 1048576 }).windowBytes_, 1048576);
});

test("recv: small windows, a fast sender, every byte in order", async (t) => {
	const host = new Host({ descriptors: 2, windowBytes: 256 });
	const { fd, port } = await listen(host, 1);
	const client = await peer(port);
	const server = await accept(host, fd);
	const sent = Buffer.alloc(60_000);
	for (let i = 0; i < sent.length; i++) sent[i] = (i * 31) >> 4;
	client.end(sent);
	const got = new Uint8Array(sent.length);
	let size = 0;
	let step = 1;
	await until("the end", () => {
		for (;;) {
			const result = host.recv(server, got, size, Math.min(step, got.length - size));
			if (size === got.length && result === 0) return (ready(host, server) & EV_CLOSED) !== 0;
			if (result === -EAGAIN) return false;
			t.true(result > 0);
			size += result;
			step = (step * 5 + 1) % 611;
			step += step === 0 ? 1 : 0;
		}
	});
	t.deepEqual(Buffer.from(got), sent);
	host.close(server);
	host.close(fd);
});

test("close: bytes that the kernel had no room for still arrive", async (t) => {
	const host = new Host({ descriptors: 2, windowBytes: 1048576 });
	const { fd, port } = await listen(host, 1);
	const client = await peer(port);
	client.pause();
	const server = await accept(host, fd);
	const bytes = new Uint8Array(1048576);
	let sent = 0;
	await until("a full window", () => {
		const result = host.send(server, bytes, 0, bytes.length);
		if (result > 0) sent += result;
		return result === -EAGAIN;
	});
	host.close(server);
	t.is(host.linger_.count, 1);
	t.is(host.descriptors.open, 1);
	let received = 0;
	client.on("data", (chunk) => {
		received += chunk.length;
	});
	client.resume();
	await until("all bytes", () => received === sent);
	await until("the end of lingering", () => host.linger_.count === 0);
	client.destroy();
	host.close(fd);
});

test("close: who does not read is cut after lingerMs, and the slot serves others meanwhile", async (t) => {
	const host = new Host({ descriptors: 2, windowBytes: 1048576, lingerMs: 150 });
	const { fd, port } = await listen(host, 4);
	const deaf = await peer(port);
	deaf.pause();
	const bytes = new Uint8Array(1048576).fill(0x61);
	const first = await accept(host, fd);
	await until("a full window", () => host.send(first, bytes, 0, bytes.length) === -EAGAIN);
	host.close(first);
	t.is(host.linger_.count, 1);
	const other = await peer(port);
	let text = "";
	other.on("data", (chunk) => {
		text += chunk;
	});
	const second = await accept(host, fd);
	t.is(host.send(second, Buffer.from("mine"), 0, 4), 4);
	await until("its bytes", () => text === "mine");
	await until("the cut", () => host.linger_.count === 0);
	host.close(second);
	host.close(fd);
	deaf.destroy();
	other.destroy();
});

test("close: no more linger than there are descriptors", async (t) => {
	const host = new Host({ descriptors: 2, windowBytes: 1048576, lingerMs: 60_000 });
	const { fd, port } = await listen(host, 4);
	const bytes = new Uint8Array(1048576);
	const peers = [];
	for (let i = 0; i < 3; i++) {
		const deaf = await peer(port);
		deaf.pause();
		peers.push(deaf);
		const server = await accept(host, fd);
		await until("a full window", () => host.send(server, bytes, 0, bytes.length) === -EAGAIN);
		host.close(server);
	}
	t.is(host.linger_.count, 2);
	for (const deaf of peers) deaf.destroy();
	await until("the end of lingering", () => host.linger_.count === 0);
	host.close(fd);
});

test("a peer's reset: -ECONNRESET or -EPIPE from every call, no error event escapes", async (t) => {
	const host = new Host({ descriptors: 2 });
	const { fd, port } = await listen(host, 1);
	const client = await peer(port);
	const server = await accept(host, fd);
	client.resetAndDestroy();
	const all = EV_READ | EV_WRITE | EV_CLOSED;
	await until("readiness", () => (ready(host, server) & all) === all);
	const bytes = new Uint8Array(8);
	t.true([-ECONNRESET, -EPIPE].includes(host.recv(server, bytes, 0, 8)));
	t.true([-ECONNRESET, -EPIPE].includes(host.send(server, bytes, 0, 8)));
	host.close(server);
	host.close(fd);
});

test("resets at any moment, 200 times", async (t) => {
	const host = new Host({ descriptors: 3 });
	const { fd, port } = await listen(host, 256);
	const bytes = new Uint8Array(70_000);
	for (let i = 0; i < 200; i++) {
		const client = await peer(port);
		const moment = i % 4;
		if (moment === 0) client.resetAndDestroy();
		const server = await accept(host, fd);
		if (moment === 1) client.resetAndDestroy();
		host.send(server, bytes, 0, bytes.length);
		if (moment === 2) client.resetAndDestroy();
		if (i % 8 < 4) await sleep(1);
		host.recv(server, bytes, 0, 10);
		host.shutdown(server, 1);
		host.close(server);
		if (moment === 3) client.resetAndDestroy();
	}
	await until("the end of lingering", () => host.linger_.count === 0);
	t.is(host.descriptors.open, 1);
	host.close(fd);
});

test("tcpListen: connections beyond the backlog are reset", async (t) => {
	const host = new Host({ descriptors: 4 });
	const { fd, port } = await listen(host, 2);
	const peers = [await peer(port), await peer(port), await peer(port), await peer(port)];
	await until("two resets", () => peers.filter((each) => each.destroyed).length === 2);
	t.true((await accept(host, fd)) >= 0);
	t.true((await accept(host, fd)) >= 0);
	t.is(host.accept(fd), -EAGAIN);
	const late = await peer(port);
	t.true((await accept(host, fd)) >= 0);
	for (const each of [...peers, late]) each.destroy();
	host.close(fd);
});

test("tcpConnect: a network that cannot be reached is reported, and nothing escapes", async (t) => {
	const host = new Host({ descriptors: 1 });
	const fd = host.tcpConnect("255.255.255.255", 9);
	t.true(fd >= 0);
	await until("readiness", () => (ready(host, fd) & EV_CLOSED) !== 0);
	const bytes = new Uint8Array(1);
	const result = host.recv(fd, bytes, 0, 1);
	t.true(result < 0 && result !== -EAGAIN, String(result)); // ENETUNREACH, EACCES: the system's choice
	t.is(host.send(fd, bytes, 0, 1), result);
	host.close(fd);
});

test("tcpConnect: to a server of Node's own, half-closed both ways", async (t) => {
	const host = new Host({ descriptors: 1 });
	let heard = "";
	const [server, port] = await nodeServer((socket) => {
		socket.on("data", (chunk) => {
			heard += chunk;
		});
		socket.on("end", () => socket.end("bye"));
	});
	const fd = host.tcpConnect("127.0.0.1", port);
	await until("connected", () => (ready(host, fd) & EV_WRITE) !== 0);
	host.send(fd, Buffer.from("hello"), 0, 5);
	host.shutdown(fd, 1);
	await until("the answer", () => (ready(host, fd) & EV_CLOSED) !== 0);
	const bytes = new Uint8Array(8);
	t.is(host.recv(fd, bytes, 0, 8), 3);
	t.is(host.recv(fd, bytes, 0, 8), 0);
	t.is(heard, "hello");
	host.close(fd);
	server.close();
});

test("UDP: datagrams beyond the queue are lost, the rest come in order", async (t) => {
	const host = new Host({ descriptors: 2, datagrams: 3 });
	const server = host.udpBind("127.0.0.1", 0);
	const client = host.udpBind("127.0.0.1", 0);
	const to = new SocketAddress("", 0);
	host.localAddress(server, to);
	for (let i = 0; i < 6; i++) {
		await until("sent", () => host.sendTo(client, new Uint8Array([i]), 0, 1, to) === 1);
	}
	const queue = host.open_[descriptorSlot(host.descriptors, server)] as Datagram;
	await until("all have come", () => queue.count + queue.lost === 6);
	t.is(queue.lost, 3);
	const into = new Uint8Array(1);
	const got = [];
	while (host.recvFrom(server, into, 0, 1, to) === 1) got.push(into[0]);
	t.deepEqual(got, [0, 1, 2]);
	host.close(server);
	host.close(client);
});

test("UDP: an IPv4 socket cannot send to IPv6", (t) => {
	const host = new Host({ descriptors: 1 });
	const fd = host.udpBind("127.0.0.1", 0);
	t.is(host.sendTo(fd, new Uint8Array(1), 0, 1, new SocketAddress("::1", 9)), -EINVAL);
	host.close(fd);
});

/** Runs `test/hosts/node-child.ts` in a process of its own. */
async function child(act: string, shell = ""): Promise<string> {
	const program = await nodeProgram(join(import.meta.dirname, "node-child.ts"));
	const command = `${shell} exec ${process.execPath} ${program} ${act}`;
	return execFileSync("sh", ["-c", command], { encoding: "utf8", timeout: 120_000 });
}

test("the process ends by itself when nothing is open", async (t) => {
	t.is(await child("ends"), "the loop ended\n");
});

test("accept: when the system has no descriptors left Node drops the peer, and the rest continues", async (t) => {
	t.is(await child("emfile", "ulimit -n 64;"), "dropped\nrecovered\n");
});
