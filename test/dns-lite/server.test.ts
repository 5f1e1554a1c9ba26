import { EACCES, EADDRINUSE, EAGAIN, EALREADY, EINVAL, EMSGSIZE } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { SocketAddress } from "../../src/core/host.js";
import { NameTable, nameTableStart, nameWrite } from "../../src/dns-lite/compress.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_CNAME,
	DNS_MX,
	DNS_NS,
	DNS_PTR,
	DNS_SRV,
	DNS_TXT,
} from "../../src/dns-lite/flags.js";
import {
	replyAddress,
	replyMx,
	replyName,
	replyRecord,
	replySection,
	replySrv,
	replyTxt,
	SECTION_ADDITIONAL,
	SECTION_ANSWER,
	SECTION_AUTHORITY,
} from "../../src/dns-lite/reply.js";
import type { DnsRequest } from "../../src/dns-lite/request.js";
import { requestIs } from "../../src/dns-lite/request.js";
import type { DnsServerOptions } from "../../src/dns-lite/server.js";
import { DnsServer } from "../../src/dns-lite/server.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";
import { messageOf, nameOf, questionOf, record, u16, u32 } from "./message.js";

const TO = new SocketAddress("192.0.2.53", 53);
const A1 = new Uint8Array([192, 0, 2, 1]);
const OPT = (size: number, version: number): number[] =>
	[0].concat(u16(41), u16(size), [0, version, 0, 0], u16(0));

/** A server and one asker on a MemoryHost. */
class Site {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly server: DnsServer;
	readonly fd: number;
	readonly held: DnsRequest[];

	constructor(
		onRequest: ((request: DnsRequest) => void) | null,
		options?: Partial<DnsServerOptions>,
	) {
		this.host = new MemoryHost({ descriptors: 3, datagramBytes: 1300, datagrams: 20 });
		this.base = new EventBase(this.host, { events: 2 });
		this.held = [];
		const hold = (request: DnsRequest): void => {
			this.held.push(request);
		};
		this.server = new DnsServer(this.base, {
			port: 53,
			onRequest: onRequest === null ? hold : onRequest,
			...options,
		});
		this.fd = this.host.udpBind("192.0.2.99", 0);
		this.base.dispatch();
	}

	send(bytes: Uint8Array): void {
		this.host.sendTo(this.fd, bytes, 0, bytes.length, TO);
	}

	ask(name: string, type: number, additional?: number[][]): void {
		this.send(
			messageOf({ id: 0x1234, flags: 0x0100, question: questionOf(name, type), additional }),
		);
	}

	/** The next reply, null if there is none. */
	reply(): Uint8Array | null {
		this.base.dispatch();
		this.host.settle();
		const bytes = new Uint8Array(1300);
		const size = this.host.recvFrom(this.fd, bytes, 0, 1300, new SocketAddress("", 0));
		return size < 0 ? null : bytes.slice(0, size);
	}

	bytes(): number[] {
		const reply = this.reply();
		return reply === null ? [] : Array.from(reply);
	}
}

/** What a good reply to `ask` is. */
function wanted(
	flags: number,
	question: number[],
	answers: number[][],
	more?: number[][],
): number[] {
	return Array.from(messageOf({ id: 0x1234, flags, question, answers, additional: more }));
}

test("DS-02 reply: an address for the name asked for", (t) => {
	const site = new Site((request) => {
		t.is(request.type, DNS_A);
		t.is(request.peer.address, "192.0.2.99");
		t.true(requestIs(request, new Uint8Array(nameOf("Any.NAME"))));
		t.false(requestIs(request, new Uint8Array(nameOf("any.namf"))));
		t.is(replyAddress(request, null, 60, A1, 0, 4), 0);
		t.is(replyAddress(request, null, 60, A1, 0, 5), -EINVAL);
		t.is(request.respond(0), 0);
		t.is(request.respond(0), -EALREADY);
		t.is(request.drop(), -EALREADY);
		t.is(replyAddress(request, null, 60, A1, 0, 4), -EALREADY);
		t.is(replySection(request, SECTION_AUTHORITY), -EALREADY);
	});
	site.ask("any.name", DNS_A);
	t.deepEqual(
		site.bytes(),
		wanted(0x8100, questionOf("any.name", DNS_A), [record("@12", DNS_A, 60, Array.from(A1))]),
	);
	t.is(site.server.asked, 1);
});

