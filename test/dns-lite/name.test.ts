import { EBADMSG, EINVAL, EMSGSIZE } from "../../src/core/errno.js";
import { textBytes } from "../../src/core/text.js";
import {
	nameCheck,
	nameEnd,
	nameEqual,
	nameExpand,
	nameFromText,
	nameSize,
} from "../../src/dns-lite/name.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";
import { nameOf } from "./message.js";

/** Twelve zero bytes of header, then `rest`. */
function message(rest: number[]): Uint8Array {
	return new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].concat(rest));
}

/** Expands the name at `at`; its bytes, or the error. */
function expand(m: Uint8Array, at: number): number[] | number {
	const into = new Uint8Array(260).fill(0xee);
	const size = nameExpand(m, at, m.length, into, 2);
	if (nameSize(m, at, m.length) !== size) return 2e6;
	if (size < 0) return size;
	if (into[1] !== 0xee || into[2 + size] !== 0xee) return 1e6;
	return Array.from(into.slice(2, 2 + size));
}

function label(length: number): string {
	let text = "";
	while (text.length < length) text += "x";
	return text;
}

function fromText(text: string): number[] | number {
	const source = textBytes(text);
	const bytes = new Uint8Array(source.length + 4).fill(0xee);
	bytes.set(source, 2);
	const size = nameFromText(bytes, 1, source.length);
	if (bytes[0] !== 0xee) return 1e6;
	return size < 0 ? size : Array.from(bytes.slice(1, 1 + size));
}

test("nameFromText: dots become lengths, in place; a dot at the end is allowed", (t) => {
	t.deepEqual(fromText("www.Example.com"), nameOf("www.Example.com"));
	t.deepEqual(fromText("www.example.com."), nameOf("www.example.com"));
	t.deepEqual(fromText("a"), [1, 0x61, 0]);
	t.deepEqual(fromText("."), [0]);
	t.deepEqual(fromText("_dns-sd._udp.x_1"), nameOf("_dns-sd._udp.x_1"));
});

test("nameFromText: an invalid name is -EINVAL", (t) => {
	for (const text of ["", "..", ".a", "a..b", "a..", "a b", "a\tb", "é.de", "a\\.b", "a\u007f"]) {
		t.is(fromText(text), -EINVAL, text);
	}
});

test("nameFromText: a label of 62 and 63 bytes fits, one of 64 does not", (t) => {
	for (const length of [62, 63]) {
		t.deepEqual(fromText(`${label(length)}.a`), nameOf(`${label(length)}.a`));
	}
	t.is(fromText(`${label(64)}.a`), -EINVAL);
	t.is(fromText(`a.${label(64)}`), -EINVAL);
});

test("nameFromText: a name of 254 and 255 bytes fits, one of 256 does not", (t) => {
	const three = `${label(63)}.${label(63)}.${label(63)}.`;
	for (const last of [60, 61]) {
		const wire = fromText(three + label(last)) as number[];
		t.is(wire.length, 194 + last);
		t.is((fromText(`${three}${label(last)}.`) as number[]).length, 194 + last);
	}
	t.is(fromText(three + label(62)), -EMSGSIZE);
	t.is(fromText(`${three}${label(62)}.`), -EMSGSIZE);
});

test("nameCheck: one whole name, no pointer, nothing after", (t) => {
	t.is(nameCheck(new Uint8Array(nameOf("a.bc"))), 6);
	t.is(nameCheck(new Uint8Array([0])), 1);
	for (const bad of [[], [1], [1, 65], [0, 0], [64, 1, 0], [0xc0, 12], [1, 65, 0, 9]]) {
		t.is(nameCheck(new Uint8Array(bad)), -EINVAL, `${bad}`);
	}
	const long = nameOf(`${label(63)}.${label(63)}.${label(63)}.${label(61)}`);
	t.is(nameCheck(new Uint8Array(long)), 255);
	t.is(
		nameCheck(new Uint8Array(nameOf(`${label(63)}.${label(63)}.${label(63)}.${label(62)}`))),
		-EINVAL,
	);
});

test("nameExpand: pointers are followed backwards", (t) => {
	const m = message(nameOf("example.com").concat(nameOf("www.@12"), nameOf("@25"), nameOf("@20")));
	t.deepEqual(expand(m, 12), nameOf("example.com"));
	t.deepEqual(expand(m, 25), nameOf("www.example.com"));
	t.deepEqual(expand(m, 31), nameOf("www.example.com"));
	t.deepEqual(expand(m, 33), nameOf("com"));
	t.is(nameEnd(m, 25, m.length), 31);
	t.is(nameEnd(m, 31, m.length), 33);
});

test("nameExpand: a pointer to itself, a loop of two, a pointer forward are -EBADMSG", (t) => {
	t.is(expand(message([0xc0, 12]), 12), -EBADMSG);
	t.is(expand(message([1, 0x61, 0xc0, 12]), 12), -EBADMSG);
	t.is(expand(message([0xc0, 14, 0xc0, 12]), 12), -EBADMSG);
	t.is(expand(message([0xc0, 14, 0xc0, 12]), 14), -EBADMSG);
	t.is(expand(message([0xc0, 14, 1, 0x61, 0]), 12), -EBADMSG);
	t.is(expand(message([1, 0x61, 0xc0, 14]), 12), -EBADMSG);
});

