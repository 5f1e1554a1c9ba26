/** The words and texts of http-lite: the numbers spell what their names and comments say. */
import { readFileSync } from "node:fs";
import test from "ava";
import { reasonPhrase } from "../../src/http-lite/reason.js";
import * as texts from "../../src/http-lite/texts.js";
import * as words from "../../src/http-lite/words.js";

test("words: each spells its comment", (t) => {
	const source = readFileSync(new URL("../../src/http-lite/words.ts", import.meta.url), "utf8");
	const spelled = new Map<string, string>();
	for (const [, name, text] of source.matchAll(/^export const (WORD_\w+) = \w+; \/\/ (".*")$/gm)) {
		spelled.set(name, JSON.parse(text));
	}
	for (const [name, value] of Object.entries(words)) {
		if (!name.startsWith("WORD_")) continue;
		const bytes = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).filter((byte) => byte);
		t.is(String.fromCharCode(...bytes), spelled.get(name) ?? "", name);
	}
	t.true(spelled.size > 20);
});

/** What a text of `bytes` spells. */
function spell(bytes: Uint8Array, text: number): string {
	const at = text >> 5;
	return String.fromCharCode(...bytes.subarray(at, at + texts.textSize(text)));
}

const APART: Record<string, string> = {
	"GO ON": "HTTP CONTINUE",
	CLOSE: "CONNECTION CLOSE",
	"KEEP ALIVE": "CONNECTION KEEP ALIVE",
	COMMA: "",
};

test("texts: each is what its name says, one after the other", (t) => {
	const bytes = texts.replyTexts("host:");
	let end = 0;
	const named = Object.entries(texts).filter(([name]) => name.startsWith("TEXT_"));
	for (const [name, text] of (named as [string, number][]).sort((a, b) => a[1] - b[1])) {
		t.is(text >> 5, end, name);
		end += texts.textSize(text);
		const spelled = spell(bytes, text).toUpperCase();
		const wanted = name.slice(5).replaceAll("_", " ");
		t.is(spelled.replace(/[^A-Z]+/g, " ").trim(), APART[wanted] ?? wanted, name);
	}
	t.is(String.fromCharCode(bytes[end]), "|");
	t.is(String.fromCharCode(...bytes.subarray(texts.NAMES_AT)), "host:");
});

test("texts: every status has a phrase, the server's own the same one as a Content", (t) => {
	const bytes = texts.replyTexts("host:");
	for (let status = 200; status < 600; status++) {
		const spelled = spell(bytes, texts.reasonText(bytes, status));
		t.regex(spelled, /^[A-Z][A-Za-z ]+$/, String(status));
		if (/^(Success|Redirection|Client Error|Server Error)$/.test(spelled)) continue;
		t.is(spelled, reasonPhrase(status), String(status));
	}
	const own = [400, 404, 405, 408, 413, 414, 417, 431, 500, 501, 505];
	for (const status of own) {
		t.is(spell(bytes, texts.reasonText(bytes, status)), reasonPhrase(status));
		t.notRegex(reasonPhrase(status), /^(Client|Server) Error$/);
	}
	t.is(reasonPhrase(200), "OK");
	t.is(reasonPhrase(503), "Service Unavailable");
	t.deepEqual([299, 399, 418, 599].map(reasonPhrase), [
		"Success",
		"Redirection",
		"Client Error",
		"Server Error",
	]);
});
