/**
 * Makes functions of methods that are only called and that one class alone has: `x.m_(a)` becomes
 * `m_(x, a)`. A method costs 6 variables and one for each parameter for as long as its class is
 * there; a function can be folded away (fold.ts).
 */
import { type NodePath, type PluginObj, types } from "@babel/core";

/** Public methods that no object of the platform has, besides private names. */
const PUBLIC = new Set(
	(
		"tcpConnect tcpListen accept udpBind recvFrom sendTo shutdown peerAddress localAddress " +
		"print reportError moveBytes findControl encodeText decodeText random recv poll ticks schedule " +
		"turn wake loop change route reply pathIs addDecimal addBuffer addText drain remove"
	).split(" "),
);

interface Method {
	owner: NodePath<types.ClassDeclaration>;
	path: NodePath<types.ClassMethod>;
}

function isCandidate(name: string): boolean {
	return name.endsWith("_") || PUBLIC.has(name);
}

function isRequire(node: types.Node | null | undefined): boolean {
	if (!types.isCallExpression(node)) return false;
	return types.isIdentifier(node.callee, { name: "require" }) || node.arguments.some(isRequire);
}

/** Returns whether the object of `path` is a global, or a module of the platform's. */
function isForeign(path: NodePath<types.MemberExpression>): boolean {
	const { object } = path.node;
	if (!types.isIdentifier(object)) return false;
	const declared = path.scope.getBinding(object.name)?.path.node;
	if (declared === undefined) return true;
	return types.isVariableDeclarator(declared) && isRequire(declared.init);
}

/** Methods of classes without a base, by name; null = the name means something else as well. */
function candidates(program: NodePath<types.Program>): Map<string, Method | null> {
	const found = new Map<string, Method | null>();
	program.traverse({
		ClassMethod(path) {
			const { key, kind } = path.node;
			if (!types.isIdentifier(key) || !isCandidate(key.name)) return;
			const owner = path.parentPath.parentPath as NodePath<types.ClassDeclaration>;
			const isPlain = kind === "method" && !path.node.static && !path.node.computed;
			const isTop = owner.isClassDeclaration() && owner.parentPath.isProgram();
			const isAlone = isPlain && isTop && !owner.node.superClass && !found.has(key.name);
			found.set(key.name, isAlone ? { owner, path } : null);
		},
		Property({ node }) {
			if (types.isIdentifier(node.key)) found.set(node.key.name, null);
		},
		ObjectMethod({ node }) {
			if (types.isIdentifier(node.key)) found.set(node.key.name, null);
		},
		StringLiteral({ node }) {
			found.set(node.value, null);
		},
		MemberExpression(path) {
			const { computed, object, property } = path.node;
			if (computed || !types.isIdentifier(property)) return;
			const isCallee = path.parentPath.isCallExpression() && path.key === "callee";
			if (!isCallee || types.isSuper(object) || isForeign(path)) found.set(property.name, null);
		},
	});
	return found;
}

/** Puts `self` in the place of `this` in the method itself and in its arrow functions. */
function renameThis(method: NodePath<types.ClassMethod>, self: string): void {
	method.traverse({
		ThisExpression(path) {
			path.replaceWith(types.identifier(self));
		},
		Function(path) {
			if (!path.isArrowFunctionExpression()) path.skip();
		},
		Class(path) {
			path.skip();
		},
	});
}

/** A Babel plugin; `own` returns whether the code at a place of the bundle is evlite's. */
export function methods(own: (line: number, column: number) => boolean): PluginObj {
	function run(program: NodePath<types.Program>): void {
		const functions = new Map<string, string>();
		for (const [name, method] of candidates(program)) {
			const loc = method?.path.node.loc;
			if (!method || !loc || !own(loc.start.line, loc.start.column)) continue;
			const { path, owner } = method;
			const made = program.scope.generateUid(name);
			const self = path.scope.generateUid("self");
			renameThis(path, self);
			const params = [types.identifier(self), ...(path.node.params as types.Identifier[])];
			const declaration = types.functionDeclaration(types.identifier(made), params, path.node.body);
			declaration.loc = loc;
			if (declaration.id) declaration.id.loc = path.node.key.loc; // keeps its name in the source map
			owner.insertBefore(declaration);
			path.remove();
			functions.set(name, made);
		}
		program.traverse({
			CallExpression({ node }) {
				const { callee } = node;
				if (!types.isMemberExpression(callee) || callee.computed) return;
				const made = functions.get((callee.property as types.Identifier).name);
				if (made === undefined) return;
				node.arguments.unshift(callee.object as types.Expression);
				node.callee = types.identifier(made);
				node.callee.loc = callee.loc;
			},
		});
	}

	return { name: "methods", visitor: { Program: { exit: run } } };
}
