/**
 * A rollup plugin that writes the value of a numeric constant in the place of its name, and of what
 * is computed from constants alone. On XS each name that a function takes from outside is a slot of
 * every one of its calls, on a stack of 256, and each operation a metering unit
 * (docs/decisions/0008-folded-constants.md). Constants are capitals at the top level of a module.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import MagicString from "magic-string";
import type { Plugin } from "rollup";
import { type Node, parse, Scopes, walk } from "./ast.js";

type Constants = Map<string, number>;

const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

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

/** The value of an expression of numbers and `constants`; undefined if it is anything else. */
function evaluate(node: Node, constants: Constants): number | undefined {
	if (node.type === "Literal") return typeof node.value === "number" ? node.value : undefined;
	if (node.type === "Identifier") return constants.get(node.name);
	if (node.type === "UnaryExpression") {
		const value = evaluate(node.argument, constants);
		if (value === undefined || !"-~".includes(node.operator)) return undefined;
		return node.operator === "-" ? -value : ~value;
	}
	if (node.type !== "BinaryExpression" || !(node.operator in OPERATIONS)) return undefined;
	const left = evaluate(node.left, constants);
	const right = evaluate(node.right, constants);
	if (left === undefined || right === undefined) return undefined;
	return OPERATIONS[node.operator](left, right);
}

const known = new Map<string, Constants>();

/** The constants that the module of source `path` declares. */
function declaredBy(path: string): Constants {
	const found = known.get(path);
	if (found !== undefined) return found;
	known.set(path, new Map()); // what imports in a circle finds nothing
	const { code } = transformSync(readFileSync(path, "utf8"), { loader: "ts" });
	const constants = visible(parse(code), path);
	known.set(path, constants);
	return constants;
}

/** The constants that the module `program` at `path` can name: its own and those it imports. */
function visible(program: Node, path: string): Constants {
	const constants: Constants = new Map();
	for (const statement of program.body) {
		if (statement.type === "ImportDeclaration" && statement.source.value.startsWith(".")) {
			for (const { imported, local } of statement.specifiers) {
				if (imported === undefined || !CONSTANT.test(imported.name)) continue;
				const source = join(path, "..", statement.source.value).replace(/\.js$/, ".ts");
				const value = declaredBy(source).get(imported.name);
				if (value !== undefined) constants.set(local.name, value);
			}
		}
		const declaration = statement.declaration ?? statement;
		if (declaration.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
		for (const { id, init } of declaration.declarations) {
			if (id.type !== "Identifier" || !CONSTANT.test(id.name)) continue;
			const value = evaluate(init, constants);
			if (value !== undefined) constants.set(id.name, value);
		}
	}
	return constants;
}

/** `code`, the module of source `path`, with values for names. */
export function folded(code: string, path: string): MagicString {
	const program = parse(code);
	const constants = visible(program, path);
	const text = new MagicString(code);
	if (constants.size === 0) return text;
	const scopes = new Scopes(program);
	walk(program, (node, above) => {
		if (/^(Import|Export)(Declaration|Specifier)$/.test(node.type)) return false;
		const parent = above[above.length - 1];
		if (node.type === "Identifier") {
			if (!constants.has(node.name) || !scopes.isVariable(node)) return;
			if (!scopes.isTop(node))
				throw new Error(`${path}: ${node.name} hides a constant of that name`);
			if (parent.type === "VariableDeclarator" && parent.id === node) return;
		} else if (!/^(Unary|Binary)Expression$/.test(node.type)) return;
		const value = evaluate(node, constants);
		if (value === undefined) return;
		const key = parent.type === "Property" && parent.shorthand ? `${node.name}: ` : "";
		text.update(node.start, node.end, `${key}${value < 0 ? `(${value})` : value}`);
		return false; // what is inside is folded already
	});
	return text;
}

/** `sourceOf` returns the source path of a module, null for one that is none of evlite's. */
export function foldConstants(
	sourceOf = (id: string): string | null => (id.endsWith(".ts") ? id : null),
): Plugin {
	return {
		name: "fold-constants",
		transform(code, id) {
			const path = sourceOf(id);
			if (path === null) return null;
			const text = folded(code, path);
			return { code: text.toString(), map: text.generateMap({ hires: "boundary" }) };
		},
	};
}
