import * as errno from "../../src/core/errno.js";
import { strerror } from "../../src/core/strerror.js";
import { textBytes, textSize } from "../../src/core/text.js";
import { test } from "../harness.js";

test("textSize, textBytes: each length of UTF-8, at its limits", (t) => {
	t.deepEqual(textBytes(""), new Uint8Array(0));
	t.deepEqual(textBytes("\u0000\u007f"), new Uint8Array([0, 0x7f]));
	t.deepEqual(textBytes("\u0080\u07ff"), new Uint8Array([0xc2, 0x80, 0xdf, 0xbf]));
	t.deepEqual(textBytes("\u0800\uffff"), new Uint8Array([0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf]));
	t.deepEqual(textBytes("\ud800\udc00"), new Uint8Array([0xf0, 0x90, 0x80, 0x80]));
	t.deepEqual(textBytes("\udbff\udfff"), new Uint8Array([0xf4, 0x8f, 0xbf, 0xbf]));
	t.deepEqual(textBytes("a\u20acb"), new Uint8Array([0x61, 0xe2, 0x82, 0xac, 0x62]));
});

test("textBytes: a lone surrogate is U+FFFD, wherever it stands", (t) => {
	const bad = [0xef, 0xbf, 0xbd];
	t.deepEqual(textBytes("\ud800"), new Uint8Array(bad), "a high one at the end");
	t.deepEqual(textBytes("\udc00"), new Uint8Array(bad), "a low one alone");
	t.deepEqual(textBytes("\ud800a"), new Uint8Array([0xef, 0xbf, 0xbd, 0x61]));
	t.deepEqual(
		textBytes("\ud800\ud800\udc00"),
		new Uint8Array([0xef, 0xbf, 0xbd, 0xf0, 0x90, 0x80, 0x80]),
	);
	t.is(textSize("\udc00\ud800"), 6);
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