test("DS-02 reply: records of every kind, in sections, with compression", (t) => {
	const site = new Site((r) => {
		const text = new Uint8Array([9, 104, 105]);
		t.is(replyName(r, null, DNS_CNAME, 1, new Uint8Array(nameOf("host.example.com"))), 0);
		t.is(
			replyMx(
				r,
				new Uint8Array(nameOf("host.example.com")),
				2,
				10,
				new Uint8Array(nameOf("mx.example.com")),
			),
			0,
		);
		t.is(replyTxt(r, new Uint8Array(nameOf("EXAMPLE.com")), 3, text, 1, 2), 0);
		t.is(replyTxt(r, null, 3, text, 0, 256), -EINVAL);
		t.is(replySection(r, SECTION_AUTHORITY), 0);
		t.is(
			replyName(r, new Uint8Array(nameOf("com")), DNS_NS, 4, new Uint8Array(nameOf("ns.net"))),
			0,
		);
		t.is(replySection(r, SECTION_ADDITIONAL), 0);
		t.is(replySection(r, SECTION_ANSWER), -EINVAL);
		t.is(replySrv(r, new Uint8Array([0]), 5, 1, 2, 3, new Uint8Array(nameOf("ns.net"))), 0);
		t.is(replyAddress(r, new Uint8Array(nameOf("a.ns.net")), 6, new Uint8Array(16), 0, 16), 0);
		t.is(replyRecord(r, null, 999, 0x7fffffff, text, 0, 0), 0);
		r.authoritative = true;
		r.recursion = true;
		r.respond(3);
	});
	site.ask("www.example.com", DNS_A);
	// offsets: www 12, example 16, com 24; CNAME data 45; MX data 64
	const question = questionOf("www.example.com", DNS_A);
	const cname = record("@12", DNS_CNAME, 1, nameOf("host.@16"));
	const hostAt = 12 + question.length + 12;
	const mx = record(`@${hostAt}`, DNS_MX, 2, u16(10).concat(nameOf("mx.@16")));
	const txt = record("@16", DNS_TXT, 3, [2, 104, 105]);
	const ns = record("@24", DNS_NS, 4, nameOf("ns.net"));
	const nsAt = 12 + question.length + cname.length + mx.length + txt.length + 12;
	const srv = record("", DNS_SRV, 5, u16(1).concat(u16(2), u16(3), nameOf("ns.net")));
	const a = record(`a.@${nsAt}`, DNS_AAAA, 6, new Array(16).fill(0));
	const raw = nameOf("@12").concat(u16(999), u16(1), u32(0x7fffffff), u16(0));
	t.deepEqual(
		site.bytes(),
		Array.from(
			messageOf({
				id: 0x1234,
				flags: 0x8583,
				question,
				answers: [cname, mx, txt],
				authority: [ns],
				additional: [srv, a, raw],
			}),
		),
	);
});

test("DS-03 reply: what does not fit in 512 bytes sets TC and leaves whole records", (t) => {
	const results: number[] = [];
	const site = new Site((request) => {
		for (let i = 0; i < 40; i++) results.push(replyAddress(request, null, 1, A1, 0, 4));
		t.true(request.truncated);
		request.respond(0);
	});
	site.ask("a.example", DNS_A); // 27 bytes, then 16 each: 30 of them are 507
	const reply = site.reply() as Uint8Array;
	t.is(reply.length, 507);
	t.is(reply[2], 0x83);
	t.is((reply[6] << 8) | reply[7], 30);
	t.deepEqual(results, new Array(30).fill(0).concat(new Array(10).fill(-EMSGSIZE)));
});

