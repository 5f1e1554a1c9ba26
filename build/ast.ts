/** Walking the syntax tree that acorn makes, without a type for each kind of node. */

export interface Node {
	type: string;
	start: number;
	end: number;
	// biome-ignore lint/suspicious/noExplicitAny: each kind of node has fields of its own
	[field: string]: any;
}

/** The parent of the program when a part of it is walked. */
export const PROGRAM: Node = { type: "Program", start: 0, end: 0 };

export function isNode(value: unknown): value is Node {
	return value !== null && typeof value === "object" && "type" in value && "start" in value;
}

/** The nodes right below `node`, in order of their text. */
export function children(node: Node): Node[] {
	const found: Node[] = [];
	for (const value of Object.values(node)) {
		if (Array.isArray(value)) found.push(...value.filter(isNode));
		else if (isNode(value)) found.push(value);
	}
	return found.sort((a, b) => a.start - b.start);
}

/** Calls `visit` for `node` and all below it, with the nodes above each, nearest last. */
export function walk(
	node: Node,
	visit: (node: Node, above: Node[]) => void,
	above: Node[] = [],
): void {
	visit(node, above);
	above.push(node);
	for (const child of children(node)) walk(child, visit, above);
	above.pop();
}

export function isFunction(node: Node): boolean {
	return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** Returns whether `node`, an Identifier below `above`, refers to a variable, not to a property or a method. */
export function isReference(node: Node, above: readonly Node[]): boolean {
	const parent = above[above.length - 1];
	if (parent === undefined) return true;
	if (parent.type === "MemberExpression") return parent.object === node || parent.computed === true;
	if (parent.type === "Property" || parent.type === "MethodDefinition") {
		return parent.value === node || parent.computed === true;
	}
	return parent.type !== "PropertyDefinition" || parent.value === node;
}

/** The names that a declaration's patterns bind. */
export function boundNames(pattern: Node): string[] {
	if (pattern.type === "Identifier") return [pattern.name as string];
	if (pattern.type === "VariableDeclaration") {
		return (pattern.declarations as Node[]).flatMap((each) => boundNames(each.id as Node));
	}
	return children(pattern).flatMap(boundNames);
}

/** The names that `scope` itself binds: a function's parameters and `var`s, a block's declarations. */
export function bindings(scope: Node, known: Map<Node, Set<string>>): Set<string> {
	const seen = known.get(scope);
	if (seen !== undefined) return seen;
	const names = new Set<string>();
	known.set(scope, names);
	const add = (pattern: Node) => {
		for (const name of boundNames(pattern)) names.add(name);
	};
	if (isFunction(scope)) {
		for (const each of scope.params as Node[]) add(each);
		walk(scope.body as Node, (node, above) => {
			if (node.type !== "VariableDeclaration" || node.kind !== "var") return;
			if (!above.some(isFunction)) add(node);
		});
	}
	if (/^(Function|Class)Expression$/.test(scope.type) && scope.id) add(scope.id as Node);
	if (scope.type === "CatchClause" && scope.param) add(scope.param as Node);
	const statements = scope.type === "SwitchStatement" ? (scope.cases as Node[]) : [scope];
	for (const holder of statements) {
		for (const node of children(holder)) {
			if (node.type === "VariableDeclaration" && node.kind !== "var") add(node);
			if (/^(Function|Class)Declaration$/.test(node.type) && node.id) add(node.id as Node);
		}
	}
	return names;
}

/**
 * The scope that binds what the reference `node` below `above` refers to; undefined if that is the
 * program, or none.
 */
export function bindingScope(
	node: Node,
	above: readonly Node[],
	known: Map<Node, Set<string>>,
): Node | undefined {
	const parent = above[above.length - 1];
	const isItsName = parent.type === "FunctionDeclaration" && parent.id === node; // bound outside
	for (let i = above.length - (isItsName ? 2 : 1); i > 0; i--) {
		if (bindings(above[i], known).has(node.name as string)) return above[i];
	}
	return undefined;
}

/** Returns whether the reference `node` below `above` is to what the program declares at the top. */
export function isTop(node: Node, above: readonly Node[], known: Map<Node, Set<string>>): boolean {
	return bindingScope(node, above, known) === undefined;
}
