/** Refuses a program that uses globals which XS does not have, with the lines that use them. */
import { relative } from "node:path";
import { originalPositionFor, type TraceMap } from "@jridgewell/trace-mapping";
import { bindingScope, bindings, boundNames, isReference, type Node, walk } from "../ast.js";
import { Failure } from "../errors.js";
import { GLOBALS, lackText } from "../lacking.js";

const SHOWN = 20; // lines that are printed

/** Parents whose identifiers are no variables. */
const NO_VARIABLES =
	/^(ImportSpecifier|ImportDefaultSpecifier|ImportNamespaceSpecifier|ExportSpecifier|LabeledStatement|BreakStatement|ContinueStatement|MetaProperty)$/;

/** Every name that the module `program` declares at its top, imports included. */
function topNames(program: Node): Set<string> {
	const names = new Set(bindings(program, new Map()));
	walk(program, (node, above) => {
		if (/^Import.*Specifier$/.test(node.type)) names.add((node.local as Node).name as string);
		const isDeclared = above.at(-1)?.type === "ExportNamedDeclaration";
		if (node.type === "VariableDeclaration" && (isDeclared || node.kind === "var")) {
			for (const name of boundNames(node)) names.add(name);
		} else if (isDeclared && node.id) names.add((node.id as Node).name as string);
	});
	return names;
}

/** "NAME" for the global of that name and for globalThis.NAME where it is called or asked for a property. */
function globalName(node: Node, above: readonly Node[]): string | null {
	const parent = above.at(-1);
	if (node.type === "Identifier") {
		const isVariable = isReference(node, above) && !NO_VARIABLES.test(parent?.type ?? "");
		return isVariable ? (node.name as string) : null;
	}
	if (node.type !== "MemberExpression" || node.computed === true) return null;
	if ((node.object as Node).name !== "globalThis" || parent?.optional === true) return null;
	const isUsed = parent?.callee === node || parent?.object === node;
	return isUsed ? ((node.property as Node).name as string) : null;
}

/** Names that the program makes itself, or asks for with `typeof` before it uses them. */
function providedNames(program: Node): Set<string> {
	const names = new Set<string>();
	walk(program, (node) => {
		if (node.type === "UnaryExpression" && node.operator === "typeof") {
			const { name, property } = node.argument as Node & { property?: Node };
			names.add(String(name ?? property?.name));
		}
		if (node.type !== "AssignmentExpression") return;
		const { name, object, property } = node.left as Node & { object?: Node; property?: Node };
		if (name !== undefined) names.add(name as string);
		else if (object?.name === "globalThis") names.add(String(property?.name));
	});
	return names;
}

/** Returns the uses in `program` of globals that XS lacks, in order. */
export function lackingGlobals(program: Node): { at: number; name: string }[] {
	const own = new Set([...topNames(program), ...providedNames(program)]);
	const known = new Map<Node, Set<string>>();
	const found: { at: number; name: string }[] = [];
	walk(program, (node, above) => {
		const name = globalName(node, above);
		if (name === null || !GLOBALS.xs.has(name) || own.has(name)) return;
		if (node.type === "Identifier" && bindingScope(node, above, known) !== undefined) return;
		found.push({ at: node.start, name });
	});
	return found;
}

/** Throws a `Failure` that lists what the module `program` of text `code` uses and XS lacks. */
export function refuseLackingGlobals(
	program: Node,
	code: string,
	map: TraceMap,
	folder: string,
): void {
	const lines = new Set<string>();
	for (const { at, name } of lackingGlobals(program)) {
		const before = code.slice(0, at).split("\n");
		const column = before[before.length - 1].length;
		const { source, line } = originalPositionFor(map, { line: before.length, column });
		const place = source === null ? "" : `${relative("", `${folder}/${source}`)}:${line}: `;
		lines.add(`${place}${lackText(name, "xs")}`);
	}
	if (lines.size === 0) return;
	const shown = [...lines].slice(0, SHOWN);
	if (lines.size > SHOWN) shown.push(`and ${lines.size - SHOWN} more`);
	throw new Failure(`not for XS:\n  ${shown.join("\n  ")}`);
}