test("DS-03 reply: EDNS0 gives room for what the asker takes and the server has", (t) => {
	const fill = (request: DnsRequest): void => {
		while (replyAddress(request, null, 1, A1, 0, 4) === 0) t.true(request.size < 5000);
		request.respond(0);
	};
	for (const [room, had, size] of [
		[100, 512, 512],
		[600, 512, 512],
		[600, 1232, 600],
		[4096, 1232, 1232],
	]) {
		const site = new Site(fill, { messageSize: had });
		site.ask("a.example", DNS_A, [OPT(room, 0)]);
		const reply = site.reply() as Uint8Array;
		const count = Math.floor((size - 27 - 11) / 16);
		t.is(reply.length, 27 + 16 * count + 11);
		t.is((reply[10] << 8) | reply[11], 1);
		t.deepEqual(Array.from(reply.slice(-11)), [0, 0, 41].concat(u16(had), [0, 0, 0, 0, 0, 0]));
	}
});

test("DS-01 server: malformed questions get FORMERR, other operations NOTIMP, classes REFUSED", (t) => {
	const site = new Site(null, { requests: 1 });
	const question = questionOf("a.example", DNS_A);
	const head = (flags: number, counts: number[]): number[] =>
		u16(0x1234).concat(
			u16(flags),
			counts[0] === undefined ? [] : u16(counts[0]),
			u16(counts[1]),
			u16(counts[2]),
			u16(counts[3]),
		);
	const cases: [string, number[], number][] = [
		["no question", head(0x0100, [0, 0, 0, 0]), 0x8101],
		["two questions", head(0x0100, [2, 0, 0, 0]).concat(question, question), 0x8101],
		["a question that is not there", head(0x0100, [1, 0, 0, 0]), 0x8101],
		["a name that is cut", head(0x0100, [1, 0, 0, 0]).concat([9, 65]), 0x8101],
		["a pointer to itself", head(0x0100, [1, 0, 0, 0]).concat([0xc0, 12, 0, 1, 0, 1]), 0x8101],
		[
			"a pointer to a label of its own",
			head(0x0100, [1, 0, 0, 0]).concat([1, 65, 0xc0, 12, 0, 1, 0, 1]),
			0x8101,
		],
		["a reserved label", head(0x0100, [1, 0, 0, 0]).concat([0x41, 0, 0, 0, 1, 0, 1]), 0x8101],
		["status", head(0x1100, [1, 0, 0, 0]).concat(question), 0x9104],
		["update", head(0x2800, [1, 0, 0, 0]).concat(question), 0xa804],
	];
	for (const [name, bytes, flags] of cases) {
		site.send(new Uint8Array(bytes));
		t.deepEqual(site.bytes(), head(flags, [0, 0, 0, 0]), name);
	}
	const chaos = nameOf("version.bind").concat(u16(16), u16(3));
	site.send(new Uint8Array(head(0x0100, [1, 0, 0, 0]).concat(chaos)));
	t.deepEqual(site.bytes(), head(0x8105, [1, 0, 0, 0]).concat(chaos));
	t.is(site.held.length, 0);
	t.is(site.server.refused, cases.length + 1);
});

test("DS-01 server: records after the question get FORMERR, another EDNS version BADVERS", (t) => {
	const site = new Site(null, { requests: 1 });
	const question = questionOf("a.example", DNS_A);
	const base = { id: 0x1234, flags: 0x0100, question };
	for (const additional of [
		[OPT(512, 0), OPT(512, 0)],
		[OPT(512, 0).slice(0, 10)],
		[[1, 65, 0].concat(OPT(512, 0).slice(1))],
		[OPT(512, 0).slice(0, 9).concat(u16(5))],
	]) {
		site.send(messageOf({ ...base, additional }));
		const reply = site.bytes();
		t.deepEqual(reply.slice(2, 4), u16(0x8101));
		t.deepEqual(reply.slice(12, 12 + question.length), question);
	}
	site.send(messageOf({ ...base, additional: [OPT(1232, 1)] }));
	const reply = site.bytes();
	t.deepEqual(reply.slice(2, 4), u16(0x8100));
	t.deepEqual(reply.slice(-11), [0, 0, 41].concat(u16(512), [1, 0, 0, 0, 0, 0]));
	t.is(site.held.length, 0);
});

