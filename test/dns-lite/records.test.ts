import { EBADMSG, EINVAL, ENOENT } from "../../src/core/errno.js";
import { dnsErrorText } from "../../src/dns-lite/error-text.js";
import * as flags from "../../src/dns-lite/flags.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_ANY,
	DNS_CNAME,
	DNS_MX,
	DNS_PTR,
	DNS_SRV,
	DNS_TXT,
} from "../../src/dns-lite/flags.js";
import { nameText, wireName } from "../../src/dns-lite/name-text.js";
import {
	answerAddress,
	answerCanonicalName,
	answerName,
	answerTarget,
	mxPreference,
	srvPort,
	srvPriority,
	srvWeight,
	txtPart,
} from "../../src/dns-lite/records.js";
import { resolveReverse, reverseName } from "../../src/dns-lite/reverse.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";
import { nameOf, record, u16 } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

type Read = (answer: Scene["resolver"]["answer"]) => void;

/** Asks for `type` of "host.example", answers with `answers` and lets `read` look at the answer. */
function look(type: number, answers: number[][], read: Read): Scene {
	const scene = new Scene({ randomizeCase: false });
	const server = new Server(scene.host, "192.0.2.1");
	scene.resolver.resolve("host.example", type, (answer) => {
		scene.note(answer);
		read(answer);
	});
	scene.go();
	server.answer(server.take() as Query, { answers });
	scene.go();
	return scene;
}

