/**
 * Subclasses made while a `super()` runs. Espruino keeps one class at a time whose `super` is meant;
 * inside of `super(...)`, in what is passed and in the base's constructor, a constructor that calls
 * `super` in its turn throws "Calling 'super' outside of class", unless it is a base's own. Found is
 * what happens in any case, not under a condition, in constructors, functions at the top and an
 * object's own methods, called by their names.
 */

import { children, isFunction, isNode, type Node, type Scopes } from "../ast.js";
import type { Finding } from "../findings.js";

interface Class {
	base: string | null;
	/** The constructor's function, if it has one. */
	made: Node | null;
	methods: Map<string, Node>;
}

function classOf(node: Node): Class {
	const found: Class = { base: null, made: null, methods: new Map() };
	const base = node.superClass as Node | null;
	if (base?.type === "Identifier") found.base = base.name as string;
	for (const member of (node.body as Node).body as Node[]) {
		if (member.type !== "MethodDefinition" || member.static === true) continue;
		if (member.kind === "constructor") found.made = member.value as Node;
		else if (member.kind === "method" && member.computed !== true) {
			found.methods.set((member.key as Node).name as string, member.value as Node);
		}
	}
	return found;
}

/** The parts of a node that run in any case, of nodes that have others as well. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
	ConditionalExpression: ["test"],
	ForInStatement: ["right"],
	ForOfStatement: ["right"],
	ForStatement: ["init", "test"],
	IfStatement: ["test"],
	LogicalExpression: ["left"],
	SwitchStatement: ["discriminant"],
	TryStatement: ["block", "finalizer"],
	WhileStatement: ["test"],
};

function always(node: Node): Node[] {
	const parts = ALWAYS[node.type];
	return parts === undefined ? children(node) : parts.map((part) => node[part]).filter(isNode);
}

export function badSupers(program: Node, scopes: Scopes): Finding[] {
	const found: Finding[] = [];
	const classes = new Map<string, Class>();
	const functions = new Map<string, Node>();
	for (const node of program.body as Node[]) {
		if (node.type === "ClassDeclaration")
			classes.set((node.id as Node).name as string, classOf(node));
		if (node.type === "FunctionDeclaration") functions.set((node.id as Node).name as string, node);
	}

	/** Calls `visit` for what runs whenever `node` does. */
	function running(node: Node, visit: (node: Node) => void): void {
		if (isFunction(node) || node.type.startsWith("Class")) return;
		visit(node);
		for (const child of always(node)) running(child, visit);
	}

	/** The class whose constructor is run for `name`: itself, or the next base that has one. */
	function making(name: string | null): Class | null {
		const each = name === null ? undefined : classes.get(name);
		if (each === undefined) return null;
		return each.made === null ? making(each.base) : each;
	}

	/** The calls `super(...)` of a class's own constructor. */
	function supers({ made }: Class): Node[] {
		const calls: Node[] = [];
		if (made === null) return calls;
		running(made.body, (node) => {
			if (node.type === "CallExpression" && (node.callee as Node).type === "Super")
				calls.push(node);
		});
		return calls;
	}

	/** Looks through what runs with `node`, itself inside of a `super(...)` of an object of `self`. */
	function inside(node: Node, self: Class, seen: Set<Node>): void {
		const enter = (next: Node | null | undefined, of: Class): void => {
			if (!next || seen.has(next)) return;
			seen.add(next);
			running(next.body, (each) => look(each, of));
		};
		const look = (each: Node, of: Class): void => {
			const callee = each.callee as Node | undefined;
			if (callee === undefined) return;
			const name = callee.name as string;
			if (callee.type === "Super") {
				const base = making(of.base);
				if (base !== null) enter(base.made, base);
			} else if (callee.type === "MemberExpression") {
				const isOwn = (callee.object as Node).type === "ThisExpression" && callee.computed !== true;
				if (isOwn) enter(of.methods.get((callee.property as Node).name as string), of);
			} else if (scopes.isTop(callee)) {
				if (each.type === "CallExpression") enter(functions.get(name), of);
				const made = each.type === "NewExpression" ? making(name) : null;
				if (made === null) return;
				if (supers(made).length > 0) {
					const text = `new ${name} while a super() runs, and calls super() itself`;
					found.push({ at: each.start, text });
				}
				enter(made.made, made);
			}
		};
		running(node, (each) => look(each, self));
	}

	for (const each of classes.values()) {
		for (const call of supers(each)) inside(call, each, new Set());
	}
	return found;
}
