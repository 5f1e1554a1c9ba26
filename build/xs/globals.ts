/** Globals that a program uses and XS does not have. */
import { type Node, Scopes, walk } from "../ast.js";
import type { Finding } from "../findings.js";
import { GLOBALS, lackText } from "../lacking.js";

/** "NAME" for the global of that name and for globalThis.NAME where it is called or asked for a property. */
function globalName(node: Node, above: readonly Node[], scopes: Scopes): string | null {
	const parent = above[above.length - 1];
	if (node.type === "Identifier") return scopes.isGlobal(node) ? node.name : null;
	if (node.type !== "MemberExpression" || node.computed === true) return null;
	if (node.object.name !== "globalThis" || parent?.optional === true) return null;
	return parent?.callee === node || parent?.object === node ? node.property.name : null;
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
export function lackingGlobals(program: Node): Finding[] {
	const own = providedNames(program);
	const scopes = new Scopes(program);
	const found: Finding[] = [];
	walk(program, (node, above) => {
		const name = globalName(node, above, scopes);
		if (name === null || !GLOBALS.xs.has(name) || own.has(name)) return;
		found.push({ at: node.start, text: lackText(name, "xs") });
	});
	return found;
}
