/** Syntax that firmware 2v29 cannot read, or reads as something else (docs: Espruino's language). */

import { isFunction, type Node, type Scopes, walk } from "../ast.js";
import { isKeyword } from "./keywords.js";
import { badPattern } from "./pattern.js";

const GENERATOR = "a generator: return an array, or call a function for each element";

/** Node types that are wrong everywhere. */
const WRONG: Readonly<Record<string, string>> = {
	ArrayPattern: "destructuring: take the elements out one by one",
	AssignmentPattern: "a default value: compare with undefined",
	AwaitExpression: "await: use .then(), or callbacks",
	ChainExpression: "?.: write the comparison out",
	ImportDeclaration: "import: require() it",
	ImportExpression: "import(): import it at the top",
	LabeledStatement: "a label: put the loops into a function and return",
	MetaProperty: "new.target and import.meta: pass what is needed as an argument",
	ObjectPattern: "destructuring: take the fields out one by one",
	PrivateIdentifier: "a #private name: end the name in _ instead",
	RestElement: "a rest parameter: use arguments",
	SpreadElement: "spread: use concat() or apply()",
	StaticBlock: "a static block: assign below the class",
	TaggedTemplateExpression: "a tagged template: call the function with its arguments",
	WithStatement: "with: name the object",
	YieldExpression: GENERATOR,
};

const ESCAPE = "\\u{...}: write the character itself";
const LONG = /(?<!\\)(?:\\\\)*\\u\{/; // an escape for a code point
const OPERATORS = /^(\*\*|\*\*=|\|\|=|&&=|\?\?=)$/;
const BUILT_IN_CLASS =
	/^(Error|Array|Object|Function|Promise|String|Number|Uint8Array|ArrayBuffer)$/;

function inFunction(node: Node): string | null {
	if (node.generator === true) return GENERATOR;
	return node.async === true ? "async: return a Promise, or use callbacks" : null;
}

function inClass(node: Node): string | null {
	const base = node.superClass as Node | null;
	if (base === null) return null;
	if (base.type !== "Identifier")
		return "extends with anything but a name: give the class a name first";
	return BUILT_IN_CLASS.test(base.name as string)
		? `extends ${base.name}: keep one in a field instead`
		: null;
}

function inSwitch(node: Node): string | null {
	const cases = node.cases as Node[];
	const last = cases.findIndex((each) => each.test === null);
	if (last >= 0 && last !== cases.length - 1) return "a case after default: put default last";
	for (const each of cases) {
		for (const statement of each.consequent as Node[]) {
			if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
				return `${statement.kind} right below a case leaks out of the switch: put braces around`;
			}
		}
	}
	return null;
}

/** Whether a function inside `loop` uses a variable of its head. */
function captures(loop: Node, scopes: Scopes): boolean {
	let found = false;
	walk(loop, (node, above) => {
		found ||= scopes.owner(node) === loop && above.some(isFunction);
	});
	return found;
}

function inLoop(node: Node, scopes: Scopes): string | null {
	const head = (node.init ?? node.left) as Node | null;
	if (head?.type !== "VariableDeclaration" || head.kind === "var") return null;
	const names = (head.declarations as Node[]).map((each) => (each.id as Node).name as string);
	return captures(node, scopes)
		? `a function that uses ${names.join(", ")}: a loop variable is the same one each time round: copy it with const inside`
		: null;
}

