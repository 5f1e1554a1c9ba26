/** The one syntax tree of this room: ESTree as acorn makes it, walked by estree-walker, its scopes by eslint-scope. */
import { parse as parseText } from "acorn";
import { analyze, type Scope } from "eslint-scope";
import { walk as walkTree } from "estree-walker";

export interface Node {
	type: string;
	start: number;
	end: number;
	// biome-ignore lint/suspicious/noExplicitAny: each kind of node has fields of its own
	[field: string]: any;
}

/** Parses `code`. Throws SyntaxError with the place. */
export function parse(code: string, sourceType: "module" | "script" = "module"): Node {
	return parseText(code, {
		ecmaVersion: "latest",
		sourceType,
		allowReturnOutsideFunction: sourceType === "script",
		locations: true,
		ranges: true,
	});
}

/**
 * Calls `visit` for `node` and all below it, with the nodes above each, nearest last. What is below
 * a node for which it returns false is left out.
 */
export function walk(
	node: Node,
	// biome-ignore lint/suspicious/noConfusingVoidType: most visitors return nothing
	visit: (node: Node, above: Node[]) => boolean | void,
	above: Node[] = [],
): void {
	walkTree(node as never, {
		enter(each) {
			if (visit(each as Node, above) === false) this.skip();
			above.push(each as Node);
		},
		leave() {
			above.pop();
		},
	});
}

export function isNode(value: unknown): value is Node {
	return value !== null && typeof value === "object" && "type" in value && "start" in value;
}

/** The nodes right below `node`, in order of their text. */
export function children(node: Node): Node[] {
	const found = Object.values(node).flat().filter(isNode);
	return found.sort((a, b) => a.start - b.start);
}

export function isFunction(node: Node): boolean {
	return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** The names that a declaration's patterns bind. */
export function boundNames(pattern: Node): string[] {
	if (pattern.type === "Identifier") return [pattern.name];
	if (pattern.type === "VariableDeclaration") {
		return pattern.declarations.flatMap((each: Node) => boundNames(each.id));
	}
	return children(pattern).flatMap(boundNames);
}

/** Which scope binds each variable of a program. */
export class Scopes {
	/** By each identifier that refers to a variable: the node whose scope binds it, null if that is the program or none. */
	private readonly owners = new Map<Node, Node | null>();
	/** Names that the program declares at its top. */
	private readonly declared = new Set<string>();

	constructor(program: Node) {
		const manager = analyze(program as never, {
			ecmaVersion: 2022,
			sourceType: program.sourceType,
			ignoreEval: true,
		});
		for (const scope of manager.scopes) {
			for (const { identifier, resolved } of scope.references) {
				const isBound = resolved !== null && resolved.identifiers.length > 0; // `arguments` is not
				this.owners.set(identifier as unknown as Node, isBound ? ownerOf(resolved.scope) : null);
			}
			for (const { identifiers } of scope.variables) {
				for (const each of identifiers as unknown as Node[]) {
					this.owners.set(each, ownerOf(scope));
					if (ownerOf(scope) === null) this.declared.add(each.name);
				}
			}
		}
	}

	/** Whether the Identifier `node` refers to a variable, not to a property, a method or a label. */
	isVariable(node: Node): boolean {
		return this.owners.has(node);
	}

	/** The node whose scope binds the variable `node`; undefined if that is the program, or none. */
	owner(node: Node): Node | undefined {
		return this.owners.get(node) ?? undefined;
	}

	/** Whether `node` refers to a variable of the program's top, or a global. */
	isTop(node: Node): boolean {
		return this.owners.get(node) === null;
	}

	/** Whether `node` refers to a global, which the program does not declare. */
	isGlobal(node: Node): boolean {
		return this.isTop(node) && !this.declared.has(node.name);
	}
}

/** A class that is declared is bound by the scope around it, though it has its name inside too. */
function ownerOf(scope: Scope): Node | null {
	const isInner = scope.type === "class" && scope.block.type === "ClassDeclaration";
	const owner = isInner ? (scope.upper as Scope) : scope;
	return /^(global|module)$/.test(owner.type) ? null : (owner.block as Node);
}