test("DS-01 server: replies and scraps are not answered", (t) => {
	const site = new Site(null, { requests: 1 });
	const good = messageOf({ id: 1, flags: 0x0100, question: questionOf("a.example", DNS_A) });
	for (let size = 0; size < 12; size++) site.send(good.slice(0, size));
	good[2] |= 0x80;
	site.send(good);
	t.is(site.reply(), null);
	t.is(site.held.length, 0);
	t.is(site.server.refused, 13);
	site.ask("a.example", DNS_A);
	t.is(site.reply(), null);
	t.is(site.held.length, 1);
});

test("server: answers later, in any order; without a free request the rest waits", (t) => {
	const site = new Site(null, { requests: 2 });
	for (const name of ["a.example", "b.example", "c.example"]) site.ask(name, DNS_A);
	t.is(site.reply(), null);
	t.is(site.held.length, 2);
	t.is(site.host.settle(), 0); // it does not spin
	const [a, b] = site.held;
	t.is(b.respond(2), 0);
	t.deepEqual(site.bytes(), wanted(0x8102, questionOf("b.example", DNS_A), []));
	t.is(site.held.length, 3);
	t.is(a.drop(), 0);
	site.held[2].context = "mine";
	t.is(site.held[2].respond(0), 0);
	t.deepEqual(site.bytes(), wanted(0x8100, questionOf("c.example", DNS_A), []));
	site.ask("d.example", DNS_A);
	t.is(site.reply(), null);
	t.is(site.held[3].context, null);
});

test("DS-04 server: a reply that the socket does not take is sent later, not lost", (t) => {
	const site = new Site((request) => request.respond(0), { requests: 2 });
	const send = site.host.sendTo;
	for (const name of ["a.example", "b.example", "c.example"]) site.ask(name, DNS_A);
	let refused = 0;
	site.host.sendTo = () => {
		refused++;
		if (refused === 6) site.host.sendTo = send;
		return -EAGAIN;
	};
	const names: number[] = [];
	for (let reply = site.reply(); reply !== null; reply = site.reply()) names.push(reply[13]);
	names.sort((x, y) => x - y);
	t.deepEqual(names, [0x61, 0x62, 0x63]);
	t.is(refused, 6);
});

test("server: a callback that throws gives SERVFAIL and the next is served", (t) => {
	const site = new Site(
		(request) => {
			if (request.bytes[13] === 0x61) throw new Error("mine");
			request.respond(0);
		},
		{ requests: 1 },
	);
	site.ask("a.example", DNS_A);
	site.ask("b.example", DNS_A);
	t.deepEqual(site.bytes(), wanted(0x8102, questionOf("a.example", DNS_A), []));
	t.deepEqual(site.bytes(), wanted(0x8100, questionOf("b.example", DNS_A), []));
	t.is(site.base.exceptions, 1);
});

test("server: a port that is used comes as onError, and frees the event slot", (t) => {
	const site = new Site(null);
	let told = 0;
	const second = new DnsServer(site.base, {
		port: 53,
		onRequest: () => {},
		onError: (_server, error) => {
			told = error;
		},
	});
	site.reply();
	t.is(told, EADDRINUSE);
	t.is(site.base.used, 1);
	second.close();
	t.is(site.base.used, 1);
	let late = 0;
	site.server.onError = (_server, error) => {
		late = error;
	};
	site.host.cut(site.server.fd, EACCES); // learnt after the bind
	site.ask("a.example", DNS_A);
	site.reply();
	t.is(late, EACCES);
	t.is(site.base.used, 0);
});

test("server: a port that is used, without onError: the base gets it, else the host reports it", (t) => {
	const site = new Site(null);
	new DnsServer(site.base, { port: 53, onRequest: () => {} });
	site.base.onError = (_base, error) => {
		t.is(error, EADDRINUSE);
	};
	site.reply();
	t.is(site.host.errors, 0);
	site.base.onError = null;
	new DnsServer(site.base, { port: 53, onRequest: () => {} });
	site.reply();
	t.is(site.host.reported, EADDRINUSE);
	t.is(site.host.reportedAt, "53 ");
	site.host.cut(site.server.fd, EACCES); // learnt after the bind
	site.ask("a.example", DNS_A);
	site.reply();
	t.is(site.host.reported, EACCES);
});

