/**
 * Checks a script for what Espruino's interpreter would refuse only when it comes there, or get
 * wrong without an error. Findings are printed with the line of the source that they come from.
 */
import { TraceMap } from "@jridgewell/trace-mapping";
import { type Node, parse, Scopes, walk } from "../ast.js";
import { CliError } from "../errors.js";
import { type Finding, refuse } from "../findings.js";
import type { Mapped } from "./lower.js";
import { badName, declared } from "./names.js";
import { badOrder } from "./order.js";
import { badSupers } from "./supers.js";
import { badSyntax } from "./syntax.js";

const ENDED =
	/^(ExpressionStatement|ReturnStatement|ThrowStatement|BreakStatement|ContinueStatement)$/;

/** A statement that ends without a semicolon, before a line that could belong to it. */
function unended(node: Node, code: string): string | null {
	if (!ENDED.test(node.type) || code[node.end - 1] === ";" || code[node.end - 1] === "}")
		return null;
	const next = /\S/.exec(code.slice(node.end))?.[0];
	return next === undefined || next === "}" ? null : "a statement without a semicolon";
}

/**
 * Returns all that is wrong with the script `code`, in order. With `folded`, functions have only been
 * moved to the top of a script that was checked, which cannot make a call come too early.
 */
export function findings(code: string, folded = false): Finding[] {
	const root = parse(code, "script");
	const scopes = new Scopes(root);
	const own = declared(root, scopes);
	const found = badOrder(root, scopes, folded);
	if (!folded) found.push(...badSupers(root, scopes));
	walk(root, (node, above) => {
		for (const text of [
			badSyntax(node, above, scopes),
			badName(node, above, own),
			unended(node, code),
		]) {
			if (text !== null) found.push({ at: node.start, text });
		}
	});
	return found.sort((a, b) => a.at - b.at);
}

/** Throws a `CliError` that lists what is wrong with `script`, each with its place in the source. */
export function check({ code, map }: Mapped): void {
	refuse("Espruino", findings(code), code, new TraceMap(map as never));
}

/** Throws a `CliError` if `code`, which was checked and then folded, has anything wrong by now. */
export function checkFolded(code: string): void {
	const [first] = findings(code, true);
	if (first !== undefined) throw new CliError(`folding: ${first.text}`);
}
