import { EAGAIN, EMSGSIZE, ENOENT } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import type { EvBuffer } from "../../src/evbuffer-lite/index.js";
import {
	EVBUFFER_EOL_ANY,
	EVBUFFER_EOL_CRLF,
	EVBUFFER_EOL_CRLF_STRICT,
	EVBUFFER_EOL_LF,
	EVBUFFER_EOL_NUL,
	indexOfByte,
	readln,
	search,
	searchEol,
	searchRange,
} from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { bufferOf, held } from "./scene.js";

const into = 16;

/** Reads every line of `text`; joins them with "|", and what is left after "!". */
function lines(text: string, style: number): string {
	const buffer = bufferOf(text.length + 1, `#${text}`);
	buffer.drain(1);
	const line = new Uint8Array(into);
	let all = "";
	for (let length = readln(buffer, line, style); length >= 0; ) {
		for (let i = 0; i < length; i++) all += String.fromCharCode(line[i]);
		all += "|";
		length = readln(buffer, line, style);
	}
	return `${all}!${held(buffer)}`;
}

test("BU-17 indexOfByte: inside the range, at its limits, not after it", (t) => {
	const buffer = bufferOf(6, "xabcab");
	buffer.drain(1);
	t.is(indexOfByte(buffer, 0x61, 0, 5), 0);
	t.is(indexOfByte(buffer, 0x61, 1, 5), 3);
	t.is(indexOfByte(buffer, 0x61, 1, 3), -ENOENT);
	t.is(indexOfByte(buffer, 0x61, 1, 4), 3);
	t.is(indexOfByte(buffer, 0x62, 0, 99), 1);
	t.is(indexOfByte(buffer, 0x7a, 0, 5), -ENOENT);
	t.is(indexOfByte(buffer, 0x61, 5, 5), -ENOENT);
	t.is(indexOfByte(buffer, 0x61, -1, 5), -ENOENT);
	t.is(indexOfByte(buffer, 0x61, 0, 0), -ENOENT);
});

test("BU-17 search, searchRange: first match from a start, whole inside the end", (t) => {
	const buffer = bufferOf(12, "#ababcabcabd");
	buffer.drain(1);
	const abc = textBytes("abc");
	t.is(search(buffer, abc, 0), 2);
	t.is(search(buffer, abc, 2), 2);
	t.is(search(buffer, abc, 3), 5);
	t.is(search(buffer, abc, 6), -ENOENT);
	t.is(searchRange(buffer, abc, 0, 4), -ENOENT);
	t.is(searchRange(buffer, abc, 0, 5), 2);
	t.is(searchRange(buffer, abc, 0, 99), 2);
	t.is(search(buffer, textBytes("abd"), 0), 8);
	t.is(search(buffer, textBytes("d"), 10), 10, "the last byte");
	t.is(search(buffer, textBytes("ababcabcabdx"), 0), -ENOENT, "longer than the buffer");
});

test("BU-17 BU-18 an empty text is found at the start; a start at the end is valid, after it not", (t) => {
	const buffer = bufferOf(4, "abc");
	const empty = new Uint8Array(0);
	t.is(search(buffer, empty, 0), 0);
	t.is(search(buffer, empty, 3), 3);
	t.is(search(buffer, empty, 4), -ENOENT);
	t.is(search(buffer, empty, -1), -ENOENT);
	t.is(search(buffer, textBytes("c"), 3), -ENOENT);
	t.is(search(bufferOf(1, ""), empty, 0), 0);
});

test("BU-17 what was drained or lies after the held bytes is never found", (t) => {
	const buffer = bufferOf(8, "abcdabcd");
	buffer.drain(5);
	t.is(search(buffer, textBytes("a"), 0), -ENOENT);
	t.is(search(buffer, textBytes("bcd"), 0), 0);
	buffer.add(textBytes("q"));
	t.is(search(buffer, textBytes("dq"), 0), 2);
	t.is(search(buffer, textBytes("qd"), 0), -ENOENT, "old bytes after the last");
});

