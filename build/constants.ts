/**
 * A rollup plugin that writes the value of a numeric constant in the place of its name, and of what
 * is computed from constants alone. On XS each name that a function takes from outside is a slot of
 * every one of its calls, on a stack of 256, and each operation a metering unit
 * (docs/decisions/0008-folded-constants.md). Constants are capitals at the top level of a module. In
 * programs they have any name: rollup evaluates a constant again at each use, which takes a time that
 * doubles with each constant of a chain.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import MagicString from "magic-string";
import type { Plugin } from "rollup";
import { boundNames, type Node, parse, Scopes, walk } from "./ast.js";

type Values = Map<string, number>;

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
	"|": (a, b) => a | b,
	"&": (a, b) => a & b,
	"^": (a, b) => a ^ b,
	"<<": (a, b) => a << b,
	">>": (a, b) => a >> b,
	">>>": (a, b) => a >>> b,
	"+": (a, b) => a + b,
	"-": (a, b) => a - b,
	"*": (a, b) => a * b,
};

/** The value of an expression of numbers and `values`; undefined if it is anything else. */
function evaluate(node: Node, values: Values): number | undefined {
	if (node.type === "Literal") return typeof node.value === "number" ? node.value : undefined;
	if (node.type === "Identifier") return values.get(node.name);
	if (node.type === "UnaryExpression") {
		const value = evaluate(node.argument, values);
		if (value === undefined || !"-~".includes(node.operator)) return undefined;
		const result = node.operator === "-" ? -value : ~value;
		return Object.is(result, -0) ? undefined : result; // which has no literal
	}
	if (node.type !== "BinaryExpression" || !(node.operator in OPERATIONS)) return undefined;
	const left = evaluate(node.left, values);
	const right = evaluate(node.right, values);
	if (left === undefined || right === undefined) return undefined;
	const result = OPERATIONS[node.operator](left, right);
	return Number.isFinite(result) && !Object.is(result, -0) ? result : undefined;
}

/** Evaluates the constants of one build. Those of modules that are imported are read from their sources. */
class Constants {
	private readonly exported = new Map<string, Values>();
	private readonly name: RegExp;

	/** `name` matches the names of constants. */
	constructor(name: RegExp) {
		this.name = name;
	}

	/** The constants that the module of source `path` exports. */
	private exportedBy(path: string): Values {
		const found = this.exported.get(path);
		if (found !== undefined) return found;
		const values: Values = new Map();
		this.exported.set(path, values); // modules that import each other in a circle find nothing
		if (!existsSync(path)) return values;
		const program = parse(transformSync(readFileSync(path, "utf8"), { loader: "ts" }).code);
		const visible = this.visible(program, path);
		for (const { type, source, declaration, specifiers } of program.body) {
			if (type !== "ExportNamedDeclaration" || source) continue;
			const names = declaration?.type === "VariableDeclaration" ? boundNames(declaration) : [];
			const pairs = [
				...names.map((name) => [name, name]),
				...specifiers.map(({ exported, local }: Node) => [exported.name, local.name]),
			];
			for (const [exported, local] of pairs) {
				const value = visible.get(local);
				if (value !== undefined) values.set(exported, value);
			}
		}
		return values;
	}

	/** The constants that the module `program` at `path` can name: its own and those it imports. */
	visible(program: Node, path: string): Values {
		const values: Values = new Map();
		for (const statement of program.body) {
			if (statement.type === "ImportDeclaration" && statement.source.value.startsWith(".")) {
				const source = sourcePath(join(path, "..", statement.source.value));
				for (const { imported, local } of statement.specifiers) {
					if (imported === undefined || !this.name.test(imported.name)) continue;
					const value = this.exportedBy(source).get(imported.name);
					if (value !== undefined) values.set(local.name, value);
				}
			}
			const declaration = statement.declaration ?? statement;
			if (declaration.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
			for (const { id, init } of declaration.declarations) {
				if (id.type !== "Identifier" || !this.name.test(id.name)) continue;
				const value = evaluate(init, values);
				if (value !== undefined) values.set(id.name, value);
			}
		}
		return values;
	}
}

/** The TypeScript source of the module that is imported as `path`, if there is one. */
function sourcePath(path: string): string {
	const source = path.replace(/(\.[jt]s)?$/, ".ts");
	return existsSync(source) ? source : path;
}

/** The names of `values` that `program` declares in a function or a block as well. */
function hidden(program: Node, scopes: Scopes, values: Values): string[] {
	const names: string[] = [];
	walk(program, (node) => {
		if (node.type !== "Identifier" || !values.has(node.name) || !scopes.isVariable(node)) return;
		if (!scopes.isTop(node)) names.push(node.name);
	});
	return names;
}

/** `code`, the module of source `path`, with values for the names that are `values`. */
function replaced(code: string, program: Node, scopes: Scopes, values: Values): MagicString {
	const text = new MagicString(code);
	walk(program, (node, above) => {
		if (/^(Import|Export)(Declaration|Specifier)$/.test(node.type)) return false;
		const parent = above[above.length - 1];
		if (node.type === "Identifier") {
			if (!values.has(node.name) || !scopes.isVariable(node)) return;
			if (parent.type === "VariableDeclarator" && parent.id === node) return;
		} else if (!/^(Unary|Binary)Expression$/.test(node.type)) return;
		const value = evaluate(node, values);
		if (value === undefined) return;
		const key = parent.type === "Property" && parent.shorthand ? `${node.name}: ` : "";
		text.update(node.start, node.end, `${key}${value < 0 ? `(${value})` : value}`);
		return false; // what is inside is folded already
	});
	return text;
}

/** `code`, the module of source `path`, with values for names; null if it has no constant. */
function folded(code: string, path: string, constants: Constants, own: boolean) {
	const program = parse(code);
	const values = constants.visible(program, path);
	if (values.size === 0) return null;
	const scopes = new Scopes(program);
	for (const name of hidden(program, scopes, values)) {
		if (own) throw new Error(`${path}: ${name} hides a constant of that name`);
		values.delete(name);
	}
	const text = replaced(code, program, scopes, values);
	return { code: text.toString(), map: text.generateMap({ hires: "boundary" }) };
}

function ownSource(id: string): string | null {
	return id.endsWith(".ts") ? id : null;
}

/**
 * `sourceOf` returns the source path of a module, null for one that is none of evlite's, which is
 * folded only if `program` is true.
 */
export function foldConstants(sourceOf = ownSource, program = false): Plugin {
	const own = new Constants(/^[A-Z][A-Z0-9_]*$/);
	const foreign = new Constants(/./);
	return {
		name: "fold-constants",
		transform(code, id) {
			const path = sourceOf(id);
			if (path !== null) return folded(code, path, own, true);
			return program && /\.[jt]s$/.test(id) ? folded(code, id, foreign, false) : null;
		},
	};
}
