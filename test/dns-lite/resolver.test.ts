import { latch } from "../../src/core/descriptors.js";
import {
	EAGAIN,
	EALREADY,
	EBADF,
	EINVAL,
	EMFILE,
	EMSGSIZE,
	ENETUNREACH,
	ENOBUFS,
	EOPNOTSUPP,
} from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ } from "../../src/core/flags.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_CNAME,
	DNS_ERR_CANCEL,
	DNS_ERR_FORMAT,
	DNS_ERR_NODATA,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_NOTIMPL,
	DNS_ERR_REFUSED,
	DNS_ERR_SEND,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_SHUTDOWN,
	DNS_ERR_TIMEOUT,
	DNS_ERR_TRUNCATED,
	DNS_ERR_UNKNOWN,
	DNS_TXT,
} from "../../src/dns-lite/flags.js";
import { Resolver } from "../../src/dns-lite/resolver.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { messageOf, nameOf, questionOf, record } from "./message.js";
import type { Query } from "./scene.js";
import { NOERROR, Scene, Server } from "./scene.js";

const SERVFAIL = 0x8182;
const A1 = [192, 0, 2, 10];
const A2 = [192, 0, 2, 11];

test("DN-01 resolve: addresses, the least ttl, context and handle; never from inside", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	const handle = scene.resolver.resolve("www.example.com", DNS_A, scene.note, "mine");
	t.true(handle >= 0);
	t.is(server.take(), null); // it is sent in a turn
	scene.go();
	const query = server.take() as Query;
	t.is(query.name.toLowerCase(), "www.example.com");
	t.is(query.type, DNS_A);
	server.answer(query, {
		answers: [record("@12", DNS_A, 300, A1), record("@12", DNS_A, 60, A2)],
	});
	t.is(scene.outcomes.length, 0);
	scene.go();
	t.is(scene.outcomes.length, 1);
	const outcome = scene.outcomes[0];
	t.is(outcome.error, 0);
	t.is(outcome.type, DNS_A);
	t.is(outcome.ttl, 60);
	t.deepEqual(outcome.addresses, A1.concat(A2));
	t.is(outcome.context, "mine");
	t.is(outcome.handle, handle);
	t.is(scene.resolver.used, 0);
});

test("DN-01 resolve: AAAA records are 16 bytes each", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	const address = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
	scene.ask("six.example", DNS_AAAA);
	server.answer(server.take() as Query, {
		answers: [record("@12", DNS_A, 1, A1), record("@12", DNS_AAAA, 9, address)],
	});
	scene.go();
	t.deepEqual(scene.outcomes[0].addresses, address);
	t.is(scene.outcomes[0].ttl, 9);
});

test("DN-03 resolve: one question, class IN, RD; the packet byte for byte", (t) => {
	const scene = new Scene({ randomizeCase: false });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_TXT);
	const query = server.take() as Query;
	const head = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
	t.deepEqual(Array.from(query.bytes.slice(2)), head.concat(questionOf("a.example", DNS_TXT)));
});

test("DN-03 resolve: above 512 bytes the query carries EDNS0 with that size", (t) => {
	const scene = new Scene({ randomizeCase: false, messageSize: 1232 });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	const query = server.take() as Query;
	const head = [1, 0, 0, 1, 0, 0, 0, 0, 0, 1];
	const opt = [0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0];
	t.deepEqual(Array.from(query.bytes.slice(2)), head.concat(questionOf("a.example", DNS_A), opt));
	server.answer(query, { flags: 0x8181 }); // FORMERR: too old for EDNS
	scene.go();
	const plain = server.take() as Query;
	t.deepEqual(
		Array.from(plain.bytes.slice(2)),
		[1, 0, 0, 1, 0, 0, 0, 0, 0, 0].concat(query.question),
	);
	server.answer(plain, { flags: 0x8181 });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_FORMAT]);
});