test("BU-19 the vectors of every style", (t) => {
	const text = "a\r\nb\nc\r\r\nd\n\re";
	t.is(lines(text, EVBUFFER_EOL_ANY), "a|b|c|d|!e");
	t.is(lines(text, EVBUFFER_EOL_CRLF), "a|b|c\r|d|!\re");
	t.is(lines(text, EVBUFFER_EOL_CRLF_STRICT), "a|b\nc\r|!d\n\re");
	t.is(lines(text, EVBUFFER_EOL_LF), "a\r|b|c\r\r|d|!\re");
	t.is(lines("a\u0000b\u0000\u0000c", EVBUFFER_EOL_NUL), "a|b||!c");
});

test("BU-19 searchEol: offsets, starts in the middle of an end of line", (t) => {
	const buffer = bufferOf(10, "#a\r\nb\n\r\n");
	buffer.drain(1);
	t.is(searchEol(buffer, 0, EVBUFFER_EOL_CRLF), 1);
	t.is(searchEol(buffer, 2, EVBUFFER_EOL_CRLF), 2, "from the LF on: the CR before it is not ours");
	t.is(searchEol(buffer, 3, EVBUFFER_EOL_CRLF), 4);
	t.is(searchEol(buffer, 3, EVBUFFER_EOL_CRLF_STRICT), 5);
	t.is(searchEol(buffer, 2, EVBUFFER_EOL_CRLF_STRICT), 5);
	t.is(searchEol(buffer, 0, EVBUFFER_EOL_ANY), 1);
	t.is(searchEol(buffer, 7, EVBUFFER_EOL_LF), -ENOENT);
	t.is(searchEol(buffer, 99, EVBUFFER_EOL_ANY), -ENOENT);
});

test("BU-20 readln: no end of line leaves everything; an empty line has length 0", (t) => {
	const line = new Uint8Array(into);
	const buffer = bufferOf(10, "ab\r");
	t.is(readln(buffer, line, EVBUFFER_EOL_CRLF), -EAGAIN, "a CR at the end is no end of line");
	t.is(held(buffer), "ab\r");
	buffer.add(textBytes("\n\r\n"));
	t.is(readln(buffer, line, EVBUFFER_EOL_CRLF), 2);
	t.is(readln(buffer, line, EVBUFFER_EOL_CRLF), 0);
	t.is(readln(buffer, line, EVBUFFER_EOL_CRLF), -EAGAIN);
	t.is(buffer.length, 0);
});

test("BU-20 readln: -EMSGSIZE for a line that does not fit, or a full buffer without one", (t) => {
	const buffer = bufferOf(6, "abc\nd");
	t.is(readln(buffer, new Uint8Array(2), EVBUFFER_EOL_LF), -EMSGSIZE);
	t.is(held(buffer), "abc\nd", "nothing is dropped");
	t.is(readln(buffer, new Uint8Array(3), EVBUFFER_EOL_LF), 3);
	buffer.drain(9);
	buffer.add(textBytes("abcdef"));
	t.is(readln(buffer, new Uint8Array(9), EVBUFFER_EOL_LF), -EMSGSIZE);
});

/** A full buffer, whose search has to borrow the spare byte. */
function borrow(buffer: EvBuffer): number {
	return indexOfByte(buffer, 0x7a, 0, buffer.length);
}

test("searching gives back the byte it borrows, in the region and after it", (t) => {
	for (let size = 1; size <= 8; size++) {
		const buffer = bufferOf(size, "abcdefgh".substring(0, size));
		const after = buffer.start_ + size;
		buffer.slab.bytes[after] = 0xee;
		t.is(borrow(buffer), -ENOENT);
		t.is(buffer.slab.bytes[after], 0xee);
		t.is(indexOfByte(buffer, 0x7a, 0, size - 1), -ENOENT);
		t.is(held(buffer), "abcdefgh".substring(0, size));
	}
});
