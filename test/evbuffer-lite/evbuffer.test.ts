import { EINVAL, EMSGSIZE, ENOBUFS } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import { commit, EvBuffer, prepend, reserve, Slab } from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { bufferOf, checkBuffer, held, memory, Owner } from "./scene.js";

test("EvBuffer: size from 1 to 65531, whole", (t) => {
	const host = memory();
	for (const size of [0, -1, 65532, 1.5, Number.NaN, undefined as unknown as number]) {
		t.throws(() => new EvBuffer(host, { size }), "RangeError");
	}
	for (const size of [1, 2, 3, 4, 5, 8]) {
		const buffer = new EvBuffer(host, { size });
		t.is(buffer.add(new Uint8Array(size)), size);
		t.is(buffer.add(new Uint8Array(1)), -ENOBUFS);
	}
});

test("Slab: exactly so many regions of that size; then RangeError", (t) => {
	const host = memory();
	for (const size of [1, 3, 4, 7, 8]) {
		const slab = new Slab(host, 2, size);
		const one = new EvBuffer(host, { size, slab });
		const two = new EvBuffer(host, { size, slab });
		t.throws(() => new EvBuffer(host, { size: 1, slab }), "RangeError");
		one.add(new Uint8Array(size).fill(1));
		two.add(new Uint8Array(size).fill(2));
		t.is(slab.bytes[one.at + size - 1], 1, "regions do not overlap");
		t.is(one.slab, two.slab);
	}
});

test("BU-01 BU-02 add: all or nothing: n-1, n, n+1 bytes of room; -EMSGSIZE for what never fits", (t) => {
	const buffer = bufferOf(4, "");
	t.is(buffer.add(textBytes("abc")), 3);
	t.is(buffer.add(textBytes("de")), -ENOBUFS);
	t.is(held(buffer), "abc");
	t.is(buffer.add(textBytes("abcde")), -EMSGSIZE);
	t.is(buffer.add(textBytes("d")), 1);
	t.is(buffer.add(textBytes("e")), -ENOBUFS);
	t.is(held(buffer), "abcd");
	buffer.drain(4);
	t.is(buffer.add(textBytes("efgh")), 4);
	t.is(held(buffer), "efgh");
});

test("BU-02 add: drained space is found again, by compaction", (t) => {
	const buffer = bufferOf(6, "abcdef");
	buffer.drain(4);
	t.is(buffer.add(textBytes("gh")), 2);
	t.is(held(buffer), "efgh");
	t.is(buffer.add(textBytes("ij")), 2);
	t.is(held(buffer), "efghij");
	t.is(checkBuffer(buffer), "");
});

test("BU-06 drain: at most what is held; 0, negative and NaN drop nothing", (t) => {
	const buffer = bufferOf(4, "abcd");
	t.is(buffer.drain(0), 0);
	t.is(buffer.drain(-1), 0);
	t.is(buffer.drain(Number.NaN), 0);
	t.is(buffer.drain(1), 1);
	t.is(held(buffer), "bcd");
	t.is(buffer.drain(9), 3);
	t.is(buffer.drain(1), 0);
	t.is(buffer.length, 0);
	t.is(checkBuffer(buffer), "");
});

test("BU-07 remove: copies out and drops, at most what is held", (t) => {
	const buffer = bufferOf(4, "abcd");
	const two = new Uint8Array(2);
	t.is(buffer.remove(two), 2);
	t.deepEqual(two, textBytes("ab"));
	const more = new Uint8Array(4);
	t.is(buffer.remove(more), 2);
	t.deepEqual(more, new Uint8Array([99, 100, 0, 0]));
	t.is(buffer.remove(more), 0);
	t.is(buffer.remove(new Uint8Array(0)), 0);
});