test("DN-04 resolve: ids differ among queries under way and are never 0xffff", (t) => {
	const scene = new Scene({ queries: 64, attempts: 1 });
	scene.host.random = (into) => {
		into.fill(0xff); // the least random host there is
		return 0;
	};
	const ids: number[] = [];
	scene.host.sendTo = (_fd, bytes, at, length) => {
		ids.push((bytes[at] << 8) | bytes[at + 1]);
		return length;
	};
	for (let i = 0; i < 64; i++) scene.resolver.resolve("a.example", DNS_A, scene.note);
	scene.go();
	t.is(ids.length, 64);
	ids.sort((a, b) => a - b);
	for (let i = 1; i < 64; i++) if (ids[i] === ids[i - 1]) t.fail(`twice ${ids[i]}`);
	t.true(ids[63] < 0xffff);
});

test("DN-05 resolve: a full table is -ENOBUFS; a query that ends makes room", (t) => {
	const scene = new Scene({ queries: 2 });
	const server = new Server(scene.host, "192.0.2.1");
	const first = scene.ask("a.example", DNS_A);
	const second = scene.ask("b.example", DNS_A);
	t.is(scene.ask("c.example", DNS_A), -ENOBUFS);
	t.is(scene.resolver.used, 2);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 1, A1)] });
	scene.go();
	const third = scene.ask("c.example", DNS_A);
	t.true(third >= 0);
	t.true(third !== first && third !== second);
	t.is(scene.ask("d.example", DNS_A), -ENOBUFS);
	t.is(scene.outcomes.length, 1);
});

test("DN-06 resolve: wrong source, port, id, question, type, class, QR or opcode is ignored", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"] });
	const server = new Server(scene.host, "192.0.2.1");
	const other = new Server(scene.host, "192.0.2.2");
	const stranger = new Server(scene.host, "198.51.100.1");
	const portFd = scene.host.udpBind("192.0.2.1", 5353);
	scene.ask("www.example.com", DNS_A);
	const query = server.take() as Query;
	const answers = [record("@12", DNS_A, 60, [6, 6, 6, 6])];
	const good = messageOf({ id: query.id, flags: NOERROR, question: query.question, answers });
	const edit = (at: number, value: number): Uint8Array => {
		const bytes = good.slice();
		bytes[at] = value;
		return bytes;
	};
	const end = 12 + query.question.length;
	stranger.send(query.from, good);
	other.send(query.from, good); // a server of ours, but not one that was asked
	scene.host.sendTo(portFd, good, 0, good.length, query.from);
	scene.go();
	server.send(query.from, edit(1, query.id + 1));
	server.send(query.from, edit(2, 0x01)); // a query
	server.send(query.from, edit(2, 0x89)); // opcode 1
	server.send(query.from, edit(5, 0)); // no question
	server.send(query.from, edit(5, 2)); // two
	scene.go();
	server.send(query.from, edit(13, query.question[1] ^ 0x20)); // DN-07: another case
	server.send(query.from, edit(14, 0x2d)); // another name
	server.send(query.from, edit(end - 3, DNS_AAAA));
	server.send(query.from, edit(end - 1, 3));
	scene.go();
	server.send(query.from, good.slice(0, 11));
	server.send(query.from, good.slice(0, 0));
	scene.go();
	t.is(scene.outcomes.length, 0);
	t.is(scene.resolver.ignored, 14);
	t.is(scene.resolver.used, 1);
	server.answer(query, { answers: [record("@12", DNS_A, 60, A1)] });
	scene.go();
	t.deepEqual(scene.outcomes[0].addresses, A1);
});

test("DN-06 resolve: only what the name asked for owns is taken, along its aliases, in any order", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("www.example.com", DNS_A);
	server.answer(server.take() as Query, {
		answers: [
			record("deep.example.net", DNS_A, 50, A1),
			record("evil.example", DNS_A, 1, [6, 6, 6, 6]),
			record("Cdn.example.net", DNS_CNAME, 40, nameOf("DEEP.example.net")),
			record("@12", DNS_CNAME, 70, nameOf("cdn.EXAMPLE.net")),
			record("com", DNS_A, 1, [6, 6, 6, 6]),
		],
	});
	scene.go();
	t.is(scene.outcomes[0].error, 0);
	t.deepEqual(scene.outcomes[0].addresses, A1);
	t.is(scene.outcomes[0].ttl, 40);
});