test("nameExpand: a pointer into the header or out of the message is -EBADMSG", (t) => {
	t.is(expand(message([0, 0xc0, 0]), 13), -EBADMSG);
	t.is(expand(message([0, 0xc0, 11]), 13), -EBADMSG);
	t.deepEqual(expand(message([0, 0xc0, 12]), 13), [0]);
	t.is(expand(message([0, 0xff, 0xff]), 13), -EBADMSG);
	t.is(expand(message([0, 0xc0]), 13), -EBADMSG);
});

test("nameExpand: a chain of 64 pointers ends", (t) => {
	const rest = nameOf("end");
	let to = 12;
	for (let i = 0; i < 64; i++) {
		const here = 12 + rest.length;
		for (const byte of nameOf(`@${to}`)) rest.push(byte);
		to = here;
	}
	const m = message(rest);
	t.deepEqual(expand(m, to), nameOf("end"));
	t.is(nameEqual(m, to, m.length, m, 12, m.length), 1);
	t.is(nameEqual(m, 12, m.length, new Uint8Array(nameOf("END")), 0, 5), 1);
});

test("nameExpand: labels through pointers add up to 255 bytes at most", (t) => {
	const tail = `${label(63)}.${label(63)}.${label(63)}`; // 193 bytes with the zero
	const fits = message(nameOf(tail).concat(nameOf(`${label(61)}.@12`)));
	const over = message(nameOf(tail).concat(nameOf(`${label(62)}.@12`)));
	t.is((expand(fits, 205) as number[]).length, 255);
	t.is(expand(over, 205), -EBADMSG);
	t.is(nameEqual(over, 205, over.length, over.slice(), 205, over.length), -EBADMSG);
});

test("nameEnd, nameExpand: reserved kinds of label are -EBADMSG", (t) => {
	for (const kind of [0x40, 0x41, 0x7f, 0x80, 0xbf]) {
		const m = message([kind, 0, 0, 0].concat(nameOf(label(63))));
		t.is(nameEnd(m, 12, m.length), -EBADMSG);
		t.is(expand(m, 12), -EBADMSG);
		t.is(nameEqual(m, 12, m.length, new Uint8Array(nameOf("a")), 0, 3), -EBADMSG);
	}
});

test("nameEnd, nameExpand, nameEqual: cut at every length, never past the end", (t) => {
	const whole = message(nameOf("example.com").concat(nameOf("www.@12")));
	for (let size = 25; size < whole.length; size++) {
		const m = whole.slice(0, size);
		t.is(nameEnd(m, 25, size), -EBADMSG);
		t.is(expand(m, 25), -EBADMSG);
		t.is(nameEnd(whole, 25, size), -EBADMSG);
		t.is(nameExpand(whole, 25, size, new Uint8Array(255), 0), -EBADMSG);
		t.is(nameEqual(whole, 25, size, whole.slice(), 25, whole.length), -EBADMSG);
	}
	for (let size = 12; size < 25; size++) t.is(nameEnd(whole, 12, size), -EBADMSG);
});

test("nameEqual: case folds, lengths and other labels differ", (t) => {
	const m = message(nameOf("WWW.Example.com").concat(nameOf("www.@16"), nameOf("ww.@16")));
	const equal = (a: number, text: string): number =>
		nameEqual(m, a, m.length, new Uint8Array(nameOf(text)), 0, text.length + 2);
	t.is(equal(12, "www.example.COM"), 1);
	t.is(equal(29, "www.example.com"), 1);
	t.is(equal(29, "www.example.con"), 0);
	t.is(equal(29, "www.example"), 0);
	t.is(equal(29, "example.com"), 0);
	t.is(equal(35, "www.example.com"), 0);
	t.is(nameEqual(m, 12, m.length, m, 29, m.length), 1);
	t.is(nameEqual(m, 12, m.length, m, 35, m.length), 0);
});

test("names: random bytes never throw, loop, or give what is not there", (t) => {
	const random = new Random(7);
	const into = new Uint8Array(300);
	let good = 0;
	for (let round = 0; round < rounds(20000); round++) {
		const size = random.below(48);
		const m = new Uint8Array(size);
		random.fill(m, 0, size);
		for (let i = 0; i < size; i++) {
			if (random.oneIn(3)) m[i] = random.below(5);
			else if (random.oneIn(6)) m[i] = 0xc0;
		}
		const at = random.below(size + 2);
		const end = nameEnd(m, at, size);
		const length = nameExpand(m, at, size, into, 0);
		const self = nameEqual(m, at, size, into, 0, length < 0 ? 0 : length);
		if (end > size || (end < 0 && end !== -EBADMSG)) t.fail(`end ${end} of ${size}`);
		if (length > 255 || (length < 0 && length !== -EBADMSG)) t.fail(`length ${length}`);
		if (length > 0) {
			good++;
			if (end < 0 || self !== 1) t.fail(`${m} at ${at}: ${end} ${self}`);
			if (nameCheck(into.slice(0, length)) !== length) t.fail(`no name: ${m} at ${at}`);
		}
	}
	t.true(good > rounds(1000));
});
