/**
 * Constructors of subclasses that have fields and no constructor of their own. Whoever strips types
 * or moves fields writes one that passes on whatever it gets, `super(...arguments)`, which Espruino
 * cannot read; these pass on as many arguments as the base's constructor takes.
 */
import { type NodePath, type PluginObj, types } from "@babel/core";

type Class = NodePath<types.Class>;

function constructorOf(path: Class): types.ClassMethod | undefined {
	for (const each of path.node.body.body) {
		if (types.isClassMethod(each, { kind: "constructor" })) return each;
	}
	return undefined;
}

/** The class that `path` extends, if this program declares it. */
function baseOf(path: Class): Class | null {
	const { superClass } = path.node;
	if (!types.isIdentifier(superClass)) return null;
	const binding = path.scope.getBinding(superClass.name);
	const found = binding?.path;
	if (found?.isClassDeclaration()) return found;
	if (!binding?.constant || !found?.isVariableDeclarator()) return null;
	const init = found.get("init"); // const A = class { ... }
	return init.isClassExpression() ? init : null;
}

/** The call `super(...arguments)` of a constructor without parameters; null if it has none. */
function callWithAll(method: types.ClassMethod): types.CallExpression | null {
	for (const statement of method.params.length === 0 ? method.body.body : []) {
		if (!types.isExpressionStatement(statement)) continue;
		const call = statement.expression;
		if (!types.isCallExpression(call) || !types.isSuper(call.callee)) continue;
		const [first] = call.arguments;
		if (!types.isSpreadElement(first)) continue;
		if (types.isIdentifier(first.argument, { name: "arguments" })) return call;
	}
	return null;
}

/** How many arguments the constructor of `path` takes, its base's if it has none; -1 = not known. */
function arity(path: Class): number {
	const own = constructorOf(path);
	if (own === undefined || callWithAll(own) !== null) {
		const base = baseOf(path);
		if (base !== null) return arity(base);
		return path.node.superClass ? -1 : 0;
	}
	const { params } = own;
	return params.some((each) => types.isRestElement(each)) ? -1 : params.length;
}

function hasFields(path: Class): boolean {
	return path.node.body.body.some((each) => types.isClassProperty(each) && !each.static);
}

/** Gives `path` a constructor, or that which it has the parameters, if it needs them. */
function complete(path: Class): void {
	const own = constructorOf(path);
	if (baseOf(path) === null || (own === undefined && !hasFields(path))) return;
	const call = own === undefined ? types.callExpression(types.super(), []) : callWithAll(own);
	const count = arity(path);
	if (call === null || count < 0) return; // Babel says what it cannot do
	const names = Array.from({ length: count }, () => path.scope.generateUidIdentifier("a"));
	const params = names.map((each) => types.cloneNode(each));
	call.arguments = names;
	if (own !== undefined) {
		own.params = params;
		return;
	}
	const body = types.blockStatement([types.expressionStatement(call)]);
	const name = types.identifier("constructor");
	path.node.body.body.unshift(types.classMethod("constructor", name, params, body));
}

export const constructors: PluginObj = {
	name: "constructors",
	visitor: {
		Program(program: NodePath<types.Program>) {
			program.traverse({ Class: complete });
		},
	},
};