test("server: close, also with requests held and in a callback", (t) => {
	const site = new Site(null);
	site.ask("a.example", DNS_A);
	site.reply();
	site.server.close();
	site.server.close();
	t.is(site.held[0].respond(0), -EALREADY);
	t.is(site.base.used, 0);
	const other = new Site((request) => {
		other.server.close();
		t.is(request.respond(0), -EALREADY);
	});
	other.ask("a.example", DNS_A);
	other.ask("b.example", DNS_A);
	t.is(other.reply(), null);
	t.is(other.server.asked, 1);
	t.is(other.base.exceptions, 0);
});

test("DnsServer: impossible options are a RangeError", (t) => {
	const base = new EventBase(new MemoryHost({ descriptors: 1 }), { events: 1 });
	const onRequest = (): void => {};
	for (const options of [
		{ port: -1 },
		{ port: 65536 },
		{ port: 53, requests: 0 },
		{ port: 53, requests: 257 },
		{ port: 53, messageSize: 511 },
		{ port: 53, messageSize: 4097 },
	]) {
		t.throws(() => new DnsServer(base, { ...options, onRequest }), "RangeError");
	}
	t.is(base.used, 0);
	const server = new DnsServer(base, { port: 53, requests: 256, messageSize: 512, onRequest });
	t.throws(() => new DnsServer(base, { port: 54, onRequest }), "RangeError");
	server.close();
});

test("server: random bytes never throw and never reach the user malformed", (t) => {
	const random = new Random(4711);
	let asked = 0;
	const site = new Site((request) => {
		asked++;
		replyName(request, null, DNS_PTR, 1, new Uint8Array(nameOf("x.example")));
		request.respond(0);
	});
	const good = messageOf({
		id: 0x1234,
		flags: 0x0100,
		question: questionOf("abc.example", DNS_A),
		additional: [OPT(1232, 0)],
	});
	for (let round = 0; round < rounds(5000); round++) {
		const bytes = good.slice(0, random.oneIn(3) ? random.below(good.length + 1) : good.length);
		for (let changes = random.below(4); changes > 0 && bytes.length > 0; changes--) {
			bytes[random.below(bytes.length)] = random.oneIn(2) ? random.below(256) : 0xc0;
		}
		site.send(bytes);
		const reply = site.reply();
		if (reply === null) continue;
		if ((reply[2] & 0x80) === 0 || reply.length > 512) t.fail(`${bytes}`);
	}
	t.is(site.base.exceptions, 0);
	t.true(asked > rounds(1000));
});

test("nameWrite: every end at n - 1, n, n + 1; a failure leaves the table as it was", (t) => {
	const m = new Uint8Array(64);
	m.set(nameOf("example.com"), 12);
	const table = new NameTable();
	nameTableStart(table, m, 12);
	t.is(table.count, 2);
	const www = new Uint8Array(nameOf("www.EXAMPLE.com"));
	t.is(nameWrite(table, m, 25, 30, www, 0), -EMSGSIZE);
	t.is(table.count, 2);
	t.is(nameWrite(table, m, 25, 31, www, 0), 31);
	t.deepEqual(Array.from(m.slice(25, 31)), nameOf("www.@12"));
	t.is(table.count, 3);
	const other = new Uint8Array(nameOf("ab.c"));
	t.is(nameWrite(table, m, 31, 36, other, 0), -EMSGSIZE);
	t.is(nameWrite(table, m, 31, 37, other, 0), 37);
	t.is(nameWrite(table, m, 37, 38, new Uint8Array([0]), 0), 38);
	t.is(nameWrite(table, m, 38, 38, new Uint8Array([0]), 0), -EMSGSIZE);
	t.is(nameWrite(table, m, 38, 40, other, 3), 40);
	t.deepEqual(Array.from(m.slice(38, 40)), nameOf("@34"));
});
