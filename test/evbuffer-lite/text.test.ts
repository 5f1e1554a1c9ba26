import { EINVAL, EMSGSIZE, ENOBUFS, ERANGE } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import { byteAt, copyOut } from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { bufferOf, held } from "./scene.js";

test("BU-15 addText: the bytes of UTF-8, all or nothing", (t) => {
	const buffer = bufferOf(6, "");
	t.is(buffer.addText("a\u20ac"), 4);
	t.is(buffer.addText("bcd"), -ENOBUFS);
	t.is(buffer.addText("\u20ac"), -ENOBUFS);
	t.is(buffer.length, 4);
	t.is(buffer.addText("bc"), 2);
	t.is(held(buffer), "a\u20acbc");
	t.is(buffer.addText("abcdefg"), -EMSGSIZE);
});

test("BU-15 addText: what can never fit is -EMSGSIZE at the latest when the buffer is empty", (t) => {
	const buffer = bufferOf(5, "");
	t.is(buffer.addText("\u20ac\u20ac"), -EMSGSIZE);
	t.is(buffer.addText("\u20ac"), 3);
	t.is(buffer.length, 3);
});

test("BU-15 addDecimal: every count of digits, both signs", (t) => {
	const buffer = bufferOf(20, "");
	let power = 1;
	for (let digits = 1; digits <= 15; digits++) {
		for (const value of [power, power - 1, power + 1, -power]) {
			t.is(buffer.addDecimal(value), `${value}`.length);
			t.is(held(buffer), `${value}`);
			buffer.drain(20);
		}
		power *= 10;
	}
	buffer.addDecimal(9007199254740991);
	t.is(held(buffer), "9007199254740991");
	buffer.drain(20);
	buffer.addDecimal(-9007199254740991);
	t.is(held(buffer), "-9007199254740991");
});

test("BU-15 addDecimal: -EINVAL for anything but an integer, -ENOBUFS when full", (t) => {
	const buffer = bufferOf(3, "");
	for (const value of [1.5, Number.NaN, 1 / 0, -1 / 0, 9007199254740992]) {
		t.is(buffer.addDecimal(value), -EINVAL);
	}
	t.is(buffer.addDecimal(1000), -EMSGSIZE);
	t.is(buffer.addDecimal(-99), 3);
	t.is(buffer.addDecimal(0), -ENOBUFS);
	t.is(held(buffer), "-99");
	buffer.drain(3);
	t.is(buffer.addDecimal(-0), 1);
	t.is(held(buffer), "0");
});

test("text: a part as a string, nothing out of range", (t) => {
	const buffer = bufferOf(8, "abc\u20ac");
	t.is(buffer.text(0, 3), "abc");
	t.is(buffer.text(3, 3), "\u20ac");
	t.is(buffer.text(0, 6), "abc\u20ac");
	t.is(buffer.text(0, 7), "");
	t.is(buffer.text(6, 1), "");
	t.is(buffer.text(-1, 1), "");
	t.is(buffer.text(1, 0), "");
	t.is(buffer.text(1, -1), "");
});

test("BU-07 copyOut: copies from any offset, drops nothing; -ERANGE after the end", (t) => {
	const buffer = bufferOf(6, "xabcd");
	buffer.drain(1);
	const into = new Uint8Array(3);
	t.is(copyOut(buffer, 0, into), 3);
	t.deepEqual(into, textBytes("abc"));
	t.is(copyOut(buffer, 3, into), 1);
	t.deepEqual(into, textBytes("dbc"));
	t.is(copyOut(buffer, 4, into), 0);
	t.is(copyOut(buffer, 5, into), -ERANGE);
	t.is(copyOut(buffer, -1, into), -ERANGE);
	t.is(copyOut(buffer, Number.NaN, into), -ERANGE);
	t.is(held(buffer), "abcd");
	t.is(copyOut(bufferOf(2, ""), 0, into), 0);
});

test("byteAt: the byte, or -ERANGE", (t) => {
	const buffer = bufferOf(4, "xab");
	buffer.drain(1);
	t.is(byteAt(buffer, 0), 0x61);
	t.is(byteAt(buffer, 1), 0x62);
	t.is(byteAt(buffer, 2), -ERANGE);
	t.is(byteAt(buffer, -1), -ERANGE);
	t.is(byteAt(buffer, Number.NaN), -ERANGE);
});
