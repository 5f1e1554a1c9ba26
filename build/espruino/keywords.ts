/**
 * Methods called by a keyword, which Espruino cannot read inside a class: `class A{true(){}}` becomes
 * `class A{}` and `A.prototype.true=function(){}` after it.
 */
import { type NodePath, type PluginObj, types } from "@babel/core";

/** Words that end a class body for the interpreter; others it takes for names, though they are keywords. */
const KEYWORDS = new Set(
	(
		"break case catch class const continue debugger default delete do else extends false finally for " +
		"function if in instanceof let new null return static super switch this throw true try typeof " +
		"undefined var void while"
	).split(" "),
);

export function isKeyword(name: unknown): boolean {
	return KEYWORDS.has(String(name));
}

function isNamedByKeyword(member: types.Node): member is types.ClassMethod {
	return (
		types.isClassMethod(member, { kind: "method", static: false, computed: false }) &&
		types.isIdentifier(member.key) &&
		isKeyword(member.key.name)
	);
}

export const keywords: PluginObj = {
	name: "keywords",
	visitor: {
		ClassDeclaration(path: NodePath<types.ClassDeclaration>) {
			const { id, body } = path.node;
			if (!id || path.node.superClass) return; // a method may call super's
			for (const method of body.body.filter(isNamedByKeyword).reverse()) {
				body.body.splice(body.body.indexOf(method), 1);
				const prototype = types.memberExpression(
					types.identifier(id.name),
					types.identifier("prototype"),
				);
				path.insertAfter(
					types.expressionStatement(
						types.assignmentExpression(
							"=",
							types.memberExpression(prototype, method.key as types.Identifier),
							types.functionExpression(
								null,
								method.params as types.Identifier[],
								method.body,
								method.generator,
								method.async,
							),
						),
					),
				);
			}
		},
	},
};
