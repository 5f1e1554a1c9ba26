/** The words of http-lite: the numbers spell what their names and comments say. */
import { readFileSync } from "node:fs";
import test from "ava";
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
