/**
 * Marks each call in a suite that declares tests, so that a script can be made which holds only some
 * of them: `test(...)` becomes `$only("FILE:N")&&test(...)`. What is marked is taken out again before
 * it runs (cut.mjs).
 */
import { relative, sep } from "node:path";
import MagicString from "magic-string";
import { parse, walk } from "../../build/ast.js";
import { TEST } from "../suites.mjs";

export const MARK = "$only";

/** Functions that declare a test at each call: the harness's, the contract's, the language suite's. */
const DECLARING = /^(test|contract|same|other)$/;

function declares(node) {
	if (node.type !== "ExpressionStatement" || node.expression.type !== "CallExpression")
		return false;
	const { callee } = node.expression;
	const name = callee.type === "MemberExpression" ? callee.object.name : callee.name;
	return DECLARING.test(name) && (callee.type === "Identifier" || callee.property.name === "cb");
}

/** The places in `code` where a statement begins that declares a test. */
function places(code) {
	const found = [];
	walk(parse(code), (node) => {
		if (node.type === "FunctionDeclaration" && DECLARING.test(node.id.name)) return false;
		if (!declares(node)) return true;
		found.push(node.start);
		return false;
	});
	return found.sort((a, b) => a - b);
}

/** A rollup plugin. */
export function marks() {
	return {
		name: "marks",
		transform(code, id) {
			if (!id.startsWith(TEST + sep)) return null;
			const name = relative(TEST, id);
			const text = new MagicString(code);
			for (const [index, place] of places(code).entries()) {
				text.appendRight(place, `${MARK}(${JSON.stringify(`${name}:${index}`)})&&`);
			}
			return { code: text.toString(), map: text.generateMap({ hires: "boundary" }) };
		},
	};
}
