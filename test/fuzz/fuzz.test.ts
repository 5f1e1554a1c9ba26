/** A smoke run of every fuzz target: the corpus, and some hundreds of variations of it. */
import test from "ava";
import { corpus } from "./corpus.js";
import { Fuzzer } from "./engine.js";
import { TARGETS } from "./registry.js";

const VARIATIONS = 300;

for (const target of TARGETS) {
	test(`fuzz: ${target.name}`, (t) => {
		const inputs = corpus(target.name);
		t.true(inputs.length > 0, "a corpus");
		const finding = new Fuzzer(target, inputs, 1).go(VARIATIONS);
		t.is(finding === null ? "" : `${finding.wrong}: ${JSON.stringify([...finding.input])}`, "");
	});
}
