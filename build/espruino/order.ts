/**
 * Order: Espruino hoists nothing. A function or a variable exists from the moment its declaration
 * is executed, so what is called while the program loads must be above the call, and what a
 * function uses of its own must be above the use.
 */
import { boundNames, isFunction, type Node, type Scopes, walk } from "../ast.js";
import type { Finding } from "../findings.js";

/** The nearest function above, or the program. */
function scopeOf(above: readonly Node[]): Node {
	for (let i = above.length - 1; i > 0; i--) if (isFunction(above[i])) return above[i];
	return above[0];
}

/** Returns whether the identifier `node` is the name or a parameter of the function `parent`. */
function declares(parent: Node, node: Node): boolean {
	return isFunction(parent) && parent.body !== node;
}

/** Uses of functions, classes and `var`s above their declaration in the same function. */
function usesAbove(program: Node, scopes: Scopes): Finding[] {
	const found: Finding[] = [];
	const places = new Map<Node, Map<string, number>>(); // by function, then by name: where it is declared
	function declare(scope: Node, name: string, at: number): void {
		const names = places.get(scope) ?? new Map<string, number>();
		names.set(name, Math.min(at, names.get(name) ?? at));
		places.set(scope, names);
	}
	walk(program, (node, above) => {
		if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") {
			declare(scopeOf(above), (node.id as Node).name as string, node.start);
		} else if (node.type === "VariableDeclaration" && node.kind === "var") {
			for (const name of boundNames(node)) declare(scopeOf(above), name, node.start);
		}
	});
	walk(program, (node, above) => {
		if (!scopes.isVariable(node)) return;
		const scope = scopeOf(above);
		const at = places.get(scope)?.get(node.name as string);
		if (at === undefined || node.start >= at || declares(above[above.length - 1], node)) return;
		found.push({ at: node.start, text: `${node.name} is used above its declaration` });
	});
	return found;
}

/** `var`s used outside of the block that declares them, which may never have run. */
function usesOutside(program: Node, scopes: Scopes): Finding[] {
	const found: Finding[] = [];
	const blocks = new Map<Node, Map<string, Node[]>>(); // by function, then by name: the blocks that declare it
	walk(program, (node, above) => {
		if (node.type !== "VariableDeclaration" || node.kind !== "var") return;
		const scope = scopeOf(above);
		const parent = above[above.length - 1];
		const inHead = parent.type === "ForStatement" && parent.init === node; // which always runs
		const block = inHead ? above[above.length - 2] : parent;
		const names = blocks.get(scope) ?? new Map<string, Node[]>();
		for (const name of boundNames(node)) names.set(name, [...(names.get(name) ?? []), block]);
		blocks.set(scope, names);
	});
	walk(program, (node, above) => {
		if (!scopes.isVariable(node)) return;
		const declaring = blocks.get(scopeOf(above))?.get(node.name as string);
		if (
			declares(above[above.length - 1], node) ||
			declaring === undefined ||
			declaring.some((block) => above.includes(block))
		)
			return;
		found.push({
			at: node.start,
			text: `var ${node.name} is used outside of the block that declares it`,
		});
	});
	return found;
}

/** What the statement `node`, at the top, mentions of what is declared there; methods count as called. */
function mentioned(node: Node, scopes: Scopes): Set<string> {
	const names = new Set<string>();
	walk(node, (each) => {
		if (scopes.isTop(each)) names.add(each.name);
	});
	return names;
}

/** Returns whether executing `node`, a statement at the top, calls anything. */
function calls(node: Node): boolean {
	let found = false;
	walk(node, (each, above) => {
		if (each.type !== "CallExpression" && each.type !== "NewExpression") return;
		found ||= !above.some(isFunction);
	});
	return found;
}

/** Calls made while the program loads that can reach a function which is declared below them. */
function callsAhead(program: Node, scopes: Scopes): Finding[] {
	const found: Finding[] = [];
	const body = program.body as Node[];
	const below = new Map<string, Node>(); // declared below the statement at hand
	const pieces = new Map<string, Set<string>>();
	for (const statement of body) {
		if (statement.type !== "FunctionDeclaration" && statement.type !== "ClassDeclaration") continue;
		below.set((statement.id as Node).name as string, statement);
		pieces.set((statement.id as Node).name as string, mentioned(statement, scopes));
	}
	for (const statement of body) {
		if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") {
			below.delete((statement.id as Node).name as string);
			continue;
		}
		if (below.size === 0 || !calls(statement)) continue;
		const reached = new Set<string>();
		const waiting = [...mentioned(statement, scopes)];
		for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
			if (reached.has(name)) continue;
			reached.add(name);
			if (below.has(name))
				found.push({ at: statement.start, text: `a call here needs ${name}, declared below` });
			waiting.push(...(pieces.get(name) ?? []));
		}
	}
	return found;
}

/** With `folded`, calls that come too early are not looked for: one maker is for many functions. */
export function badOrder(program: Node, scopes: Scopes, folded: boolean): Finding[] {
	const found = [...usesAbove(program, scopes), ...usesOutside(program, scopes)];
	return folded ? found : [...found, ...callsAhead(program, scopes)];
}
