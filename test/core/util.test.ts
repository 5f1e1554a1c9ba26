/** Utilities (UT-04, UT-05, UT-07, UT-08, UT-10). */
import {
	EVLITE_VERSION,
	EVLITE_VERSION_NUMBER,
	formatDate,
	isLinkLocal,
	isLocalAddress,
	isLoopback,
	isNoHost,
	numberSize,
	parseAddress,
	parseNumber,
	weakRandom,
	weakRange,
} from "../../src/core/index.js";
import { textBytes } from "../../src/core/text.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

/** The number at the start of `text` and the bytes it takes: "12 2". */
function number(text: string, base: number): string {
	const bytes = textBytes(text);
	const size = numberSize(bytes, 0, bytes.length, base);
	return `${parseNumber(bytes, 0, size, base)} ${size}`;
}

test("UT-04 numberSize, parseNumber: signs, blanks, and where the number ends", (t) => {
	for (const [text, base, expected] of [
		["12", 10, "12 2"],
		["-12x", 10, "-12 3"],
		["+7,8", 10, "7 2"],
		[" \t 5", 10, "5 4"],
		["ff", 10, "NaN 0"],
		["ffg", 16, "255 2"],
		["0xFf ", 16, "255 4"],
		["-0x10", 16, "-16 5"],
		["0xg", 16, "0 1"],
		["0x", 16, "0 1"],
		["", 10, "NaN 0"],
		["-", 10, "NaN 0"],
		["00012", 10, "12 5"],
		["9007199254740991", 10, "9007199254740991 16"],
		["-9007199254740991", 10, "-9007199254740991 17"],
		["9007199254740992", 10, "NaN 16"],
		["1fffffffffffff", 16, "9007199254740991 14"],
		["20000000000000", 16, "NaN 14"],
	] as const) {
		t.is(number(text, base), expected, text);
	}
});

test("UT-05 formatDate: always GMT, English, 29 bytes", (t) => {
	const bytes = new Uint8Array(33);
	const host = new MemoryHost({ descriptors: 1 });
	for (const [seconds, expected] of [
		[0, "Thu, 01 Jan 1970 00:00:00 GMT"],
		[784111777, "Sun, 06 Nov 1994 08:49:37 GMT"],
		[951782400, "Tue, 29 Feb 2000 00:00:00 GMT"],
		[951868799, "Tue, 29 Feb 2000 23:59:59 GMT"],
		[951868800, "Wed, 01 Mar 2000 00:00:00 GMT"],
		[1709164800, "Thu, 29 Feb 2024 00:00:00 GMT"],
		[2147483647, "Tue, 19 Jan 2038 03:14:07 GMT"],
		[4107542399, "Sun, 28 Feb 2100 23:59:59 GMT"],
		[4107542400, "Mon, 01 Mar 2100 00:00:00 GMT"],
		[253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"],
	] as const) {
		bytes.fill(1);
		formatDate(seconds, bytes, 2);
		t.is(host.decodeText(bytes, 2, 29), expected);
		t.is(bytes[1] + bytes[31], 2, "nothing beside it");
	}
});

test("UT-05 formatDate: every day of 400 years", (t) => {
	const bytes = new Uint8Array(29);
	const months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
	let day = 0;
	for (let year = 1970; year < 2370; year++) {
		for (let month = 0; month < 12; month++) {
			const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
			const last = month === 1 && leap ? 29 : months[month];
			for (const date of [1, last]) {
				formatDate((day + date - 1) * 86400, bytes, 0);
				const written = (bytes[5] - 48) * 10 + bytes[6] - 48;
				const inYear =
					(bytes[12] - 48) * 1000 + (bytes[13] - 48) * 100 + (bytes[14] - 48) * 10 + bytes[15] - 48;
				if (written !== date || inYear !== year) t.fail(`${year}-${month + 1}-${date}`);
			}
			day += last;
		}
	}
	t.is(day, 146097);
});

test("UT-07 which addresses are local", (t) => {
	const bytes = new Uint8Array(16);
	const kinds = (text: string) => {
		const size = parseAddress(text, bytes, 0);
		return [isLoopback, isLinkLocal, isNoHost, isLocalAddress]
			.map((is) => (is(bytes, 0, size) ? "1" : "0"))
			.join("");
	};
	for (const [text, expected] of [
		["127.0.0.1", "1001"],
		["127.255.255.255", "1001"],
		["128.0.0.1", "0000"],
		["169.254.1.2", "0101"],
		["169.253.1.2", "0000"],
		["0.0.0.0", "0011"],
		["0.1.2.3", "0011"],
		["224.0.0.251", "0011"],
		["239.1.1.1", "0011"],
		["240.0.0.1", "0000"],
		["192.168.1.1", "0000"],
		["::1", "1001"],
		["::", "0011"],
		["::2", "0000"],
		["fe80::1", "0101"],
		["febf::1", "0101"],
		["fec0::1", "0000"],
		["ff02::1", "0011"],
		["2001:db8::1", "0000"],
		["::ffff:0:0", "0011"],
		["::ffff:127.0.0.1", "1001"],
		["::ffff:169.254.1.2", "0101"],
		["::ffff:224.0.0.1", "0011"],
		["::ffff:192.168.1.1", "0000"],
		["::fffe:0:0", "0000"],
		["::1:ffff:0:0", "0000"],
	]) {
		t.is(kinds(text), expected, text);
	}
});

test("UT-08 random: the host fills bytes and says 0, or that it has no source", (t) => {
	const host = new MemoryHost({ descriptors: 1 });
	const bytes = new Uint8Array(64);
	t.is(host.random(bytes), 0);
	let seen = 0;
	for (const byte of bytes) if (byte !== 0) seen++;
	t.true(seen > 48);
	host.randomless = true;
	t.true(host.random(bytes) < 0);
});

test("UT-08 weakRandom, weakRange: every number of the range, about as often", (t) => {
	const counts = [0, 0, 0, 0, 0, 0, 0];
	let seed = 1;
	for (let i = 0; i < 7000; i++) {
		seed = weakRandom(seed);
		const n = weakRange(seed, 7);
		if (!(n >= 0 && n < 7 && n % 1 === 0)) t.fail(`${n}`);
		counts[n]++;
	}
	for (const count of counts) t.true(count > 800 && count < 1200, `${counts}`);
	t.is(weakRange(weakRandom(seed), 1), 0);
});

test("UT-10 the version as text and as a number, a byte for each part", (t) => {
	const n = EVLITE_VERSION_NUMBER;
	t.is(`${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}`, EVLITE_VERSION);
	t.is(n & 255, 0);
});
