/** Module tops that do nothing, and definitions that come before their use. */
import { children } from "../sources.mjs";

const QUIET = new Set([
	"ClassDeclaration",
	"EmptyStatement",
	"ExportAllDeclaration",
	"ExportDefaultDeclaration",
	"FunctionDeclaration",
	"ImportDeclaration",
	"TSDeclareFunction",
	"TSInterfaceDeclaration",
	"TSTypeAliasDeclaration",
	"TSEnumDeclaration",
	"TSModuleDeclaration",
	"TSGlobalDeclaration",
	"TSExportAssignment",
	"TSImportEqualsDeclaration",
]);

/** A value that needs no memory: literals, other constants, and operators on them. */
function isConstant(node) {
	switch (node.type) {
		case "Literal":
			return !node.regex && !node.bigint;
		case "Identifier":
			return true;
		case "TemplateLiteral":
			return node.expressions.length === 0;
		case "UnaryExpression":
			return node.operator !== "delete" && isConstant(node.argument);
		case "BinaryExpression":
			return isConstant(node.left) && isConstant(node.right);
		case "ParenthesizedExpression":
		case "TSAsExpression":
		case "TSSatisfiesExpression":
			return isConstant(node.expression);
		default:
			return false;
	}
}

function unwrap(statement) {
	const exported = statement.type === "ExportNamedDeclaration" && statement.declaration;
	return exported || statement;
}

function topRule(statement) {
	const node = unwrap(statement);
	if (QUIET.has(node.type) || node.type === "ExportNamedDeclaration") return null;
	if (node.type !== "VariableDeclaration") return "work on import: only const, class and function";
	if (node.declare) return null;
	if (node.kind !== "const") return `module ${node.kind}: state hangs off the event base`;
	const plain = node.declarations.every((each) => each.init !== null && isConstant(each.init));
	return plain ? null : "a module const is a number or a string; build tables in a constructor";
}

function declared(node) {
	if (node.type === "ClassDeclaration" || node.type === "FunctionDeclaration")
		return [node.id?.name];
	if (node.type !== "VariableDeclaration") return [];
	return node.declarations.map((each) => each.id.name);
}

/** The names that run when the module loads: base classes and the values of constants. */
function usedAtLoad(node) {
	const parts = [];
	if (node.type === "ClassDeclaration" && node.superClass !== null) parts.push(node.superClass);
	if (node.type === "VariableDeclaration")
		parts.push(...node.declarations.map((each) => each.init));
	return parts.filter((each) => each !== null).flatMap(identifiers);
}

function identifiers(node) {
	if (node.type === "Identifier") return [node];
	return children(node).flatMap(identifiers);
}

/** Refuses what a module does when it loads. `refuse(node, reason)` takes the findings. */
export function checkTop(program, refuse) {
	const later = new Set(program.body.map(unwrap).flatMap(declared));
	for (const statement of program.body) {
		const reason = topRule(statement);
		if (reason !== null) refuse(statement, reason);
		const node = unwrap(statement);
		for (const used of usedAtLoad(node)) {
			if (later.has(used.name)) refuse(used, `${used.name} is defined further down`);
		}
		for (const name of declared(node)) later.delete(name);
	}
}

/** Refuses a function inside a function that is named before it is defined: no hoisting. */
export function checkInner(body, refuse) {
	const inner = body.filter((node) => node.type === "FunctionDeclaration");
	for (const { id, start } of inner) {
		for (const statement of body) {
			if (statement.start >= start || statement.type === "FunctionDeclaration") continue;
			const early = identifiers(statement).find((each) => each.name === id.name);
			if (early !== undefined) refuse(early, `${id.name} is defined further down`);
		}
	}
}