test("DN-06 resolve: aliases that go round end in DNS_ERR_UNKNOWN; 16 of them are followed", (t) => {
	const scene = new Scene({ messageSize: 600, randomizeCase: false });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.b", DNS_A);
	server.answer(server.take() as Query, {
		answers: [
			record("a.b", DNS_CNAME, 9, nameOf("c.d")),
			record("c.d", DNS_CNAME, 9, nameOf("A.B")),
		],
	});
	scene.go();
	for (const length of [16, 17]) {
		const answers: number[][] = [];
		for (let i = 0; i < length; i++) {
			answers.push(record(i === 0 ? "@12" : `${i}`, DNS_CNAME, 9, nameOf(`${i + 1}`)));
		}
		answers.push(record(`${length}`, DNS_A, 9, A1));
		scene.ask("0", DNS_A);
		server.answer(server.take() as Query, { answers });
		scene.go();
	}
	t.deepEqual(scene.errors(), [DNS_ERR_UNKNOWN, 0, DNS_ERR_UNKNOWN]);
	t.is(scene.outcomes[2].ttl, 0);
});

test("DN-06 resolve: no record is NODATA, an alias without one too, NXDOMAIN is NOTEXIST", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_AAAA);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 9, A1)] });
	scene.go();
	scene.ask("b.example", DNS_A);
	server.answer(server.take() as Query, {
		answers: [record("@12", DNS_CNAME, 9, nameOf("c.example"))],
	});
	scene.go();
	scene.ask("d.example", DNS_A);
	server.answer(server.take() as Query, { flags: 0x8183 });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_NODATA, DNS_ERR_NODATA, DNS_ERR_NOTEXIST]);
	for (const outcome of scene.outcomes) t.is(outcome.count, 0);
});

test("resolve: records beyond the room given are left out; a ttl above 2^31 - 1 is 0", (t) => {
	const scene = new Scene({ records: 2 });
	const server = new Server(scene.host, "192.0.2.1");
	for (const count of [1, 2, 3]) {
		const answers: number[][] = [];
		for (let i = 0; i < count; i++) answers.push(record("@12", DNS_A, 0x80000000, [10, 0, 0, i]));
		scene.ask("a.example", DNS_A);
		server.answer(server.take() as Query, { answers });
		scene.go();
	}
	t.is(scene.outcomes[0].count, 1);
	t.is(scene.outcomes[1].count, 2);
	t.is(scene.outcomes[2].count, 2);
	t.deepEqual(scene.outcomes[2].addresses, [10, 0, 0, 0, 10, 0, 0, 1]);
	t.is(scene.outcomes[2].ttl, 0);
});

test("resolve: counts that lie, wrong address sizes and cuts at every length are ignored", (t) => {
	const scene = new Scene({ attempts: 1 });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("www.example.com", DNS_A);
	const query = server.take() as Query;
	const answers = [record("@12", DNS_CNAME, 9, nameOf("x.@16")), record("x.@16", DNS_A, 9, A1)];
	const good = messageOf({ id: query.id, flags: NOERROR, question: query.question, answers });
	for (let size = 0; size < good.length; size++) {
		server.send(query.from, good.slice(0, size));
		scene.go();
	}
	t.is(scene.resolver.ignored, good.length);
	for (const count of [3, 255, 65535]) server.answer(query, { answers, count });
	server.answer(query, { answers: [record("@12", DNS_A, 9, [1, 2, 3])] });
	server.answer(query, { answers: [record("@12", DNS_A, 9, [1, 2, 3, 4, 5])] });
	server.answer(query, { answers: [record("@12", DNS_CNAME, 9, nameOf("x").concat([0]))] });
	scene.go();
	t.is(scene.outcomes.length, 0);
	t.is(scene.resolver.ignored, good.length + 6);
	for (const name of ["a.@33", "a.b.@35", "a.@60", `${"x".repeat(64)}`]) {
		server.answer(query, { answers: [record(name, DNS_A, 9, A1)] }); // after another first label
	}
	for (const to of ["a.@45", "a.@47"]) {
		server.answer(query, { answers: [record("@12", DNS_CNAME, 9, nameOf(to))] });
	}
	scene.go();
	t.is(scene.outcomes.length, 0, "a name that leads nowhere is no answer");
	t.is(scene.resolver.ignored, good.length + 12);
	server.send(query.from, good);
	scene.go();
	t.deepEqual(scene.errors(), [0]);
});

