/**
 * Checks a script for what Espruino's interpreter would refuse only when it comes there, or get
 * wrong without an error. Findings are printed with the line of the source that they come from.
 */
import { relative } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import { type Node, walk } from "../ast.js";
import { Failure } from "../errors.js";
import type { Mapped } from "./lower.js";
import { badName, declared } from "./names.js";
import { badOrder, type Finding } from "./order.js";
import { badSupers } from "./supers.js";
import { badSyntax } from "./syntax.js";

const SHOWN = 20; // findings that are printed

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
	const program = parse(code, {
		ecmaVersion: 2022,
		sourceType: "script",
		allowReturnOutsideFunction: true,
	});
	const root = program as unknown as Node;
	const own = declared(root);
	const found = badOrder(root, folded);
	if (!folded) found.push(...badSupers(root));
	walk(root, (node, above) => {
		for (const text of [badSyntax(node, above), badName(node, above, own), unended(node, code)]) {
			if (text !== null) found.push({ at: node.start, text });
		}
	});
	return found.sort((a, b) => a.at - b.at);
}

/** Throws a `Failure` that lists what is wrong with `script`, each with its place in the source. */
export function check(script: Mapped): void {
	const trace = new TraceMap(script.map as never);
	const lines = new Set<string>();
	for (const { at, text } of findings(script.code)) {
		const before = script.code.slice(0, at).split("\n");
		const place = originalPositionFor(trace, {
			line: before.length,
			column: before[before.length - 1].length,
		});
		const where =
			place.source === null ? "" : `${relative(process.cwd(), place.source)}:${place.line}: `;
		lines.add(`${where}${text}`);
	}
	if (lines.size === 0) return;
	const shown = [...lines].slice(0, SHOWN);
	if (lines.size > SHOWN) shown.push(`and ${lines.size - SHOWN} more`);
	throw new Failure(`not for Espruino:\n  ${shown.join("\n  ")}`);
}

/** Throws a `Failure` if `code`, which was checked and then folded, has anything wrong by now. */
export function checkFolded(code: string): void {
	const [first] = findings(code, true);
	if (first !== undefined) throw new Failure(`folding: ${first.text}`);
}
