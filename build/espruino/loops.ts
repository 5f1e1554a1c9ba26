/**
 * The last rewriting before the check. Names of properties that are not ASCII, which the minifier
 * took out of their quotes, go back into them.
 *
 * Loops whose variable is used by a function made inside them: Espruino has one variable for all
 * rounds; so the body gets a copy of its own, which is another one each round: `for(let i ...){...i}`
 * becomes `for(let i ...){const i0=i;...i0}`. Where the body changes the variable it stays as it is,
 * and the check refuses it.
 */
import { type NodePath, transformSync, types } from "@babel/core";
import type { Mapped } from "./lower.js";

type Loop = types.ForStatement | types.ForInStatement | types.ForOfStatement;

/** The variable declaration in the head of a loop, if it is one that is new each round. */
function headOf(loop: NodePath<Loop>): NodePath<types.VariableDeclaration> | null {
	const head = loop.get(loop.isForStatement() ? "init" : "left") as NodePath;
	return head.isVariableDeclaration() && head.node.kind !== "var" ? head : null;
}

/** The uses of `name` inside the body of `loop` if it needs a copy and may have one, else none. */
function uses(loop: NodePath<Loop>, name: string): NodePath[] {
	const binding = loop.scope.getOwnBinding(name);
	const body = loop.get("body") as NodePath;
	if (binding === undefined) return [];
	const inside = (path: NodePath) => path.isDescendant(body);
	const used = binding.referencePaths.filter(inside);
	const outer = loop.getFunctionParent()?.node;
	if (used.every((path) => path.getFunctionParent()?.node === outer)) return [];
	return binding.constantViolations.some(inside) ? [] : used;
}

/** Copies what needs to be copied in `loop`. Returns whether something did. */
function copy(loop: NodePath<Loop>): boolean {
	const head = headOf(loop);
	let copied = false;
	if (head === null) return false;
	for (const name of Object.keys(types.getBindingIdentifiers(head.node))) {
		const used = uses(loop, name);
		if (used.length === 0) continue;
		copied = true;
		const { name: own } = loop.scope.generateUidIdentifier(name);
		for (const { node, parent } of used) {
			if (types.isObjectProperty(parent) && parent.shorthand) parent.shorthand = false;
			(node as types.Identifier).name = own;
		}
		loop.ensureBlock();
		const declaration = types.variableDeclarator(types.identifier(own), types.identifier(name));
		(loop.node.body as types.BlockStatement).body.unshift(
			types.variableDeclaration("const", [declaration]),
		);
	}
	return copied;
}

const isForeign = (node: types.Node): node is types.Identifier =>
	types.isIdentifier(node) && /[^\x20-\x7e]/.test(node.name);

/** Puts the name of the property that `path` defines or uses into quotes. Returns whether it did. */
function quote(path: NodePath): boolean {
	const { node } = path;
	if (types.isMemberExpression(node) && !node.computed && isForeign(node.property)) {
		node.property = types.stringLiteral(node.property.name);
		node.computed = true;
		return true;
	}
	if (!types.isObjectProperty(node) || node.computed || !isForeign(node.key)) return false;
	if (node.shorthand) return false;
	node.key = types.stringLiteral(node.key.name);
	return true;
}

/** Returns `script` with a copy of the variable in each loop that needs one and may have it. */
export function loops(script: Mapped): Mapped {
	let copied = false;
	const visitor = {
		"ObjectProperty|MemberExpression"(path: NodePath) {
			copied = quote(path) || copied;
		},
		Loop(path: NodePath) {
			copied = copy(path as NodePath<Loop>) || copied;
		},
	};
	const result = transformSync(script.code, {
		babelrc: false,
		configFile: false,
		generatorOpts: { jsescOption: { minimal: true } }, // text stays UTF-8
		inputSourceMap: script.map as never,
		minified: true,
		plugins: [{ name: "loops", visitor }],
		sourceMaps: true,
		sourceType: "script",
	});
	return copied ? { code: result?.code as string, map: result?.map as object } : script;
}
