/** Walking the syntax tree that acorn makes, without a type for each kind of node. */

export interface Node {
	type: string;
	start: number;
	end: number;
	[field: string]: unknown;
}

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

/** Tells whether `node`, an Identifier below `above`, stands for a variable, not for a property or a method. */
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
