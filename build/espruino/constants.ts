/**
 * What costs variables on Espruino though it need not: a property or element that is `null` is one
 * more than one that is undefined. So evlite's own `null`s become undefined, and comparisons with `null`, the program's
 * own as well, take both: by `??`, since `==` makes a text of the whole of a typed array.
 */
import { type NodePath, type PluginObj, types } from "@babel/core";

function nothing(): types.Expression {
	return types.unaryExpression("void", types.numericLiteral(0));
}

/** A Babel plugin; `own` returns whether the code at a place of the bundle is evlite's. */
export function constants(own: (line: number, column: number) => boolean): PluginObj {
	return {
		name: "constants",
		visitor: {
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
