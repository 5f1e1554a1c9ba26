import * as errno from "../../src/core/errno.js";
import { strerror } from "../../src/core/strerror.js";
import { textBytes, textSize } from "../../src/core/text.js";
import { test } from "../harness.js";

/** A string of code units; a lone surrogate cannot be written as a literal everywhere. */
function units(a: number, b: number, c: number): string {
	let text = String.fromCharCode(a);
	if (b >= 0) text += String.fromCharCode(b);
	if (c >= 0) text += String.fromCharCode(c);
	return text;
}

test("textSize, textBytes: each length of UTF-8, at its limits", (t) => {
	t.deepEqual(textBytes(""), new Uint8Array(0));
	t.deepEqual(textBytes("\u0000\u007f"), new Uint8Array([0, 0x7f]));
	t.deepEqual(textBytes("\u0080\u07ff"), new Uint8Array([0xc2, 0x80, 0xdf, 0xbf]));
	t.deepEqual(textBytes("\u0800\uffff"), new Uint8Array([0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf]));
	t.deepEqual(textBytes(units(0xd800, 0xdc00, -1)), new Uint8Array([0xf0, 0x90, 0x80, 0x80]));
	t.deepEqual(textBytes(units(0xdbff, 0xdfff, -1)), new Uint8Array([0xf4, 0x8f, 0xbf, 0xbf]));
	t.deepEqual(textBytes("a\u20acb"), new Uint8Array([0x61, 0xe2, 0x82, 0xac, 0x62]));
});

test("textBytes: a lone surrogate is U+FFFD, wherever it is", (t) => {
	const bad = new Uint8Array([0xef, 0xbf, 0xbd]);
	t.deepEqual(textBytes(units(0xd800, -1, -1)), bad, "a high one at the end");
	t.deepEqual(textBytes(units(0xdc00, -1, -1)), bad, "a low one alone");
	t.deepEqual(textBytes(units(0xd800, 0x61, -1)), new Uint8Array([0xef, 0xbf, 0xbd, 0x61]));
	t.deepEqual(
		textBytes(units(0xd800, 0xd800, 0xdc00)),
		new Uint8Array([0xef, 0xbf, 0xbd, 0xf0, 0x90, 0x80, 0x80]),
	);
	t.is(textSize(units(0xdc00, 0xd800, -1)), 6);
});

test("strerror: every error number has a text of its own, of either sign", (t) => {
	const numbers = errno as unknown as Record<string, number>;
	const seen: string[] = [];
	let unknown = "";
	for (const name in numbers) {
		const text = strerror(-numbers[name]);
		if (text === "unknown error" || seen.indexOf(text) >= 0) unknown += `${name} `;
		if (text !== strerror(numbers[name])) unknown += `${name} differs by sign `;
		seen.push(text);
	}
	t.is(unknown, "");
	t.true(seen.length > 25);
	t.is(strerror(0), "success");
	t.is(strerror(9999), "unknown error");
	t.is(strerror(Number.NaN), "unknown error");
});