test("DN-07 resolve: the case of each letter is random and lengths are left alone", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	const name = `${"aB3-".repeat(15)}abc.${"xY".repeat(30)}.z`;
	const seen: string[] = [];
	for (let i = 0; i < 20; i++) {
		scene.ask(name, DNS_A);
		const query = server.take() as Query;
		t.is(query.name.toLowerCase(), name.toLowerCase());
		if (seen.indexOf(query.name) < 0) seen.push(query.name);
		server.answer(query, { answers: [record("@12", DNS_A, 1, A1)] });
		scene.go();
	}
	t.is(seen.length, 20);
	t.is(scene.errors().length, 20);
});

test("DN-07 resolve: without random case an answer may change it, and nothing else", (t) => {
	const scene = new Scene({ randomizeCase: false });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("www.Example.com", DNS_A);
	const query = server.take() as Query;
	t.is(query.name, "www.Example.com");
	server.answer(query, { question: questionOf("www.Examplf.com", DNS_A) });
	server.answer(query, { question: questionOf("www.Example.com", DNS_A + 0x20) });
	scene.go();
	t.is(scene.outcomes.length, 0);
	server.answer(query, { question: questionOf("WWW.example.com", DNS_A) });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_NODATA]);
});

test("DN-08 resolve: unanswered, it is sent `attempts` times, then DNS_ERR_TIMEOUT", (t) => {
	const scene = new Scene({ timeoutMs: 100, attempts: 3 });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	const first = server.take() as Query;
	scene.wait(99);
	t.is(server.drain(), 0);
	scene.wait(1);
	const second = server.take() as Query;
	t.deepEqual(second.bytes, first.bytes);
	scene.wait(100);
	t.is(server.drain(), 1);
	scene.wait(99);
	t.is(scene.outcomes.length, 0);
	scene.wait(1);
	t.deepEqual(scene.errors(), [DNS_ERR_TIMEOUT]);
	t.is(server.drain(), 0);
});

test("resolve: the answer to an earlier transmission counts", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"], timeoutMs: 100 });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	scene.ask("a.example", DNS_A);
	const query = one.take() as Query;
	scene.wait(100);
	t.is(two.drain(), 1);
	one.answer(query, { answers: [record("@12", DNS_A, 1, A1)] });
	scene.go();
	t.deepEqual(scene.errors(), [0]);
	t.is(scene.host.descriptors.open, 2); // the resolver's socket is closed
});

test("resolve: the deadline ends it in any case", (t) => {
	const scene = new Scene({ timeoutMs: 100, attempts: 200, deadlineMs: 250 });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	scene.wait(249);
	t.is(server.drain(), 3);
	t.is(scene.outcomes.length, 0);
	scene.wait(1);
	t.deepEqual(scene.errors(), [DNS_ERR_TIMEOUT]);
	t.is(server.drain(), 0);
});

test("resolve: ticks wrap in the middle of a query", (t) => {
	const scene = new Scene({ timeoutMs: 100, attempts: 3, deadlineMs: 1000 }, 0x7fffffff - 150);
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	scene.wait(250);
	t.true(scene.host.ticks() < 0);
	t.is(server.drain(), 3);
	scene.wait(49);
	t.is(scene.outcomes.length, 0);
	scene.wait(1);
	t.deepEqual(scene.errors(), [DNS_ERR_TIMEOUT]);
});

test("DN-09 resolve: servers are asked in order, the next one after each timeout", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"], timeoutMs: 100, attempts: 3 });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	scene.ask("a.example", DNS_A);
	t.is(one.drain(), 1);
	scene.wait(100);
	t.is(two.drain(), 1);
	scene.wait(100);
	t.is(one.drain(), 1);
	t.is(two.drain(), 0);
});

test("DN-09 resolve: with `rotate` each query starts at the next server", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"], rotate: true });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	for (let i = 0; i < 4; i++) scene.ask("a.example", DNS_A);
	t.is(one.drain(), 2);
	t.is(two.drain(), 2);
});

