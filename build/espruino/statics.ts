/**
 * Static members that a class inherits, which Espruino does not know: methods are given to the
 * subclass when it is made, a field is read from the class that declares it.
 */
import { type NodePath, type PluginObj, types } from "@babel/core";
import { INHERITED_STATIC } from "./marks.js";

interface Record {
	name: string;
	path: NodePath<types.Class>;
	base: Record | null;
	hasSubclass: boolean;
	methods: Set<string>;
	fields: Set<string>;
	accessors: Set<string>;
}

type Records = Map<NodePath, Record>; // by the path that declares the class's name

function nameOf(path: NodePath<types.Class>): { name: string; declaration: NodePath } | null {
	if (path.isClassDeclaration() && path.node.id) {
		return { name: path.node.id.name, declaration: path };
	}
	const parent = path.parentPath;
	if (!parent?.isVariableDeclarator() || !types.isIdentifier(parent.node.id)) return null;
	return { name: parent.node.id.name, declaration: parent };
}

/** The class that `name` refers to in the scope of `path`, if it never refers to another. */
function recordOf(records: Records, path: NodePath, name: string): Record | null {
	const binding = path.scope.getBinding(name);
	return binding?.constant ? (records.get(binding.path) ?? null) : null;
}

/** The names of \`this.NAME = ...\` in a static block, which is what static fields may have become. */
function assigned(block: types.StaticBlock): string[] {
	return block.body.flatMap((statement) => {
		if (!types.isExpressionStatement(statement)) return [];
		const { expression } = statement;
		if (!types.isAssignmentExpression(expression)) return [];
		const { left } = expression;
		if (!types.isMemberExpression(left) || !types.isThisExpression(left.object)) return [];
		return types.isIdentifier(left.property) && !left.computed ? [left.property.name] : [];
	});
}

function add(records: Records, path: NodePath<types.Class>): void {
	const named = nameOf(path);
	if (named === null) return;
	const { superClass, body } = path.node;
	const base = types.isIdentifier(superClass) ? recordOf(records, path, superClass.name) : null;
	const found: Record = {
		...{ name: named.name, path, base, hasSubclass: false },
		...{ methods: new Set(), fields: new Set(), accessors: new Set() },
	};
	for (const each of body.body) {
		if (types.isStaticBlock(each)) for (const name of assigned(each)) found.fields.add(name);
		if (!types.isClassMethod(each) && !types.isClassProperty(each)) continue;
		if (!each.static || each.computed || !types.isIdentifier(each.key)) continue;
		if (types.isClassProperty(each)) found.fields.add(each.key.name);
		else (each.kind === "method" ? found.methods : found.accessors).add(each.key.name);
	}
	for (let above = base; above !== null; above = above.base) above.hasSubclass = true;
	records.set(named.declaration, found);
}

/** The class nearest to `from` that declares the static `name`. */
function declaring(from: Record, name: string): Record | null {
	for (let each: Record | null = from; each !== null; each = each.base) {
		if (each.methods.has(name) || each.fields.has(name) || each.accessors.has(name)) return each;
	}
	return null;
}

/** The class whose static method uses the `this` at `path`. */
function ownerOfThis(records: Records, path: NodePath): Record | null {
	let at = path.getFunctionParent();
	while (at?.isArrowFunctionExpression()) at = at.getFunctionParent();
	if (!at?.isClassMethod() || !at.node.static) return null;
	const named = nameOf(at.parentPath.parentPath as NodePath<types.Class>);
	return named === null ? null : (records.get(named.declaration) ?? null);
}

function isWritten(path: NodePath): boolean {
	const { parent, key } = path;
	if (types.isAssignmentExpression(parent)) return key === "left";
	return (
		types.isUpdateExpression(parent) || types.isUnaryExpression(parent, { operator: "delete" })
	);
}

/** Has `path` read the field of the class that declares it, or leaves a mark. */
function resolve(records: Records, path: NodePath<types.MemberExpression>): void {
	const { object, property, computed } = path.node;
	if (computed || !types.isIdentifier(property)) return;
	const isThis = types.isThisExpression(object);
	const from = types.isIdentifier(object)
		? recordOf(records, path, object.name)
		: isThis
			? ownerOfThis(records, path)
			: null;
	const to = from === null ? null : declaring(from, property.name);
	if (from === null || to === null || to.methods.has(property.name)) return;
	if (to === from && !(isThis && from.hasSubclass)) return;
	const isKnown = recordOf(records, path, to.name) === to;
	const isField = to.fields.has(property.name) && !isWritten(path);
	const named = types.identifier(isKnown && isField ? to.name : INHERITED_STATIC);
	named.loc = object.loc;
	path.node.object = named;
}

/** Gives the class the methods that it inherits and that the program mentions. */
function inherit(found: Record, mentioned: ReadonlySet<string>): void {
	const copied = new Set<string>();
	for (let above = found.base; above !== null; above = above.base) {
		for (const name of above.methods) if (declaring(found, name) === above) copied.add(name);
	}
	const base = found.path.node.superClass as types.Identifier;
	const statement = found.path.getStatementParent() as NodePath;
	for (const name of copied) {
		if (!mentioned.has(name)) continue;
		const [to, from] = [found.name, base.name].map((each) =>
			types.memberExpression(types.identifier(each), types.identifier(name)),
		);
		statement.insertAfter(types.expressionStatement(types.assignmentExpression("=", to, from)));
	}
}

function run(program: NodePath<types.Program>): void {
	const records: Records = new Map();
	const mentioned = new Set<string>();
	program.traverse({
		Class: (path) => add(records, path),
		MemberExpression({ node: { property, computed } }) {
			if (!computed && types.isIdentifier(property)) mentioned.add(property.name);
		},
	});
	if (![...records.values()].some((each) => each.base !== null)) return;
	program.traverse({ MemberExpression: (path) => resolve(records, path) });
	for (const each of records.values()) if (each.base !== null) inherit(each, mentioned);
}

export const statics: PluginObj = { name: "statics", visitor: { Program: run } };
