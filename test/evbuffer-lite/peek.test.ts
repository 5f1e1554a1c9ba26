import { EMSGSIZE, ENOBUFS, ERANGE } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import {
	addVectors,
	contiguousSpace,
	peek,
	prependBuffer,
	pullup,
	removeBuffer,
} from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { bufferOf, checkBuffer, held, Owner } from "./scene.js";

test("BU-13 peek: offset and count of any part, from any place; nothing changes", (t) => {
	const buffer = bufferOf(8, "#abcd");
	const vector = new Int32Array(2);
	buffer.drain(1);
	t.is(peek(buffer, 0, -1, vector), 1);
	t.is(vector[0], buffer.at);
	t.is(vector[1], 4);
	t.is(peek(buffer, 1, 2, vector), 1);
	t.is(buffer.slab.bytes[vector[0]], 0x62);
	t.is(vector[1], 2);
	t.is(peek(buffer, 3, 9, vector), 1);
	t.is(vector[1], 1, "what there is");
	t.is(peek(buffer, 4, -1, vector), 0);
	t.is(peek(buffer, 0, 0, vector), 0);
	t.is(peek(buffer, 5, -1, vector), -ERANGE);
	t.is(peek(buffer, -1, 1, vector), -ERANGE);
	t.is(held(buffer), "abcd");
});

test("BU-09 pullup: the first bytes as one run; none and more than are held are refused", (t) => {
	const buffer = bufferOf(8, "#abcd");
	buffer.drain(1);
	t.is(pullup(buffer, 3), buffer.at);
	t.is(pullup(buffer, 4), buffer.at);
	t.is(pullup(buffer, -1), buffer.at);
	t.is(pullup(buffer, 5), -ERANGE);
	t.is(pullup(buffer, 0), -ERANGE);
	buffer.drain(4);
	t.is(pullup(buffer, -1), -ERANGE);
});

test("BU-10 contiguousSpace: all that is held, even after compaction", (t) => {
	const buffer = bufferOf(4, "abcd");
	buffer.drain(3);
	buffer.add(textBytes("xyz"));
	t.is(contiguousSpace(buffer), 4);
	t.is(held(buffer), "dxyz");
});

test("BU-14 addVectors: all or none, in order, one notification", (t) => {
	const buffer = bufferOf(6, "a");
	const owner = new Owner();
	buffer.owner_ = owner;
	t.is(addVectors(buffer, [textBytes("b"), textBytes(""), textBytes("cd")]), 3);
	t.is(held(buffer), "abcd");
	t.is(owner.calls, 1);
	t.is(owner.added, 3);
	t.is(addVectors(buffer, [textBytes("e"), textBytes("fg")]), -ENOBUFS);
	t.is(addVectors(buffer, [textBytes("1234"), textBytes("567")]), -EMSGSIZE);
	t.is(addVectors(buffer, []), 0);
	t.is(held(buffer), "abcd");
	t.is(owner.calls, 1);
});

test("BU-08 removeBuffer: up to n bytes, as many as are there and fit", (t) => {
	const from = bufferOf(8, "abcdef");
	const to = bufferOf(4, "");
	t.is(removeBuffer(from, to, 0), 0);
	t.is(removeBuffer(from, to, -1), 0);
	t.is(removeBuffer(from, to, 3), 3);
	t.is(held(to), "abc");
	t.is(removeBuffer(from, to, 3), 1, "full");
	t.is(removeBuffer(from, to, 1), 0);
	t.is(removeBuffer(from, from, 1), 0);
	to.drain(4);
	t.is(removeBuffer(from, to, 99), 2);
	t.is(held(to), "ef");
	t.is(from.length, 0);
	t.is(checkBuffer(from), "");
});

test("BU-04 prependBuffer: all of the source in front, or nothing", (t) => {
	const to = bufferOf(6, "cd");
	const from = bufferOf(8, "ab");
	t.is(prependBuffer(to, to), 0);
	t.is(prependBuffer(to, from), 2);
	t.is(held(to), "abcd");
	t.is(from.length, 0);
	t.is(prependBuffer(to, from), 0, "empty");
	from.add(textBytes("123"));
	t.is(prependBuffer(to, from), -ENOBUFS);
	from.add(textBytes("4567"));
	t.is(prependBuffer(to, from), -EMSGSIZE);
	t.is(from.length, 7);
	to.drain(3);
	from.drain(5);
	t.is(prependBuffer(to, from), 2, "into drained space");
	t.is(held(to), "67d");
	t.is(checkBuffer(to), "");
});