test("DN-10 resolve: a server that missed three in a row is passed over for 10 s, then tried again", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"], timeoutMs: 100, attempts: 2 });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	/** Asks; the first server is silent, the second answers. Returns which were asked. */
	const ask = (): string => {
		scene.ask("a.example", DNS_A);
		const silent = one.drain();
		if (silent > 0) scene.wait(100);
		two.answer(two.take() as Query, {});
		scene.go();
		return silent > 0 ? "12" : "2";
	};
	for (let i = 0; i < 3; i++) t.is(ask(), "12");
	t.is(ask(), "2");
	scene.wait(9999);
	t.is(ask(), "2");
	scene.wait(1);
	t.is(ask(), "12"); // tried again, in vain: now for 30 s
	scene.wait(29_999);
	t.is(ask(), "2");
	scene.wait(1);
	t.is(ask(), "12"); // and for 90 s
	scene.wait(89_999);
	t.is(ask(), "2");
	scene.wait(1);
	for (let i = 0; i < 3; i++) {
		scene.ask("a.example", DNS_A); // an answer clears it
		one.answer(one.take() as Query, {});
		scene.go();
	}
	for (let i = 0; i < 3; i++) t.is(ask(), "12");
	scene.wait(9999);
	t.is(ask(), "2");
	scene.wait(1);
	t.is(ask(), "12");
});

test("DN-09 resolve: when all servers are passed over, all are asked", (t) => {
	const scene = new Scene({ timeoutMs: 100, attempts: 5 });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	scene.wait(450);
	t.is(server.drain(), 5);
});

test("DN-11 resolve: SERVFAIL is reported as such, after the other servers were asked at once", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"] });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	scene.ask("a.example", DNS_A);
	one.answer(one.take() as Query, { flags: SERVFAIL });
	scene.go();
	t.is(scene.outcomes.length, 0);
	two.answer(two.take() as Query, { flags: SERVFAIL });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_SERVERFAILED]);
	t.is(one.drain() + two.drain(), 0);
});

test("DN-11 resolve: SERVFAIL of one server and silence of the other is SERVFAIL", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"], timeoutMs: 100, attempts: 3 });
	const one = new Server(scene.host, "192.0.2.1");
	const two = new Server(scene.host, "192.0.2.2");
	scene.ask("a.example", DNS_A);
	one.answer(one.take() as Query, { flags: SERVFAIL });
	scene.wait(300);
	t.deepEqual(scene.errors(), [DNS_ERR_SERVERFAILED]);
	t.is(two.drain(), 2);
	t.is(one.drain(), 0);
});

test("DN-11 resolve: NOTIMPL and REFUSED go to the next server, with one server they are reported at once", (t) => {
	for (const code of [DNS_ERR_NOTIMPL, DNS_ERR_REFUSED, 9]) {
		const wanted = code === 9 ? DNS_ERR_UNKNOWN : code;
		const alone = new Scene({});
		const only = new Server(alone.host, "192.0.2.1");
		alone.ask("a.example", DNS_A);
		only.answer(only.take() as Query, { flags: 0x8180 | code });
		alone.go();
		t.deepEqual(alone.errors(), [wanted]);
		const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"] });
		const one = new Server(scene.host, "192.0.2.1");
		const two = new Server(scene.host, "192.0.2.2");
		scene.ask("a.example", DNS_A);
		one.answer(one.take() as Query, { flags: 0x8180 | code });
		scene.go();
		two.answer(two.take() as Query, { answers: [record("@12", DNS_A, 1, A1)] });
		scene.go();
		t.deepEqual(scene.errors(), [0]);
		scene.ask("a.example", DNS_A);
		t.is(one.drain(), code === 9 ? 1 : 0); // one that does not serve is passed over
	}
});

test("DN-13 resolve: a truncated answer is DNS_ERR_TRUNCATED with the records that are whole", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	const query = server.take() as Query;
	server.answer(query, { flags: 0x8380, answers: [record("@12", DNS_A, 5, A1)], count: 9 });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_TRUNCATED]);
	t.deepEqual(scene.outcomes[0].addresses, A1);
	scene.ask("a.example", DNS_A);
	server.answer(server.take() as Query, { flags: 0x8380 });
	scene.go();
	t.is(scene.outcomes[1].error, DNS_ERR_TRUNCATED);
	t.is(scene.outcomes[1].count, 0);
	t.is(scene.outcomes[1].ttl, 0);
});

