/**
 * What the variables of folded functions are called in the outer function that their bodies become
 * cases of. Parameters, `var`s, functions and classes, and what else is declared have each their own
 * names, so that none is mistaken for what another case declares.
 */

import type MagicString from "magic-string";
import { isFunction, type Node, type Scopes, walk } from "../ast.js";

/** The variables that each scope of a function binds, and what they are called from now on. */
export type Names = Map<Node, Map<string, string>>;

/** Names of variables, the shortest first, in the minifier's order; none of `taken`. */
function* freeNames(taken: ReadonlySet<string>): Generator<string, never> {
	const letters = [..."tnirosecuahfldmpvgbwyxkjqz"];
	for (let round = 0; ; round++) {
		const digits = round === 0 ? "" : String(round - 1);
		for (const letter of letters) if (!taken.has(letter + digits)) yield letter + digits;
	}
}

/** Visits each variable that a scope of the function `node` binds, where it is declared or used. */
function eachVariable(
	node: Node,
	scopes: Scopes,
	visit: (variable: Node, scope: Node, parent: Node) => void,
): void {
	walk(node, (each, above) => {
		const scope = scopes.owner(each);
		if (scope !== undefined) visit(each, scope, above[above.length - 1]);
	});
}

/**
 * The declarations in the function `node`, not in functions inside it, that hold for the whole of a
 * call: those of functions and classes, and variables that are `var`s or are to be, since others
 * cost a scope in every block that has them. Not those of a block that a function inside may keep,
 * or that begin each round without a value.
 */
function wholeCall(node: Node): Node[] {
	const body = node.body as Node;
	const found: Node[] = [];
	const inBlocks: Node[] = [];
	let isKept = false;
	walk(body, (each, above) => {
		if (isFunction(each)) isKept = true;
		if (!/Declaration$/.test(each.type) || above.some(isFunction)) return;
		const parent = above[above.length - 1];
		if (each.type !== "VariableDeclaration" || each.kind === "var" || parent === body) {
			found.push(each);
		} else if (/^(Block|For)Statement$/.test(parent.type)) {
			const hasValues = (each.declarations as Node[]).every(({ init }) => init !== null);
			if (hasValues) inBlocks.push(each);
		}
	});
	return isKept ? found : [...found, ...inBlocks];
}

/** Variables of different kinds never share a name. */
type Kind = "variable" | "declaration" | "inner";

/** The kind of each variable of the function `node`, by its scope and its name. */
function kinds(node: Node, scopes: Scopes): Map<Node, Map<string, Kind>> {
	const known = new Map<Node, Kind>(); // by where it is declared
	for (const each of wholeCall(node)) {
		if (each.type !== "VariableDeclaration") known.set(each.id as Node, "declaration");
		else for (const { id } of each.declarations as Node[]) known.set(id as Node, "variable");
	}
	const found = new Map<Node, Map<string, Kind>>();
	eachVariable(node, scopes, (variable, scope) => {
		const names = found.get(scope) ?? new Map<string, Kind>();
		const name = variable.name as string;
		found.set(scope, names.set(name, known.get(variable) ?? names.get(name) ?? "inner"));
	});
	return found;
}

/**
 * Names the variables of `functions`, which are to be one, with names that are not `taken`: its
 * parameters, and what the variables of each function are called.
 */
export function nameVariables(
	functions: readonly Node[],
	taken: ReadonlySet<string>,
	scopes: Scopes,
): { params: string[]; names: Names } {
	const free = freeNames(taken);
	const pick = () => free.next().value;
	const longest = Math.max(...functions.map((node) => (node.params as Node[]).length));
	const params = Array.from({ length: longest }, pick);
	const lists: Record<Kind, string[]> = { variable: [], declaration: [], inner: [] };
	const names: Names = new Map();
	for (const node of functions) {
		const own = (node.params as Node[]).map(({ name }, at) => [name, params[at]] as const);
		names.set(node, new Map(own as [string, string][]));
		const used: Record<Kind, number> = { variable: 0, declaration: 0, inner: 0 };
		for (const [scope, variables] of kinds(node, scopes)) {
			const given = names.get(scope) ?? new Map<string, string>();
			names.set(scope, given);
			for (const [name, kind] of variables) {
				if (given.has(name)) continue;
				const at = used[kind]++;
				if (at === lists[kind].length) lists[kind].push(pick());
				given.set(name, lists[kind][at]);
			}
		}
	}
	return { params, names };
}

/** Gives the variables of the function `node` their `names` in `text`, and makes `var`s. */
export function changeVariables(node: Node, names: Names, scopes: Scopes, text: MagicString): void {
	eachVariable(node, scopes, (variable, scope, parent) => {
		const name = names.get(scope)?.get(variable.name as string);
		if (name === undefined) return;
		const isShort = parent.type === "Property" && parent.shorthand === true;
		text.update(variable.start, variable.end, isShort ? `${variable.name}:${name}` : name);
	});
	for (const { type, kind, start } of wholeCall(node)) {
		if (type !== "VariableDeclaration") continue;
		text.update(start, start + kind.length, "var");
	}
}