test("records: addresses as text", (t) => {
	const seen: string[] = [];
	const read: Read = (answer) => {
		for (let i = -1; i <= answer.count; i++) seen.push(answerAddress(answer, i));
	};
	look(
		DNS_A,
		[record("@12", DNS_A, 1, [192, 0, 2, 1]), record("@12", DNS_A, 1, [10, 0, 0, 1])],
		read,
	);
	look(
		DNS_AAAA,
		[record("@12", DNS_AAAA, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
		read,
	);
	look(DNS_TXT, [record("@12", DNS_TXT, 1, [0])], read);
	t.deepEqual(seen, ["", "192.0.2.1", "10.0.0.1", "", "", "::1", "", "", "", ""]);
});

test("DN-06 records: PTR, CNAME and the canonical name, compressed or not", (t) => {
	const into = new Uint8Array(260);
	let checked = 0;
	look(
		DNS_PTR,
		[record("@12", DNS_PTR, 1, nameOf("www.@17")), record("@12", DNS_PTR, 1, nameOf("b"))],
		(a) => {
			t.is(a.count, 2);
			t.is(answerName(a, 0), "www.example");
			t.is(answerName(a, 1), "b");
			t.is(answerName(a, 2), "");
			t.is(answerTarget(a, 0, into, 2), 13);
			t.deepEqual(Array.from(into.slice(2, 15)), nameOf("www.example"));
			t.is(answerTarget(a, 2, into, 0), -ENOENT);
			t.is(mxPreference(a, 0), -ENOENT);
			checked++;
		},
	);
	look(DNS_CNAME, [record("@12", DNS_CNAME, 1, nameOf("c.example"))], (a) => {
		t.is(answerName(a, 0), "c.example");
		checked++;
	});
	look(
		DNS_A,
		[
			record("@12", DNS_CNAME, 1, nameOf("real.@17")),
			record("real.example", DNS_A, 1, [1, 2, 3, 4]),
		],
		(a) => {
			t.is(answerCanonicalName(a), "real.example");
			t.is(answerName(a, 0), "");
			checked++;
		},
	);
	t.is(checked, 3);
});

test("records: MX and SRV fields", (t) => {
	const into = new Uint8Array(255);
	let checked = 0;
	look(DNS_MX, [record("@12", DNS_MX, 1, u16(10).concat(nameOf("mail.@17")))], (a) => {
		t.is(mxPreference(a, 0), 10);
		t.is(answerName(a, 0), "mail.example");
		t.is(mxPreference(a, 1), -ENOENT);
		t.is(srvPort(a, 0), -ENOENT);
		checked++;
	});
	const srv = u16(1).concat(u16(2), u16(65535), nameOf("srv.example"));
	look(DNS_SRV, [record("@12", DNS_SRV, 1, srv)], (a) => {
		t.is(srvPriority(a, 0), 1);
		t.is(srvWeight(a, 0), 2);
		t.is(srvPort(a, 0), 65535);
		t.is(answerTarget(a, 0, into, 0), 13);
		checked++;
	});
	t.is(checked, 2);
});

test("records: data that is too short, too long or no name is -EBADMSG", (t) => {
	const into = new Uint8Array(255);
	let checked = 0;
	for (const data of [
		[0],
		u16(1),
		u16(1).concat([5]),
		u16(1).concat(nameOf("a"), [0]),
		[0, 1, 0xc0],
	]) {
		look(DNS_MX, [record("@12", DNS_MX, 1, data)], (a) => {
			t.is(mxPreference(a, 0), -EBADMSG, `${data}`);
			t.is(answerName(a, 0), "");
			t.is(answerTarget(a, 0, into, 0), -EBADMSG);
			checked++;
		});
	}
	look(DNS_PTR, [record("@12", DNS_PTR, 1, [0xc0, 0xff])], (a) => {
		t.is(answerTarget(a, 0, into, 0), -EBADMSG);
		t.is(answerName(a, 0), "");
		checked++;
	});
	t.is(checked, 6);
});

test("records: the parts of TXT", (t) => {
	const into = new Uint8Array(256);
	let checked = 0;
	const long = new Array(255).fill(7);
	look(
		DNS_TXT,
		[
			record("@12", DNS_TXT, 1, [2, 104, 105, 0, 255].concat(long)),
			record("@12", DNS_TXT, 1, [3, 1]),
		],
		(a) => {
			t.is(txtPart(a, 0, 0, into, 1), 2);
			t.deepEqual(Array.from(into.slice(0, 4)), [0, 104, 105, 0]);
			t.is(txtPart(a, 0, 1, into, 0), 0);
			t.is(txtPart(a, 0, 2, into, 0), 255);
			t.is(txtPart(a, 0, 3, into, 0), -ENOENT);
			t.is(txtPart(a, 0, -1, into, 0), -ENOENT);
			t.is(txtPart(a, 1, 0, into, 0), -EBADMSG);
			t.is(txtPart(a, 2, 0, into, 0), -ENOENT);
			checked++;
		},
	);
	t.is(checked, 1);
});

test("records: DNS_ANY counts every record of the name", (t) => {
	let count = 0;
	const answers = [
		record("@12", DNS_TXT, 1, [0]),
		record("@12", DNS_A, 1, [1, 2, 3, 4]),
		record("x", DNS_A, 1, [1, 2, 3, 4]),
	];
	look(DNS_ANY, answers, (a) => {
		count = a.count;
	});
	t.is(count, 2);
});

test("reverseName: RFC 1035, 3.5 and RFC 3596, 2.5", (t) => {
	const into = new Uint8Array(80);
	const text = (address: number[]): string => {
		const size = reverseName(new Uint8Array([9].concat(address)), 1, address.length, into, 3);
		return size < 0 ? `${size}` : `${size} ${nameText(into.slice(3), 0, size)}`;
	};
	t.is(text([192, 0, 2, 1]), "24 1.2.0.192.in-addr.arpa");
	t.is(text([255, 255, 255, 255]), "30 255.255.255.255.in-addr.arpa");
	t.is(
		text([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xef]),
		"74 f.e.e.b.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
	);
	t.is(text([1, 2, 3]), `${-EINVAL}`);
});

test("DN-01 resolveReverse: asks for PTR", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	const address = new Uint8Array([10, 1, 2, 3]);
	t.true(resolveReverse(scene.resolver, address, 0, 4, scene.note, null) >= 0);
	scene.go();
	const query = server.take() as Query;
	t.is(query.name.toLowerCase(), "3.2.1.10.in-addr.arpa");
	t.is(query.type, DNS_PTR);
	t.is(resolveReverse(scene.resolver, address, 0, 5, scene.note, null), -EINVAL);
});

test("wireName, nameText: escapes both ways", (t) => {
	const pairs: [string, number[]][] = [
		[".", [0]],
		["a.b", nameOf("a.b")],
		["a\\.b.c", [3, 0x61, 0x2e, 0x62, 1, 0x63, 0]],
		["\\000\\255", [2, 0, 255, 0]],
		["my\\032printer", nameOf("my printer")],
		["\\\\", [1, 0x5c, 0]],
	];
	for (const [text, wire] of pairs) {
		t.deepEqual(Array.from(wireName(text) as Uint8Array), wire, text);
		t.is(nameText(new Uint8Array(wire), 0, wire.length), text);
	}
	t.deepEqual(Array.from(wireName("a.b.") as Uint8Array), nameOf("a.b"));
	t.deepEqual(Array.from(wireName("\\a") as Uint8Array), [1, 0x61, 0]);
	for (const bad of ["", "..", ".a", "a..b", "a b", "\\", "\\25", "\\256", "a\\", "é", "\\é"]) {
		t.is(wireName(bad), null, bad);
	}
	t.is(nameText(new Uint8Array([5, 1]), 0, 2), "");
});

test("wireName: labels of 63 and names of 255 bytes at n - 1, n, n + 1", (t) => {
	const label = (length: number): string => "x".repeat(length);
	const size = (text: string): number => {
		const wire = wireName(text);
		return wire === null ? -1 : wire.length;
	};
	const three = `${label(63)}.${label(63)}.${label(63)}.`;
	t.is(size(label(62)), 64);
	t.is(size(label(63)), 65);
	t.is(size(label(64)), -1);
	t.is(size(three + label(60)), 254);
	t.is(size(three + label(61)), 255);
	t.is(size(`${three}${label(61)}.`), 255);
	t.is(size(three + label(62)), -1);
});

test("wireName, nameText: random names come back", (t) => {
	const random = new Random(99);
	for (let round = 0; round < rounds(500); round++) {
		const wire: number[] = [];
		for (let labels = random.between(1, 5); labels > 0; labels--) {
			const length = random.between(1, 40);
			wire.push(length);
			for (let i = 0; i < length; i++) wire.push(random.below(256));
		}
		wire.push(0);
		const text = nameText(new Uint8Array(wire), 0, wire.length);
		const again = wireName(text);
		if (again === null || again.join() !== wire.join()) t.fail(text);
	}
	t.pass();
});

test("DN-02 dnsErrorText: the numbers are those of event2/dns.h, each with its own text", (t) => {
	const texts: string[] = [];
	const errors = [
		flags.DNS_ERR_NONE,
		flags.DNS_ERR_FORMAT,
		flags.DNS_ERR_SERVERFAILED,
		flags.DNS_ERR_NOTEXIST,
		flags.DNS_ERR_NOTIMPL,
		flags.DNS_ERR_REFUSED,
		flags.DNS_ERR_TRUNCATED,
		flags.DNS_ERR_UNKNOWN,
		flags.DNS_ERR_TIMEOUT,
		flags.DNS_ERR_SHUTDOWN,
		flags.DNS_ERR_CANCEL,
		flags.DNS_ERR_NODATA,
		flags.DNS_ERR_NOSERVER,
		flags.DNS_ERR_SEND,
	];
	t.deepEqual(errors, [0, 1, 2, 3, 4, 5, 65, 66, 67, 68, 69, 70, 71, 72]);
	for (const error of errors) {
		const text = dnsErrorText(error);
		t.true(texts.indexOf(text) < 0, text);
		texts.push(text);
	}
	t.is(dnsErrorText(1000), dnsErrorText(66));
});
