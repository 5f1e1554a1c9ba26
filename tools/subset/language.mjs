/**
 * What Espruino lacks or gets silently wrong, and what XS cannot keep in flash: a rule for each
 * kind of node. A rule returns the reason why the node is refused, or null.
 */
import { METHODS, STATICS } from "../../build/espruino/replacements.js";
import { GLOBALS, lackText } from "../../build/lacking.js";

/** Globals that some engine has and evlite does without. */
const AVOIDED = {
	RegExp: "no RegExp: XS strips it, Espruino's is partial",
	Date: "no Date: use the host's time()",
	Promise: "no Promise: callbacks are given at setup",
	globalThis: "no globalThis: state hangs off the event base",
};

/** What the build for Espruino replaces. */
const REPLACED = new Set(["RangeError"]);

/** Names that Espruino does not take for a method. */
const NO_METHOD_NAMES = new Set(
	"get set of static async break case catch class const continue debugger default delete do else export extends finally for function if import in instanceof let new return super switch this throw try typeof var void while with yield".split(
		" ",
	),
);

function reasonFor(table, name) {
	return Object.hasOwn(table, name) ? table[name] : null;
}

/** "Math.imul, which Espruino lacks; ..." if there is an `instead`, else null. */
function lacks(shown, instead) {
	return instead === null ? null : `${shown}, which Espruino lacks; ${instead}`;
}

function functionRule(node) {
	if (node.generator) return "no generator: Espruino has none, XS allocates for each";
	if (node.async) return "no async function: callbacks are given at setup";
	return null;
}

function memberRule(node, { device }) {
	if (node.object.type === "Super") return "no super.method: Espruino recurses for ever";
	if (node.computed || device === "moddable" || node.object.type !== "Identifier") return null;
	const instead = reasonFor(reasonFor(STATICS, node.object.name) ?? {}, node.property.name);
	return lacks(`${node.object.name}.${node.property.name}`, instead);
}

function callRule(node, { device }) {
	const { callee } = node;
	if (callee.type === "Import" || callee.type === "ImportExpression") return "no import()";
	if (callee.type !== "MemberExpression" || callee.computed || device === "moddable") return null;
	return lacks(`${callee.property.name}()`, reasonFor(METHODS, callee.property.name));
}

function methodRule(node) {
	if (node.computed) return "no computed key";
	if (node.kind === "get" || node.kind === "set")
		return "no getter or setter: a method says it costs";
	if (NO_METHOD_NAMES.has(node.key.name)) return `Espruino takes no method called ${node.key.name}`;
	return null;
}

function propertyRule(node) {
	if (node.computed) return "no computed key";
	if (node.kind === "get" || node.kind === "set")
		return "no getter or setter: a method says it costs";
	return null;
}

function fieldRule(node) {
	if (node.static) return "no static field: module state, which ROM cannot hold";
	if (node.value !== null) return "no class field with a value: assign it in the constructor";
	return node.computed ? "no computed key" : null;
}

function classRule({ superClass }) {
	if (superClass === null) return null;
	if (superClass.type !== "Identifier") return "extends a plain name only";
	if (!["Error", "Array"].includes(superClass.name)) return null;
	return `Espruino cannot extend ${superClass.name}`;
}

function switchRule({ cases }) {
	if (cases.slice(0, -1).some((each) => each.test === null)) {
		return "default comes last: Espruino skips what follows";
	}
	const leak = cases.some((each) =>
		each.consequent.some((node) => node.type === "VariableDeclaration" && node.kind !== "var"),
	);
	return leak ? "put let and const of a case in a block: Espruino lets them leak" : null;
}

function templateRule(node) {
	const escaped = node.quasis.some(({ value }) => /\\[`$]/.test(value.raw));
	return escaped ? "no \\` or \\$ in a template: Espruino ends it there" : null;
}

function nameRule({ name }) {
	if (name.length > 64) return "Espruino cuts names at 64 characters";
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range
	return /^[\x00-\x7f]*$/.test(name) ? null : "Espruino takes ASCII names only";
}

/** The Espruino host may use what its output check lets pass: native search is what makes it fast. */
function literalRule(node, { path }) {
	if (node.regex && !path.startsWith("hosts/espruino/"))
		return "no RegExp: XS strips it, Espruino's is partial";
	return node.bigint ? "Espruino has no BigInt" : null;
}

function exportAllRule(node, { path }) {
	if (node.exportKind === "type") return null;
	const own = node.exported === null && /^\.\/[^/]+$/.test(node.source.value);
	return own && path.endsWith("/index.ts")
		? null
		: "export * only in index.ts, from its own folder";
}

const NO_ASSIGNMENTS = new Set(["??=", "||=", "&&=", "**="]);

/** Kind of node -> rule. */
export const RULES = {
	ArrowFunctionExpression: functionRule,
	FunctionDeclaration: functionRule,
	FunctionExpression: functionRule,
	MemberExpression: memberRule,
	CallExpression: callRule,
	MethodDefinition: methodRule,
	Property: propertyRule,
	PropertyDefinition: fieldRule,
	ClassDeclaration: classRule,
	ClassExpression: classRule,
	SwitchStatement: switchRule,
	TemplateLiteral: templateRule,
	Identifier: nameRule,
	Literal: literalRule,
	ExportAllDeclaration: exportAllRule,
	AssignmentExpression: (node) =>
		NO_ASSIGNMENTS.has(node.operator) ? `no ${node.operator}: Espruino has none` : null,
	BinaryExpression: (node) => (node.operator === "**" ? "no **: Espruino has none" : null),
	AccessorProperty: () => "no accessor field",
	AssignmentPattern: () => "no default value: compare with undefined",
	ArrayPattern: () => "no destructuring: Espruino has none",
	ObjectPattern: () => "no destructuring: Espruino has none",
	RestElement: () => "no rest parameter: Espruino has none",
	SpreadElement: () => "no spread: Espruino has none",
	ChainExpression: () => "no ?.: Espruino has none",
	LabeledStatement: () => "no label: Espruino has none",
	PrivateIdentifier: () => "no #private: end the name in _ instead",
	AwaitExpression: () => "no await: callbacks are given at setup",
	YieldExpression: () => "no generator: Espruino has none, XS allocates for each",
	ImportExpression: () => "no import()",
	MetaProperty: () => "no new.target or import.meta",
	StaticBlock: () => "no static block: work on import",
	TaggedTemplateExpression: () => "no tagged template: Espruino has none",
	Decorator: () => "no decorator",
	ExportDefaultDeclaration: () => "no default export",
	TSEnumDeclaration: () => "no enum: one export const each",
	TSModuleDeclaration: (node) => (node.declare ? null : "no namespace: one export const each"),
	TSParameterProperty: () => "no parameter property: assign in the constructor",
	TSExportAssignment: () => "no export =",
	TSImportEqualsDeclaration: () => "no import =",
};

/** Why the global `name` may not be referred to, or null. */
export function globalRule(name) {
	const isLacking = GLOBALS.espruino.has(name) && !REPLACED.has(name);
	return isLacking ? lackText(name, "espruino") : reasonFor(AVOIDED, name);
}