test("DN-14 cancel: DNS_ERR_CANCEL in a turn; -EALREADY and -EBADF after that", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	const handle = scene.ask("a.example", DNS_A, 7);
	const query = server.take() as Query;
	t.is(scene.resolver.cancel(handle), 0);
	t.is(scene.outcomes.length, 0);
	t.is(scene.resolver.cancel(handle), -EALREADY);
	server.answer(query, { answers: [record("@12", DNS_A, 1, A1)] });
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_CANCEL]);
	t.is(scene.outcomes[0].context, 7);
	t.is(scene.resolver.cancel(handle), -EBADF);
	const next = scene.ask("b.example", DNS_A);
	t.not(next, handle);
	t.is(scene.resolver.cancel(handle), -EBADF);
	t.is(scene.resolver.cancel(-1), -EBADF);
	t.is(scene.resolver.cancel(200), -EBADF);
	t.is(scene.resolver.used, 1);
});

test("DN-16 close: every query gets DNS_ERR_SHUTDOWN, then the event slot is free", (t) => {
	const scene = new Scene({});
	const used = scene.base.used;
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	scene.ask("b.example", DNS_A);
	scene.resolver.cancel(scene.resolver.resolve("c.example", DNS_A, scene.note));
	t.is(server.drain(), 2);
	scene.resolver.close();
	scene.resolver.close();
	t.is(scene.outcomes.length, 0);
	t.is(scene.ask("d.example", DNS_A), -EBADF);
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_SHUTDOWN, DNS_ERR_SHUTDOWN, DNS_ERR_CANCEL]);
	t.is(scene.base.used, used - 1);
	t.is(scene.host.descriptors.open, 1);
});

test("close: in the last callback, and the event slot taken again there, is safe", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	let fired = 0;
	scene.resolver.resolve("a.example", DNS_A, () => {
		scene.resolver.close();
		scene.base.event({ timeoutMs: 5, onEvent: () => fired++ }).add();
	});
	scene.go();
	server.answer(server.take() as Query, {});
	scene.wait(10);
	t.is(fired, 1);
});

test("DN-17 resolve: an idle resolver keeps neither the loop nor a descriptor", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	let ended = -1;
	scene.base.onEnd = (_base, result) => {
		ended = result;
	};
	scene.ask("a.example", DNS_A);
	t.is(ended, -1);
	t.is(scene.host.descriptors.open, 2);
	const first = server.take() as Query;
	server.answer(first, {});
	scene.host.settle();
	t.is(ended, 1);
	t.is(scene.host.descriptors.open, 1);
	scene.ask("a.example", DNS_A);
	t.not((server.take() as Query).from.port, first.from.port);
});

test("DN-18 resolve: no server is DNS_ERR_NOSERVER, at once but not from inside", (t) => {
	const scene = new Scene({ servers: [] });
	const handle = scene.resolver.resolve("a.example", DNS_A, scene.note);
	t.true(handle >= 0);
	t.is(scene.outcomes.length, 0);
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_NOSERVER]);
});

test("resolve: what cannot be sent to any server is DNS_ERR_SEND with the reason", (t) => {
	const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"] });
	let sends = 0;
	scene.host.sendTo = () => {
		sends++;
		return -ENETUNREACH;
	};
	scene.ask("a.example", DNS_A);
	t.is(sends, 2);
	t.deepEqual(scene.errors(), [DNS_ERR_SEND]);
	t.is(scene.outcomes[0].errno, ENETUNREACH);
	t.is(scene.host.descriptors.open, 0);
});

test("resolve: a full socket is waited for", (t) => {
	const scene = new Scene({ timeoutMs: 100 });
	const server = new Server(scene.host, "192.0.2.1");
	const send = scene.host.sendTo;
	scene.host.sendTo = () => -EAGAIN;
	scene.resolver.resolve("a.example", DNS_A, scene.note);
	scene.base.dispatch();
	scene.host.settle(20); // the host says over and over that it can send
	t.is(server.drain(), 0);
	scene.host.sendTo = send;
	scene.go();
	const query = server.take() as Query;
	t.is(query.name.toLowerCase(), "a.example");
	server.answer(query, {});
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_NODATA]);
});

