/**
 * Nothing is allocated after start: what makes an object, a string or a closure may be only in
 * a constructor, or in a function whose doc comment says `@setup` (it runs before the loop) or
 * `@allocates` (making something is what it is called for, and its comment says what).
 */

/** Methods of strings, arrays and functions that make one of them. */
const MAKERS = new Set(
	"bind concat entries filter join keys map padEnd padStart repeat replace slice split subarray substr substring toLowerCase toString toUpperCase trim values".split(
		" ",
	),
);

const MAKING_GLOBALS = new Set(["Object", "JSON", "String", "Array"]);

function isText(node) {
	return (
		(node.type === "Literal" && typeof node.value === "string") || node.type === "TemplateLiteral"
	);
}

function callRule({ callee }) {
	if (callee.type === "Identifier")
		return callee.name === "String" ? "String() makes a string" : null;
	if (callee.type !== "MemberExpression" || callee.computed) return null;
	if (callee.object.type === "Identifier" && MAKING_GLOBALS.has(callee.object.name)) {
		return `${callee.object.name}.${callee.property.name} allocates`;
	}
	return MAKERS.has(callee.property.name) ? `${callee.property.name}() allocates` : null;
}

function joins({ left, right }) {
	return isText(left) || isText(right);
}

/** Kind of node -> why it allocates, or null. */
export const ALLOCATIONS = {
	ObjectExpression: () => "an object literal allocates",
	ArrayExpression: () => "an array literal allocates",
	ArrowFunctionExpression: () => "an arrow function allocates a closure",
	FunctionExpression: () => "a function expression allocates a closure",
	FunctionDeclaration: () => "a function in a function allocates a closure",
	ClassDeclaration: () => "a class in a function allocates",
	ClassExpression: () => "a class in a function allocates",
	NewExpression: () => "new allocates",
	TemplateLiteral: (node) => (node.expressions.length > 0 ? "a template makes a string" : null),
	BinaryExpression: (node) =>
		node.operator === "+" && joins(node) ? "+ on strings makes a string" : null,
	AssignmentExpression: (node) =>
		node.operator === "+=" && isText(node.right) ? "+= on strings makes a string" : null,
	ForOfStatement: () => "for...of allocates an iterator",
	ForInStatement: () => "for...in allocates its keys",
	CallExpression: callRule,
};
