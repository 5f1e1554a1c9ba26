/**
 * Quotes names that XS's parser does not take as they are: a method called `static`, and whatever is
 * called `async` (it reads `async(){}` as an asynchronous method without a name, `{ async }` likewise;
 * the engine of the npm package and of Moddable SDK 8.2.3 alike). No line moves.
 */
import MagicString from "magic-string";
import { type Node, walk } from "../ast.js";

const NAMES = /^(static|async)$/;

/** What to write in place of `node`, or null. */
function quoted(node: Node, above: readonly Node[], name: string): string | null {
	if (node.shorthand === true) {
		const isPattern = above.at(-1)?.type === "ObjectPattern"; // which the parser reads
		return isPattern ? null : `"${name}": ${name}`;
	}
	return `"${name}"`;
}

/** Returns `code`, whose syntax tree is `program`, with such names in quotes. */
export function quoteNames(program: Node, code: string): string {
	const quotedCode = new MagicString(code);
	walk(program, (node, above) => {
		if (!/^(MethodDefinition|PropertyDefinition|Property)$/.test(node.type)) return;
		const { type, name, start, end } = node.key as Node & { name?: string };
		if (node.computed === true || type !== "Identifier" || !NAMES.test(name ?? "")) return;
		const text = quoted(node, above, name as string);
		if (text !== null) quotedCode.update(start, end, text);
	});
	return quotedCode.toString();
}
