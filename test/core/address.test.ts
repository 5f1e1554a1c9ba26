import {
	addressText,
	parseAddress,
	parseSocketAddress,
	socketAddressText,
} from "../../src/core/address.js";
import { EINVAL } from "../../src/core/errno.js";
import { SocketAddress } from "../../src/core/host.js";
import { rounds, test } from "../harness.js";

/** Parses and writes back; "" for an invalid address. */
function canonical(text: string): string {
	const bytes = new Uint8Array(18).fill(0xee);
	const size = parseAddress(text, bytes, 1);
	if (size < 0) return size === -EINVAL ? "" : `${size}`;
	if (bytes[0] !== 0xee || bytes[17] !== 0xee) return "wrote outside";
	return addressText(bytes, 1, size);
}

test("UT-02 parseAddress: canonical dotted quads alone", (t) => {
	for (const text of ["0.0.0.0", "1.2.3.4", "255.255.255.255", "10.0.200.99"]) {
		t.is(canonical(text), text);
	}
	for (const text of [
		"",
		"1",
		"1.2.3",
		"1.2.3.",
		".1.2.3",
		"1..2.3",
		"1.2.3.4.",
		"1.2.3.4.5",
		"256.0.0.1",
		"1.2.3.999",
		"01.2.3.4",
		"1.2.3.00",
		"1.2.3.4 ",
		" 1.2.3.4",
		"1.2.3.0x4",
		"1.2.3.-4",
		"1.2.3.+4",
		"1.2.3.4\u0000",
		"a.b.c.d",
		"99999999999.1.1.1",
	]) {
		t.is(canonical(text), "", text);
	}
});

test("UT-02 parseAddress: the forms of RFC 4291, 2.2, written as RFC 5952 says", (t) => {
	const pairs = [
		["::", "::"],
		["::1", "::1"],
		["1::", "1::"],
		["0:0:0:0:0:0:0:0", "::"],
		["2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"],
		["2001:db8::8:800:200c:417a", "2001:db8::8:800:200c:417a"],
		["FF01:0:0:0:0:0:0:101", "ff01::101"],
		["2001:0db8:0000:0001:0001:0001:0001:0001", "2001:db8:0:1:1:1:1:1"],
		["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
		["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
		["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
		["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
		["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
		["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
		["1:0:0:4:0:0:0:0", "1:0:0:4::"],
		["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
		["::ffff:c000:201", "::ffff:192.0.2.1"],
		["0:0:0:0:0:ffff:1.2.3.4", "::ffff:1.2.3.4"],
		["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
		["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
		["::1.2.3.4", "::102:304"],
		["fe80::ABCD", "fe80::abcd"],
	];
	for (const [text, wanted] of pairs) t.is(canonical(text), wanted, text);
});

test("UT-02 parseAddress: an invalid IPv6 address is -EINVAL", (t) => {
	for (const text of [
		":",
		":::",
		"1:",
		":1",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8::",
		"::1:2:3:4:5:6:7:8",
		"1::2::3",
		"1:::2",
		"12345::",
		"::12345",
		"g::",
		"::g",
		"1::2:",
		"::1%eth0",
		"[::1]",
		"::1 ",
		" ::1",
		"::1.2.3",
		"::1.2.3.4.5",
		"::01.2.3.4",
		"::256.1.1.1",
		"1.2.3.4::",
		"1:2:3:4:5:6:7:1.2.3.4",
		"::1.2.3.4:5",
		"::fffff.1.1.1",
	]) {
		t.is(canonical(text), "", text);
	}
});

test("parseAddress, addressText: random addresses come back", (t) => {
	let seed = 12345;
	const bytes = new Uint8Array(16);
	const again = new Uint8Array(16);
	for (let round = 0; round < rounds(2000); round++) {
		for (let i = 0; i < 16; i += 2) {
			seed = (seed * 1103515245 + 12345) & 0x7fffffff;
			const zero = ((seed >> 16) & 3) !== 0; // many zeros, so that runs of them happen
			bytes[i] = zero ? 0 : seed >> 8;
			bytes[i + 1] = zero ? 0 : seed >> 20;
		}
		const text = addressText(bytes, 0, 16);
		if (parseAddress(text, again, 0) !== 16) t.is(text, "an address");
		for (let i = 0; i < 16; i++) if (again[i] !== bytes[i]) t.is(text, "the same");
		if (addressText(again, 0, 16) !== text) t.is(text, "stable");
	}
	t.is(addressText(bytes, 0, 5), "");
});

function socket(text: string): string {
	const into = new SocketAddress("kept", 7);
	const result = parseSocketAddress(text, 53, into);
	if (result === 0) return `${into.address} ${into.port}`;
	return result === -EINVAL && into.address === "kept" && into.port === 7 ? "" : `${result}`;
}

test("UT-01 parseSocketAddress: the five forms", (t) => {
	t.is(socket("192.0.2.1"), "192.0.2.1 53");
	t.is(socket("192.0.2.1:80"), "192.0.2.1 80");
	t.is(socket("2001:DB8::0:1"), "2001:db8::1 53");
	t.is(socket("[2001:db8::1]"), "2001:db8::1 53");
	t.is(socket("[2001:db8::1]:65535"), "2001:db8::1 65535");
	t.is(socket("[::1]:1"), "::1 1");
});

test("UT-01 parseSocketAddress: ports 1 to 65535 and nothing after; no junk as libevent takes", (t) => {
	for (const text of [
		"",
		":80",
		"192.0.2.1:",
		"192.0.2.1:0",
		"192.0.2.1:65536",
		"192.0.2.1:100000",
		"192.0.2.1:80x",
		"192.0.2.1: 80",
		"192.0.2.1:-1",
		"[::1",
		"::1]",
		"[::1]80",
		"[::1]x",
		"[::1]:",
		"[::1]:0",
		"[::1]:80]",
		"[192.0.2.1]:80",
		"[]",
		"[]:80",
		"host:80",
		"localhost",
	]) {
		t.is(socket(text), "", text);
	}
});

test("socketAddressText: brackets around IPv6 alone", (t) => {
	t.is(socketAddressText(new SocketAddress("192.0.2.1", 53)), "192.0.2.1:53");
	t.is(socketAddressText(new SocketAddress("::1", 53)), "[::1]:53");
});