test("resolve: a socket that fails is opened anew for the next transmission", (t) => {
	const scene = new Scene({ timeoutMs: 100 });
	const server = new Server(scene.host, "192.0.2.1");
	scene.ask("a.example", DNS_A);
	const first = server.take() as Query;
	scene.host.cut(scene.resolver.fd_, ENETUNREACH);
	server.answer(first, {});
	scene.go();
	t.is(scene.outcomes.length, 0);
	scene.wait(100);
	const second = server.take() as Query;
	t.not(second.from.port, first.from.port);
	server.answer(second, {});
	scene.go();
	t.deepEqual(scene.errors(), [DNS_ERR_NODATA]);
});

test("resolve: a send that the host finds failed later is DNS_ERR_SEND, not a timeout", (t) => {
	const scene = new Scene({ timeoutMs: 100, attempts: 2 });
	scene.ask("a.example", DNS_A);
	scene.host.cut(scene.resolver.fd_, ENETUNREACH);
	latch(scene.host.descriptors, scene.resolver.fd_ & 0x3fff, EV_READ);
	scene.wait(200);
	t.deepEqual(scene.errors(), [DNS_ERR_SEND]);
	t.is(scene.outcomes[0].errno, ENETUNREACH);
});

test("resolve: IPv4 and IPv6 servers together; where the host has but one, the other serves", (t) => {
	const scene = new Scene({ servers: ["2001:db8::1", "192.0.2.1"] });
	const server = new Server(scene.host, "192.0.2.1");
	const send = scene.host.sendTo;
	scene.host.sendTo = (fd, bytes, at, length, to) =>
		to.address === "2001:db8::1" ? -EINVAL : send.call(scene.host, fd, bytes, at, length, to);
	scene.ask("a.example", DNS_A);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 1, A1)] });
	scene.go();
	t.deepEqual(scene.errors(), [0]);
});

test("resolve: errors returned at once leave nothing to clean up", (t) => {
	const scene = new Scene({ nameSize: 20 });
	t.is(scene.ask("", DNS_A), -EINVAL);
	t.is(scene.ask("a..b", DNS_A), -EINVAL);
	t.is(scene.ask("a.example", 0), -EINVAL);
	t.is(scene.ask("a.example", 65536), -EINVAL);
	t.is(scene.ask(new Uint8Array([1, 65]), DNS_A), -EINVAL);
	t.is(scene.ask(new Uint8Array([0xc0, 12]), DNS_A), -EINVAL);
	t.is(scene.resolver.used, 0);
	t.is(scene.host.descriptors.open, 0);
	t.is(scene.outcomes.length, 0);
	t.is(scene.base.used, 1);
});

test("resolve: without UDP, random bytes or a descriptor it is DNS_ERR_SEND with the reason, at once", (t) => {
	const randomless = new Scene({});
	randomless.host.randomless = true;
	randomless.ask("a.example", DNS_A);
	t.deepEqual(randomless.errors(), [DNS_ERR_SEND]);
	t.is(randomless.outcomes[0].errno, EOPNOTSUPP);
	t.is(randomless.host.descriptors.open, 0);
	for (const error of [EOPNOTSUPP, EMFILE]) {
		const scene = new Scene({ servers: ["192.0.2.1", "192.0.2.2"] });
		scene.host.openError = error;
		t.true(scene.ask("a.example", DNS_A) >= 0);
		t.deepEqual(scene.errors(), [DNS_ERR_SEND]);
		t.is(scene.outcomes[0].errno, error);
		t.is(scene.resolver.used, 0);
	}
});

