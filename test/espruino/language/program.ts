/** Programs made of the snippets, and what they print. */
import { runInNewContext } from "node:vm";
import { ARRAYS, OBJECTS } from "./objects.js";
import type { Snippet } from "./snippet.js";
import { SYNTAX } from "./syntax.js";
import { NUMBERS, TEXT } from "./text.js";

const TOPICS = { syntax: SYNTAX, arrays: ARRAYS, objects: OBJECTS, text: TEXT, numbers: NUMBERS };

const ALL: readonly Snippet[] = Object.values(TOPICS).flat();

const REFUSED = "refused: ";

export function isRefused([, verdict]: Snippet): boolean {
	return verdict?.startsWith(REFUSED) === true;
}

/** What the build says of `snippet`, in part. */
export function refusal([, verdict]: Snippet): string {
	return (verdict as string).slice(REFUSED.length);
}

export const refused = ALL.filter(isRefused);
export const built = ALL.filter((each) => !isRefused(each));
/** Those whose value on Espruino is another than in JavaScript. */
export const differing = built.filter(([, verdict]) => verdict !== undefined);

/** Keeps the build from computing `x`. */
const PRELUDE = "function id(x) { return [x].pop(); }\n";

/** A program that has `list`, each in a line of its own, from line 3. */
export function programOf(list: readonly Snippet[]): string {
	const calls = list.map(
		([code], i) => `run(${i}, function () { ${code.replaceAll("\n", " ")} });`,
	);
	return `${PRELUDE}function run(i, snippet) { let r; try { const v = snippet(); r = v === undefined ? "undefined" : JSON.stringify(v); } catch (e) { r = "error"; } print("@@" + i + " " + r); }
${calls.join("\n")}
print("@@end");
`;
}

export const FIRST_LINE = 3;

/** The value of the snippet in JavaScript, as JSON; "error" if it throws. */
export function valueInJs([code]: Snippet): string {
	const text = `"use strict"; ${PRELUDE}; try { const v = (function () { ${code} })(); result = v === undefined ? "undefined" : JSON.stringify(v); } catch (e) { result = "error"; }`;
	const context = {
		...{ result: "", console, setImmediate, queueMicrotask, clearTimeout, process },
		...{ TextEncoder, URL, performance, structuredClone },
	};
	runInNewContext(text, context);
	return context.result;
}

/** The values by snippet, of the lines that a program printed. */
export function valuesIn(lines: readonly string[]): Map<number, string> {
	const values = new Map<number, string>();
	for (const line of lines) {
		const [, i, value] = /^(\d+) (.*)$/.exec(line) ?? [];
		if (i !== undefined) values.set(Number(i), value);
	}
	return values;
}
