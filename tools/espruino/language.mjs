/** The snippets of test/espruino/language on an interpreter, built as programs are, against Node's values. */
import { buildEspruino } from "../../build/espruino/build.js";
import { built, programOf, valueInJs, valuesIn } from "../../test/espruino/language/program.js";
import { Interpreter } from "./interpreter.mjs";

export const NAME = "espruino/language";

const AT_ONCE = 40; // in one script: each takes variables while it loads
const TROUBLE = /OUT OF MEMORY|Interrupted/;

/** Runs `list` on `binary`; says what is wrong with each. */
async function wrongIn(binary, list) {
	const script = await buildEspruino("snippets.ts", { text: programOf(list) });
	const interpreter = new Interpreter(binary, { ".bootcde": script }, undefined, TROUBLE);
	let reason = "";
	try {
		await interpreter.line(/^end$/);
	} catch (error) {
		reason = error.message;
	} finally {
		await interpreter.stop();
	}
	const lines = interpreter.lines().map((line) => Buffer.from(line, "latin1").toString());
	const values = valuesIn(lines);
	return list.flatMap((snippet, i) => {
		const wanted = snippet[1] ?? valueInJs(snippet);
		const value = values.get(i) ?? `nothing: ${reason}`;
		return value === wanted ? [] : [`${snippet[0]}: ${value} in place of ${wanted}`];
	});
}

/** What came of all that the build takes, on `binary`. */
export async function runLanguage(binary) {
	const wrong = [];
	for (let i = 0; i < built.length; i += AT_ONCE) {
		wrong.push(...(await wrongIn(binary, built.slice(i, i + AT_ONCE))));
	}
	return { passed: built.length - wrong.length, wrong, skipped: [] };
}
