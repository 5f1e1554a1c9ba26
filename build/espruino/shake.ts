/**
 * Drops methods of evlite's own classes that nothing in the program can call: a bundler keeps every
 * method of a class that is used, and on Espruino each costs variables. A method is kept if its name
 * occurs anywhere in what is reached from the program, as a property or as a string.
 */
import type { NodePath, PluginObj, types } from "@babel/core";

type Node = types.Node;

/** What a piece of the program mentions. */
interface Piece {
	names: Set<string>;
}

/** Collects every identifier, property name and string in `node`, but for `skip`. */
function mention(node: unknown, skip: ReadonlySet<unknown>, into: Set<string>): void {
	if (Array.isArray(node)) {
		for (const each of node) mention(each, skip, into);
		return;
	}
	if (node === null || typeof node !== "object" || skip.has(node)) return;
	const { type, name, value } = node as { type?: string; name?: unknown; value?: unknown };
	if (type === undefined) return;
	if (type === "Identifier") into.add(name as string);
	if (type === "StringLiteral") into.add(value as string);
	for (const [key, child] of Object.entries(node)) {
		if (key !== "loc" && key !== "leadingComments" && key !== "trailingComments") {
			mention(child, skip, into);
		}
	}
}

function isPlainMethod(node: Node): node is types.ClassMethod {
	return (
		node.type === "ClassMethod" &&
		node.kind === "method" &&
		!node.static &&
		!node.computed &&
		node.key.type === "Identifier"
	);
}

/** A Babel plugin; `own` returns whether the code at a place of the bundle is evlite's. */
export function shake(own: (line: number, column: number) => boolean): PluginObj {
	function prunable(body: types.ClassBody): types.ClassMethod[] {
		const methods = body.body.filter(isPlainMethod);
		return methods.filter((m) => m.loc && own(m.loc.start.line, m.loc.start.column));
	}

	function run(program: types.Program): void {
		const roots = new Set<string>();
		const pieces = new Map<string, Piece[]>(); // by the name that reaches them
		const methods: { list: Node[]; method: types.ClassMethod; name: string }[] = [];
		function add(name: string, node: unknown, skip: ReadonlySet<unknown>): void {
			const names = new Set<string>();
			mention(node, skip, names);
			pieces.set(name, [...(pieces.get(name) ?? []), { names }]);
		}
		for (const statement of program.body) {
			if (statement.type === "FunctionDeclaration" && statement.id) {
				add(statement.id.name, [statement.params, statement.body], new Set());
			} else if (statement.type === "ClassDeclaration" && statement.id) {
				const apart = new Set(prunable(statement.body));
				add(statement.id.name, [statement.superClass, statement.body], apart);
				for (const method of apart) {
					const { name } = method.key as types.Identifier;
					add(name, [method.params, method.body], new Set());
					methods.push({ list: statement.body.body, method, name });
				}
			} else mention(statement, new Set(), roots);
		}
		const reached = new Set<string>();
		const waiting = [...roots];
		for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
			if (reached.has(name)) continue;
			reached.add(name);
			for (const piece of pieces.get(name) ?? []) waiting.push(...piece.names);
		}
		for (const { list, method, name } of methods) {
			if (!reached.has(name)) list.splice(list.indexOf(method), 1);
		}
	}

	return {
		name: "shake",
		visitor: {
			Program(path: NodePath<types.Program>) {
				run(path.node);
			},
		},
	};
}
