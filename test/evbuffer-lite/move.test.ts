import { textBytes } from "../../src/core/text.js";
import { EvBuffer, Slab } from "../../src/evbuffer-lite/index.js";
import { test } from "../harness.js";
import { checkBuffer, held, memory } from "./scene.js";

/** Two buffers of 6 in one slab, or in two. */
function pair(same: boolean): EvBuffer[] {
	const host = memory();
	if (!same) return [new EvBuffer(host, { size: 6 }), new EvBuffer(host, { size: 6 })];
	const slab = new Slab(host, 2, 6);
	return [new EvBuffer(host, { size: 6, slab }), new EvBuffer(host, { size: 6, slab })];
}

test("BU-04 BU-08 addBuffer: moves what fits, the rest waits in its source", (t) => {
	for (const same of [true, false]) {
		const [to, from] = pair(same);
		to.add(textBytes("abcd"));
		from.add(textBytes("1234"));
		t.is(to.addBuffer(from), 2);
		t.is(held(to), "abcd12");
		t.is(held(from), "34");
		t.is(to.addBuffer(from), 0, "full");
		to.drain(5);
		t.is(to.addBuffer(from), 2);
		t.is(held(to), "234");
		t.is(from.length, 0);
		t.is(checkBuffer(from), "");
	}
});

test("BU-04 BU-08 addBuffer: from an empty buffer and from itself nothing moves", (t) => {
	for (const same of [true, false]) {
		const [to, from] = pair(same);
		to.add(textBytes("ab"));
		t.is(to.addBuffer(from), 0);
		t.is(to.addBuffer(to), 0);
		t.is(held(to), "ab");
	}
});

test("BU-08 addBuffer: exactly the room, one less, one more", (t) => {
	for (const same of [true, false]) {
		for (const count of [1, 2, 3]) {
			const [to, from] = pair(same);
			to.add(textBytes("abcd"));
			from.add(textBytes("123".substring(0, count)));
			t.is(to.addBuffer(from), count < 2 ? count : 2);
			t.is(held(to), `abcd${"12".substring(0, count)}`);
			t.is(held(from), count === 3 ? "3" : "");
		}
	}
});

test("neighbours in one slab never touch each other", (t) => {
	const host = memory();
	const slab = new Slab(host, 3, 5);
	const all = [0, 1, 2].map(() => new EvBuffer(host, { size: 5, slab }));
	for (const buffer of all) buffer.add(textBytes("abcde"));
	all[1].drain(3);
	all[1].add(textBytes("xyz"));
	t.is(held(all[0]), "abcde");
	t.is(held(all[1]), "dexyz");
	t.is(held(all[2]), "abcde");
});
