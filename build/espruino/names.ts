/** Names that the interpreter does not have, and names that it does not take. */
import { boundNames, isFunction, type Node, type Scopes, walk } from "../ast.js";
import { GLOBALS, lackText } from "../lacking.js";
import { MARKS } from "./marks.js";
import { METHODS, STATICS } from "./replacements.js";

const NAME_MAX = 64; // longer ones are cut to this

/** Everything that the program itself declares: variables, and methods by name. */
export interface Declared {
	variables: Set<string>;
	methods: Set<string>;
	/** What the program adds to built-in objects, as in "Math.imul". */
	added: Set<string>;
	scopes: Scopes;
}

export function declared(program: Node, scopes: Scopes): Declared {
	const variables = new Set<string>();
	const methods = new Set<string>();
	const added = new Set<string>();
	walk(program, (node) => {
		if (node.type === "UnaryExpression" && node.operator === "typeof") {
			variables.add(String((node.argument as Node).name)); // the program sees to it itself
		}
		if (node.type === "AssignmentExpression" && (node.left as Node).type === "MemberExpression") {
			const { object, property } = node.left as Node & { object: Node; property: Node };
			added.add(`${object.name}.${property.name}`);
			if (object.name === "globalThis") variables.add(String(property.name));
		}
		if (isFunction(node)) {
			for (const parameter of node.params as Node[]) {
				for (const name of boundNames(parameter)) variables.add(name);
			}
		}
		if (
			node.type === "VariableDeclarator" ||
			node.type === "ClassDeclaration" ||
			isFunction(node)
		) {
			if (node.id) for (const name of boundNames(node.id as Node)) variables.add(name);
		}
		if (node.type === "MethodDefinition" || node.type === "Property") {
			methods.add(String((node.key as Node).name));
		}
	});
	return { variables, methods, added, scopes };
}

/** Returns whether `arguments`, below `above`, is that of an arrow function, which has its own here. */
function isOfArrow(above: readonly Node[]): boolean {
	for (let i = above.length - 1; i >= 0; i--) {
		if (isFunction(above[i])) return above[i].type === "ArrowFunctionExpression";
	}
	return false;
}

/** Says that Espruino lacks what is shown as `shown`, if `table` has `name`. */
function lacking(
	table: Readonly<Record<string, string>>,
	name: string,
	shown: string,
): string | null {
	return Object.hasOwn(table, name) ? `${shown}, which Espruino lacks; ${table[name]}` : null;
}

/** Returns what is wrong with the names in `node`, or null. */
export function badName(node: Node, above: readonly Node[], own: Declared): string | null {
	if (node.type === "Identifier") {
		const name = node.name as string;
		if (name.length > NAME_MAX) return `${name}: a name of over ${NAME_MAX} characters: shorten it`;
		if (/[^\x20-\x7e]/.test(name))
			return `${name}: a name that is not ASCII: use letters from A to Z`;
		if (!own.scopes.isVariable(node)) return null;
		if (name === "of") return "a variable called `of`: rename it";
		if (name === "arguments" && isOfArrow(above))
			return "arguments in an arrow function: use (...list) => or function";
		if (Object.hasOwn(MARKS, name)) return MARKS[name];
		const isThere = !GLOBALS.espruino.has(name) || own.variables.has(name);
		return isThere ? null : lackText(name, "espruino");
	}
	if (node.type !== "MemberExpression" || node.computed === true) return null;
	const object = node.object as Node;
	const property = (node.property as Node).name as string;
	if (object.type === "Identifier" && !own.variables.has(object.name as string)) {
		const owner = object.name as string;
		const name = `${owner}.${property}`;
		const missing = Object.hasOwn(STATICS, owner) ? lacking(STATICS[owner], property, name) : null;
		if (missing !== null && !own.added.has(name)) return missing;
	}
	if (property === "of") return "a property called `of`: rename it";
	const parent = above[above.length - 1];
	const isCall = parent?.type === "CallExpression" && parent.callee === node;
	return isCall && !own.methods.has(property) ? lacking(METHODS, property, `${property}()`) : null;
}
