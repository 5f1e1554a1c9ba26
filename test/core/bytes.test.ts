import {
	bytesEqual,
	bytesEqualIgnoreCase,
	decimalSize,
	formatDecimal,
	formatHex,
	getUint16,
	getUint32,
	lowerAscii,
	parseDecimal,
	parseHex,
	putUint16,
	putUint32,
} from "../../src/core/bytes.js";
import { EBADMSG, ERANGE } from "../../src/core/errno.js";
import { hexDigit } from "../../src/core/hex-digit.js";
import { textBytes } from "../../src/core/text.js";
import { test } from "../harness.js";

const MAX = 9007199254740991; // 2^53 - 1

function decimal(text: string, max: number): number {
	return parseDecimal(textBytes(text), 0, text.length, max);
}

function hex(text: string, max: number): number {
	return parseHex(textBytes(text), 0, text.length, max);
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
	let text = "";
	for (let i = at; i < at + length; i++) text += String.fromCharCode(bytes[i]);
	return text;
}

test("getUint16, getUint32: high byte first, never negative", (t) => {
	const bytes = new Uint8Array([9, 0xff, 0xfe, 0xfd, 0xfc]);
	t.is(getUint16(bytes, 1), 0xfffe);
	t.is(getUint32(bytes, 1), 0xfffefdfc);
});

test("putUint16, putUint32: high byte first, neighbours untouched", (t) => {
	const bytes = new Uint8Array(8);
	putUint16(bytes, 1, 0x1234abcd);
	putUint32(bytes, 4, 0xfedcba98);
	t.deepEqual(bytes, new Uint8Array([0, 0xab, 0xcd, 0, 0xfe, 0xdc, 0xba, 0x98]));
});

test("UT-03 bytesEqualIgnoreCase: only ASCII letters fold", (t) => {
	t.is(lowerAscii(0x40), 0x40);
	t.is(lowerAscii(0x41), 0x61);
	t.is(lowerAscii(0x5a), 0x7a);
	t.is(lowerAscii(0x5b), 0x5b);
	for (let a = 0; a < 256; a++) {
		for (let b = 0; b < 256; b++) {
			const folded = lowerAscii(a) === lowerAscii(b);
			const equal = bytesEqualIgnoreCase(new Uint8Array([0, a]), 1, new Uint8Array([b]), 0, 1);
			if (equal !== folded) t.is(`${a} ${b}`, "alike");
		}
	}
	t.true(bytesEqualIgnoreCase(textBytes("xHoSt"), 1, textBytes("host"), 0, 4));
	t.false(bytesEqualIgnoreCase(textBytes("hosts"), 0, textBytes("hostz"), 0, 5));
	t.true(bytesEqualIgnoreCase(textBytes("a"), 0, textBytes("b"), 0, 0));
});

test("bytesEqual: exact, within the length alone", (t) => {
	t.true(bytesEqual(textBytes("abcX"), 0, textBytes("zabcY"), 1, 3));
	t.false(bytesEqual(textBytes("abc"), 0, textBytes("abC"), 0, 3));
});

test("parseDecimal: digits alone, -EBADMSG for anything else", (t) => {
	t.is(decimal("0", MAX), 0);
	t.is(decimal("007", MAX), 7);
	t.is(decimal("65535", 65535), 65535);
	t.is(decimal("9007199254740991", MAX), MAX);
	for (const text of ["", "+1", "-1", " 1", "1 ", "1a", "a", "1.0", "٣"]) {
		t.is(decimal(text, MAX), -EBADMSG, text);
	}
});

test("parseDecimal: the limit at n - 1, n, n + 1", (t) => {
	t.is(decimal("65534", 65535), 65534);
	t.is(decimal("65536", 65535), -ERANGE);
	t.is(decimal("9007199254740992", MAX), -ERANGE);
	t.is(decimal("99999999999999999999999", MAX), -ERANGE);
	t.is(decimal("99999999999999999999999x", MAX), -EBADMSG);
	t.is(decimal("1", 0), -ERANGE);
	t.is(decimal("0", 0), 0);
});

test("formatDecimal: every size, read back by parseDecimal", (t) => {
	const bytes = new Uint8Array(20);
	let value = 1;
	for (let size = 1; size <= 16; size++) {
		const least = value;
		value = size < 16 ? value * 10 : MAX + 1;
		t.is(formatDecimal(least, bytes, 2), size);
		t.is(ascii(bytes, 2, size), `${least}`);
		t.is(formatDecimal(value - 1, bytes, 2), size);
		t.is(ascii(bytes, 2, size), `${value - 1}`);
		t.is(parseDecimal(bytes, 2, size, MAX), value - 1);
		t.is(bytes[2 + size], 0);
	}
	t.is(formatDecimal(0, bytes, 0), 1);
	t.is(bytes[0], 0x30);
	t.is(decimalSize(2147483648), 10);
});

test("parseHex: both cases, the limit, -EBADMSG", (t) => {
	t.is(hex("0", MAX), 0);
	t.is(hex("fFfF", 0xffff), 0xffff);
	t.is(hex("10000", 0xffff), -ERANGE);
	t.is(hex("1fffffffffffff", MAX), MAX);
	t.is(hex("20000000000000", MAX), -ERANGE);
	for (const text of ["", "g", "0x1", "-1", " 1", "1 ", "@", "`"]) {
		t.is(hex(text, MAX), -EBADMSG, text);
	}
});

test("hexDigit: 22 bytes have a value", (t) => {
	let count = 0;
	for (let byte = 0; byte < 256; byte++) {
		const digit = hexDigit(byte);
		if (digit < 0) continue;
		count++;
		t.is(digit, Number.parseInt(String.fromCharCode(byte), 16));
	}
	t.is(count, 22);
});

test("formatHex: lower case, no leading zeros, read back by parseHex", (t) => {
	const bytes = new Uint8Array(20);
	for (const value of [0, 9, 10, 15, 16, 255, 256, 0x7fffffff, 0x80000000, 0xffffffff, MAX]) {
		const size = formatHex(value, bytes, 1);
		t.is(ascii(bytes, 1, size), value.toString(16));
		t.is(parseHex(bytes, 1, size, MAX), value);
	}
});