test("BU-03 prepend: before what is held; all or nothing", (t) => {
	const buffer = bufferOf(6, "cd");
	t.is(prepend(buffer, textBytes("b")), 1);
	t.is(prepend(buffer, textBytes("a")), 1);
	t.is(held(buffer), "abcd");
	t.is(buffer.add(textBytes("e")), 1);
	t.is(prepend(buffer, textBytes("xy")), -ENOBUFS);
	t.is(prepend(buffer, textBytes("abcdefg")), -EMSGSIZE);
	t.is(prepend(buffer, new Uint8Array(0)), 0);
	t.is(prepend(buffer, textBytes("0")), 1);
	t.is(held(buffer), "0abcde");
	t.is(checkBuffer(buffer), "");
});

test("BU-03 prepend: to an empty buffer, a full size, and into drained space without a move", (t) => {
	const buffer = bufferOf(4, "");
	t.is(prepend(buffer, textBytes("abcd")), 4);
	t.is(held(buffer), "abcd");
	buffer.drain(2);
	const at = buffer.at;
	t.is(prepend(buffer, textBytes("x")), 1);
	t.is(buffer.at, at - 1);
	t.is(held(buffer), "xcd");
});

test("BU-12 reserve, commit: room for what was asked, nothing added before the commit", (t) => {
	const buffer = bufferOf(6, "abcd");
	buffer.drain(2);
	const to = reserve(buffer, 4);
	t.true(to >= 0);
	t.is(buffer.length, 2);
	for (let i = 0; i < 4; i++) buffer.slab.bytes[to + i] = 0x30 + i;
	t.is(commit(buffer, 3), 3, "less than was reserved");
	t.is(held(buffer), "cd012");
	t.is(reserve(buffer, 1), to + 3);
	t.is(reserve(buffer, 2), -ENOBUFS);
	t.is(reserve(buffer, 7), -EMSGSIZE);
	t.is(commit(buffer, 2), -EINVAL, "more than there is room for");
	t.is(commit(buffer, -1), -EINVAL);
	t.is(commit(buffer, Number.NaN), -EINVAL);
	t.is(commit(buffer, 0), 0);
	t.is(held(buffer), "cd012");
});

test("BU-11 reserve: as expand, a promise of room that adding then finds", (t) => {
	const buffer = bufferOf(8, "abcdefgh");
	t.is(reserve(buffer, 1), -ENOBUFS);
	buffer.drain(5);
	t.true(reserve(buffer, 5) >= 0);
	t.is(held(buffer), "fgh", "the move keeps what is held");
	t.is(buffer.add(textBytes("12345")), 5);
	t.is(held(buffer), "fgh12345");
});

test("BU-27 length 0 is harmless everywhere, and notifies nobody", (t) => {
	const buffer = bufferOf(4, "ab");
	const empty = bufferOf(4, "");
	const owner = new Owner();
	buffer.owner_ = owner;
	empty.owner_ = owner;
	t.is(buffer.add(new Uint8Array(0)), 0);
	t.is(prepend(buffer, new Uint8Array(0)), 0);
	t.is(buffer.drain(0), 0);
	t.is(buffer.addBuffer(empty), 0);
	t.is(empty.drain(3), 0);
	t.is(buffer.addText(""), 0);
	t.is(commit(buffer, 0), 0);
	t.is(owner.calls, 0);
	t.is(held(buffer), "ab");
});

test("owner: notified once of each change, with the bytes added", (t) => {
	const buffer = bufferOf(8, "");
	const other = bufferOf(8, "xyz");
	const owner = new Owner();
	buffer.owner_ = owner;
	buffer.add(textBytes("ab"));
	prepend(buffer, textBytes("0"));
	buffer.addText("c");
	buffer.addBuffer(other);
	t.is(owner.calls, 4);
	t.is(owner.added, 7);
	buffer.drain(2);
	buffer.remove(new Uint8Array(2));
	t.is(owner.calls, 6);
	t.is(owner.added, 7);
	buffer.add(new Uint8Array(9));
	t.is(owner.calls, 6, "a refusal is no change");
});