test("resolve: a name of nameSize - 1 and nameSize bytes fits, one more is -EMSGSIZE", (t) => {
	const scene = new Scene({ nameSize: 20, queries: 8 });
	const server = new Server(scene.host, "192.0.2.1");
	const text = "abcdefgh.ijklmnopqrs";
	for (const length of [17, 18]) {
		t.true(scene.ask(text.slice(0, length), DNS_A) >= 0);
		t.is((server.take() as Query).name.toLowerCase(), text.slice(0, length));
		t.true(scene.ask(new Uint8Array(nameOf(text.slice(0, length))), DNS_A) >= 0);
		t.is((server.take() as Query).name.toLowerCase(), text.slice(0, length));
	}
	for (const length of [19, 20]) {
		t.is(scene.ask(text.slice(0, length), DNS_A), -EMSGSIZE);
		t.is(scene.ask(new Uint8Array(nameOf(text.slice(0, length))), DNS_A), -EMSGSIZE);
	}
	t.is(scene.resolver.used, 4);
});

test("resolve: a callback that throws costs the others nothing", (t) => {
	const scene = new Scene({ timeoutMs: 50, attempts: 1 });
	const server = new Server(scene.host, "192.0.2.1");
	const fail = (): void => {
		throw new Error("mine");
	};
	scene.resolver.resolve("a.example", DNS_A, fail);
	scene.resolver.resolve("b.example", DNS_A, fail);
	scene.ask("c.example", DNS_A);
	scene.ask("d.example", DNS_A);
	server.answer(server.take() as Query, {});
	scene.go();
	server.drain();
	scene.wait(50);
	t.deepEqual(scene.errors(), [DNS_ERR_TIMEOUT, DNS_ERR_TIMEOUT]);
	t.is(scene.base.exceptions, 2);
	t.is(scene.resolver.used, 0);
	t.is(scene.host.descriptors.open, 1);
});

test("resolve: from a callback, and from another event's callback, has its timer", (t) => {
	const scene = new Scene({ timeoutMs: 50, attempts: 1, queries: 1 });
	const server = new Server(scene.host, "192.0.2.1");
	let again = 0;
	scene.base
		.event({
			timeoutMs: 1,
			onEvent: () => {
				scene.resolver.resolve("a.example", DNS_A, () => {
					again = scene.resolver.resolve("b.example", DNS_A, scene.note);
				});
			},
		})
		.add();
	scene.wait(1);
	t.is(server.drain(), 1);
	scene.wait(50);
	t.is(server.drain(), 1);
	t.true(again >= 0);
	scene.wait(50);
	t.deepEqual(scene.errors(), [DNS_ERR_TIMEOUT]);
});

test("resolve: IPv6 servers", (t) => {
	const scene = new Scene({ servers: [{ address: "2001:DB8:0::1", port: 53 }] });
	const server = new Server(scene.host, "2001:db8::1");
	scene.ask("a.example", DNS_A);
	server.answer(server.take() as Query, { answers: [record("@12", DNS_A, 1, A1)] });
	scene.go();
	t.deepEqual(scene.errors(), [0]);
});

test("Resolver: impossible options are a RangeError and take no event slot", (t) => {
	const host = new MemoryHost({ descriptors: 2 });
	const base = new EventBase(host, { events: 1 });
	const servers = ["192.0.2.1"];
	const refused = [
		{ servers, queries: 0 },
		{ servers, queries: 257 },
		{ servers, timeoutMs: 0 },
		{ servers, attempts: 256 },
		{ servers, deadlineMs: -1 },
		{ servers, records: 65 },
		{ servers, nameSize: 15 },
		{ servers, nameSize: 256 },
		{ servers, messageSize: 511 },
		{ servers, messageSize: 4097 },
		{ servers: ["dns.example"] },
		{ servers: ["192.0.2.1:0"] },
		{ servers: [{ address: "192.0.2.1", port: 0 }] },
		{ servers: ["192.0.2.1", "192.0.2.1:53"] },
		{ servers: Array.from({ length: 17 }, (_, i) => `192.0.2.${i}`) },
	];
	for (const options of refused) t.throws(() => new Resolver(base, options), "RangeError");
	t.is(base.used, 0);
	const resolver = new Resolver(base, { servers, queries: 256, nameSize: 16 });
	t.throws(() => new Resolver(base, { servers }), "RangeError");
	t.is(base.used, 1);
	resolver.close();
	t.is(base.used, 0);
});