function inTemplate(node: Node): string | null {
	for (const part of node.quasis as Node[]) {
		const { raw } = part.value as { raw: string };
		if (/(?<!\\)(?:\\\\)*\\[`$]/.test(raw))
			return "\\` or \\$ in a template: use a string in quotes";
		if (LONG.test(raw)) return ESCAPE;
	}
	for (const each of node.expressions as Node[]) {
		let found = false;
		walk(each, (inner) => {
			found ||=
				inner.type === "Literal" && typeof inner.value === "string" && inner.value.includes("}");
		});
		if (found) return "a } in a string inside a template: put the string into a variable";
	}
	return null;
}

function inLiteral(node: Node): string | null {
	if (node.bigint !== undefined) return "a bigint: use two numbers of 32 bits";
	const raw = String(node.raw);
	if (node.regex !== undefined) {
		const { pattern, flags } = node.regex as { pattern: string; flags: string };
		return badPattern(pattern, flags);
	}
	if (typeof node.value !== "string") return null;
	if (LONG.test(raw)) return ESCAPE;
	return /(?<!\\)(?:\\\\)*\\\r?\n/.test(raw) ? "a string over two lines: use + or \\n" : null;
}

/** Returns whether `callee` is a method of the global JSON. */
function isOfJson(callee: Node): boolean {
	if (callee.type !== "MemberExpression" || callee.computed === true) return false;
	return (callee.object as Node).type === "Identifier" && (callee.object as Node).name === "JSON";
}

/** A second argument, which Espruino ignores. */
function inJson(name: string, node: Node): string | null {
	const second = (node.arguments as Node[])[1];
	const isNone =
		second === undefined ||
		(second.type === "Literal" && second.value === null) ||
		second.type === "UnaryExpression" || // void 0
		second.name === "undefined";
	if (isNone) return null;
	return name === "parse"
		? "a reviver of JSON.parse, which Espruino ignores: change what it returns instead"
		: "a replacer of JSON.stringify, which Espruino ignores: write an object that has only what is to be there";
}

/** `RegExp("a", "g")`, which is also what newer literals are rewritten to. */
function inCall(node: Node): string | null {
	const callee = node.callee as Node;
	if (isOfJson(callee)) return inJson((callee.property as Node).name as string, node);
	if (callee.name !== "RegExp") return null;
	const [pattern, flags] = (node.arguments as Node[]).map(({ value }) => value);
	if (typeof pattern !== "string") return null;
	return badPattern(pattern, typeof flags === "string" ? flags : "");
}

function inMember(node: Node): string | null {
	if (node.type === "PropertyDefinition") {
		if (node.static !== true)
			return "a class field: it is shared by all instances: assign it in the constructor";
		return node.value === null ? "a static field without a value: give it undefined" : null;
	}
	if (node.computed === true) return "a computed name: assign it afterwards, as in o[name] = ...";
	const key = node.key as Node;
	if (key.type === "Literal" && node.type === "MethodDefinition")
		return "a method with a string for its name: assign it to the prototype";
	const isMethod = node.type === "MethodDefinition" || node.method === true;
	const isTaken = key.name === "of" || isKeyword(key.name);
	return isMethod && isTaken ? `a method called \`${key.name}\`: rename it` : null;
}

/** Returns what is wrong with `node`, or null. */
export function badSyntax(node: Node, above: readonly Node[], scopes: Scopes): string | null {
	const wrong = WRONG[node.type];
	if (wrong !== undefined) return wrong;
	const parent = above[above.length - 1] as Node | undefined;
	switch (node.type) {
		case "FunctionDeclaration":
		case "FunctionExpression":
		case "ArrowFunctionExpression":
			return inFunction(node);
		case "ClassDeclaration":
		case "ClassExpression":
			return inClass(node);
		case "SwitchStatement":
			return inSwitch(node);
		case "ForStatement":
		case "ForInStatement":
		case "ForOfStatement":
			return node.await === true ? "for await" : inLoop(node, scopes);
		case "TemplateLiteral":
			return inTemplate(node);
		case "Literal":
			return inLiteral(node);
		case "CallExpression":
		case "NewExpression":
			return inCall(node);
		case "Property":
		case "PropertyDefinition":
		case "MethodDefinition":
			return inMember(node);
		case "Super":
			return parent?.type === "CallExpression"
				? null
				: "super.NAME: it never returns below a second subclass: call BASE.prototype.NAME.call(this)";
		case "AssignmentExpression":
		case "BinaryExpression":
			return OPERATORS.test(String(node.operator))
				? `${node.operator}: write the operation out`
				: null;
	}
	return null;
}
