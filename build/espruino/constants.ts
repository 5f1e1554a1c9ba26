/**
 * What costs variables on Espruino though it need not: a constant is one or two, wherever it is not
 * put in the place of its uses; a property or element that is `null` is one more than one that is
 * undefined. So evlite's own `null`s become undefined, and comparisons with `null`, the program's
 * own as well, take both: by `??`, since `==` makes a text of the whole of a typed array.
 */
import { type NodePath, type PluginObj, types } from "@babel/core";

/** Replaces the uses of `declarator`, a `const` at the top, by its number. */
function inline(declarator: NodePath<types.VariableDeclarator>, program: NodePath): void {
	const { id } = declarator.node;
	const value = (declarator.get("init") as NodePath).evaluate();
	if (!types.isIdentifier(id) || !value.confident || typeof value.value !== "number") return;
	const binding = program.scope.getBinding(id.name);
	if (binding === undefined || !binding.constant) return;
	if (binding.referencePaths.some((path) => types.isExportSpecifier(path.parent))) return;
	for (const path of binding.referencePaths) {
		const { parent } = path;
		if (types.isObjectProperty(parent) && parent.shorthand) parent.shorthand = false;
		path.replaceWith(types.valueToNode(value.value));
	}
	declarator.remove();
}

function nothing(): types.Expression {
	return types.unaryExpression("void", types.numericLiteral(0));
}

/** A Babel plugin; `own` returns whether the code at a place of the bundle is evlite's. */
export function constants(own: (line: number, column: number) => boolean): PluginObj {
	return {
		name: "constants",
		visitor: {
			Program(program: NodePath<types.Program>) {
				for (const statement of program.get("body")) {
					if (!statement.isVariableDeclaration({ kind: "const" })) continue;
					for (const each of statement.get("declarations")) inline(each, program);
				}
			},
			BinaryExpression({ node }: NodePath<types.BinaryExpression>) {
				const { left, right, operator } = node;
				if (!/^[!=]=/.test(operator)) return;
				const isLeft = types.isNullLiteral(left);
				if (!isLeft && !types.isNullLiteral(right)) return;
				const value = (isLeft ? right : left) as types.Expression;
				node.operator = operator.startsWith("!") ? "!==" : "===";
				node.left = types.logicalExpression("??", value, nothing());
				node.right = nothing();
			},
			NullLiteral(path: NodePath<types.NullLiteral>) {
				const { loc } = path.node;
				if (!loc || !own(loc.start.line, loc.start.column)) return;
				if (path.parentPath.isBinaryExpression() || path.parentPath.isClass()) return;
				path.replaceWith(nothing());
			},
		},
	};
}
